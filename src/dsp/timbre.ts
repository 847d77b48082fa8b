/**
 * What the features beyond the seed's say of a sound: when its power comes, where it lies, how much of a tone it is.
 *
 * Nothing here depends on the level. The bands are fixed, whatever `dsp.band_edges_hz` says, and end at 7300 Hz, below
 * what resamplers to 16 kHz take away.
 *
 * @module
 */
import type { FeatureName, SEED_FEATURE_NAMES } from "../types.ts";
import type { FrameNumbers, RegionNumbers } from "./frames.ts";

/** The regions that are followed from frame to frame: low, mid, high, Hz. */
export const REGIONS_HZ: readonly (readonly [from: number, to: number])[] = [
  [20, 240],
  [240, 1900],
  [1900, 7300],
];

const SUB_HZ = [20, 60] as const;
const AIR_HZ = [3800, 7300] as const;

/** Where a region has less of the power than this, −90 dB, it is not heard: rounding and dither are no tones. */
const FLOOR = 1e-9;

/** The features beyond the seed's. */
export type Timbre = Readonly<
  Record<Exclude<FeatureName, typeof SEED_FEATURE_NAMES[number]>, number>
>;

/** How the frames lie in time and frequency. */
export interface FrameScale {
  /** Between frames, seconds. */
  readonly frameSec: number;
  /** Between bins, Hz. */
  readonly binHz: number;
}

/** First bin at or above the lower edge, and the one at or above the upper edge. */
export function binsOf(
  [from, to]: readonly [number, number],
  binHz: number,
  bins: number,
): [number, number] {
  const bin = (hertz: number) => Math.min(bins, Math.ceil(hertz / binHz));
  return [bin(from), bin(to)];
}

/**
 * The features beyond the seed's, from the numbers of the frames, {@linkcode REGIONS_HZ} among them.
 *
 * - `temporal_centroid`: Σ t·P / Σ P over frames, P a frame's power and t the time of its middle (Peeters, 2004).
 * - `sub_ratio`, `bass_ratio`, `air_ratio`: shares of the power of all bins.
 * - `spectral_skewness`: cube root of the third central moment of log₂ frequency, weighted by power, from 20 Hz up.
 * - `high_irregularity`: mean over bins of |Lₖ − (Lₖ₋₁ + Lₖ + Lₖ₊₁)/3|, L the level of the bin over all frames, dB
 *   (after Krimphoff et al., 1994).
 * - `low_ring`, `mid_ring`: log₁₀ of the region's temporal centroid over the sound's, both with a frame added;
 *   clipped to ±3.
 * - `low_flux`: the rises of the low bins' magnitudes between frames over the magnitudes.
 * - `low_tonality` …: the strongest bin's share of the region's power, mean over frames.
 *
 * A region is taken to have {@linkcode FLOOR} of the frame's power more than it has, of the frame's course and without
 * a tone. Silence has 0 of everything.
 */
export function timbreOf(
  { rms, spectrum, regions, firstRegionMagnitude, firstRegionFlux }:
    FrameNumbers,
  { frameSec, binHz }: FrameScale,
): Timbre {
  const total = sum(spectrum);
  // As the sum of all bins; the first and the last count half.
  const bins = spectrum.length - 1;
  const power = rms.map((x) => 2 * (x * bins) ** 2);
  const centroid = centroidOf(power, frameSec);
  const share = (hertz: readonly [number, number]) => {
    const [from, to] = binsOf(hertz, binHz, spectrum.length);
    return ratio(sum(spectrum.subarray(from, to)), total);
  };
  const [low, mid, high] = regions as readonly [
    RegionNumbers,
    RegionNumbers,
    RegionNumbers,
  ];
  const ring = (region: RegionNumbers) => {
    const own = region.power.map((p, f) => p + FLOOR * power[f]!);
    const decades = Math.log10(
      (centroidOf(own, frameSec) + frameSec) / (centroid + frameSec),
    );
    return Math.max(-3, Math.min(3, decades));
  };
  const tonality = (region: RegionNumbers) => {
    let shares = 0;
    for (let f = 0; f < power.length; f++) {
      const own = region.power[f]! + FLOOR * power[f]!;
      shares += ratio(region.strongest[f]!, own);
    }
    return shares / power.length;
  };
  const unheard = Math.sqrt(FLOOR) * sum(power.map(Math.sqrt));
  return {
    temporal_centroid: Math.min(1, centroid),
    sub_ratio: share(SUB_HZ),
    bass_ratio: share(REGIONS_HZ[0]!),
    air_ratio: share(AIR_HZ),
    spectral_skewness: skewness(spectrum, binHz),
    high_irregularity: irregularity(
      spectrum.subarray(...binsOf(REGIONS_HZ[2]!, binHz, spectrum.length)),
      total,
    ),
    low_ring: ring(low),
    mid_ring: ring(mid),
    low_flux: ratio(firstRegionFlux, firstRegionMagnitude + unheard),
    low_tonality: tonality(low),
    mid_tonality: tonality(mid),
    high_tonality: tonality(high),
  };
}

/** Mean time of the power, seconds from the first frame; 0 of none. */
function centroidOf(power: Float64Array, frameSec: number): number {
  let moment = 0;
  for (let f = 0; f < power.length; f++) moment += f * power[f]!;
  return frameSec * ratio(moment, sum(power), Infinity);
}

/** Cube root of the third central moment of log₂ frequency, octaves. */
function skewness(spectrum: Float64Array, binHz: number): number {
  const first = Math.ceil(SUB_HZ[0] / binHz);
  let total = 0, mean = 0, third = 0;
  for (let k = first; k < spectrum.length; k++) {
    total += spectrum[k]!;
    mean += spectrum[k]! * octaves(k);
  }
  if (!(total > 0)) return 0;
  mean /= total;
  for (let k = first; k < spectrum.length; k++) {
    const from = octaves(k) - mean;
    third += spectrum[k]! * from * from * from;
  }
  return Math.cbrt(third / total);
}

const octavesOf: number[] = [];

/** log₂ of a bin's number, made once. */
function octaves(bin: number): number {
  for (let k = octavesOf.length; k <= bin; k++) {
    octavesOf.push(Math.log2(Math.max(1, k)));
  }
  return octavesOf[bin]!;
}

/** Mean difference of a bin's level from that of it and its neighbours together, dB. */
function irregularity(spectrum: Float64Array, total: number): number {
  if (spectrum.length < 3 || !(total > 0)) return 0;
  const level = spectrum.map((p) => 10 * Math.log10(p / total + FLOOR));
  let differences = 0;
  for (let k = 1; k < level.length - 1; k++) {
    differences += Math.abs(
      2 * level[k]! - level[k - 1]! - level[k + 1]!,
    ) / 3;
  }
  return differences / (level.length - 2);
}

/** A quotient that rounding leaves in 0..`most`; 0 over 0 is 0. */
function ratio(part: number, whole: number, most = 1): number {
  return whole > 0 ? Math.min(most, part / whole) : 0;
}

function sum(values: Float64Array): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}
