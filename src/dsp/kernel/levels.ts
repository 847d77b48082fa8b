// @ts-nocheck: AssemblyScript, whose own compiler checks it.
/**
 * Sums, levels and signs of signals.
 */
import { BYTES, horizontalMax, horizontalSum } from "./simd.ts";

/** Adds `n` samples, a multiple of 4, to `sum`. */
export function add(sum: usize, x: usize, n: usize): void {
  const bytes = n * BYTES;
  for (let i: usize = 0; i < bytes; i += 16) {
    v128.store(sum + i, f32x4.add(v128.load(sum + i), v128.load(x + i)));
  }
}

/** Multiplies `n` samples, a multiple of 4, in place; NaN becomes 0, and what is beyond ±`limit` becomes that. */
export function tame(x: usize, n: usize, factor: f32, limit: f32): void {
  const f = f32x4.splat(factor);
  const highest = f32x4.splat(limit);
  const lowest = f32x4.splat(-limit);
  const end = x + n * BYTES;
  for (; x < end; x += 16) {
    const v = f32x4.mul(v128.load(x), f);
    const number = v128.and(v, f32x4.eq(v, v));
    v128.store(x, f32x4.pmin(f32x4.pmax(number, lowest), highest));
  }
}

/** Largest magnitude of `n` samples, a multiple of 4. */
export function peak(x: usize, n: usize): f32 {
  let largest = f32x4.splat(0);
  const end = x + n * BYTES;
  for (; x < end; x += 16) {
    largest = f32x4.pmax(largest, f32x4.abs(v128.load(x)));
  }
  return horizontalMax(largest);
}

/** Sum of the squares of `n` samples, a multiple of 4. */
export function energy(x: usize, n: usize): f32 {
  let sum = f32x4.splat(0);
  const end = x + n * BYTES;
  for (; x < end; x += 16) {
    const v = v128.load(x);
    sum = f32x4.add(sum, f32x4.mul(v, v));
  }
  return horizontalSum(sum);
}

/** `x[i] / divisor · factor` in place, for `n` samples, a multiple of 4. */
export function scale(x: usize, n: usize, divisor: f32, factor: f32): void {
  const d = f32x4.splat(divisor);
  const f = f32x4.splat(factor);
  const end = x + n * BYTES;
  for (; x < end; x += 16) {
    v128.store(x, f32x4.mul(f32x4.div(v128.load(x), d), f));
  }
}

/**
 * How often the sign differs from the sample before, from sample 1 on.
 *
 * @param zero Samples at or above −`zero` count as positive.
 */
export function crossings(x: usize, n: usize, zero: f32): u32 {
  const level = f32x4.splat(-zero);
  let counts = i32x4.splat(0);
  const end = x + n * BYTES;
  x += BYTES;
  for (; x + 16 <= end; x += 16) {
    const now = f32x4.lt(v128.load(x), level);
    const before = f32x4.lt(v128.load(x - BYTES), level);
    counts = i32x4.sub(counts, v128.xor(now, before));
  }
  let count = i32x4.extract_lane(counts, 0) + i32x4.extract_lane(counts, 1) +
    i32x4.extract_lane(counts, 2) + i32x4.extract_lane(counts, 3);
  for (; x < end; x += BYTES) {
    count += i32((load<f32>(x) < -zero) != (load<f32>(x - BYTES) < -zero));
  }
  return count;
}
