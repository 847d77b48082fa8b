/**
 * Sounds, as the windows of the front end, through a model.
 *
 * @module
 */
import type { Embedder } from "./embedder.ts";
import { ThreadRuntime } from "./onnx_runtime.ts";
import { openEmbedder } from "./open.ts";
import type { OpenOptions } from "./open_options.ts";
import { type Pooling, poolWindows } from "./pooling.ts";

/** How to embed sounds, as plain data: what a worker needs to run the model itself. */
export interface EmbeddingSpec {
  readonly open: Omit<OpenOptions, "onWarning">;
  readonly pooling: Pooling;
}

/** The embedding of each sound from its windows. */
export type Embed = (
  sounds: readonly (readonly Float32Array[])[],
) => Promise<Float32Array<ArrayBuffer>[]>;

/** What embeds sounds in this thread; the model starts at the first call. */
export function openEmbedding(
  { open, pooling }: EmbeddingSpec,
): Embed {
  let embedder: Promise<Embedder> | undefined;
  return async (sounds) => {
    embedder ??= openEmbedder(open, new ThreadRuntime());
    return await embedSounds(await embedder, sounds, pooling);
  };
}

/** One vector a sound. */
export async function embedSounds(
  embedder: Embedder,
  sounds: readonly (readonly Float32Array[])[],
  pooling: Pooling,
): Promise<Float32Array<ArrayBuffer>[]> {
  const vectors = await embedder.embedWindows(sounds.flat());
  let at = 0;
  return sounds.map((windows) =>
    poolWindows(vectors.slice(at, at += windows.length), pooling)
  );
}
