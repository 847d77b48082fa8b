/**
 * Loops over whole signals, piece by piece in the kernel's memory.
 *
 * @module
 */
import * as kernel from "./kernel/kernel.wasm";
import { region, samplesAt } from "./memory.ts";

/** Larger samples are cut to this: 180 dB over full scale is no sound, and squares of it stay finite in float32. */
export const LOUDEST = 1e9;

/** Samples in a piece. */
const PIECE = 2 ** 15;

const pieceAt = region(PIECE);
const sumAt = region(PIECE);

/**
 * Calls `visit` for every piece of a signal of `length` samples.
 *
 * @param visit Gets the piece's first sample, its count of samples, and that count rounded up to a multiple of 4.
 */
function pieces(
  length: number,
  visit: (from: number, count: number, padded: number) => void,
): void {
  for (let from = 0; from < length; from += PIECE) {
    const count = Math.min(PIECE, length - from);
    visit(from, count, Math.ceil(count / 4) * 4);
  }
}

/** Brings a piece of a signal into the kernel's memory, zeros after its end. */
function load(
  x: Float32Array,
  from: number,
  count: number,
  padded: number,
  at = pieceAt,
): void {
  const piece = samplesAt(at, padded);
  const samples = x.subarray(from, from + count);
  piece.set(samples);
  piece.fill(0, samples.length);
}

/** Largest magnitude; 0 of no samples. */
export function peakOf(x: Float32Array): number {
  let peak = 0;
  pieces(x.length, (from, count, padded) => {
    load(x, from, count, padded);
    peak = Math.max(peak, kernel.peak(pieceAt, padded));
  });
  return peak;
}

/** Every sample over `divisor`, times `factor`, rounded to float32 twice. */
export function scaled(
  x: Float32Array,
  divisor: number,
  factor: number,
): Float32Array {
  const out = new Float32Array(x.length);
  pieces(x.length, (from, count, padded) => {
    load(x, from, count, padded);
    kernel.scale(pieceAt, padded, divisor, factor);
    out.set(samplesAt(pieceAt, count), from);
  });
  return out;
}

/**
 * Sums of squares of each `hop` samples, the last of what is left.
 *
 * @param hop A power of two, at least 4.
 */
export function hopEnergies(x: Float32Array, hop: number): Float64Array {
  const energies = new Float64Array(Math.ceil(x.length / hop));
  pieces(x.length, (from, count, padded) => {
    load(x, from, count, padded);
    for (let i = 0; i < padded; i += hop) {
      energies[(from + i) / hop] = kernel.energy(
        pieceAt + 4 * i,
        Math.min(hop, padded - i),
      );
    }
  });
  return energies;
}

/**
 * Mean of the channels, as long as the first one; NaN becomes 0, and what is beyond ±{@linkcode LOUDEST} becomes that.
 *
 * @param channels At least one; zeros follow where one is shorter than the first.
 */
export function mean(channels: readonly Float32Array[]): Float32Array {
  const [first, ...others] = channels;
  const out = new Float32Array(first!.length);
  pieces(out.length, (from, count, padded) => {
    load(first!, from, count, padded, sumAt);
    for (const channel of others) {
      load(channel, from, count, padded);
      kernel.add(sumAt, pieceAt, padded);
    }
    kernel.tame(sumAt, padded, 1 / channels.length, LOUDEST);
    out.set(samplesAt(sumAt, count), from);
  });
  return out;
}
