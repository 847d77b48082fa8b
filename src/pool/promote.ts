/**
 * Promotion: an empty required pool takes the sample of another role that suits it best.
 *
 * @module
 */
import type { PoolConfig } from "../config/schema.ts";
import { type Role, ROLES } from "../types.ts";
import { byName } from "./order.ts";
import type { PoolCandidate } from "./role_pools.ts";
import { limitOf, prohibition, requiredRoles } from "./rules.ts";

/** A sample of one call of `buildPools`, told apart from equal ones by its place. */
export interface Entry<S extends PoolCandidate> {
  readonly sample: S;
}

/** An entry that goes to the pool of `to`. */
export interface Promotion<S extends PoolCandidate> {
  readonly entry: Entry<S>;
  readonly to: Role;
}

/**
 * Chooses at most one sample for each required role that no sample has. Rules:
 *
 * - a sample that a prohibition names does not go;
 * - a required pool keeps its last sample. Were it given away and replaced by a third role's, two pools would
 *   hold a stranger where now one is empty;
 * - as many pools as possible are filled; among the ways to do so, the first role (in the order of `ROLES`) gets the
 *   highest score that it can, then the second, and so on; ways that are equal in all scores go by file path;
 * - the margin does not matter: a required pool goes before a sample's own.
 *
 * @param pools the samples by their own role.
 */
export function choosePromotions<S extends PoolCandidate>(
  pools: Readonly<Record<Role, readonly Entry<S>[]>>,
  config: PoolConfig,
): Promotion<S>[] {
  if (!config.promote_when_missing.enabled) return [];
  const required = requiredRoles(config).filter((r) => limitOf(r, config) > 0);
  const missing = required.filter((r) => pools[r].length === 0);
  const spare = new Map(ROLES.map((role) => {
    const kept = required.includes(role) ? 1 : 0;
    return [role, Math.max(0, pools[role].length - kept)];
  }));
  const candidates = missing.map((to) =>
    ROLES.filter((from) => from !== to && spare.get(from)! > 0)
      // More than this of one pool are never needed: each other missing role can take one of them at most.
      .flatMap((from) => best(pools[from], to, missing.length, config))
      .sort(bestFirst(to))
  );
  return search(missing, candidates, spare);
}

/**
 * Tries every way, at most 625: each role's candidates best first, then none. Of equal ways the first holds, which is
 * the first by file path.
 */
function search<S extends PoolCandidate>(
  missing: readonly Role[],
  candidates: readonly (readonly Entry<S>[])[],
  spare: Map<Role, number>,
): Promotion<S>[] {
  let found: Promotion<S>[] = [];
  const chosen: Promotion<S>[] = [];
  const visit = (i: number): void => {
    if (i === missing.length) {
      if (compareWays(chosen, found, missing) > 0) found = [...chosen];
      return;
    }
    for (const entry of candidates[i]!) {
      const from = entry.sample.role;
      const left = spare.get(from)!;
      if (left === 0 || chosen.some((other) => other.entry === entry)) continue;
      spare.set(from, left - 1);
      chosen.push({ entry, to: missing[i]! });
      visit(i + 1);
      chosen.pop();
      spare.set(from, left);
    }
    visit(i + 1);
  };
  visit(0);
  return found;
}

/** Above 0 if `a` fills more pools than `b`, or as many with a higher score in the first role that differs. */
function compareWays(
  a: readonly Promotion<PoolCandidate>[],
  b: readonly Promotion<PoolCandidate>[],
  missing: readonly Role[],
): number {
  if (a.length !== b.length) return a.length - b.length;
  for (const role of missing) {
    const difference = scoreOf(a, role) - scoreOf(b, role);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The score of what a role gets; −1, which is below all scores, where it gets nothing. */
function scoreOf(
  way: readonly Promotion<PoolCandidate>[],
  role: Role,
): number {
  const promotion = way.find(({ to }) => to === role);
  return promotion?.entry.sample.scores.final.get(role) ?? -1;
}

/** The `count` samples with the highest score for `to` that may go there, best first, in one pass. */
function best<S extends PoolCandidate>(
  pool: readonly Entry<S>[],
  to: Role,
  count: number,
  config: PoolConfig,
): Entry<S>[] {
  const compare = bestFirst(to);
  const kept: Entry<S>[] = [];
  for (const entry of pool) {
    if (kept.length === count && compare(entry, kept[count - 1]!) >= 0) {
      continue;
    }
    if (prohibition(entry.sample, to, config) !== null) continue;
    if (kept.length === count) kept.pop();
    kept.push(entry);
    kept.sort(compare);
  }
  return kept;
}

function bestFirst(to: Role) {
  return (a: Entry<PoolCandidate>, b: Entry<PoolCandidate>): number =>
    b.sample.scores.final.get(to) - a.sample.scores.final.get(to) ||
    byName(a.sample, b.sample);
}
