/**
 * The models on this machine: found by name, listed, checked, removed, and pulled (pull.ts).
 *
 * @module
 */
import { isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheRoot, type Env, processEnv } from "../cache/location.ts";
import { explainDiskError, ModelError } from "./errors.ts";
import { type HubSettings, hubSettings } from "./hub_settings.ts";
import {
  missingFiles,
  pathsOf,
  type ResolvedModel,
  resolveFolder,
  sizeOf,
} from "./model.ts";
import { sha256File } from "./part_file.ts";
import { pull, type PullOptions, type PullReport } from "./pull.ts";
import { takeFromPackage } from "./package_files.ts";
import {
  FILE_KINDS,
  type FileKind,
  isHubEntry,
  type ModelEntry,
  Registry,
} from "./registry.ts";
import {
  type Clock,
  DEFAULT_LIMITS,
  type Limits,
  systemClock,
} from "./transport.ts";

/** Where this package has its models: a folder, or an address if it was imported from one. */
const PACKAGE_MODELS = new URL("../../models/", import.meta.url);
const PACKAGE_IS_HERE = PACKAGE_MODELS.protocol === "file:";

/** What a store is made of; each part has what the process has as default. */
export interface ModelStoreOptions {
  /** The cache's folder ({@linkcode cacheRoot}); null when there is none. */
  readonly root: string | null;
  readonly registry?: Registry;
  readonly hub?: HubSettings;
  readonly clock?: Clock;
  readonly limits?: Limits;
}

/** A model of the registry and how much of it is here. */
export interface ModelStatus {
  readonly entry: ModelEntry;
  readonly state: "embedded" | "present" | "partial" | "absent";
  /** Size of all its files. */
  readonly bytes: number;
  /** Size of those that are here. */
  readonly present_bytes: number;
  /** Null when there is no cache folder. */
  readonly folder: string | null;
}

/** What {@linkcode ModelStore.verify} found about a file. */
export interface FileCheck {
  readonly kind: FileKind;
  /** Absolute path. */
  readonly path: string;
  /** `unpinned`: a file of a user's folder, whose right content nobody has said. */
  readonly status:
    | "ok"
    | "missing"
    | "wrong_size"
    | "wrong_sha256"
    | "unpinned";
  readonly bytes: number | null;
  /** Of what is there, in hex; null where the size decides. */
  readonly sha256: string | null;
}

/**
 * The models on this machine, by name or folder.
 *
 * @example
 * ```ts ignore
 * const store = ModelStore.open({ cacheDir: config.clap.cache_dir });
 * const model = await store.resolve("clap-htsat-unfused");
 * if (model.missing.length > 0) await store.pull(model.name, { parts: ["audio"] });
 * ```
 */
export class ModelStore {
  readonly root: string | null;
  readonly registry: Registry;
  readonly hub: HubSettings;
  readonly clock: Clock;
  readonly limits: Limits;

  constructor(options: ModelStoreOptions) {
    this.root = options.root;
    this.registry = options.registry ?? Registry.builtIn();
    this.hub = options.hub ?? hubSettings();
    this.clock = options.clock ?? systemClock;
    this.limits = options.limits ?? DEFAULT_LIMITS;
  }

  /** The store of this user: the registry of this package, the cache folder and hub settings of the environment. */
  static open(
    { cacheDir, env = processEnv }: {
      cacheDir?: string | null | undefined;
      env?: Env;
    } = {},
  ): ModelStore {
    return new ModelStore({
      root: cacheRoot({ dir: cacheDir, env }),
      hub: hubSettings(env),
    });
  }

  /** Where a model of the registry stands or would stand; null when there is no cache folder. */
  folderOf(entry: ModelEntry): string | null {
    if (!isHubEntry(entry) && PACKAGE_IS_HERE) {
      return fileURLToPath(new URL(`${entry.embedded}/`, PACKAGE_MODELS));
    }
    if (this.root === null) return null;
    const version = isHubEntry(entry)
      ? entry.revision
      : entry.files.map(({ sha256 }) => sha256.slice(0, 8)).join("-");
    return join(this.root, "models", entry.name, version);
  }

  /**
   * The model with this name, alias or folder. Nothing is downloaded: `missing` says what pulling would bring.
   *
   * @throws {ModelError} `unknown_model`, with the nearest name; `incomplete` for a folder that lacks files or a
   * package that lacks its own; `no_folder` when a pulled model has nowhere to stand.
   */
  async resolve(id: string): Promise<ResolvedModel> {
    const entry = this.registry.find(id);
    if (entry !== undefined) return await this.#resolveEntry(entry);
    if (await isFolder(id)) return await resolveFolder(id);
    if (/^[.~]|\\/.test(id) || isAbsolute(id)) {
      throw new ModelError(
        "unknown_model",
        `Cannot find the model folder "${id}"`,
      );
    }
    const nearest = this.registry.nearest(id);
    throw new ModelError(
      "unknown_model",
      `Unknown model "${id}": ${
        nearest === undefined ? "" : `did you mean "${nearest}"? `
      }"roles model list" shows those with a name; a folder's path works too`,
    );
  }

