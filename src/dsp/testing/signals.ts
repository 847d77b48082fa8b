/**
 * Signals made by formula, the same in every run.
 *
 * @module
 */

/** White noise in −1..1 (a linear congruential generator). */
export function noise(length: number, seed = 1): Float32Array {
  let state = seed >>> 0;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

/** A sine of amplitude 1. */
export function sine(
  length: number,
  hertz: number,
  sampleRate: number,
  phase = 0,
): Float32Array {
  return Float32Array.from(
    { length },
    (_, i) => Math.sin(2 * Math.PI * hertz * i / sampleRate + phase),
  );
}

/** Noise that begins at `onset` and dies away, `halfLife` samples for each halving. */
export function hit(
  length: number,
  onset: number,
  halfLife: number,
  seed = 1,
): Float32Array {
  return noise(length, seed).map((x, i) =>
    i < onset ? 0 : x * 2 ** (-(i - onset) / halfLife)
  );
}

/** Largest difference between two signals of the same length. */
export function largestDifference(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
): number {
  if (a.length !== b.length) return Infinity;
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs(a[i]! - b[i]!);
    if (!(difference <= largest)) largest = difference;
  }
  return largest;
}
