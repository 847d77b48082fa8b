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
import { EvidenceStore } from "./evidence_store.ts";

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
 * Opens the model of a configuration and the cache.
 *
 * @throws {UsageError} if the model cannot be had; a cache that cannot be used is a notice.
 */
export async function openSession(
  config: RolesConfig,
  options: SessionOptions,
): Promise<Session> {
  if (config.clap.model_id === "none") {
    return {
      model: null,
      store: null,
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
  }
  const cache = await cacheOf(config, options);
  let model: Model;
  try {
    model = (await openModel(config, { ...options, cache }))!;
  } catch (error) {
    cache?.close();
    throw error;
  }
  return {
    model,
    store: cache && new EvidenceStore(cache, model.scope),
    async [Symbol.asyncDispose]() {
      await model.close();
      cache?.close();
    },
  };
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
