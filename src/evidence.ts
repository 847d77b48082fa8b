/**
 * From bytes to evidence: decode, prepare, extract. The expensive half of the system; pure but for what the
 * byte source does.
 *
 * @module
 */
import { decodeAudio } from "./audio/decode.ts";
import type { ByteSource } from "./audio/source.ts";
import type { RolesConfig } from "./config/schema.ts";
import { extractFeatures } from "./dsp/features.ts";
import { prepareSignal, type Sound } from "./dsp/prepare.ts";
import type { DSPFeatures, Warning } from "./types.ts";

/** The part of a configuration that features depend on. */
export type FeatureConfig = Pick<RolesConfig, "audio" | "dsp">;

/** Features of a sound and what was odd about it. */
export interface FeatureEvidence {
  readonly features: DSPFeatures;
  readonly warnings: readonly Warning[];
}

/** Features of a sound in memory. */
export function featuresOfSound(
  sound: Sound,
  config: FeatureConfig,
): FeatureEvidence {
  const prepared = prepareSignal(sound, config.audio);
  return {
    features: extractFeatures(prepared.y, prepared.sampleRate, config.dsp),
    warnings: prepared.warnings,
  };
}

/**
 * Features of an encoded sound; only its first `audio.max_duration_sec` are read.
 *
 * @throws {AudioError} if it cannot be read as audio.
 */
export async function featuresOfSource(
  source: ByteSource,
  config: FeatureConfig,
): Promise<FeatureEvidence> {
  const decoded = await decodeAudio(source, {
    maxDurationSec: config.audio.max_duration_sec,
  });
  const { features, warnings } = featuresOfSound(decoded, config);
  return { features, warnings: [...decoded.warnings, ...warnings] };
}
