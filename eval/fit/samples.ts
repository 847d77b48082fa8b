/**
 * What a configuration is fitted to.
 *
 * @module
 */
import type { Evidence, Role } from "../../src/types.ts";

/** A labelled sound. */
export interface FitSample {
  readonly evidence: Pick<Evidence, "features" | "embedding">;
  readonly role: Role;
  /** How much it counts, above 0. */
  readonly weight: number;
  /** Number of its pack. */
  readonly group: number;
  /** Fold that its pack is in, 0 or more; null: it is learned from, whatever fold is left out. */
  readonly fold: number | null;
  /** false: rules learn from it, but no figure counts it. */
  readonly judged: boolean;
}

/** A sound that figures count. */
export type JudgedSample = FitSample & { readonly fold: number };

/** Those that figures count. */
export function judgedOf(samples: readonly FitSample[]): JudgedSample[] {
  return samples.filter((s): s is JudgedSample => s.judged && s.fold !== null);
}

/** Rarer roles and smaller packs count for more than their number, but not as much as the others. */
const BALANCE = -0.5;

/** Weights of samples by which no role and no pack drowns the others; their mean is 1. */
export function balanced(samples: readonly FitSample[]): number[] {
  const sizes = (key: (s: FitSample) => unknown) => {
    const counts = new Map<unknown, number>();
    for (const s of samples) counts.set(key(s), (counts.get(key(s)) ?? 0) + 1);
    return (s: FitSample) => counts.get(key(s))!;
  };
  const ofRole = sizes(({ role }) => role);
  const ofPack = sizes(({ group }) => group);
  const raw = samples.map((s) => s.weight * (ofRole(s) * ofPack(s)) ** BALANCE);
  const mean = raw.reduce((a, b) => a + b, 0) / raw.length;
  return raw.map((w) => w / mean);
}
