/**
 * Pools: which samples serve which role in a kit. A separate answer from the samples' roles, which stay.
 *
 * @module
 */
import type { PoolConfig } from "../config/schema.ts";
import { type Role, ROLES, type SampleResult } from "../types.ts";
import { surestFirst } from "./order.ts";
import { choosePromotions, type Entry } from "./promote.ts";
import { placeExcess } from "./rebalance.ts";
import {
  type PoolCandidate,
  type PoolMove,
  RolePools,
  type Unfilled,
  type Unpooled,
} from "./role_pools.ts";
import { figure, limitOf, prohibition, requiredRoles } from "./rules.ts";

export * from "./role_pools.ts";

/**
 * Builds the pools of a set of samples. Every sample ends in one pool or in `unpooled`, once.
 *
 * 1. Each sample stands in the pool of its role.
 * 2. A required role that no sample has takes one of another role, its best that may go (see
 *    `choosePromotions`); `unfilled` says why where that was not possible.
 * 3. A pool over its limit keeps its surest. The rest of all pools, least sure first, go to their second or
 *    third role's pool if that has room, unless their margin is `min_margin_keep` or more or a prohibition
 *    keeps them out (see `placeExcess`). Who has a role goes before who is moved to it. With rebalancing off,
 *    they are only left out: limits hold always.
 *
 * "Sure" is by confidence, then margin, then file path. The answer does not depend on the order of `samples`;
 * it takes O(n log n).
 *
 * @example
 * ```ts ignore
 * const pools = buildPools(results, config.pool);
 * pools.core.map((sample) => sample.filepath);
 * await Deno.writeTextFile("pools.json", JSON.stringify(pools.asDict()));
 * ```
 */
export function buildPools<S extends PoolCandidate = SampleResult>(
  samples: readonly S[],
  config: PoolConfig,
): RolePools<S> {
  const own = byRole<Entry<S>>();
  const sorted = [...samples].sort(surestFirst);
  for (const sample of sorted) own[sample.role].push({ sample });

  const moves: PoolMove<S>[] = [];
  const pools = byRole<S>();
  const promoted = new Set<Entry<S>>();
  for (const { entry, to } of choosePromotions(own, config)) {
    const { sample } = entry;
    const score = sample.scores.final.get(to);
    const reason = `${to} had no sample; ${figure(score)} is the highest ` +
      `${to} score of those free to go there`;
    promoted.add(entry);
    pools[to].push(sample);
    moves.push({
      sample,
      from: sample.role,
      to,
      kind: "promote",
      score,
      reason,
    });
  }

  const excess: S[] = [];
  for (const role of ROLES) {
    const limit = limitOf(role, config);
    for (const entry of own[role]) {
      if (promoted.has(entry)) continue;
      (pools[role].length < limit ? pools[role] : excess).push(entry.sample);
    }
  }

  const room = new Map(
    ROLES.map((role) => [role, limitOf(role, config) - pools[role].length]),
  );
  const unpooled: Unpooled<S>[] = [];
  excess.sort((a, b) => surestFirst(b, a));
  for (const sample of excess) {
    const placement = placeExcess(sample, room, config);
    if ("move" in placement) {
      pools[placement.move.to].push(sample);
      moves.push(placement.move);
    } else unpooled.push(placement.unpooled);
  }

  for (const role of ROLES) pools[role].sort(surestFirst);
  const unfilled = requiredRoles(config)
    .filter((role) => pools[role].length === 0)
    .map((role) => ({ role, reason: whyEmpty(role, sorted, moves, config) }));
  return new RolePools({ pools, moves, unpooled, unfilled });
}

/** Why a required pool stayed empty. */
function whyEmpty<S extends PoolCandidate>(
  role: Role,
  samples: readonly S[],
  moves: readonly PoolMove<S>[],
  config: PoolConfig,
): Unfilled["reason"] {
  if (limitOf(role, config) === 0) return `max_sizes.${role} is 0`;
  if (samples.length === 0) return "there is no sample";
  if (!config.promote_when_missing.enabled) {
    return `no sample has the role ${role}, and promotion is off`;
  }
  const closed = samples.filter((s) => prohibition(s, role, config) !== null);
  const away = moves.filter((move) =>
    move.kind === "promote" && prohibition(move.sample, role, config) === null
  );
  const last = samples.length - closed.length - away.length;
  const parts = [
    [closed.length, "may not be promoted to it"],
    [away.length, "went to another required pool"],
    [last, "may go but stand last in a required pool"],
  ] as const;
  return [
    `no sample has the role ${role}`,
    ...parts.filter(([n]) => n > 0).map(([n, what]) => `${n} ${what}`),
  ].join("; ");
}

function byRole<T>(): Record<Role, T[]> {
  return { CORE: [], ACCENT: [], MOTION: [], FILL: [], TEXTURE: [] };
}
