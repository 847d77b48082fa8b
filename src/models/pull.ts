/**
 * Pulling a model: everything that is missing of it, one process at a time.
 *
 * @module
 */
import { dirname, join } from "node:path";
import { download, fileUrl } from "./download.ts";
import { explainDiskError, formatBytes, ModelError } from "./errors.ts";
import { hubCachePath, takeFromHubCache } from "./hub_cache.ts";
import type { HubSettings } from "./hub_settings.ts";
import { withLock } from "./lock.ts";
import { type ResolvedModel, sizeOf } from "./model.ts";
import { sha256File } from "./part_file.ts";
import {
  ALL_PARTS,
  filesOf,
  type HubEntry,
  isHubEntry,
  type ModelFile,
  type ModelPart,
} from "./registry.ts";
import type { Clock, Limits } from "./transport.ts";

/** What happens during a pull, for a progress bar and a log. */
export type PullEvent =
  /** Another process is pulling this model: this one waits, then takes what is there. */
  | { readonly type: "wait" }
  /** Bytes that are there, of the file and of all that was missing. */
  | {
    readonly type: "progress";
    readonly path: string;
    readonly received: number;
    readonly bytes: number;
    readonly total_received: number;
    readonly total_bytes: number;
  }
  /** A try failed and another follows after a pause (milliseconds). */
  | {
    readonly type: "retry";
    readonly path: string;
    readonly reason: string;
    readonly pause: number;
  };

/** How to pull. */
export interface PullOptions {
  /** The halves that are wanted; both by default. */
  readonly parts?: readonly ModelPart[];
  /** Never touch the network, as with HF_HUB_OFFLINE. */
  readonly offline?: boolean;
  /** Hash the files that are there and bring those anew that are wrong; else a right size counts. */
  readonly check?: boolean;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: PullEvent) => void;
}

/** What a pull did with each file that was wanted. */
export interface PullReport {
  readonly folder: string;
  readonly files: readonly {
    readonly path: string;
    readonly bytes: number;
    readonly how: "present" | "hub_cache" | "downloaded";
  }[];
}

/** What {@linkcode pull} needs of a store. */
export interface PullContext {
  readonly hub: HubSettings;
  readonly clock: Clock;
  readonly limits: Limits;
}

/**
 * Brings the missing files of a model into its folder.
 *
 * @throws {ModelError} saying what to do, by hand too.
 */
export async function pull(
  context: PullContext,
  model: ResolvedModel,
  options: PullOptions,
): Promise<PullReport> {
  const { entry, folder } = model;
  if (entry === null || !isHubEntry(entry)) return { folder, files: [] };
  const job = new Pull(context, entry, folder, options);
  const wanted = filesOf(entry, options.parts ?? ALL_PARTS);
  const present = { folder, files: wanted.map(job.asPresent) };
  if ((await job.missingOf(wanted)).length === 0) return present;
  try {
    await Deno.mkdir(folder, { recursive: true });
    return await withLock(join(folder, ".lock"), {
      signal: job.signal,
      clock: context.clock,
      onWait: () => options.onEvent?.({ type: "wait" }),
    }, () => job.run(wanted));
  } catch (error) {
    job.signal.throwIfAborted();
    throw explainDiskError(error, folder);
  }
}

class Pull {
  readonly signal: AbortSignal;
  readonly #context: PullContext;
  readonly #entry: HubEntry;
  readonly #folder: string;
  readonly #options: PullOptions;

  constructor(
    context: PullContext,
    entry: HubEntry,
    folder: string,
    options: PullOptions,
  ) {
    this.#context = context;
    this.#entry = entry;
    this.#folder = folder;
    this.#options = options;
    this.signal = options.signal ?? new AbortController().signal;
  }

  readonly asPresent = (file: ModelFile): PullReport["files"][number] => ({
    path: file.path,
    bytes: file.bytes,
    how: "present",
  });

  #target(file: ModelFile): string {
    return join(this.#folder, ...file.path.split("/"));
  }

