/**
 * Cutting silence from both ends.
 *
 * @module
 */
import { hopEnergies } from "./vectors.ts";

const FRAME = 2048;
const HOP = 512;

/** The amplitude below which everything is equally silent. */
const SILENCE = 1e-5;

/**
 * Where the sound is: from the first to the last frame whose RMS is within `topDb` of the loudest frame's. As
 * `librosa.effects.trim` with frames of 2048 samples, hop 512, centred, zeros beyond the ends.
 *
 * @param y Samples.
 * @param topDb Distance in dB, above 0.
 * @returns First sample and the one after the last; the whole signal when it is silent or empty.
 */
export function soundBounds(
  y: Float32Array,
  topDb: number,
): readonly [start: number, end: number] {
  const energies = hopEnergies(y, HOP);
  // A centred frame f is the hops f−2 … f+1.
  const frames = 1 + Math.floor(y.length / HOP);
  const rms = new Float64Array(frames);
  let loudest = SILENCE;
  for (let f = 0; f < frames; f++) {
    let sum = 0;
    for (
      let h = Math.max(0, f - 2);
      h < Math.min(energies.length, f + 2);
      h++
    ) {
      sum += energies[h]!;
    }
    rms[f] = Math.max(SILENCE, Math.sqrt(sum / FRAME));
    loudest = Math.max(loudest, rms[f]!);
  }
  const threshold = loudest * 10 ** (-topDb / 20);
  let first = 0;
  while (rms[first]! <= threshold) first++;
  let last = frames - 1;
  while (rms[last]! <= threshold) last--;
  return [first * HOP, Math.min(y.length, (last + 1) * HOP)];
}
