/**
 * Fusion: one probability a role from the rules' and the model's.
 *
 * @module
 */
import type { FusionConfig } from "../config/schema.ts";
import { type Role, ROLES, type ScoreBundle, ScoreVector } from "../types.ts";

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

/** Scores below this count as this: a logarithm of nothing would be as sure as can be. */
export const LEAST_SCORE = 1e-4;

const ln = (score: number) => Math.log(Math.max(score, LEAST_SCORE));

/** What the confidence of a role is taken from. */
export interface Sureness {
  /** ln(p₁ / p₂) of the final scores, 0 or more. */
  readonly log_odds: number;
  /** ln of the rules' probability of the role, 0 or less. */
  readonly rule_support: number;
}

/** The {@linkcode Sureness} of the role that stands first in the final scores. */
export function surenessOf(
  { rule, final }: Pick<ScoreBundle, "rule" | "final">,
): Sureness {
  const [[role, first], [, second]] = final.sorted() as [
    [Role, number],
    [Role, number],
  ];
  return {
    log_odds: ln(first) - ln(second),
    rule_support: ln(rule.get(role)),
  };
}

/**
 * The confidence of a role: its calibrated probability of being right, by a logistic regression on its
 * {@linkcode Sureness} (Platt, 1999), with the model's coefficients or, where the rules decided alone, with theirs; the
 * margin where there is no calibration.
 */
export function confidenceOf(
  scores: ScoreBundle,
  { calibration, calibration_rules_only }: FusionConfig,
): number {
  const { log_odds, rule_support } = surenessOf(scores);
  const logistic = (x: number) => 1 / (1 + Math.exp(-x));
  if (scores.clap === null) {
    const c = calibration_rules_only;
    return c === null
      ? scores.final.margin()
      : logistic(c.log_odds * log_odds + c.intercept);
  }
  const c = calibration;
  return c === null ? scores.final.margin() : logistic(
    c.log_odds * log_odds + c.rule_support * rule_support + c.intercept,
  );
}
