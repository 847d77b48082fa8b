/**
 * The features of a one-shot.
 *
 * @module
 */
import type { DspConfig } from "../config/schema.ts";
import { DSPFeatures } from "../types.ts";
import { attackAndDecay } from "./envelope.ts";
import {
  analyseFrames,
  type FrameNumbers,
  type FrameOptions,
} from "./frames.ts";
import { binsOf, REGIONS_HZ, timbreOf } from "./timbre.ts";

/** The frames whose flux `sharpness: concentration` sets against the rest. */
const BEST_FRAMES = 5;

/**
 * The features of a prepared signal (see {@linkcode prepareSignal}), as librosa 0.11 computes them:
 *
 * - `energy`: the largest RMS of a frame.
 * - `sharpness`: see {@linkcode sharpness}.
 * - `attack_time`, `decay_time`: see {@linkcode attackAndDecay}; seconds, clipped to 1.
 * - `low_ratio`, `mid_ratio`, `high_ratio`: power in each band over that in the three, all frames together; 0 each
 *   when there is none.
 * - `spectral_flatness`, `zero_crossing_rate`: medians over frames.
 * - the others: see {@linkcode timbreOf}.
 *
 * @param y Mono samples; NaN counts as silence. May be empty.
 * @param sampleRate Of `y`, Hz.
 * @returns Finite values in the ranges that {@linkcode DSPFeatures} tells, the same bits for the same input.
 */
export function extractFeatures(
  y: Float32Array,
  sampleRate: number,
  config: DspConfig,
): DSPFeatures {
  return featuresOfFrames(
    analyseFrames(y, frameOptions(sampleRate, config)),
    sampleRate,
    config,
  );
}

/** The frames and bands of a configuration, bands in bins. */
export function frameOptions(
  sampleRate: number,
  config: DspConfig,
): FrameOptions {
  const { frame_length: frameLength, hop_length: hopLength } = config;
  const { low, mid, high } = config.band_edges_hz;
  const bin = (hertz: number) =>
    Math.min(frameLength / 2 + 1, Math.ceil(hertz * frameLength / sampleRate));
  return {
    frameLength,
    hopLength,
    bands: [low, mid, high].map(([from, to]) => [bin(from), bin(to)]),
    regions: REGIONS_HZ.map((hertz) =>
      binsOf(hertz, sampleRate / frameLength, frameLength / 2 + 1)
    ),
  };
}

/** The features of a signal from the numbers of its frames. */
export function featuresOfFrames(
  numbers: FrameNumbers,
  sampleRate: number,
  config: DspConfig,
): DSPFeatures {
  const { rms, flux, flatness, crossingRate, bandPower } = numbers;
  const { attackSec, decaySec } = attackAndDecay(rms, flux, {
    frameSec: config.hop_length / sampleRate,
    attackWindowSec: config.attack_window_sec,
    decayWindowSec: config.decay_window_sec,
  });
  const total = bandPower.reduce((a, b) => a + b, 0);
  const [lowRatio, midRatio, highRatio] = bandPower.map((power) =>
    total > 0 ? power / total : 0
  );
  return new DSPFeatures({
    energy: clip(rms.reduce((a, b) => Math.max(a, b), 0)),
    sharpness: sharpness(flux, config.sharpness),
    attack_time: clip(attackSec),
    decay_time: clip(decaySec),
    low_ratio: lowRatio!,
    mid_ratio: midRatio!,
    high_ratio: highRatio!,
    spectral_flatness: clip(median(flatness)),
    zero_crossing_rate: median(crossingRate),
    ...timbreOf(numbers, {
      frameSec: config.hop_length / sampleRate,
      binHz: sampleRate / config.frame_length,
    }),
  });
}

/**
 * Transient strength from the positive spectral flux between frames, 0..1.
 *
 * - `concentration`: the share of the five frames with the most of it: near 1 for a hit, small for a steady sound.
 * - `seed_peak`: the seed's largest over largest: 1 whatever the sound.
 *
 * Both are 0 when nothing rises: silence, or a sound shorter than a hop, which has one frame only.
 */
export function sharpness(
  flux: Float64Array,
  kind: DspConfig["sharpness"],
): number {
  const total = flux.reduce((a, b) => a + b, 0);
  if (total === 0) return 0;
  if (kind === "seed_peak") return 1;
  const best = flux.toSorted().subarray(-BEST_FRAMES);
  return clip(best.reduce((a, b) => a + b, 0) / total);
}

function clip(x: number): number {
  return Math.max(0, Math.min(1, x));
}

/** Median; the mean of the middle two when there is an even number. */
function median(values: Float64Array): number {
  const sorted = values.toSorted();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? sorted[middle]!
    : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