  async missingOf(wanted: readonly ModelFile[]): Promise<ModelFile[]> {
    const missing: ModelFile[] = [];
    for (const file of wanted) {
      const target = this.#target(file);
      const there = await sizeOf(target) === file.bytes &&
        (this.#options.check !== true ||
          await sha256File(target, this.signal) === file.sha256);
      if (!there) missing.push(file);
    }
    return missing;
  }

  /** With the lock held. */
  async run(wanted: readonly ModelFile[]): Promise<PullReport> {
    // Who waited for the lock finds the files there.
    const missing = await this.missingOf(wanted);
    const taken: ModelFile[] = [];
    for (const file of missing) {
      if (await this.#takeFromHubCache(file)) taken.push(file);
    }
    const toDownload = missing.filter((file) => !taken.includes(file));
    const { offline } = this.#context.hub;
    if (toDownload.length > 0 && (offline || this.#options.offline === true)) {
      throw this.#offlineError(toDownload);
    }
    const total = toDownload.reduce((sum, { bytes }) => sum + bytes, 0);
    let before = 0;
    for (const file of toDownload) {
      await this.#download(file, toDownload, before, total);
      before += file.bytes;
    }
    return {
      folder: this.#folder,
      files: wanted.map((file) => ({
        ...this.asPresent(file),
        ...(taken.includes(file) ? { how: "hub_cache" } : {}),
        ...(toDownload.includes(file) ? { how: "downloaded" } : {}),
      })),
    };
  }

  async #takeFromHubCache(file: ModelFile): Promise<boolean> {
    const { hubCache } = this.#context.hub;
    if (hubCache === null) return false;
    const target = this.#target(file);
    await Deno.mkdir(dirname(target), { recursive: true });
    return await takeFromHubCache(
      hubCachePath(hubCache, this.#entry, file.path),
      file,
      target,
      this.signal,
    );
  }

  async #download(
    file: ModelFile,
    all: readonly ModelFile[],
    before: number,
    total: number,
  ): Promise<void> {
    const { hub, clock, limits } = this.#context;
    const { onEvent } = this.#options;
    const target = this.#target(file);
    await Deno.mkdir(dirname(target), { recursive: true });
    try {
      await download({
        file,
        target,
        url: fileUrl(hub.endpoint, this.#entry, file.path),
        token: hub.token,
        signal: this.signal,
        clock,
        limits,
        onProgress: (received) =>
          onEvent?.({
            type: "progress",
            path: file.path,
            received,
            bytes: file.bytes,
            total_received: before + received,
            total_bytes: total,
          }),
        onRetry: (reason, pause) =>
          onEvent?.({ type: "retry", path: file.path, reason, pause }),
      });
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
      const { name } = this.#entry;
      const advice = error.code === "disk"
        ? ""
        : error.code === "permission"
        ? `: run "${
          Deno.build.standalone ? "roles model pull" : "deno task pull"
        } ${name}", which has it`
        : `; ${this.#byHand(all.slice(all.indexOf(file)))}`;
      throw new ModelError(
        error.code,
        `Cannot pull ${file.path} of ${name}: ${error.message}${advice}`,
        { cause: error },
      );
    }
  }

  #offlineError(files: readonly ModelFile[]): ModelError {
    const { name } = this.#entry;
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    const paths = files.map(({ path }) => path).join(", ");
    const why = this.#context.hub.offline ? "HF_HUB_OFFLINE" : "--offline";
    return new ModelError(
      "offline",
      `Model ${name} is not here (${paths}: ${formatBytes(bytes)}) ` +
        `and ${why} forbids the network: run "roles model pull ${name}" without it; ${
          this.#byHand(files)
        }`,
    );
  }

  /** Which files go where, for people who bring them on their own. */
  #byHand(files: readonly ModelFile[]): string {
    const { endpoint } = this.#context.hub;
    const moves = files.map((file) =>
      `${fileUrl(endpoint, this.#entry, file.path)} to "${this.#target(file)}"`
    );
    return `or by hand: download ${
      moves.join(" and ")
    }, then run "roles model verify ${this.#entry.name}"`;
  }
}
