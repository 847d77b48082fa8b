/**
 * Guards: conditions under which a role's score is multiplied, because the sound contradicts the role.
 *
 * They run in a fixed order, each on what the one before it left; the result is normalised once, at the end.
 *
 * @module
 */
import type { GuardsConfig } from "../config/schema.ts";
import {
  type DSPFeatures,
  type GuardEffect,
  type Role,
  ROLES,
  ScoreVector,
} from "../types.ts";

/** The guards' keys in the configuration, in the order in which they run. */
export const GUARD_NAMES = [
  "texture_suppress",
  "sustained_noise_suppress",
  "motion_min_condition",
  "fill_conservative",
  "low_conf_texture_extra_suppress",
] as const;

/** Key of a guard in the configuration. */
export type GuardName = typeof GUARD_NAMES[number];

/** What a guard may look at. */
interface Situation {
  readonly features: DSPFeatures;
  /** Scores as the guards before left them. */
  readonly scores: ScoreVector;
  /** Margin before the first guard. */
  readonly margin: number;
  readonly config: GuardsConfig;
}

/** The factors a guard applies, and why; null when it does not fire. */
type Verdict = {
  readonly reason: string;
  readonly multiplied: Partial<Record<Role, number>>;
} | null;

const say = (x: number) => x.toFixed(3);

const GUARDS: Readonly<Record<GuardName, (s: Situation) => Verdict>> = {
  texture_suppress(
    { features: { sharpness, decay_time }, config: { texture_suppress: c } },
  ) {
    if (
      sharpness < c.transient_S_threshold ||
      decay_time > c.decay_short_threshold
    ) return null;
    return {
      reason:
        `percussive: sharpness ${
          say(sharpness)
        } ≥ ${c.transient_S_threshold} and ` +
        `decay_time ${say(decay_time)} ≤ ${c.decay_short_threshold}`,
      multiplied: { TEXTURE: c.multiply },
    };
  },

  sustained_noise_suppress(
    {
      features: { decay_time, spectral_flatness },
      config: { sustained_noise_suppress: c },
    },
  ) {
    if (
      decay_time < c.decay_long_threshold ||
      spectral_flatness < c.flatness_threshold
    ) return null;
    return {
      reason:
        `sustained noise: decay_time ${
          say(decay_time)
        } ≥ ${c.decay_long_threshold} and ` +
        `spectral_flatness ${say(spectral_flatness)} ≥ ${c.flatness_threshold}`,
      multiplied: { CORE: c.core_multiply, ACCENT: c.accent_multiply },
    };
  },

  motion_min_condition(
    {
      features: { high_ratio, decay_time },
      config: { motion_min_condition: c },
    },
  ) {
    const reasons: string[] = [];
    if (high_ratio < c.high_ratio_threshold) {
      reasons.push(
        `little treble: high_ratio ${
          say(high_ratio)
        } < ${c.high_ratio_threshold}`,
      );
    }
    if (decay_time > c.decay_max_threshold) {
      reasons.push(
        `long: decay_time ${say(decay_time)} > ${c.decay_max_threshold}`,
      );
    }
    return reasons.length === 0
      ? null
      : { reason: reasons.join("; "), multiplied: { MOTION: c.multiply } };
  },

  fill_conservative({ scores, margin, config: { fill_conservative: c } }) {
    const fill = scores.get("FILL");
    const reasons: string[] = [];
    if (fill < c.min_prob) {
      reasons.push(`FILL not likely enough: ${say(fill)} < ${c.min_prob}`);
    }
    if (margin < c.min_margin) {
      reasons.push(`not sure enough: margin ${say(margin)} < ${c.min_margin}`);
    }
    return reasons.length === 0
      ? null
      : { reason: reasons.join("; "), multiplied: { FILL: c.multiply } };
  },

  low_conf_texture_extra_suppress(
    { scores, margin, config: { low_conf_texture_extra_suppress: c } },
  ) {
    if (
      !c.enabled || margin >= c.margin_threshold ||
      scores.argmax() !== "TEXTURE"
    ) return null;
    const [second] = scores.second();
    if (!c.percussive_roles.includes(second)) return null;
    return {
      reason:
        `not sure enough: margin ${say(margin)} < ${c.margin_threshold}, ` +
        `TEXTURE first and ${second} second`,
      multiplied: { TEXTURE: c.multiply },
    };
  },
};

/** Scores after the guards, normalised, and what each guard that fired did. */
export interface Guarded {
  readonly scores: ScoreVector;
  readonly effects: readonly GuardEffect[];
}

/** Applies the guards to fused scores; with `guards.enabled: false` returns them as they are. */
export function applyGuards(
  fused: ScoreVector,
  features: DSPFeatures,
  config: GuardsConfig,
): Guarded {
  if (!config.enabled) return { scores: fused, effects: [] };
  const margin = fused.margin();
  const effects: GuardEffect[] = [];
  let scores = fused;
  for (const guard of GUARD_NAMES) {
    const verdict = GUARDS[guard]({ features, scores, margin, config });
    // A factor of 1 switches a guard off.
    if (
      verdict === null ||
      Object.values(verdict.multiplied).every((factor) => factor === 1)
    ) continue;
    const before = scores.argmax();
    scores = new ScoreVector(
      ROLES.map((role, i) =>
        scores.values[i]! * (verdict.multiplied[role] ?? 1)
      ),
    );
    effects.push({
      guard,
      ...verdict,
      changed_role: scores.argmax() !== before,
    });
  }
  return { scores: scores.normalize(), effects };
}
