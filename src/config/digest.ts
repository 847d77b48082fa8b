/**
 * Short names of configurations: what a result, and what the evidence below it, depends on.
 *
 * @module
 */
import type { RolesConfig } from "./schema.ts";

/**
 * Names a configuration by all that roles and pools depend on: 16 hexadecimal digits of a SHA-256. Where files go, and
 * how the model is run (device, threads, batches, caches), does not count.
 */
export async function configDigest(config: RolesConfig): Promise<string> {
  const { output: _output, clap, ...rest } = config;
  const {
    backend: _backend,
    device: _device,
    batch_size: _batchSize,
    threads: _threads,
    cache_text_embeddings: _cacheTextEmbeddings,
    cache_dir: _cacheDir,
    ...model
  } = clap;
  const text = canonicalJson({ ...rest, clap: model });
  const hash = await crypto.subtle.digest(
    "SHA-256",
    new TextEncoder().encode(text),
  );
  return new Uint8Array(hash).toHex().slice(0, 16);
}

/**
 * All of a configuration that the evidence of a sound depends on, as one text: configurations with the same text share
 * features and embeddings.
 */
export function evidenceKeys(config: RolesConfig): string {
  const { tau_rule: _tauRule, ...dsp } = config.dsp;
  const { model_id, max_duration_sec, audio_source, audio_pooling } =
    config.clap;
  return canonicalJson({
    audio: config.audio,
    dsp,
    ...(model_id === "none"
      ? {}
      : { clap: { max_duration_sec, audio_source, audio_pooling } }),
  });
}

/** JSON without spaces and with sorted keys, so that equal values give equal texts. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => {
    if (typeof item !== "object" || item === null || Array.isArray(item)) {
      return item;
    }
    return Object.fromEntries(
      Object.entries(item).toSorted(([a], [b]) => a < b ? -1 : 1),
    );
  });
}
