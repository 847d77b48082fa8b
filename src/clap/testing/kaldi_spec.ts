/**
 * The front end of models/drum-clap-mini.
 *
 * @module
 */
import type { FrontEndSpec, KaldiSpec } from "../front_end_spec.ts";

export const KALDI_SPEC: FrontEndSpec & { readonly kaldi: KaldiSpec } = {
  sampleRate: 32000,
  windowSamples: 48000,
  fftSize: 1024,
  hop: 320,
  mels: 128,
  minHz: 0,
  maxHz: 15000,
  padding: "pad",
  kaldi: {
    windowLength: 800,
    preemphasis: 0.97,
    offset: 1e-5,
    mean: -4.5,
    deviation: 5,
  },
};
