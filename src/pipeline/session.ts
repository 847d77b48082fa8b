/**
 * What a run over files stands on: the model of its configuration and what earlier runs found out.
 *
 * @module
 */
import { join } from "node:path";
import { CACHE_FILE, type EvidenceCache, openCache } from "../cache/cache.ts";
import { cacheRoot } from "../cache/location.ts";
import type { RolesConfig } from "../config/schema.ts";
import { type Model, type ModelOptions, openModel } from "../model.ts";
import {
  type HeardSound,
  type LabelledSound,
  refusePrototypes,
  taught,
} from "../prototypes.ts";
import { EvidenceStore } from "./evidence_store.ts";
import { extractAll, type ExtractOptions } from "./extract.ts";

/** How a session is opened. */
export interface SessionOptions extends Omit<ModelOptions, "cache"> {
  /** Whether to use the cache. */
  readonly cache: boolean;
}

/** An open model with its store; both null for the rules alone, whose features are as fast to extract as to look up. */
export interface Session extends AsyncDisposable {
  readonly model: Model | null;
  readonly store: EvidenceStore | null;
}

/**
 * Opens the model of a configuration and the cache, and lets the model learn from the configuration's labelled sounds.
 *
 * @throws {UsageError} if the model or labelled sounds cannot be had; a cache that cannot be used is a notice.
 */
export async function openSession(
  config: RolesConfig,
  options: SessionOptions,
): Promise<Session> {
  if (config.clap.model_id === "none") {
    refusePrototypes(config);
    return {
      model: null,
      store: null,
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
  }
  const cache = await cacheOf(config, options);
  const { onNotice, onWarning = onNotice } = options;
  let model: Model | undefined;
  try {
    const opened = (await openModel(config, { ...options, cache }))!;
    model = opened;
    const store = cache && new EvidenceStore(cache, opened.scope);
    const jobs = navigator.hardwareConcurrency;
    const hearing = { config, jobs, model, store };
    const listen = (sounds: readonly LabelledSound[]) => heard(sounds, hearing);
    return {
      model: await taught(opened, config, listen, onWarning),
      store,
      async [Symbol.asyncDispose]() {
        await opened.close();
        cache?.close();
      },
    };
  } catch (error) {
    await model?.close();
    cache?.close();
    throw error;
  }
}

/** The vectors of labelled sounds, by the same way as those of all others. */
async function heard(
  sounds: readonly LabelledSound[],
  options: ExtractOptions,
): Promise<HeardSound[]> {
  const files = sounds.map(({ path, filepath }) => ({
    path,
    filepath,
    error: null,
  }));
  const found: HeardSound[] = [];
  for await (const { evidence, error } of extractAll(files, options)) {
    found.push(
      error === null
        ? { embedding: evidence.embedding!, error }
        : { embedding: null, error: error.message },
    );
  }
  return found;
}

/** The file of the evidence cache; null where neither configuration nor environment give it a place. */
export function cachePath(config: RolesConfig): string | null {
  const root = cacheRoot({ dir: config.clap.cache_dir });
  return root === null ? null : join(root, CACHE_FILE);
}

async function cacheOf(
  config: RolesConfig,
  { cache, onNotice }: SessionOptions,
): Promise<EvidenceCache | null> {
  const path = cache ? cachePath(config) : null;
  return path === null ? null : await openCache(path, { warn: onNotice });
}
