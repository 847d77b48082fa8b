/**
 * Choices that do not run after noise.
 *
 * @module
 */
import { bootstrapDifference, type BootstrapOptions } from "../bootstrap.ts";
import { mcnemar } from "../metrics/mcnemar.ts";
import { type Confusion, macroF1 } from "../metrics/confusion.ts";
import { ROLES } from "../../src/types.ts";

/** Losses of samples under one candidate. */
export interface Candidate<T> {
  readonly value: T;
  readonly losses: Float64Array;
}

/**
 * The candidate of the least loss, if it is better than what is configured by more than some standard errors of the
 * difference; else what is configured. Samples of a group are not independent, so the error is that of the groups' sums.
 *
 * @param weights of the samples.
 * @param groups of the samples, 0 or more.
 * @param errors how many: the more the candidates, the luckier the best of them.
 */
export function leastOrConfigured<T>(
  configured: Candidate<T>,
  candidates: readonly Candidate<T>[],
  weights: readonly number[],
  groups: ArrayLike<number>,
  errors: number,
): T {
  const best = leastLoss([configured, ...candidates], weights);
  return isWithin(errors, configured.losses, best.losses, weights, groups)
    ? configured.value
    : best.value;
}

/** The candidate of the least weighted loss, the first of equals. */
export function leastLoss<T>(
  candidates: readonly Candidate<T>[],
  weights: readonly number[],
): Candidate<T> {
  const sums = candidates.map(({ losses }) =>
    losses.reduce((sum, loss, i) => sum + weights[i]! * loss, 0)
  );
  return candidates[sums.indexOf(Math.min(...sums))]!;
}

function isWithin(
  errors: number,
  losses: Float64Array,
  best: Float64Array,
  weights: readonly number[],
  groups: ArrayLike<number>,
): boolean {
  const total = weights.reduce((a, b) => a + b, 0);
  let sum = 0;
  for (let i = 0; i < losses.length; i++) {
    sum += weights[i]! * (losses[i]! - best[i]!);
  }
  const mean = sum / total;
  const sums = new Map<number, number>();
  for (let i = 0; i < losses.length; i++) {
    const deviation = weights[i]! * (losses[i]! - best[i]! - mean);
    sums.set(groups[i]!, (sums.get(groups[i]!) ?? 0) + deviation);
  }
  const squares = [...sums.values()].reduce((s, x) => s + x * x, 0);
  return mean <= errors * Math.sqrt(squares) / total;
}

/** Samples with their truth and packs. */
export interface Truths {
  /** Places of roles in ROLES. */
  readonly truth: Uint8Array;
  readonly groups: Uint32Array;
  readonly weights: Float64Array;
}

const DRAWS: BootstrapOptions = { resamples: 300, seed: 0 };

/**
 * Whether roles are better than others beyond noise: by McNemar's test, which asks whether it is the luck of these sounds,
 * and by the interval of the gain in macro F1 over draws of packs, which asks whether it is the luck of these packs.
 *
 * @param risk of either test's being wrong, 0..1.
 */
export function isGain(
  { truth, groups, weights }: Truths,
  before: Uint8Array,
  after: Uint8Array,
  risk: number,
): boolean {
  const only = (one: Uint8Array, other: Uint8Array) =>
    truth.reduce((n, t, i) => one[i] === t && other[i] !== t ? n + 1 : n, 0);
  const won = only(after, before);
  const lost = only(before, after);
  if (won <= lost || mcnemar(lost, won).p_value >= risk) return false;
  const { gain } = bootstrapDifference(
    { truth, groups, weights, k: ROLES.length },
    before,
    after,
    { gain: (matrix: Confusion) => macroF1(matrix) },
    { ...DRAWS, level: 1 - risk },
  );
  return gain !== null && gain[0] > 0;
}
