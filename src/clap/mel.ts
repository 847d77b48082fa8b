/**
 * Log-mel rows of a window of sound.
 *
 * @module
 */
import type { FrontEndSpec } from "./front_end_spec.ts";
import { createRealFft } from "./real_fft.ts";

/** Computes the mel rows of windows. */
export interface Mel {
  /** Rows of a window. */
  readonly frames: number;
  /**
   * `frames` rows of `mels` values, from the lowest band.
   *
   * @param y at most a window; a shorter one is filled as the front end says.
   */
  rows(y: Float32Array): Float32Array<ArrayBuffer>;
}

const MIN_POWER = 1e-10;
const MIN_DB = -100;

/**
 * CLAP's rows, in dB: 10·log10(max(power, 1e-10)), so −100 is the least. Frames are centred, with reflected ends; the
 * window is a periodic Hann.
 */
export function createMel(spec: FrontEndSpec): Mel {
  const { windowSamples, fftSize, hop, mels } = spec;
  const half = fftSize / 2;
  const frames = 1 + Math.floor(windowSamples / hop);
  const hann = Float64Array.from(
    { length: fftSize },
    (_, i) => 0.5 - 0.5 * Math.cos(2 * Math.PI * i / fftSize),
  );
  const bands = melBands(spec);
  const bins = Math.max(
    ...bands.map((band) => band.first + band.weights.length),
  );
  const fft = createRealFft(fftSize);
  const power = new Float64Array(bins);
  /** The window with `half` samples of its reflection at either end. */
  const signal = new Float32Array(windowSamples + fftSize);

  return {
    frames,
    rows(y) {
      const filled = fill(signal.subarray(half, half + windowSamples), y, spec);
      for (let i = 1; i <= half; i++) {
        signal[half - i] = signal[half + i]!;
        signal[half + windowSamples - 1 + i] =
          signal[half + windowSamples - 1 - i]!;
      }
      const out = new Float32Array(frames * mels);
      // A repeated sound gives the same rows again, as soon as its length is a multiple of the hop.
      const period = y.length / gcd(y.length, hop);
      for (let t = 0; t < frames; t++) {
        const before = t - period;
        if (before * hop >= half && t * hop + half <= filled) {
          out.copyWithin(t * mels, before * mels, (before + 1) * mels);
          continue;
        }
        let silent = true;
        for (let i = 0, at = t * hop; i < fftSize; i++, at++) {
          const x = signal[at]!;
          if (x !== 0) silent = false;
          fft.frame[i] = x * hann[i]!;
        }
        if (silent) {
          out.fill(MIN_DB, t * mels, (t + 1) * mels);
          continue;
        }
        fft.power(power);
        for (let m = 0; m < mels; m++) {
          const { first, weights } = bands[m]!;
          let sum = 0;
          for (let i = 0; i < weights.length; i++) {
            sum += weights[i]! * power[first + i]!;
          }
          out[t * mels + m] = 10 * Math.log10(Math.max(sum, MIN_POWER));
        }
      }
      return out;
    },
  };
}

/**
 * Fills a window with a sound: see {@linkcode FrontEndSpec.padding}.
 *
 * @returns how many samples are the sound, repeated.
 */
function fill(
  window: Float32Array,
  y: Float32Array,
  spec: FrontEndSpec,
): number {
  for (let i = 0; i < y.length; i++) {
    const x = y[i]!;
    window[i] = Number.isFinite(x) ? x : 0;
  }
  return repeat(window, y.length, spec);
}

/** {@linkcode fill} where the window's first `n` samples are the sound already. */
export function repeat(
  window: Float32Array,
  n: number,
  { padding }: Pick<FrontEndSpec, "padding">,
): number {
  const filled = n === 0 || padding === "pad"
    ? n
    : padding === "repeat"
    ? window.length
    : n * Math.floor(window.length / n);
  for (let at = n; at < filled; at += n) {
    window.copyWithin(at, 0, Math.min(n, filled - at));
  }
  window.fill(0, filled);
  return filled;
}

/** A triangle over FFT bins. */
interface Band {
  readonly first: number;
  readonly weights: Float64Array;
}

/**
 * Slaney's mel filters, each of area 1: as librosa's `filters.mel(htk=False, norm="slaney")`.
 *
 * @throws never: a band narrower than a bin has no weights, and its rows are −100 dB.
 */
function melBands(
  { sampleRate, fftSize, mels, minHz, maxHz }: FrontEndSpec,
): Band[] {
  const low = hzToMel(minHz);
  const step = (hzToMel(maxHz) - low) / (mels + 1);
  const edges = Array.from(
    { length: mels + 2 },
    (_, i) => melToHz(low + i * step),
  );
  return Array.from({ length: mels }, (_, m) => {
    const left = edges[m]!, centre = edges[m + 1]!, right = edges[m + 2]!;
    const weights: number[] = [];
    let first = 0;
    for (let k = 0; k < fftSize / 2; k++) {
      const hz = k * sampleRate / fftSize;
      const rise = (hz - left) / (centre - left);
      const fall = (right - hz) / (right - centre);
      const weight = Math.min(rise, fall);
      if (weight <= 0) continue;
      if (weights.length === 0) first = k;
      weights.push(weight * 2 / (right - left));
    }
    return { first, weights: Float64Array.from(weights) };
  });
}

/** Linear below 1000 Hz, logarithmic above (M. Slaney, Auditory Toolbox, 1998). */
function hzToMel(hz: number): number {
  return hz < 1000
    ? 3 * hz / 200
    : 15 + 27 * Math.log(hz / 1000) / Math.log(6.4);
}

function melToHz(mel: number): number {
  return mel < 15
    ? 200 * mel / 3
    : 1000 * Math.exp(Math.log(6.4) * (mel - 15) / 27);
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}
