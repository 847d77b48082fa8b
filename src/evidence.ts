/**
 * From bytes to evidence: decode, prepare, extract, and the model's input. The expensive half of the system but for
 * the model itself; pure but for what the byte source does.
 *
 * @module
 */
import { decodeAudio } from "./audio/decode.ts";
import type { ByteSource } from "./audio/source.ts";
import type { FrontEnd } from "./clap/embedder.ts";
import { createFrontEnd } from "./clap/front_end.ts";
import type { FrontEndSpec } from "./clap/front_end_spec.ts";
import type { ClapConfig, RolesConfig } from "./config/schema.ts";
import { extractFeatures } from "./dsp/features.ts";
import { toMono } from "./dsp/mono.ts";
import {
  type PreparedSignal,
  prepareSignal,
  type Sound,
} from "./dsp/prepare.ts";
import { resample } from "./dsp/resample.ts";
import { peakOf, scaled } from "./dsp/vectors.ts";
import type { DSPFeatures, Warning } from "./types.ts";

/** The part of a configuration that evidence depends on, without the model. */
export type FeatureConfig = Pick<RolesConfig, "audio" | "dsp">;

/** What a model is to hear of a sound: plain data, for messages to workers. */
export interface HearingSpec {
  readonly frontEnd: FrontEndSpec;
  readonly source: ClapConfig["audio_source"];
  /** Longest part from the trimmed start, seconds. */
  readonly maxDurationSec: number;
}

/** {@linkcode HearingSpec} with its front end made. */
export interface Hearing extends Omit<HearingSpec, "frontEnd"> {
  readonly frontEnd: FrontEnd;
}

/** Makes the front end: some milliseconds, so once a thread. */
export function hearingOf(spec: HearingSpec): Hearing {
  return { ...spec, frontEnd: createFrontEnd(spec.frontEnd) };
}

/** All of a sound's evidence but the embedding, for which it has the model's input. */
export interface HeardEvidence {
  readonly features: DSPFeatures;
  readonly warnings: readonly Warning[];
  /** One tensor a window; none without a model. */
  readonly windows: readonly Float32Array<ArrayBuffer>[];
}

/** Evidence of a sound in memory. */
export function evidenceOfSound(
  sound: Sound,
  config: FeatureConfig,
  hearing: Hearing | null = null,
): HeardEvidence {
  const prepared = prepareSignal(sound, config.audio);
  return {
    features: extractFeatures(prepared.y, prepared.sampleRate, config.dsp),
    warnings: prepared.warnings,
    windows: hearing === null
      ? []
      : hearing.frontEnd.prepare(heard(sound, prepared, config, hearing)),
  };
}

/**
 * Evidence of an encoded sound; only as much of its start is read as is used.
 *
 * @throws {AudioError} if it cannot be read as audio.
 */
export async function evidenceOfSource(
  source: ByteSource,
  config: FeatureConfig,
  hearing: Hearing | null = null,
): Promise<HeardEvidence> {
  const decoded = await decodeAudio(source, {
    maxDurationSec: Math.max(
      config.audio.max_duration_sec,
      hearing?.source === "original" ? hearing.maxDurationSec : 0,
    ),
  });
  const { warnings, ...evidence } = evidenceOfSound(decoded, config, hearing);
  for (const channel of decoded.channels) free(channel);
  return { ...evidence, warnings: [...decoded.warnings, ...warnings] };
}

/** Gives a signal's memory back now: the collector lets hundreds of megabytes of them pile up. */
function free({ buffer }: Float32Array): void {
  if (buffer instanceof ArrayBuffer && !buffer.detached) buffer.transfer(0);
}

/**
 * The sound at the model's rate: from where the features' signal begins to where it ends, or, where only
 * `audio.max_duration_sec` ended it, on to what the model is to hear.
 *
 * It is resampled once, from the file's own rate: the features' 16 kHz have lost the hats.
 */
function heard(
  sound: Sound,
  prepared: PreparedSignal,
  config: FeatureConfig,
  { frontEnd, source, maxDurationSec }: Hearing,
): Float32Array {
  const limit = Math.floor(maxDurationSec * frontEnd.sampleRate);
  if (source === "features") {
    return resample(prepared.y, prepared.sampleRate, frontEnd.sampleRate)
      .subarray(0, limit);
  }
  const { audio } = config;
  const from = Math.round(prepared.startSec * sound.sampleRate);
  // A frame of slack: the end of a signal of another rate is known to a sample of that.
  const cut =
    prepared.endSec < audio.max_duration_sec - 1 / prepared.sampleRate;
  const to = cut ? Math.round(prepared.endSec * sound.sampleRate) : Infinity;
  const most = from + Math.ceil(maxDurationSec * sound.sampleRate);
  const mono = toMono(
    sound.channels.map((channel) => channel.subarray(from, Math.min(to, most))),
  );
  const y = resample(mono, sound.sampleRate, frontEnd.sampleRate)
    .subarray(0, limit);
  const peak = peakOf(y);
  return audio.peak_normalize && peak > 0
    ? scaled(y, peak, audio.peak_target)
    : y;
}
