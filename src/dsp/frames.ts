/**
 * Short-time spectra, reduced to the numbers that the features need.
 *
 * @module
 */
import FFT from "fft.js";

/** Power below this counts as this much in the flatness (librosa's `amin`). */
const POWER_FLOOR = 1e-10;

/** What to take from the spectra. */
export interface FrameOptions {
  /** Samples in a frame, a power of two. */
  readonly frameLength: number;
  /** Samples between the starts of frames. */
  readonly hopLength: number;
  /** Bands as [first bin, bin after the last). */
  readonly bands: readonly (readonly [from: number, to: number])[];
}

/** Numbers of a signal's frames, frame after frame. */
export interface FrameNumbers {
  /** RMS of the windowed frame, from its spectrum. */
  readonly rms: Float64Array;
  /** Sum over bins of the rise of the magnitude since the frame before; one fewer than frames. */
  readonly flux: Float64Array;
  /** Geometric over arithmetic mean of the power, 0..1. */
  readonly flatness: Float64Array;
  /** Power in each band, over all frames. */
  readonly bandPower: readonly number[];
}

/**
 * Short-time Fourier transform with a periodic Hann window; frames centred, with zeros beyond the ends of the signal,
 * as `librosa.stft(…, center=True, pad_mode="constant")`. There are `1 + floor(y.length / hopLength)` frames.
 */
export function analyseFrames(
  y: Float32Array,
  { frameLength, hopLength, bands }: FrameOptions,
): FrameNumbers {
  const frames = 1 + Math.floor(y.length / hopLength);
  const half = frameLength / 2;
  const rms = new Float64Array(frames);
  const flux = new Float64Array(frames - 1);
  const flatness = new Float64Array(frames);
  const bandPower = bands.map(() => 0);

  const window = Float64Array.from(
    { length: frameLength },
    (_, i) => 0.5 - 0.5 * Math.cos(2 * Math.PI * i / frameLength),
  );
  const fft = new FFT(frameLength);
  const frame = new Float64Array(frameLength);
  const spectrum = fft.createComplexArray();
  const power = new Float64Array(half + 1);
  let magnitude = new Float64Array(half + 1);
  let before = new Float64Array(half + 1);

  for (let f = 0; f < frames; f++) {
    const start = f * hopLength - half;
    for (let i = 0; i < frameLength; i++) {
      frame[i] = window[i]! * (y[start + i] ?? 0);
    }
    fft.realTransform(spectrum, frame);
    let total = 0;
    for (let k = 0; k <= half; k++) {
      const re = spectrum[2 * k]!;
      const im = spectrum[2 * k + 1]!;
      power[k] = re * re + im * im;
      magnitude[k] = Math.sqrt(power[k]!);
      total += power[k]!;
    }
    const oneSided = total - (power[0]! + power[half]!) / 2;
    rms[f] = Math.sqrt(2 * oneSided) / frameLength;
    flatness[f] = spectralFlatness(power);
    bands.forEach(([from, to], b) => {
      for (let k = from; k < to; k++) bandPower[b]! += power[k]!;
    });
    if (f > 0) {
      let rise = 0;
      for (let k = 0; k <= half; k++) {
        rise += Math.max(0, magnitude[k]! - before[k]!);
      }
      flux[f - 1] = rise;
    }
    [magnitude, before] = [before, magnitude];
  }
  return { rms, flux, flatness, bandPower };
}

/** Geometric over arithmetic mean of the power, 0..1. */
function spectralFlatness(power: Float64Array): number {
  let logs = 0;
  let sum = 0;
  for (let k = 0; k < power.length; k++) {
    const p = Math.max(power[k]!, POWER_FLOOR);
    logs += Math.log(p);
    sum += p;
  }
  return Math.exp(logs / power.length) / (sum / power.length);
}
