/**
 * From a sound's vector to role probabilities: cosines with the prompts, one figure a group, one a role, a softmax.
 *
 * @module
 */
import type { ClapConfig } from "../config/schema.ts";
import { softmax } from "../dsp/rule_scoring.ts";
import { mapRoles, type Role, ROLES, type ScoreVector } from "../types.ts";
import { dot } from "./pooling.ts";
import type { GroupName, Prompts } from "./prompts.ts";

/** The part of `clap` that scoring depends on. */
export type ClapScoringConfig = Pick<
  ClapConfig,
  "ensemble" | "top_k" | "tau_clap"
>;

/** What the model says of a sound. */
export interface ClapScore {
  /** Cosine of the sound with each role's prompts, −1..1; plus what labelled sounds add, where there are some. */
  readonly similarities: Record<Role, number>;
  /** softmax(similarities / tau_clap). */
  readonly p: ScoreVector;
}

/** Cosine of a sound with one prompt. */
export interface PromptSimilarity {
  readonly role: Role;
  readonly group: GroupName;
  readonly prompt: string;
  readonly similarity: number;
}

/** Cosine of a sound with a labelled one, and what that one teaches. */
export interface PrototypeSimilarity {
  /** As the labels have it. */
  readonly path: string;
  /** The role that a person gave to it. */
  readonly role: Role;
  readonly similarity: number;
  /** What it adds to the similarity of that role. */
  readonly added: number;
}

/** What labelled sounds do to the similarities of a sound. */
export interface PrototypeEffect {
  /** What all of them together add to each role's similarity. */
  readonly added: Record<Role, number>;
  /** All of them, the nearest first. */
  readonly nearest: readonly PrototypeSimilarity[];
}

/** Scores sounds against one set of prompts. Pure. */
export interface ClapScorer {
  /** @throws {RangeError} if the vector's length is not that of the prompts'. */
  score(embedding: Float32Array): ClapScore;
  /** The cosine with every prompt, in the order of the prompts file. */
  detail(embedding: Float32Array): PromptSimilarity[];
  /** What labelled sounds have added to the similarities; absent where there are none. */
  prototypes?(embedding: Float32Array): PrototypeEffect;
}

/**
 * Makes a scorer of prompts and their vectors.
 *
 * A group's similarity is, by `config.ensemble`, the mean of its prompts' cosines s, the largest (`max`), the mean of the
 * `top_k` largest (`topk`), or tau·log(mean(exp(s / tau))) with tau = `tau_clap` (`logsumexp`, between mean and max). A
 * role's is the weighted mean of its groups'.
 *
 * @param promptEmbeddings the L2-normalised vector of every prompt, by its text.
 * @throws {RangeError} if a prompt has no vector.
 */
export function createClapScorer(
  prompts: Prompts,
  promptEmbeddings: ReadonlyMap<string, Float32Array>,
  config: ClapScoringConfig,
): ClapScorer {
  const vectorOf = (prompt: string) => {
    const vector = promptEmbeddings.get(prompt);
    if (vector === undefined) {
      throw new RangeError(`Cannot score without the vector of "${prompt}"`);
    }
    return vector;
  };
  const groups = ROLES.flatMap((role) =>
    prompts.roles[role].map((group) => ({
      ...group,
      role,
      vectors: group.prompts.map(vectorOf),
    }))
  );
  return {
    score(embedding) {
      const similarities = mapRoles((role) => {
        let sum = 0;
        let weights = 0;
        for (const group of groups) {
          if (group.role !== role) continue;
          const cosines = group.vectors.map((v) => dot(embedding, v));
          sum += group.weight * groupSimilarity(cosines, config);
          weights += group.weight;
        }
        return sum / weights;
      });
      return { similarities, p: softmax(similarities, config.tau_clap) };
    },
    detail(embedding) {
      return groups.flatMap(({ role, name, prompts, vectors }) =>
        prompts.map((prompt, i) => ({
          role,
          group: name,
          prompt,
          similarity: dot(embedding, vectors[i]!),
        }))
      );
    },
  };
}

/** One similarity for a group; see {@linkcode createClapScorer}. */
export function groupSimilarity(
  cosines: readonly number[],
  { ensemble, top_k, tau_clap: tau }: ClapScoringConfig,
): number {
  const mean = (values: readonly number[]) =>
    values.reduce((a, b) => a + b, 0) / values.length;
  switch (ensemble) {
    case "mean":
      return mean(cosines);
    case "max":
      return Math.max(...cosines);
    case "topk":
      return mean([...cosines].sort((a, b) => b - a).slice(0, top_k));
    case "logsumexp": {
      // The largest is taken out so that small temperatures do not overflow.
      const max = Math.max(...cosines);
      return max +
        tau * Math.log(mean(cosines.map((s) => Math.exp((s - max) / tau))));
    }
  }
}
