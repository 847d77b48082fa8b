/**
 * What a front end is told.
 *
 * @module
 */

/** The parameters of a front end: plain data, for workers and for messages. */
export interface FrontEndSpec {
  /** Hz. */
  readonly sampleRate: number;
  /** Samples of a window. */
  readonly windowSamples: number;
  /** Samples of a frame's FFT, a power of 2. */
  readonly fftSize: number;
  /** Samples between frames. */
  readonly hop: number;
  readonly mels: number;
  /** Lower edge of the lowest mel band, Hz. */
  readonly minHz: number;
  /** Upper edge of the highest mel band, Hz. */
  readonly maxHz: number;
  /**
   * What fills the window of a shorter sound: `repeatpad` repeats it as often as it fits, then zeros; `repeat` also
   * takes the part that fits; `pad` only zeros.
   */
  readonly padding: "repeatpad" | "repeat" | "pad";
  /** What EfficientAT's method has besides; without it the method is CLAP's. */
  readonly kaldi?: KaldiSpec;
}

/** The parameters of kaldi_mel.ts. */
export interface KaldiSpec {
  /** Samples of the Hann window in the middle of a frame, at most `fftSize`. */
  readonly windowLength: number;
  /** How much of the sample before is taken from a sample. */
  readonly preemphasis: number;
  /** Added to a band's power before the logarithm. */
  readonly offset: number;
  /** Taken from the logarithm. */
  readonly mean: number;
  /** What the rest is divided by. */
  readonly deviation: number;
}
