/**
 * From a decoded sound to the signal whose features are taken.
 *
 * @module
 */
import type { AudioConfig } from "../config/schema.ts";
import type { Warning } from "../types.ts";
import { resampleMono } from "./resample.ts";
import { soundBounds } from "./trim.ts";
import { peakOf, scaled } from "./vectors.ts";

/** A decoded sound: samples by channel, full scale ±1. */
export interface Sound {
  /** Hz. */
  readonly sampleRate: number;
  readonly channels: readonly Float32Array[];
}

/** A mono signal at `audio.target_sr`, trimmed and peak-normalised. */
export interface PreparedSignal {
  /** At least one sample. */
  readonly y: Float32Array;
  /** Hz. */
  readonly sampleRate: number;
  /** Where `y` begins in the sound, seconds. */
  readonly startSec: number;
  /** Where `y` ends in the sound, seconds. */
  readonly endSec: number;
  readonly warnings: readonly Warning[];
}

/** A trimmed signal with fewer samples is not used: the untrimmed one stays. */
const SHORTEST_TRIMMED = 8;

/** A sound with no larger sample is silent, and not amplified. */
const SILENT_PEAK = 1e-6;

/** Shorter sounds are one frame of the usual analysis: it has no flux, attack or decay. */
const SHORT_SEC = 0.016;

/**
 * First `max_duration_sec` → mono → `target_sr` → trimmed → peak at `peak_target`.
 *
 * An empty sound becomes one zero sample. Warnings: `silent` (no sample above 1e-6), `short` (under 16 ms).
 *
 * @throws {RangeError} unless the sound's sampling rate is finite and above 0.
 */
export function prepareSignal(
  sound: Sound,
  config: AudioConfig,
): PreparedSignal {
  const longest = Math.floor(config.max_duration_sec * sound.sampleRate);
  const channels = sound.channels.map((channel) =>
    channel.subarray(0, longest)
  );
  const sampleRate = config.target_sr;
  let y = resampleMono(channels, sound.sampleRate, sampleRate);
  let start = 0;
  if (y.length === 0) y = new Float32Array(1);
  if (config.trim_silence) {
    const [from, to] = soundBounds(y, config.trim_top_db);
    if (to - from >= SHORTEST_TRIMMED) {
      y = y.subarray(from, to);
      start = from;
    }
  }
  const peak = peakOf(y);
  if (config.peak_normalize && peak >= SILENT_PEAK) {
    y = scaled(y, peak, config.peak_target);
  }
  const warnings: Warning[] = [];
  if (peak < SILENT_PEAK) {
    warnings.push({ code: "silent", message: "the sound is silent" });
  } else if (y.length < SHORT_SEC * sampleRate) {
    warnings.push({
      code: "short",
      message: `the sound is ${
        (1000 * y.length / sampleRate).toFixed(1)
      } ms long: too short for attack, decay and sharpness`,
    });
  }
  return {
    y,
    sampleRate,
    startSec: start / sampleRate,
    endSec: (start + y.length) / sampleRate,
    warnings,
  };
}
