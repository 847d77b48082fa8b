/**
 * What the configuration says of a pool: its limit, whether it may stay empty, who may not enter.
 *
 * @module
 */
import type { PoolConfig } from "../config/schema.ts";
import { type Role, ROLES } from "../types.ts";
import type { PoolCandidate } from "./role_pools.ts";

/** Largest size of a pool; Infinity where the configuration gives none. */
export function limitOf(role: Role, config: PoolConfig): number {
  return config.max_sizes[role] ?? Infinity;
}

/** The required roles, each once, in the order of `ROLES`. */
export function requiredRoles(config: PoolConfig): Role[] {
  return ROLES.filter((role) => config.required_roles.includes(role));
}

/**
 * Why a sample of another role may not enter the pool of `role`; null if it may. A long noise is no kick, and
 * what has no treble is no hat, whichever way it comes: so this holds for promotion and for rebalancing.
 */
export function prohibition(
  sample: PoolCandidate,
  role: Role,
  config: PoolConfig,
): string | null {
  const { forbid_core_if, forbid_motion_if } = config.promote_when_missing;
  const { decay_time, spectral_flatness, high_ratio } = sample.features;
  if (
    role === "CORE" && decay_time >= forbid_core_if.decay_long_threshold &&
    spectral_flatness >= forbid_core_if.flatness_threshold
  ) {
    return `decay_time ${figure(decay_time)} and spectral_flatness ` +
      `${figure(spectral_flatness)} are those of a long noise`;
  }
  if (
    role === "MOTION" && high_ratio <= forbid_motion_if.high_ratio_threshold
  ) {
    return `high_ratio ${figure(high_ratio)} is not above ` +
      figure(forbid_motion_if.high_ratio_threshold);
  }
  return null;
}

/** A number for people: four significant digits, no trailing zeros. */
export function figure(x: number): string {
  return String(Number(x.toPrecision(4)));
}
