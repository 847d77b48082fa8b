/**
 * Numbers of a signal's frames: short-time spectra and zero crossings, reduced to what the features need.
 *
 * @module
 */
import { crossings, spectra, tame } from "./kernel/kernel.wasm";
import {
  copyWindow,
  doubles,
  floats,
  LONGEST_TRANSFORM,
  region,
  samplesAt,
  turnFactors,
  twiddles,
  WORK,
} from "./memory.ts";
import { LOUDEST } from "./vectors.ts";

/** What to take from the frames. */
export interface FrameOptions {
  /** Samples in a frame, a power of two from 64 to 8192. */
  readonly frameLength: number;
  /** Samples between the middles of frames. */
  readonly hopLength: number;
  /** Bands as [first bin, bin after the last). */
  readonly bands: readonly (readonly [from: number, to: number])[];
  /** Regions of bins that are followed from frame to frame, given as the bands are; at most {@linkcode REGIONS}. */
  readonly regions?: readonly (readonly [from: number, to: number])[];
}

/** A region of bins, frame after frame. */
export interface RegionNumbers {
  /** Power of all its bins. */
  readonly power: Float64Array;
  /** Power of its strongest bin. */
  readonly strongest: Float64Array;
}

/** Numbers of a signal's frames, frame after frame. */
export interface FrameNumbers {
  /** RMS of the windowed frame, from its spectrum. */
  readonly rms: Float64Array;
  /** Sum over bins of the rise of the magnitude since the frame before; one fewer than frames. */
  readonly flux: Float64Array;
  /** Geometric over arithmetic mean of the power, each bin's at least 1e-10 (`librosa.feature.spectral_flatness`). */
  readonly flatness: Float64Array;
  /** Share of the samples at which the sign differs from the one before (`librosa.feature.zero_crossing_rate`). */
  readonly crossingRate: Float64Array;
  /** Power of each bin, over all frames. */
  readonly spectrum: Float64Array;
  /** Power in each band, over all frames. */
  readonly bandPower: readonly number[];
  readonly regions: readonly RegionNumbers[];
  /** Magnitude of the first region's bins, over all frames. */
  readonly firstRegionMagnitude: number;
  /** How much of it rose since the frame before. */
  readonly firstRegionFlux: number;
}

/** Most regions. */
export const REGIONS = 4;

/** Samples this close to 0 count as positive (librosa's `threshold`). */
const ZERO = 1e-10;

/** Most frames in one call of the kernel, and the most numbers that it gives for each. */
const FRAMES = 256;
const NUMBERS = 5 + 2 * REGIONS + 2;

const SIGNAL_LENGTH = 2 ** 16;
const signalAt = region(SIGNAL_LENGTH);
const windowAt = region(LONGEST_TRANSFORM);
const turnsAt = region(LONGEST_TRANSFORM);
const beforeAt = region(LONGEST_TRANSFORM);
const totalAt = region(LONGEST_TRANSFORM);
const regionsAt = region(2 * REGIONS);
const numbersAt = region(2 * NUMBERS * FRAMES);

/** Frame length for which the window and the turns are in the kernel's memory. */
let loaded = 0;

/**
 * Cuts a signal in frames and takes their numbers. NaN counts as 0, and what is beyond ±1e9 as that.
 *
 * Frames are centred: frame f has its middle at sample f·hop. There are `1 + floor(y.length / hopLength)`. For the
 * spectra, zeros lie beyond the ends of the signal, and the window is a periodic Hann (`librosa.stft` with
 * `center=True, pad_mode="constant"`). For the crossings the first and the last sample go on beyond the ends, and a
 * frame's own first sample does not count.
 */
