/**
 * The orders that the pools use. All are total on what the pools look at, so that the answer never depends on
 * the order in which the samples came.
 *
 * @module
 */
import type { PoolCandidate } from "./role_pools.ts";

/** Most confident first; then the larger margin (a calibrated confidence saturates); then by name. */
export function surestFirst(a: PoolCandidate, b: PoolCandidate): number {
  return b.confidence - a.confidence || b.margin - a.margin || byName(a, b);
}

/** By file path in code-unit order; samples of one path by all else that could tell them apart. */
export function byName(a: PoolCandidate, b: PoolCandidate): number {
  return compareText(a.filepath, b.filepath) ||
    compareText(a.sample_id, b.sample_id) ||
    compareText(a.role, b.role) ||
    compareNumbers(numbers(a), numbers(b));
}

function numbers(sample: PoolCandidate): number[] {
  const { decay_time, spectral_flatness, high_ratio } = sample.features;
  return [
    sample.confidence,
    sample.margin,
    ...sample.scores.final.values,
    decay_time,
    spectral_flatness,
    high_ratio,
  ];
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareNumbers(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < a.length; i++) {
    const difference = a[i]! - b[i]!;
    if (difference !== 0) return difference;
  }
  return 0;
}
