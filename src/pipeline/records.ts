/**
 * Records: one a file, in the shape that the library, JSON and JSONL share.
 *
 * @module
 */
import { assignEvidence } from "../assign.ts";
import type { ClapScorer } from "../clap/scoring.ts";
import type { RolesConfig } from "../config/schema.ts";
import { sampleIdOf } from "../role_assigner.ts";
import type { SampleRecord } from "../types.ts";
import type { Extracted } from "./extract.ts";

/** The record of an extracted file: assigned, or failed. */
export function recordOf(
  { file: { filepath }, evidence, error }: Extracted,
  config: RolesConfig,
  clap: ClapScorer | null,
): SampleRecord {
  const sample_id = sampleIdOf(filepath);
  if (error !== null) {
    return {
      sample_id,
      filepath,
      role: null,
      margin: null,
      confidence: null,
      uncertain: null,
      scores: null,
      warnings: [],
      error,
    };
  }
  return {
    sample_id,
    filepath,
    ...assignEvidence(evidence, config, clap),
    warnings: evidence.warnings,
    error: null,
  };
}

/**
 * A record as plain data for `JSON.stringify`, its fields in the documented order.
 *
 * @param debug also `features`, `rule_raw_scores`, `clap_similarities` and `guards`; null each in a failed record.
 */
export function recordToJson(
  record: SampleRecord,
  debug: boolean,
): Record<string, unknown> {
  const { sample_id, filepath, role, margin, confidence, uncertain } = record;
  const { scores, warnings, error } = record;
  const plain = {
    sample_id,
    filepath,
    role,
    margin,
    confidence,
    uncertain,
    scores,
    warnings,
    error,
  };
  if (!debug) return plain;
  const failed = record.error !== null;
  return {
    ...plain,
    features: failed ? null : record.features,
    rule_raw_scores: failed ? null : record.rule_raw_scores,
    clap_similarities: failed ? null : record.clap_similarities,
    guards: failed ? null : record.guards,
  };
}