export function analyseFrames(
  y: Float32Array,
  { frameLength, hopLength, bands, regions = [] }: FrameOptions,
): FrameNumbers {
  loadTables(frameLength);
  loadRegions(regions);
  const frames = 1 + Math.floor(y.length / hopLength);
  const bins = frameLength / 2 + 1;
  const rms = new Float64Array(frames);
  const flux = new Float64Array(frames - 1);
  const flatness = new Float64Array(frames);
  const crossingRate = new Float64Array(frames);
  const spectrum = new Float64Array(bins);
  const followed = regions.map((): RegionNumbers => ({
    power: new Float64Array(frames),
    strongest: new Float64Array(frames),
  }));
  let firstRegionMagnitude = 0;
  let firstRegionFlux = 0;
  const width = 5 + 2 * regions.length + (regions.length > 0 ? 2 : 0);
  const atOnce = Math.min(
    FRAMES,
    1 + Math.floor((SIGNAL_LENGTH - frameLength) / hopLength),
  );
  for (let first = 0; first < frames; first += atOnce) {
    const count = Math.min(atOnce, frames - first);
    const begin = first * hopLength - frameLength / 2;
    const length = (count - 1) * hopLength + frameLength;
    copyWindow(samplesAt(signalAt, length), y, begin);
    tame(signalAt, Math.ceil(length / 4) * 4, 1, LOUDEST);
    const total = samplesAt(totalAt, bins).fill(0);
    spectra(
      signalAt,
      count,
      hopLength,
      frameLength,
      windowAt,
      twiddles(frameLength / 2),
      turnsAt,
      beforeAt,
      totalAt,
      regionsAt,
      regions.length,
      numbersAt,
      ...WORK,
    );
    for (let f = 0; f < count; f++) {
      const frame = first + f;
      const at = numbersAt / 8 + width * f;
      rms[frame] = Math.sqrt(2 * doubles[at]!) / frameLength;
      if (frame > 0) flux[frame - 1] = doubles[at + 2]!;
      const meanLog = doubles[at + 3]! * Math.LN2 + Math.log(doubles[at + 4]!);
      flatness[frame] = Math.exp(meanLog / bins) / (doubles[at + 1]! / bins);
      for (let r = 0; r < followed.length; r++) {
        followed[r]!.power[frame] = doubles[at + 5 + 2 * r]!;
        followed[r]!.strongest[frame] = doubles[at + 6 + 2 * r]!;
      }
      if (followed.length > 0) {
        firstRegionMagnitude += doubles[at + width - 2]!;
        if (frame > 0) firstRegionFlux += doubles[at + width - 1]!;
      }

      const from = Math.max(0, begin + f * hopLength);
      const to = Math.min(y.length, begin + f * hopLength + frameLength);
      crossingRate[frame] = crossings(
        signalAt + 4 * (from - begin),
        Math.max(0, to - from),
        ZERO,
      ) / frameLength;
    }
    for (let k = 0; k < bins; k++) spectrum[k]! += total[k]!;
  }
  return {
    rms,
    flux,
    flatness,
    crossingRate,
    spectrum,
    bandPower: bands.map(([from, to]) => sum(spectrum.subarray(from, to))),
    regions: followed,
    firstRegionMagnitude,
    firstRegionFlux,
  };
}

function sum(values: Float64Array): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}

/** Brings the bins of the regions into the kernel's memory. */
function loadRegions(regions: NonNullable<FrameOptions["regions"]>): void {
  if (regions.length > REGIONS) {
    throw new RangeError(
      `Cannot follow ${regions.length} regions: take at most ${REGIONS}`,
    );
  }
  new Int32Array(floats.buffer, regionsAt, 2 * REGIONS).set(regions.flat());
}

/** Brings the window and the turns for a frame length into the kernel's memory. */
function loadTables(frameLength: number): void {
  if (loaded === frameLength) return;
  const turn = 2 * Math.PI / frameLength;
  const window = samplesAt(windowAt, frameLength);
  for (let i = 0; i < frameLength; i++) {
    window[i] = 0.5 - 0.5 * Math.cos(turn * i);
  }
  const turns = turnFactors(frameLength);
  samplesAt(turnsAt, turns.length).set(turns);
  loaded = frameLength;
}
