/**
 * What was once worked out and need not be again: features and embeddings of sounds, embeddings of prompts.
 *
 * A cache is a convenience: nothing that goes wrong with it is an error. It warns once and the run goes on without.
 *
 * @module
 */
import { basename, dirname, join, resolve } from "node:path";
import type { Evidence } from "../types.ts";
import {
  keyOf,
  packEvidence,
  packText,
  type Row,
  unpackEvidence,
  unpackText,
} from "./codec.ts";
import { type Connection, TABLE_NAMES } from "./database.ts";
import {
  changedAt,
  contentOf,
  type FileIdentity,
  isUnchanged,
  stampOf,
} from "./identity.ts";
import { Keeper } from "./keeper.ts";

/** Raised when the same configuration, model and file give other evidence than the version before. */
export const EVIDENCE_VERSION = 3;

/** Name of the cache's file below the cache folder. */
export const CACHE_FILE = "evidence.sqlite";

/** Size over which the rows that were not used for longest are removed, bytes: some 400,000 sounds with embeddings. */
const MAX_BYTES = 2 ** 30;

/** A file that changed so recently may change again without its stamp telling, milliseconds. */
const SETTLED = 2_000;

/** Use is written down once a week: a run over known files should not write. */
const WEEK = 7 * 86_400_000;

/** All that evidence depends on besides the file. */
export interface EvidenceScope {
  /** The configuration's keys that extraction depends on, as one text. */
  readonly keys: string;
  /** Names the model's content and its front end; null without a model. */
  readonly model: string | null;
}

/** How much there is. */
export interface CacheInfo {
  /** Null when there is no cache in use. */
  readonly path: string | null;
  /** On the disk. */
  readonly bytes: number;
  /** Sounds with their evidence; one sound may be there for several configurations. */
  readonly evidence: number;
  /** Prompts with their embeddings. */
  readonly texts: number;
  /** Paths whose content is known without reading them. */
  readonly files: number;
  /** Damaged caches that were set aside. */
  readonly set_aside: readonly string[];
}

/** How a cache behaves; for tests but for `warn`. */
export interface CacheOptions {
  /** Told once what went wrong. */
  readonly warn?: (message: string) => void;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  readonly maxBytes?: number;
}

/**
 * Opens the cache, which is made if need be.
 *
 * @param path of its file; null for none, as with `--no-cache`.
 *
 * @example
 * ```ts ignore
 * using cache = await openCache(join(root, CACHE_FILE), { warn });
 * const files = cache.identify(paths);
 * const known = cache.getEvidence(scope, files);
 * // … extract those that are null …
 * cache.putEvidence(scope, extracted);
 * ```
 */
export async function openCache(
  path: string | null,
  options: CacheOptions = {},
): Promise<EvidenceCache> {
  const warn = options.warn ?? (() => {});
  const keeper = new Keeper(path, await import("node:sqlite"), warn);
  return new EvidenceCache(keeper, options);
}

/** An open cache; every method does nothing where there is none. */
export class EvidenceCache implements Disposable {
  readonly #keeper: Keeper;
  readonly #now: () => number;
  readonly #maxBytes: number;
  #wrote = false;

  /** {@linkcode openCache} makes one. */
  constructor(keeper: Keeper, options: CacheOptions) {
    this.#keeper = keeper;
    this.#now = options.now ?? Date.now;
    this.#maxBytes = options.maxBytes ?? MAX_BYTES;
  }

  /** Whether there is a cache in use. */
  get enabled(): boolean {
    return this.#keeper.isOpen;
  }

