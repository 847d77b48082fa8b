/**
 * The kernel of kaldi_mel.ts and its memory: regions of fixed size, laid out once, through which signals of any length
 * go piece by piece.
 *
 * @module
 */
import { turnFactors, twiddleFactors } from "../dsp/memory.ts";
import { LOUDEST } from "../dsp/vectors.ts";
import type { FrontEndSpec, KaldiSpec } from "./front_end_spec.ts";
import { emphasize, logBands, memory } from "./kernel/kernel.wasm";

/** The loops of a front end. */
export interface KaldiKernel {
  /** Pre-emphasis: out[i] = x[i + 1] − c·x[i]. What is not finite counts as 0, and what is beyond ±1e9 as that. */
  emphasize(x: Float32Array, out: Float32Array): void;
  /** Writes the rows of the first `frames` frames of a signal. */
  rows(signal: Float32Array, frames: number, out: Float32Array): void;
}

/** What a front end may have at most: see front_end.ts. */
const MOST = { fftSize: 8192, mels: 512 };

/** Samples that are in the kernel's memory at a time, and values that come out. */
const SIGNAL_LENGTH = 2 ** 16;
const OUT_LENGTH = 2 ** 15;

let used = 0;
const region = (length: number) => {
  const offset = used;
  used += 4 * length;
  return offset;
};
const signalAt = region(SIGNAL_LENGTH);
const outAt = region(OUT_LENGTH);
const windowAt = region(MOST.fftSize);
const twiddlesAt = region(MOST.fftSize);
const turnsAt = region(MOST.fftSize / 2 + 8);
const bandsAt = region(2 * MOST.mels);
// A bin is in two bands at most, and a band's count of bins is rounded up to a multiple of 4.
const weightsAt = region(MOST.fftSize + 3 * MOST.mels);
const WORK = [
  region(MOST.fftSize),
  region(MOST.fftSize),
  region(MOST.fftSize),
] as const;

const floats = new Float32Array(memory.buffer);
const integers = new Int32Array(memory.buffer);

/** The kernel whose tables are in memory. */
let loaded: KaldiKernel | undefined;

/** The loops for these parameters. */
export function createKaldiKernel(
  spec: FrontEndSpec,
  { windowLength, preemphasis, offset, mean, deviation }: KaldiSpec,
): KaldiKernel {
  const { fftSize, hop, mels } = spec;
  let load: (() => void) | undefined;
  const atOnce = Math.min(
    1 + Math.floor((SIGNAL_LENGTH - fftSize) / hop),
    Math.floor(OUT_LENGTH / mels),
  );
  const kernel: KaldiKernel = {
    emphasize(x, out) {
      for (let from = 0; from < out.length; from += OUT_LENGTH) {
        const count = Math.min(OUT_LENGTH, out.length - from);
        floats.set(x.subarray(from, from + count + 1), signalAt / 4);
        emphasize(signalAt, outAt, count, preemphasis, LOUDEST);
        out.set(floats.subarray(outAt / 4, outAt / 4 + count), from);
      }
    },
    rows(signal, frames, out) {
      if (loaded !== kernel) {
        load ??= tablesOf(spec, windowLength);
        load();
        loaded = kernel;
      }
      for (let first = 0; first < frames; first += atOnce) {
        const count = Math.min(atOnce, frames - first);
        const from = first * hop;
        const to = from + (count - 1) * hop + fftSize;
        floats.set(signal.subarray(from, to), signalAt / 4);
        logBands(
          signalAt,
          count,
          hop,
          fftSize,
          windowAt,
          twiddlesAt,
          turnsAt,
          bandsAt,
          weightsAt,
          mels,
          offset,
          1 / deviation,
          -mean / deviation,
          outAt,
          ...WORK,
        );
        out.set(
          floats.subarray(outAt / 4, outAt / 4 + count * mels),
          first * mels,
        );
      }
    },
  };
  return kernel;
}

/** Makes the tables of a front end; the function that comes back brings them into the kernel's memory. */
function tablesOf(spec: FrontEndSpec, windowLength: number): () => void {
  const { fftSize } = spec;
  const margin = Math.floor((fftSize - windowLength) / 2);
  const window = new Float32Array(fftSize);
  for (let i = 0; i < windowLength; i++) {
    window[margin + i] = 0.5 -
      0.5 * Math.cos(2 * Math.PI * i / (windowLength - 1));
  }
  const twiddles = twiddleFactors(fftSize / 2);
  const turns = turnFactors(fftSize);
  const { places, weights } = kaldiBands(spec);
  return () => {
    floats.set(window, windowAt / 4);
    floats.set(twiddles, twiddlesAt / 4);
    floats.set(turns, turnsAt / 4);
    integers.set(places, bandsAt / 4);
    floats.set(weights, weightsAt / 4);
  };
}

/**
 * Triangles of height 1 on O'Shaughnessy's mel scale, 1127·ln(1 + f / 700), where their edges stand evenly.
 *
 * @returns places: of each band its first bin and how many, a multiple of 4; weights: of those bins, band after band.
 */
function kaldiBands(
  { sampleRate, fftSize, mels, minHz, maxHz }: FrontEndSpec,
): { places: number[]; weights: number[] } {
  const toMel = (hz: number) => 1127 * Math.log(1 + hz / 700);
  const low = toMel(minHz);
  const step = (toMel(maxHz) - low) / (mels + 1);
  // In steps above the lowest edge: band m goes from m to m + 2.
  const bins = Array.from(
    { length: fftSize / 2 },
    (_, k) => (toMel(k * sampleRate / fftSize) - low) / step,
  );
  const places: number[] = [];
  const weights: number[] = [];
  let first = 0;
  for (let m = 0; m < mels; m++) {
    while (first < bins.length && bins[first]! <= m) first++;
    let end = first;
    while (end < bins.length && bins[end]! < m + 2) end++;
    const count = Math.ceil((end - first) / 4) * 4;
    const from = Math.min(first, bins.length - count);
    places.push(from, count);
    for (const bin of bins.slice(from, from + count)) {
      weights.push(Math.max(0, Math.min(bin - m, m + 2 - bin)));
    }
  }
  return { places, weights };
}
