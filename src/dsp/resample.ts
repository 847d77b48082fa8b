/**
 * Change of sampling rate.
 *
 * @module
 */
import { interpolationFilter } from "./kaiser.ts";

/**
 * Resamples a signal: linear phase, flat to 0.9137 of the lower Nyquist frequency, 133 dB down at and above it, which
 * is close to `soxr_hq`, librosa's default.
 *
 * @param x Samples at `fromHz`.
 * @param fromHz Sampling rate of `x`, Hz, above 0; need not divide `toHz`.
 * @param toHz Sampling rate wanted, Hz, above 0.
 * @returns `ceil(x.length · toHz / fromHz)` samples, in time with `x`; a copy when the rates are equal.
 * @throws {RangeError} unless both rates are finite and above 0.
 */
export function resample(
  x: Float32Array,
  fromHz: number,
  toHz: number,
): Float32Array {
  for (const hertz of [fromHz, toHz]) {
    if (!(hertz > 0 && hertz < Infinity)) {
      throw new RangeError(
        `Cannot resample from ${fromHz} Hz to ${toHz} Hz: rates must be finite and above 0`,
      );
    }
  }
  if (fromHz === toHz) return x.slice();
  const out = new Float32Array(Math.ceil(x.length * toHz / fromHz));
  const filter = interpolationFilter(fromHz, toHz);
  for (let i = 0; i < out.length; i++) {
    const time = i * fromHz / toHz;
    const from = Math.max(0, Math.ceil(time - filter.reach));
    const to = Math.min(x.length - 1, Math.floor(time + filter.reach));
    let sum = 0;
    for (let n = from; n <= to; n++) sum += x[n]! * filter.at(time - n);
    out[i] = sum;
  }
  return out;
}
