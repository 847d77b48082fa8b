/**
 * Zero crossings.
 *
 * @module
 */

/** Samples this close to 0 count as positive (librosa's `threshold`). */
const ZERO = 1e-10;

/**
 * Share of each frame's samples at which the sign differs from the sample before, as
 * `librosa.feature.zero_crossing_rate`: frames centred, the first and last sample repeated beyond the ends, a frame's
 * own first sample never counts.
 *
 * @returns `1 + floor(y.length / hopLength)` rates, 0..1.
 */
export function zeroCrossingRates(
  y: Float32Array,
  frameLength: number,
  hopLength: number,
): Float64Array {
  // upTo[i]: crossings at samples 1 … i.
  const upTo = new Uint32Array(Math.max(1, y.length));
  for (let i = 1; i < y.length; i++) {
    upTo[i] = upTo[i - 1]! + Number((y[i]! < -ZERO) !== (y[i - 1]! < -ZERO));
  }
  const rates = new Float64Array(1 + Math.floor(y.length / hopLength));
  const last = upTo.length - 1;
  for (let f = 0; f < rates.length; f++) {
    const start = f * hopLength - frameLength / 2;
    const first = Math.min(last, Math.max(0, start));
    const end = Math.min(last, Math.max(0, start + frameLength - 1));
    rates[f] = (upTo[end]! - upTo[first]!) / frameLength;
  }
  return rates;
}
