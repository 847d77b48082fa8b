/**
 * Rebalancing: what a pool cannot hold goes to the pool of its next role, or is left out.
 *
 * @module
 */
import type { PoolConfig } from "../config/schema.ts";
import type { Role, ScoreVector } from "../types.ts";
import type { PoolCandidate, PoolMove, Unpooled } from "./role_pools.ts";
import { figure, limitOf, prohibition } from "./rules.ts";

/** Where one excess sample goes. */
export type Placement<S extends PoolCandidate> =
  | { readonly move: PoolMove<S> }
  | { readonly unpooled: Unpooled<S> };

/**
 * Places one sample that its own pool cannot hold.
 *
 * A margin of `min_margin_keep` or more keeps it from other pools. Else its second role takes it, or the third
 * where the configuration says so and the second has no room or a prohibition keeps the sample out.
 *
 * @param room how many more each pool can hold; a move takes one.
 */
export function placeExcess<S extends PoolCandidate>(
  sample: S,
  room: Map<Role, number>,
  config: PoolConfig,
): Placement<S> {
  const { enabled, min_margin_keep, try_third_best_if_target_excess } =
    config.rebalance_when_excess;
  const from = sample.role;
  const over = `${from} holds ${limitOf(from, config)} at most`;
  if (!enabled) {
    const reason = `${over}; rebalancing is off`;
    return { unpooled: { sample, kind: "rebalance_off", reason } };
  }
  if (sample.margin >= min_margin_keep) {
    const reason = `${over}; margin ${figure(sample.margin)} is not under ` +
      `${figure(min_margin_keep)}, so it goes to no other role`;
    return { unpooled: { sample, kind: "sure", reason } };
  }
  const closed: string[] = [];
  const ranks = ["second", "third"] as const;
  const targets = otherRoles(sample.scores.final, from);
  for (let i = 0; i < (try_third_best_if_target_excess ? 2 : 1); i++) {
    const [to, score] = targets[i]!;
    const forbidden = prohibition(sample, to, config);
    const left = room.get(to)!;
    if (forbidden !== null) {
      closed.push(`${to} (${ranks[i]}) is closed to it: ${forbidden}`);
    } else if (left < 1) {
      closed.push(`${to} (${ranks[i]}) is full`);
    } else {
      room.set(to, left - 1);
      const reason = [
        over,
        `margin ${figure(sample.margin)} is under ${figure(min_margin_keep)}`,
        ...closed,
        `${to} comes ${ranks[i]} with ${figure(score)}`,
      ].join("; ");
      return {
        move: { sample, from, to, kind: "rebalance", score, reason },
      };
    }
  }
  const reason = [over, ...closed].join("; ");
  return { unpooled: { sample, kind: "no_room", reason } };
}

/** The roles other than `own` with their scores, highest first. */
function otherRoles(final: ScoreVector, own: Role): [Role, number][] {
  return final.sorted().filter(([role]) => role !== own);
}
