/**
 * What every decoder takes and gives.
 *
 * @module
 */
import type { Warning } from "../types.ts";

/** The start of a sound file, decoded. */
export interface DecodedAudio {
  /** Sampling rate of the file, Hz; 1 kHz to 1 MHz. */
  readonly sampleRate: number;
  /** One array a channel, all of the same length; full scale is ±1. */
  readonly channels: readonly Float32Array[];
  /** What is odd about the file: `truncated`, `damaged`, `non_finite`, `no_samples`. */
  readonly warnings: readonly Warning[];
}

/** What the decoder of one format gives. */
export interface RawAudio extends DecodedAudio {
  /** Whether every sample is sure to be finite, as those of integers are. */
  readonly finite: boolean;
}

/** How much to decode. */
export interface DecodeOptions {
  /** Only this much from the start, seconds. */
  readonly maxDurationSec: number;
}
