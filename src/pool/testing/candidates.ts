/**
 * Samples to build pools of, by their scores.
 */
import type { PoolConfig } from "../../config/schema.ts";
import { mapRoles, type Role, ROLES, ScoreVector } from "../../types.ts";
import type { PoolCandidate, RolePools } from "../build_pools.ts";

/** The seed's numbers (configs/seed.yaml). */
export const SEED: PoolConfig = {
  required_roles: ["CORE", "ACCENT", "MOTION"],
  max_sizes: { CORE: 4, ACCENT: 4, MOTION: 10 },
  promote_when_missing: {
    enabled: true,
    forbid_core_if: { decay_long_threshold: 0.75, flatness_threshold: 0.25 },
    forbid_motion_if: { high_ratio_threshold: 0.25 },
  },
  rebalance_when_excess: {
    enabled: true,
    min_margin_keep: 0.08,
    try_third_best_if_target_excess: true,
  },
};

const BRIGHT = { decay_time: 0.1, spectral_flatness: 0.1, high_ratio: 0.6 };

/** A sample with the given scores (others share what is left), its role and margin as assignment gives them. */
export function sample(
  filepath: string,
  scores: Partial<Record<Role, number>>,
  features: Partial<PoolCandidate["features"]> = {},
): PoolCandidate {
  const given = Object.values(scores);
  const rest = (1 - given.reduce((a, b) => a + b, 0)) /
    (ROLES.length - given.length);
  const final = ScoreVector.from(mapRoles((role) => scores[role] ?? rest));
  return {
    sample_id: filepath.replace(/\.\w+$/, ""),
    filepath,
    role: final.argmax(),
    margin: final.margin(),
    confidence: final.margin(),
    scores: { final },
    features: { ...BRIGHT, ...features },
  };
}

/** Their paths, in order. */
export function names(samples: readonly PoolCandidate[]): string[] {
  return samples.map((s) => s.filepath);
}

/** `n` samples of CORE, margins from `from` up in steps of 0.01, with `second` as their second role. */
export function kicks(
  n: number,
  from: number,
  second: Role = "FILL",
): PoolCandidate[] {
  return Array.from(
    { length: n },
    (_, i) =>
      sample(`kick${i}.wav`, {
        CORE: 0.4,
        [second]: 0.4 - from - 0.01 * i,
      }),
  );
}

/** Each move in one line. */
export function moved(pools: RolePools<PoolCandidate>): string[] {
  return pools.moves.map((m) =>
    `${m.kind} ${m.sample.filepath} ${m.from}→${m.to}`
  );
}