  async #resolveEntry(entry: ModelEntry): Promise<ResolvedModel> {
    const folder = this.folderOf(entry);
    if (folder === null) {
      throw new ModelError(
        "no_folder",
        `Cannot tell where ${entry.name} is to stand: set ROLES_CACHE (or clap.cache_dir) to a folder`,
      );
    }
    if (!isHubEntry(entry) && !PACKAGE_IS_HERE) {
      const base = new URL(`${entry.embedded}/`, PACKAGE_MODELS);
      await takeFromPackage(entry, base, folder, this);
    }
    const missing = await missingFiles(entry, folder);
    if (!isHubEntry(entry) && missing.length > 0) {
      throw new ModelError(
        "incomplete",
        `The embedded model ${entry.name} lacks ${
          missing.map(({ path }) => path).join(", ")
        } in "${folder}": install roles again`,
      );
    }
    return {
      name: entry.name,
      source: isHubEntry(entry) ? "hub" : "embedded",
      folder,
      files: pathsOf(entry, folder),
      entry,
      quantized: entry.quantized,
      missing,
    };
  }

  /** Every model of the registry, in its order, with what is here of it. */
  async list(): Promise<ModelStatus[]> {
    return await Promise.all(
      this.registry.entries.map(async (entry): Promise<ModelStatus> => {
        const folder = this.folderOf(entry);
        const missing = folder === null
          ? entry.files
          : await missingFiles(entry, folder);
        const sum = (files: readonly { bytes: number }[]) =>
          files.reduce((total, file) => total + file.bytes, 0);
        return {
          entry,
          state: missing.length === entry.files.length
            ? "absent"
            : missing.length > 0
            ? "partial"
            : isHubEntry(entry)
            ? "present"
            : "embedded",
          bytes: sum(entry.files),
          present_bytes: sum(entry.files) - sum(missing),
          folder,
        };
      }),
    );
  }

  /**
   * Brings what is missing of a model: from the hub's own cache folder if it is there, else from the hub.
   *
   * @throws {ModelError} saying what to do, by hand too.
   */
  async pull(id: string, options: PullOptions = {}): Promise<PullReport> {
    return await pull(this, await this.resolve(id), options);
  }

  /** Compares every file of a model with the size and sha256 of the registry. */
  async verify(id: string, signal?: AbortSignal): Promise<FileCheck[]> {
    const model = await this.resolve(id);
    const checks: FileCheck[] = [];
    for (const kind of FILE_KINDS) {
      const path = model.files[kind];
      const pinned = model.entry?.files.find((file) => file.kind === kind);
      const bytes = await sizeOf(path);
      const rightSize = bytes !== null &&
        (pinned === undefined || pinned.bytes === bytes);
      const sha256 = rightSize ? await sha256File(path, signal) : null;
      checks.push({
        kind,
        path,
        bytes,
        sha256,
        status: bytes === null
          ? "missing"
          : !rightSize
          ? "wrong_size"
          : pinned === undefined
          ? "unpinned"
          : pinned.sha256 === sha256
          ? "ok"
          : "wrong_sha256",
      });
    }
    return checks;
  }

  /**
   * Removes a pulled model, older revisions of it too.
   *
   * @returns whether anything was there.
   * @throws {ModelError} `bad_setting` for a model that was not pulled; `busy` while one is being pulled.
   */
  async remove(id: string): Promise<boolean> {
    const model = await this.resolve(id);
    if (model.source !== "hub") {
      throw new ModelError(
        "bad_setting",
        `Cannot remove ${model.name}: only pulled models are removed`,
      );
    }
    const folder = join(model.folder, "..");
    if (!await isFolder(folder)) return false;
    try {
      if (await isLocked(join(model.folder, ".lock"))) {
        throw new ModelError(
          "busy",
          `Cannot remove ${model.name}: another process is pulling it`,
        );
      }
      await Deno.remove(folder, { recursive: true });
      return true;
    } catch (error) {
      throw explainDiskError(error, folder);
    }
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isDirectory;
  } catch {
    return false;
  }
}

async function isLocked(path: string): Promise<boolean> {
  if (await sizeOf(path) === null) return false;
  using file = await Deno.open(path, { write: true });
  return !await file.tryLock(true).catch(() => true);
}
