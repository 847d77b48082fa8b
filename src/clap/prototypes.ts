/**
 * A scorer that has learned from labelled sounds.
 *
 * @module
 */
import { softmax } from "../dsp/rule_scoring.ts";
import { mapRoles, type Role, ROLES } from "../types.ts";
import {
  COPY,
  Correction,
  type CorrectionConfig,
  sumOfParts,
} from "./correction.ts";
import { dot } from "./pooling.ts";
import type { Prompts } from "./prompts.ts";
import {
  type ClapScorer,
  type ClapScoringConfig,
  createClapScorer,
  type PrototypeEffect,
  type PrototypeSimilarity,
} from "./scoring.ts";

/** The most labelled sounds that are taken: the time to learn grows with the cube of their number. */
export const MAX_PROTOTYPES = 500;

/** A labelled sound. */
export interface Prototype {
  /** As the labels have it. */
  readonly path: string;
  readonly role: Role;
  readonly embedding: Float32Array;
}

/** A {@linkcode ClapScorer} that has learned. */
export interface TaughtScorer extends ClapScorer {
  prototypes(embedding: Float32Array): PrototypeEffect;
  /** Judges a sound that is itself a prototype by the others alone: what figures of labelled sounds must come from. */
  readonly heldOut: ClapScorer;
}

/**
 * A scorer whose similarities are corrected by labelled sounds ({@linkcode Correction}).
 *
 * A sound that is itself labelled, or a copy of one, is given that role: its similarity is made to lead by
 * `weight` · `tau_clap`. Copies that were given two roles are judged like any other sound.
 *
 * @param scorer judges by the prompts alone.
 * @param prototypes 1 to {@linkcode MAX_PROTOTYPES}, with vectors of the scorer's model.
 */
export function withPrototypes(
  scorer: ClapScorer,
  prototypes: readonly Prototype[],
  config: CorrectionConfig,
): TaughtScorer {
  const vectors = prototypes.map(({ embedding }) => embedding);
  const correction = new Correction(
    prototypes.map(({ role }) => role),
    (i, j) => dot(vectors[i]!, vectors[j]!),
    vectors.map((vector) => scorer.score(vector).p.values),
    config,
  );
  const lead = config.prototypes.weight * config.tau_clap;
  const scorerBy = (correct: (sound: Heard) => Float64Array): TaughtBy => {
    const heard = (embedding: Float32Array): Heard => ({
      before: scorer.score(embedding).similarities,
      cosines: Float64Array.from(vectors, (vector) => dot(embedding, vector)),
    });
    return {
      detail: (embedding) => scorer.detail(embedding),
      score(embedding) {
        const sound = heard(embedding);
        const added = sumOfParts(correct(sound));
        const similarities = mapRoles((role, r) =>
          sound.before[role] + added[r]!
        );
        return { similarities, p: softmax(similarities, config.tau_clap) };
      },
      prototypes(embedding) {
        const sound = heard(embedding);
        const parts = correct(sound);
        const sums = sumOfParts(parts);
        return {
          added: mapRoles((_, r) => sums[r]!),
          nearest: prototypes.map(({ path, role }, i): PrototypeSimilarity => ({
            path,
            role,
            similarity: sound.cosines[i]!,
            added: parts[i * ROLES.length + ROLES.indexOf(role)]!,
          })).sort((a, b) => b.similarity - a.similarity),
        };
      },
    };
  };
  /** Lets the role of a sound that is itself labelled lead. */
  const settle = ({ before, cosines }: Heard, parts: Float64Array) => {
    const copies = prototypes.keys().filter((i) => cosines[i]! >= COPY)
      .toArray();
    const [first] = copies;
    const roles = new Set(copies.map((i) => prototypes[i]!.role));
    if (first === undefined || roles.size > 1 || lead === 0) return parts;
    const own = ROLES.indexOf(prototypes[first]!.role);
    const sums = sumOfParts(parts);
    const after = ROLES.map((role, r) => before[role] + sums[r]!);
    const others = Math.max(...after.filter((_, r) => r !== own));
    const missing = others + lead - after[own]!;
    if (missing > 0) parts[first * ROLES.length + own]! += missing;
    return parts;
  };
  return {
    ...scorerBy((sound) => settle(sound, correction.parts(sound.cosines))),
    heldOut: scorerBy(({ cosines }) => correction.partsWithoutCopies(cosines)),
  };
}

/**
 * The scorer that labelled sounds are judged with: by the prompts, corrected by prototypes where there are some; a sound
 * that is itself one is judged by the others alone.
 *
 * @param vectors the L2-normalised vector of every prompt, by its text.
 */
export function judgingScorer(
  { prompts, vectors, prototypes = [] }: {
    readonly prompts: Prompts;
    readonly vectors: ReadonlyMap<string, Float32Array>;
    readonly prototypes?: readonly Prototype[];
  },
  config: ClapScoringConfig & CorrectionConfig,
): ClapScorer {
  const scorer = createClapScorer(prompts, vectors, config);
  return prototypes.length === 0
    ? scorer
    : withPrototypes(scorer, prototypes, config).heldOut;
}

/** A sound as the prompts alone see it, and its cosines with the prototypes. */
interface Heard {
  readonly before: Readonly<Record<Role, number>>;
  readonly cosines: Float64Array;
}

type TaughtBy = Omit<TaughtScorer, "heldOut">;
