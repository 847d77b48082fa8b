/**
 * Log-mel rows as Kaldi and the audio networks of EfficientAT have them: pre-emphasis, a window shorter than the
 * transform, mel filters that are triangles on the mel scale, a logarithm with an offset, then mean and deviation.
 *
 * @module
 */
import type { FrontEndSpec, KaldiSpec } from "./front_end.ts";
import { fill, type Mel } from "./mel.ts";
import { createRealFft } from "./real_fft.ts";

/**
 * Pre-emphasis y[n] − c·y[n − 1] takes a sample from the window; frames are centred, with reflected ends; the window is a
 * symmetric Hann of `kaldi.windowLength` in the middle of the transform. A row's values are
 * (ln(power + offset) − mean) / deviation.
 *
 * The method is that of EfficientAT (F. Schmid, K. Koutini, G. Widmer, 2023), whose filters are those of Kaldi's
 * `compute-fbank-feats`.
 */
export function createKaldiMel(spec: FrontEndSpec, kaldi: KaldiSpec): Mel {
  const { windowSamples, fftSize, hop, mels } = spec;
  const { windowLength, preemphasis, offset, mean, deviation } = kaldi;
  const half = fftSize / 2;
  const length = windowSamples - 1;
  const frames = 1 + Math.floor(length / hop);
  const margin = Math.floor((fftSize - windowLength) / 2);
  const hann = Float64Array.from(
    { length: windowLength },
    (_, i) => 0.5 - 0.5 * Math.cos(2 * Math.PI * i / (windowLength - 1)),
  );
  const bands = kaldiBands(spec);
  const bins = 1 + Math.max(...bands.last);
  const fft = createRealFft(fftSize);
  const power = new Float64Array(bins);
  const window = new Float32Array(windowSamples);
  /** The window after pre-emphasis, with `half` samples of its reflection at either end. */
  const signal = new Float64Array(length + fftSize);
  const silence = (Math.log(offset) - mean) / deviation;

  return {
    frames,
    rows(y) {
      fill(window, y, spec);
      // The first sample after the sound is 0 no more, by pre-emphasis.
      const end = spec.padding === "pad" ? Math.min(length, y.length) : length;
      for (let i = 0; i < end; i++) {
        signal[half + i] = window[i + 1]! - preemphasis * window[i]!;
      }
      signal.fill(0, half + end);
      for (let i = 1; i <= half; i++) {
        signal[half - i] = signal[half + i]!;
        signal[half + length - 1 + i] = signal[half + length - 1 - i]!;
      }
      const out = new Float32Array(frames * mels);
      // From here on all is 0, where the reflection at the end does not reach the sound.
      const quiet = end <= length - half ? half + end : signal.length;
      for (let t = 0; t < frames; t++) {
        const from = t * hop + margin;
        if (from >= quiet) {
          out.fill(silence, t * mels);
          break;
        }
        let silent = true;
        fft.frame.fill(0, 0, margin);
        for (let i = 0; i < windowLength; i++) {
          const x = signal[from + i]!;
          if (x !== 0) silent = false;
          fft.frame[margin + i] = x * hann[i]!;
        }
        if (silent) {
          out.fill(silence, t * mels, (t + 1) * mels);
          continue;
        }
        fft.frame.fill(0, margin + windowLength);
        fft.power(power);
        for (let m = 0; m < mels; m++) {
          const last = bands.last[m]!;
          let sum = offset;
          let w = bands.at[m]!;
          for (let k = bands.first[m]!; k <= last; k++, w++) {
            sum += bands.weights[w]! * power[k]!;
          }
          out[t * mels + m] = (Math.log(sum) - mean) / deviation;
        }
      }
      return out;
    },
  };
}

/** Triangles over FFT bins, from `first` to `last`, their weights one after another. */
interface Bands {
  readonly first: Int32Array;
  /** Smaller than `first` in a band that is narrower than a bin and has none. */
  readonly last: Int32Array;
  /** Where a band's weights start. */
  readonly at: Int32Array;
  readonly weights: Float64Array;
}

/** Triangles of height 1 on O'Shaughnessy's mel scale, 1127·ln(1 + f / 700), where their edges stand evenly. */
function kaldiBands(
  { sampleRate, fftSize, mels, minHz, maxHz }: FrontEndSpec,
): Bands {
  const toMel = (hz: number) => 1127 * Math.log(1 + hz / 700);
  const low = toMel(minHz);
  const step = (toMel(maxHz) - low) / (mels + 1);
  const first = new Int32Array(mels);
  const last = new Int32Array(mels).fill(-1);
  const at = new Int32Array(mels);
  const weights: number[] = [];
  for (let m = 0; m < mels; m++) {
    at[m] = weights.length;
    for (let k = 0; k < fftSize / 2; k++) {
      const place = (toMel(k * sampleRate / fftSize) - low) / step - m;
      const weight = Math.min(place, 2 - place);
      if (weight <= 0) continue;
      if (last[m]! < 0) first[m] = k;
      last[m] = k;
      weights.push(weight);
    }
  }
  return { first, last, at, weights: Float64Array.from(weights) };
}
