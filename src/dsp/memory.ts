/**
 * The kernel's memory: regions of fixed size, laid out once, so that however long a sound is it never grows.
 *
 * @module
 */
import { memory } from "./kernel/kernel.wasm";

/** All of the kernel's memory as float32; index = byte offset / 4. */
export const floats = new Float32Array(memory.buffer);

/** All of the kernel's memory as float64. */
export const doubles = new Float64Array(memory.buffer);

/** The longest transform, samples. */
export const LONGEST_TRANSFORM = 8192;

let used = 0;

/**
 * Takes a region for good, aligned to 16 bytes.
 *
 * @param length In float32 samples.
 * @returns Its byte offset.
 */
export function region(length: number): number {
  const offset = used;
  used += Math.ceil(length / 4) * 16;
  if (used > memory.buffer.byteLength) {
    throw new RangeError("Cannot lay out the kernel's memory: it is too small");
  }
  return offset;
}

/** The samples of a region, or of its beginning. */
export function samplesAt(offset: number, length: number): Float32Array {
  return floats.subarray(offset / 4, offset / 4 + length);
}

/** Buffers that any operation may use, each of the longest transform's complex samples. */
export const WORK = [
  region(2 * LONGEST_TRANSFORM),
  region(2 * LONGEST_TRANSFORM),
  region(2 * LONGEST_TRANSFORM),
] as const;

const twiddlesBySize = new Map<number, number>();

/**
 * The factors of the kernel's transform of `n`, a power of two from 16 up to {@linkcode LONGEST_TRANSFORM}; made once.
 *
 * @returns Their byte offset.
 */
export function twiddles(n: number): number {
  const known = twiddlesBySize.get(n);
  if (known !== undefined) return known;
  const values = twiddleFactors(n);
  const offset = region(values.length);
  floats.set(values, offset / 4);
  twiddlesBySize.set(n, offset);
  return offset;
}

/** The factors of the transform of `n`, as it takes them. */
export function twiddleFactors(n: number): number[] {
  const values: number[] = [];
  for (let length = n; length >= 4; length /= 4) {
    for (const power of [1, 2, 3]) {
      const angles = Array.from(
        { length: length / 4 },
        (_, p) => -2 * Math.PI * power * p / length,
      );
      values.push(...angles.map(Math.cos), ...angles.map(Math.sin));
    }
  }
  return values;
}

/**
 * The turns of the kernel's power spectrum of frames of `n`: exp(−2πi·k/n) for k < n/4 + 4, real parts, then imaginary
 * ones.
 */
export function turnFactors(n: number): number[] {
  const turn = 2 * Math.PI / n;
  const angles = Array.from({ length: n / 4 + 4 }, (_, k) => turn * k);
  return [...angles.map(Math.cos), ...angles.map((x) => -Math.sin(x))];
}

/** Fills `window` with the samples of `x` from `begin` on, zeros beyond its ends. */
export function copyWindow(
  window: Float32Array,
  x: Float32Array,
  begin: number,
): void {
  const from = Math.max(0, Math.min(window.length, -begin));
  const end = Math.max(from, Math.min(window.length, x.length - begin));
  window.fill(0, 0, from);
  if (end > from) window.set(x.subarray(begin + from, begin + end), from);
  window.fill(0, end);
}