  /**
   * Names the content of files: without reading those that did not change since they were last asked for.
   *
   * @returns for each path its identity; null for what is no file or cannot be read, and always without a cache.
   */
  identify(paths: readonly string[]): (FileIdentity | null)[] {
    return this.#keeper.attempt(paths.map(() => null), (connection) => {
      const find = connection.statement(
        "SELECT stamp, content, used FROM files WHERE path = ?",
      );
      const week = this.#week();
      const news: [key: Uint8Array, FileIdentity][] = [];
      const identities = paths.map((path): FileIdentity | null => {
        const info = orNull(() => Deno.statSync(path));
        if (info === null || !info.isFile) return null;
        const stamp = stampOf(info);
        const key = keyOf(resolve(path));
        const known = find.get(key);
        const same = known?.["stamp"] === stamp;
        const content = same
          ? String(known["content"])
          : orNull(() => contentOf(path, info));
        if (content === null) return null;
        const identity = { path, content, stamp };
        if (
          (!same || known["used"] !== week) &&
          this.#now() - changedAt(info) > SETTLED
        ) news.push([key, identity]);
        return identity;
      });
      this.#write(connection, news, ([key, { stamp, content }]) => {
        connection.statement(
          "INSERT OR REPLACE INTO files (path, used, stamp, content) VALUES (?, ?, ?, ?)",
        ).run(key, week, stamp, content);
      });
      return identities;
    });
  }

  /** The evidence of files; null for what is not known. */
  getEvidence(
    scope: EvidenceScope,
    files: readonly (FileIdentity | null)[],
  ): (Evidence | null)[] {
    const keys = this.#evidenceKeys(scope, files);
    return this.#get("evidence", keys, unpackEvidence);
  }

  /** Keeps evidence. That of a file which changed since it was identified is left out. */
  putEvidence(
    scope: EvidenceScope,
    entries: readonly {
      readonly file: FileIdentity;
      readonly evidence: Evidence;
    }[],
  ): void {
    const same = entries.filter(({ file }) => isUnchanged(file));
    const keys = this.#evidenceKeys(scope, same.map(({ file }) => file));
    this.#keeper.attempt(undefined, (connection) => {
      const week = this.#week();
      this.#write(connection, same, ({ evidence }, i) => {
        const key = keys[i]!;
        const row = packEvidence(key, evidence);
        connection.statement(
          "INSERT OR REPLACE INTO evidence (key, used, checksum, features, warnings, embedding) " +
            "VALUES (?, ?, ?, ?, ?, ?)",
        ).run(
          key,
          week,
          row.checksum,
          row.features,
          row.warnings,
          row.embedding,
        );
      });
    });
  }

  /**
   * The embeddings of prompts; null for what is not known.
   *
   * @param model names the text model's content.
   */
  getText(
    model: string,
    prompts: readonly string[],
  ): (Float32Array<ArrayBuffer> | null)[] {
    return this.#get(
      "texts",
      prompts.map((prompt) => textKey(model, prompt)),
      unpackText,
    );
  }

  /** Keeps the embeddings of prompts. */
  putText(
    model: string,
    entries: readonly {
      readonly prompt: string;
      readonly embedding: Float32Array;
    }[],
  ): void {
    this.#keeper.attempt(undefined, (connection) => {
      const week = this.#week();
      this.#write(connection, entries, ({ prompt, embedding }) => {
        const key = textKey(model, prompt);
        const row = packText(key, embedding);
        connection.statement(
          "INSERT OR REPLACE INTO texts (key, used, checksum, embedding) VALUES (?, ?, ?, ?)",
        ).run(key, week, row.checksum, row.embedding);
      });
    });
  }

  /** How much there is. */
  info(): CacheInfo {
    const { path } = this.#keeper;
    const counts = this.#keeper.attempt(
      [],
      (connection) => TABLE_NAMES.map((table) => connection.count(table)),
    );
    const [evidence = 0, texts = 0, files = 0] = counts;
    const size = (name: string) => orNull(() => Deno.statSync(name).size) ?? 0;
    return {
      path: this.enabled ? path : null,
      bytes: this.enabled ? size(path!) + size(`${path}-wal`) : 0,
      evidence,
      texts,
      files,
      set_aside: this.#setAside(),
    };
  }

  /** Removes everything that is kept, and damaged caches that were set aside. */
  clear(): void {
    this.#keeper.attempt(undefined, (connection) => {
      connection.clear();
      for (const path of this.#setAside()) Deno.removeSync(path);
    });
  }

  /** Removes what was not used for longest if the cache has grown too large, and closes it. */
  close(): void {
    if (this.#wrote) {
      this.#keeper.attempt(
        undefined,
        (connection) => connection.evict(this.#maxBytes),
      );
    }
    this.#keeper.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #evidenceKeys(
    { keys, model }: EvidenceScope,
    files: readonly (FileIdentity | null)[],
  ): (Uint8Array | null)[] {
    const scope = keyOf(`evidence ${EVIDENCE_VERSION}`, keys, model ?? "")
      .toHex();
    return files.map((file) =>
      file === null ? null : keyOf(scope, file.content)
    );
  }

  #get<T>(
    table: typeof TABLE_NAMES[number],
    keys: readonly (Uint8Array | null)[],
    unpack: (key: Uint8Array, row: Row) => T | null,
  ): (T | null)[] {
    return this.#keeper.attempt(keys.map(() => null), (connection) => {
      const week = this.#week();
      const find = connection.statement(`SELECT * FROM ${table} WHERE key = ?`);
      const old: Uint8Array[] = [];
      const found = keys.map((key) => {
        const row = key === null ? undefined : find.get(key);
        if (row === undefined) return null;
        const value = unpack(key!, row);
        if (value !== null && row["used"] !== week) old.push(key!);
        return value;
      });
      this.#write(connection, old, (key) => {
        connection.statement(`UPDATE ${table} SET used = ? WHERE key = ?`)
          .run(week, key);
      });
      return found;
    });
  }

  /** Writes items in one transaction; none, no transaction. */
  #write<T>(
    connection: Connection,
    items: readonly T[],
    put: (item: T, index: number) => void,
  ): void {
    if (items.length === 0) return;
    connection.write(() => items.forEach(put));
    this.#wrote = true;
  }

  #week(): number {
    return Math.floor(this.#now() / WEEK);
  }

  #setAside(): string[] {
    const { path } = this.#keeper;
    if (path === null) return [];
    const prefix = `${basename(path)}.corrupt-`;
    const names =
      orNull(() =>
        [...Deno.readDirSync(dirname(path))].map(({ name }) => name)
      ) ?? [];
    return names.filter((name) => name.startsWith(prefix)).sort()
      .map((name) => join(dirname(path), name));
  }
}

const textKey = (model: string, prompt: string) => keyOf("text", model, prompt);

/** What `work` returns; null when it throws, as it does for files that are gone or may not be read. */
function orNull<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}
