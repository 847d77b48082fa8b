/**
 * Vectors of a model: their length, their products, and one from many.
 *
 * @module
 */
import type { ClapConfig } from "../config/schema.ts";

/** How the vectors of a long sound's windows become one. */
export type Pooling = ClapConfig["audio_pooling"];

/** A copy of length 1; a vector of zeros stays one. */
export function l2Normalize(
  vector: Float32Array,
): Float32Array<ArrayBuffer> {
  let sum = 0;
  for (const x of vector) sum += x * x;
  const scale = sum > 0 ? 1 / Math.sqrt(sum) : 0;
  // Several times as fast as `Float32Array.from` with a function, and it is called for every window.
  const out = new Float32Array(vector.length);
  for (let i = 0; i < out.length; i++) out[i] = vector[i]! * scale;
  return out;
}

/**
 * Dot product in double precision: the cosine of two L2-normalised vectors.
 *
 * @throws {RangeError} unless both have the same length.
 */
export function dot(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) {
    throw new RangeError(
      `Cannot compare vectors of ${a.length} and ${b.length} dimensions: they come from different models`,
    );
  }
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/**
 * One L2-normalised vector for a sound of several windows: their mean, or the largest value of each dimension.
 *
 * @throws {RangeError} if there is no window, or their lengths differ.
 */
export function poolWindows(
  embeddings: readonly Float32Array[],
  pooling: Pooling,
): Float32Array<ArrayBuffer> {
  const first = embeddings[0];
  if (first === undefined) {
    throw new RangeError("Cannot pool the vectors of no window");
  }
  const pooled = Float64Array.from(first);
  for (const embedding of embeddings.slice(1)) {
    if (embedding.length !== pooled.length) {
      throw new RangeError(
        `Cannot pool vectors of ${pooled.length} and ${embedding.length} dimensions`,
      );
    }
    for (let i = 0; i < pooled.length; i++) {
      const x = embedding[i]!;
      pooled[i] = pooling === "mean" ? pooled[i]! + x : Math.max(pooled[i]!, x);
    }
  }
  // The mean's division is left to the normalisation.
  return l2Normalize(Float32Array.from(pooled));
}
