/**
 * Fusion: one probability a role from the rules' and the model's.
 *
 * @module
 */
import type { FusionConfig } from "../config/schema.ts";
import { ROLES, ScoreVector } from "../types.ts";

/**
 * `p = α·p_rule + (1 − α)·p_clap + role_bias`, negatives set to 0, normalised to a sum of 1.
 *
 * Without a model (`clap` null) the rules decide alone: α counts as 1.
 */
export function fuse(
  rule: ScoreVector,
  clap: ScoreVector | null,
  config: FusionConfig,
): ScoreVector {
  const alpha = clap === null ? 1 : config.alpha;
  const fused = ROLES.map((role, i) => {
    const model = clap === null ? 0 : (1 - alpha) * clap.values[i]!;
    return alpha * rule.values[i]! + model + (config.role_bias[role] ?? 0);
  });
  return new ScoreVector(fused).normalize();
}

/**
 * The confidence of a role: its calibrated probability of being right,
 * `1 / (1 + exp(−(slope·margin + intercept)))` (Platt, 1999), or the margin where there is no calibration.
 */
export function confidenceOf(
  margin: number,
  calibration: FusionConfig["calibration"],
): number {
  if (calibration === null) return margin;
  return 1 /
    (1 + Math.exp(-(calibration.slope * margin + calibration.intercept)));
}
