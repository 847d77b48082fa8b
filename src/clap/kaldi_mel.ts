/**
 * Log-mel rows as Kaldi and the audio networks of EfficientAT have them: pre-emphasis, a window shorter than the
 * transform, mel filters that are triangles on the mel scale, a logarithm with an offset, then mean and deviation.
 *
 * @module
 */
import type { FrontEndSpec, KaldiSpec } from "./front_end_spec.ts";
import { createKaldiKernel } from "./kaldi_kernel.ts";
import { type Mel, repeat } from "./mel.ts";

/**
 * Pre-emphasis y[n] − c·y[n − 1] takes a sample from the window; frames are centred, with reflected ends; the window is a
 * symmetric Hann of `kaldi.windowLength` in the middle of the transform. A row's values are
 * (ln(power + offset) − mean) / deviation. Computed in float32, whose errors are far below the offset.
 *
 * The method is that of EfficientAT (F. Schmid, K. Koutini, G. Widmer, 2023), whose filters are those of Kaldi's
 * `compute-fbank-feats`.
 */
export function createKaldiMel(spec: FrontEndSpec, kaldi: KaldiSpec): Mel {
  const { windowSamples, fftSize, hop, mels } = spec;
  const half = fftSize / 2;
  const length = windowSamples - 1;
  const frames = 1 + Math.floor(length / hop);
  const kernel = createKaldiKernel(spec, kaldi);
  const window = new Float32Array(windowSamples);
  /** The window after pre-emphasis, with `half` samples of its reflection at either end. */
  const signal = new Float32Array(length + fftSize);
  let silence: Float32Array | undefined;
  const rowOfSilence = () => {
    const row = new Float32Array(mels);
    kernel.rows(new Float32Array(fftSize), 1, row);
    return row;
  };

  return {
    frames,
    rows(y) {
      window.set(y);
      const filled = repeat(window, y.length, spec);
      // The first sample after the sound is 0 no more, by pre-emphasis.
      const end = Math.min(length, filled);
      kernel.emphasize(window, signal.subarray(half, half + end));
      signal.fill(0, half + end);
      for (let i = 1; i <= half; i++) {
        signal[half - i] = signal[half + i]!;
        signal[half + length - 1 + i] = signal[half + length - 1 - i]!;
      }
      // From here on all is 0, where the reflection at the end does not reach the sound.
      const quiet = end <= length - half ? half + end : signal.length;
      const heard = Math.min(frames, Math.ceil(quiet / hop));
      const out = new Float32Array(frames * mels);
      kernel.rows(signal, heard, out);
      if (heard < frames) silence ??= rowOfSilence();
      for (let t = heard; t < frames; t++) out.set(silence!, t * mels);
      return out;
    },
  };
}
