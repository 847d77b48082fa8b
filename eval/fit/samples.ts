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

/** Sounds of smaller packs count for more, but a small pack not as much as a large one. */
const PACK_BALANCE = -0.5;

/** From so many sounds on a role counts as much as any: one or two must not outweigh hundreds. */
const WHOLE_ROLE = 15;

/** Weights of samples by which all roles count alike, as in macro F1, and no pack drowns the others; their mean is 1. */
export function balanced(samples: readonly FitSample[]): number[] {
  const sizes = (key: (s: FitSample) => unknown) => {
    const counts = new Map<unknown, number>();
    for (const s of samples) counts.set(key(s), (counts.get(key(s)) ?? 0) + 1);
    return (s: FitSample) => counts.get(key(s))!;
  };
  const ofRole = sizes(({ role }) => role);
  const ofPack = sizes(({ group }) => group);
  const raw = samples.map((s) =>
    s.weight / Math.max(ofRole(s), WHOLE_ROLE) * ofPack(s) ** PACK_BALANCE
  );
  const mean = raw.reduce((a, b) => a + b, 0) / raw.length;
  return raw.map((w) => w / mean);
}
