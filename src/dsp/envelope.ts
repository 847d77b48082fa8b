/**
 * Attack and decay from the RMS of frames.
 *
 * @module
 */

/** Frames before the onset whose mean RMS, with the onset's, is the level from which the attack rises. */
const BASELINE_FRAMES = 3;
const ATTACKED = 0.9;
const DECAYED = 0.3;

/** Frame spacing and search windows, seconds. */
export interface EnvelopeOptions {
  readonly frameSec: number;
  readonly attackWindowSec: number;
  readonly decayWindowSec: number;
}

/**
 * Attack and decay times, in whole frames.
 *
 * The peak is the frame with the largest RMS; the onset the frame after the steepest rise of the flux, or the peak if
 * that comes first. The attack ends at the first frame, within the window, that has covered 90 % of the way from the
 * level around the onset to the peak (0 if none does); the decay at the first frame after the peak at or below 30 % of
 * it, or at the end of the window or the sound.
 *
 * @param rms RMS of each frame, at least one.
 * @param flux Flux between frames, one fewer.
 */
export function attackAndDecay(
  rms: Float64Array,
  flux: Float64Array,
  { frameSec, attackWindowSec, decayWindowSec }: EnvelopeOptions,
): { readonly attackSec: number; readonly decaySec: number } {
  const last = rms.length - 1;
  const peakFrame = argmax(rms);
  const peak = rms[peakFrame]!;
  const onset = Math.min(peakFrame, argmax(flux) + 1);

  let baseline = 0;
  if (onset > 0) {
    const around = rms.subarray(
      Math.max(0, onset - BASELINE_FRAMES),
      onset + 1,
    );
    baseline = around.reduce((a, b) => a + b, 0) / around.length;
  }
  const attacked = baseline + ATTACKED * (peak - baseline);
  const attackEnd = Math.min(
    last,
    onset + Math.round(attackWindowSec / frameSec),
  );
  let attack = onset;
  while (attack <= attackEnd && rms[attack]! < attacked) attack++;
  if (attack > attackEnd) attack = onset;

  const decayEnd = Math.min(
    last,
    peakFrame + Math.round(decayWindowSec / frameSec),
  );
  let decay = peakFrame;
  while (decay < decayEnd && rms[decay]! > DECAYED * peak) decay++;

  return {
    attackSec: (attack - onset) * frameSec,
    decaySec: (decay - peakFrame) * frameSec,
  };
}

/** Index of the first largest value; 0 of none. */
function argmax(values: Float64Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) {
    if (values[i]! > values[best]!) best = i;
  }
  return best;
}
