/**
 * A whole sound through an embedder.
 *
 * @module
 */
import { resample } from "../dsp/resample.ts";
import type { Embedder } from "./embedder.ts";
import { type Pooling, poolWindows } from "./pooling.ts";

/**
 * The L2-normalised vector of a sound.
 *
 * @param y mono; give it at the file's own rate, since what a lower rate has lost does not come back.
 * @param sampleRate rate of `y`, Hz.
 * @param pooling how the vectors of a sound longer than the window become one.
 * @throws {EmbedderError} if the model fails.
 */
export async function embedAudio(
  embedder: Embedder,
  y: Float32Array,
  sampleRate: number,
  pooling: Pooling = "mean",
): Promise<Float32Array<ArrayBuffer>> {
  const { frontEnd } = embedder;
  const heard = sampleRate === frontEnd.sampleRate
    ? y
    : resample(y, sampleRate, frontEnd.sampleRate);
  return poolWindows(
    await embedder.embedWindows(frontEnd.prepare(heard)),
    pooling,
  );
}
