/**
 * Rule scores: for each role a weighted sum of feature terms, penalties, softmax.
 *
 * @module
 */
import type { RuleScoringConfig, Term } from "../config/schema.ts";
import {
  type DSPFeatures,
  mapRoles,
  type Role,
  type RoleMap,
  ROLES,
  ScoreVector,
} from "../types.ts";

/** Each role's key under `rule_scoring.weights`. */
export const WEIGHTS_KEY: Readonly<
  Record<Role, keyof RuleScoringConfig["weights"]>
> = {
  CORE: "core",
  ACCENT: "accent",
  MOTION: "motion",
  FILL: "fill",
  TEXTURE: "texture",
};

/** How a feature term is read from the features. */
export const TERM_VALUE: Readonly<Record<Term, (f: DSPFeatures) => number>> = {
  L: (f) => f.low_ratio,
  M: (f) => f.mid_ratio,
  H: (f) => f.high_ratio,
  E: (f) => f.energy,
  S: (f) => f.sharpness,
  D: (f) => f.decay_time,
  A_fast: (f) => f.A_fast,
  D_short: (f) => f.D_short,
  L_plus_M: (f) => f.low_ratio + f.mid_ratio,
  flatness: (f) => f.spectral_flatness,
  zcr: (f) => f.zero_crossing_rate,
  one_minus_L: (f) => 1 - f.low_ratio,
  one_minus_M: (f) => 1 - f.mid_ratio,
  one_minus_H: (f) => 1 - f.high_ratio,
  one_minus_E: (f) => 1 - f.energy,
  one_minus_S: (f) => 1 - f.sharpness,
  one_minus_flatness: (f) => 1 - f.spectral_flatness,
  one_minus_zcr: (f) => 1 - f.zero_crossing_rate,
  constant: () => 1,
  log_flatness: (f) => decades(f.spectral_flatness, 4),
  temporal_centroid: (f) => f.temporal_centroid,
  sub: (f) => f.sub_ratio,
  bass: (f) => f.bass_ratio,
  air: (f) => f.air_ratio,
  skewness: (f) => clip((f.spectral_skewness + 3) / 6),
  irregularity: (f) => clip(f.high_irregularity / 2.5),
  low_ring: (f) => clip(f.low_ring + 0.5),
  mid_ring: (f) => clip(f.mid_ring + 0.5),
  log_low_flux: (f) => decades(f.low_flux, 2),
  low_tonality: (f) => f.low_tonality,
  mid_tonality: (f) => f.mid_tonality,
  high_tonality: (f) => f.high_tonality,
};

/**
 * The terms that fitted rules weigh, the `constant` aside: each makes them better on packs and sources that they did not
 * learn from, and of the other terms none does (docs/features.md).
 */
export const FITTED_TERMS: readonly Term[] = [
  "log_flatness",
  "temporal_centroid",
  "sub",
  "bass",
  "air",
  "skewness",
  "irregularity",
  "low_ring",
  "mid_ring",
  "log_low_flux",
  "low_tonality",
  "mid_tonality",
  "high_tonality",
];

/** Where a share stands on a logarithmic scale: 1 at 1, 0 that many decades below and farther down. */
function decades(share: number, count: number): number {
  return clip(1 + Math.log10(share) / count);
}

function clip(x: number): number {
  return Math.max(0, Math.min(1, x));
}

/** One summand of a role's rule score. */
export interface TermContribution {
  readonly term: Term;
  readonly weight: number;
  /** The term's value for this sound, 0..2. */
  readonly value: number;
  /** `weight · value`. */
  readonly contribution: number;
}

/** Something taken from TEXTURE's rule score. */
export interface PenaltyEffect {
  /** The configuration's key of what was taken: `penalty` or `flatness_penalty`. */
  readonly penalty: "penalty" | "flatness_penalty";
  readonly reason: string;
  /** What was added to the score: 0 or less. */
  readonly contribution: number;
}

/** The summands of each role's rule score, in the order of the configuration. */
export function termContributions(
  features: DSPFeatures,
  config: RuleScoringConfig,
): Record<Role, TermContribution[]> {
  return mapRoles((role) =>
    (Object.entries(config.weights[WEIGHTS_KEY[role]]) as [Term, number][]).map(
      ([term, weight]): TermContribution => {
        const value = TERM_VALUE[term](features);
        return { term, weight, value, contribution: weight * value };
      },
    )
  );
}

type TexturePenalty = RuleScoringConfig["texture_penalty"];

const isPercussive = (f: DSPFeatures, c: TexturePenalty) =>
  c.enabled && f.sharpness >= c.transient_S_threshold &&
  f.decay_time <= c.decay_short_threshold;

const isTonal = (f: DSPFeatures, c: TexturePenalty) =>
  c.enabled && c.use_flatness_gate &&
  f.spectral_flatness <= c.flatness_threshold;

/** What is taken from TEXTURE because the sound is percussive, or tonal. */
export function texturePenalties(
  features: DSPFeatures,
  config: RuleScoringConfig,
): PenaltyEffect[] {
  const c = config.texture_penalty;
  const effects: PenaltyEffect[] = [];
  if (isPercussive(features, c)) {
    effects.push({
      penalty: "penalty",
      reason:
        `percussive: sharpness ${
          features.sharpness.toFixed(3)
        } ≥ ${c.transient_S_threshold} and ` +
        `decay_time ${
          features.decay_time.toFixed(3)
        } ≤ ${c.decay_short_threshold}`,
      contribution: -c.penalty,
    });
  }
  if (isTonal(features, c)) {
    effects.push({
      penalty: "flatness_penalty",
      reason: `tonal: spectral_flatness ${
        features.spectral_flatness.toFixed(3)
      } ≤ ${c.flatness_threshold}`,
      contribution: -c.flatness_penalty,
    });
  }
  return effects;
}

/** Rule score of each role: the sum of its terms, for TEXTURE less the penalties. Any real number. */
export function ruleScores(
  features: DSPFeatures,
  config: RuleScoringConfig,
): RoleMap {
  return mapRoles((role) => {
    const weights = config.weights[WEIGHTS_KEY[role]];
    let sum = 0;
    for (const term in weights) {
      sum += weights[term as Term]! * TERM_VALUE[term as Term](features);
    }
    if (role === "TEXTURE") {
      const c = config.texture_penalty;
      if (isPercussive(features, c)) sum -= c.penalty;
      if (isTonal(features, c)) sum -= c.flatness_penalty;
    }
    return sum;
  });
}

/**
 * Softmax with a temperature: `exp(x/τ) / Σ exp(x/τ)`, computed from the largest so that nothing overflows.
 *
 * @param temperature above 0; the lower, the surer.
 */
export function softmax(scores: RoleMap, temperature: number): ScoreVector {
  const values = ROLES.map((role) => scores[role]);
  const max = Math.max(...values);
  const powers = values.map((x) => Math.exp((x - max) / temperature));
  const sum = powers.reduce((a, b) => a + b, 0);
  return new ScoreVector(powers.map((x) => x / sum));
}
