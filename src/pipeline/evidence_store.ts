/**
 * What is known about files from earlier runs.
 *
 * @module
 */
import type { EvidenceCache, EvidenceScope } from "../cache/cache.ts";
import type { FileIdentity } from "../cache/identity.ts";
import type { Evidence } from "../types.ts";
import type { FileToRead } from "./extract_file.ts";

/** What is known of a file, and what it takes to add to that. */
export interface Recalled {
  readonly file: FileToRead;
  /** Null where nothing is known. */
  readonly evidence: Evidence | null;
  /** Null for what cannot be kept. */
  readonly identity: FileIdentity | null;
}

/** The part of the cache that belongs to one configuration and one model. */
export class EvidenceStore {
  readonly #cache: EvidenceCache;
  readonly #scope: EvidenceScope;

  constructor(cache: EvidenceCache, scope: EvidenceScope) {
    this.#cache = cache;
    this.#scope = scope;
  }

  /** What is known of files, one by one. */
  recall(files: readonly FileToRead[]): Recalled[] {
    const readable = files.filter(({ error }) => error === null);
    const identities = this.#cache.identify(readable.map(({ path }) => path));
    const evidence = this.#cache.getEvidence(this.#scope, identities);
    const found = new Map(
      readable.map((file, i) => [file, {
        file,
        identity: identities[i] ?? null,
        evidence: evidence[i] ?? null,
      }]),
    );
    return files.map((file) =>
      found.get(file) ?? { file, identity: null, evidence: null }
    );
  }

  /** Keeps what was found out. */
  keep(
    entries: readonly {
      readonly identity: FileIdentity | null;
      readonly evidence: Evidence;
    }[],
  ): void {
    this.#cache.putEvidence(
      this.#scope,
      entries.flatMap(({ identity, evidence }) =>
        identity === null ? [] : [{ file: identity, evidence }]
      ),
    );
  }
}
