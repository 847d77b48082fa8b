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

/** How far a role leads: what its confidence is taken from. Below 0 where another role is ahead. */
export interface Leads {
  /** ln(p / q) of the rules' probabilities, p that of the role and q the highest of the others. */
  readonly rule_lead: number;
  /** The same of the model's; 0 without a model. */
  readonly model_lead: number;
}

/** The {@linkcode Leads} of the role that stands first in the final scores. */
export function leadsOf({ rule, clap, final }: ScoreBundle): Leads {
  const role = final.argmax();
  return {
    rule_lead: leadOf(role, rule),
    model_lead: clap === null ? 0 : leadOf(role, clap),
  };
}

function leadOf(role: Role, { values }: ScoreVector): number {
  const own = ROLES.indexOf(role);
  let next = 0;
  for (let i = 0; i < values.length; i++) {
    if (i !== own) next = Math.max(next, values[i]!);
  }
  return ln(values[own]!) - ln(next);
}

/** A summand of the log odds that a role is right. */
export interface ConfidenceTerm {
  readonly term: keyof Leads | "intercept";
  readonly weight: number;
  /** How far the role leads; 1 of the intercept. */
  readonly value: number;
  /** `weight · value`. */
  readonly contribution: number;
}

/**
 * The log odds that a role is right, by a logistic regression on its {@linkcode Leads} (Platt, 1999): with the model's
 * coefficients or, where the rules decided alone, with theirs; null where there is no calibration.
 */
export function confidenceTerms(
  scores: ScoreBundle,
  { calibration, calibration_rules_only }: FusionConfig,
): ConfidenceTerm[] | null {
  const weights = scores.clap === null ? calibration_rules_only : calibration;
  if (weights === null) return null;
  const values = { ...leadsOf(scores), intercept: 1 };
  return (Object.entries(weights) as [keyof typeof values, number][]).map(
    ([term, weight]) => {
      const value = values[term];
      return { term, weight, value, contribution: weight * value };
    },
  );
}

/**
 * The confidence of a role: the calibrated probability that it is right; the margin where there is no calibration.
 */
export function confidenceOf(
  scores: ScoreBundle,
  config: FusionConfig,
): number {
  const terms = confidenceTerms(scores, config);
  if (terms === null) return scores.final.margin();
  const logOdds = terms.reduce(
    (sum, { contribution }) => sum + contribution,
    0,
  );
  return 1 / (1 + Math.exp(-logOdds));
}
