/**
 * A scorer that has learned from labelled sounds.
 *
 * @module
 */
import { softmax } from "../dsp/rule_scoring.ts";
import { mapRoles, type Role, ROLES } from "../types.ts";
import { Correction, type CorrectionConfig, sumOfParts } from "./correction.ts";
import { dot } from "./pooling.ts";
import type {
  ClapScorer,
  PrototypeEffect,
  PrototypeSimilarity,
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
  const cosinesOf = (embedding: Float32Array) =>
    Float64Array.from(vectors, (vector) => dot(embedding, vector));
  const scorerBy = (partsOf: (cosines: Float64Array) => Float64Array) => ({
    detail: (embedding: Float32Array) => scorer.detail(embedding),
    score(embedding: Float32Array) {
      const { similarities: before } = scorer.score(embedding);
      const added = sumOfParts(partsOf(cosinesOf(embedding)));
      const similarities = mapRoles((role, r) => before[role] + added[r]!);
      return { similarities, p: softmax(similarities, config.tau_clap) };
    },
    prototypes(embedding: Float32Array): PrototypeEffect {
      const cosines = cosinesOf(embedding);
      const parts = partsOf(cosines);
      const sums = sumOfParts(parts);
      return {
        added: mapRoles((_, r) => sums[r]!),
        nearest: prototypes.map(({ path, role }, i): PrototypeSimilarity => ({
          path,
          role,
          similarity: cosines[i]!,
          added: parts[i * ROLES.length + ROLES.indexOf(role)]!,
        })).sort((a, b) => b.similarity - a.similarity),
      };
    },
  });
  return {
    ...scorerBy((cosines) => correction.parts(cosines)),
    heldOut: scorerBy((cosines) => correction.partsWithoutCopies(cosines)),
  };
}
