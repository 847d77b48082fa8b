/**
 * Evidence as the sweep wants it: plain numbers side by side in memory that workers share.
 *
 * @module
 */
import { dot } from "../../src/clap/pooling.ts";
import type { Prompts } from "../../src/clap/prompts.ts";
import type { Prototype } from "../../src/clap/prototypes.ts";
import { type Term, TERMS } from "../../src/config/schema.ts";
import { TERM_VALUE } from "../../src/dsp/rule_scoring.ts";
import { type Evidence, ROLES } from "../../src/types.ts";
import { type PrototypeCosines, prototypeCosines } from "./prototypes.ts";

/** A prompts file with the vector of each of its prompts, by text. */
export interface PromptVectors {
  readonly prompts: Prompts;
  readonly vectors: ReadonlyMap<string, Float32Array>;
  /** Labelled sounds that correct what the prompts say; absent for none. */
  readonly prototypes?: readonly Prototype[];
}

/** Prompts whose similarities become one number. */
export interface PromptSpan {
  /** Place of the role in ROLES. */
  readonly role: number;
  readonly weight: number;
  /** The group's prompts are columns `from`..`to − 1` of the cosines. */
  readonly from: number;
  readonly to: number;
}

/** Cosines of every sound with every prompt of a file. */
export interface PromptCosines {
  /** The file's name, as `clap.prompts` has it. */
  readonly name: string;
  readonly groups: readonly PromptSpan[];
  /** How many prompts: the length of a row. */
  readonly count: number;
  /** Row by row, a row for each sound. */
  readonly cosines: Float64Array;
  /** The labelled sounds that correct them, with cosines of their own with the prompts, a row each; null for none. */
  readonly taught:
    | PrototypeCosines & { readonly cosines: Float64Array }
    | null;
}

/** The evidence of all sounds. Its arrays lie in shared memory. */
export interface SweepData {
  /** How many sounds. */
  readonly n: number;
  /** Value of each feature term, each term `n` numbers long, in the order of {@linkcode TERM_NAMES}. */
  readonly terms: Float64Array;
  /** One for each prompts file; null: the rules decide alone. */
  readonly prompts: readonly PromptCosines[] | null;
}

/** Names of the feature terms, in the order of {@linkcode SweepData.terms}. */
export const TERM_NAMES = Object.keys(TERMS) as readonly Term[];

function sharedFloats(length: number): Float64Array {
  return new Float64Array(
    new SharedArrayBuffer(length * Float64Array.BYTES_PER_ELEMENT),
  );
}

/**
 * Lays evidence out for a sweep.
 *
 * @param prompts by the name that `clap.prompts` has for them; null: rules only.
 * @throws {TypeError} if there are prompts but a sound has no embedding.
 */
export function sweepData(
  evidence: readonly Pick<Evidence, "features" | "embedding">[],
  prompts: ReadonlyMap<string, PromptVectors> | null,
): SweepData {
  const n = evidence.length;
  const terms = sharedFloats(TERM_NAMES.length * n);
  for (const [t, name] of TERM_NAMES.entries()) {
    for (const [i, { features }] of evidence.entries()) {
      terms[t * n + i] = TERM_VALUE[name](features);
    }
  }
  return {
    n,
    terms,
    prompts: prompts === null
      ? null
      : [...prompts].map(([name, one]) => cosinesOf(name, one, evidence)),
  };
}

function cosinesOf(
  name: string,
  { prompts, vectors, prototypes = [] }: PromptVectors,
  evidence: readonly Pick<Evidence, "embedding">[],
): PromptCosines {
  const groups: PromptSpan[] = [];
  const columns: Float32Array[] = [];
  for (const [r, role] of ROLES.entries()) {
    for (const group of prompts.roles[role]) {
      const from = columns.length;
      for (const prompt of group.prompts) {
        const vector = vectors.get(prompt);
        if (vector === undefined) {
          throw new RangeError(
            `Cannot score without the vector of "${prompt}"`,
          );
        }
        columns.push(vector);
      }
      groups.push({ role: r, weight: group.weight, from, to: columns.length });
    }
  }
  const cosinesWith = (embeddings: readonly Float32Array[]) => {
    const cosines = sharedFloats(embeddings.length * columns.length);
    let at = 0;
    for (const embedding of embeddings) {
      for (const vector of columns) cosines[at++] = dot(embedding, vector);
    }
    return cosines;
  };
  const embeddings = evidence.map(({ embedding }) => {
    if (embedding !== null) return embedding;
    throw new TypeError(
      "Cannot score a sample by the audio-text model: its evidence has no embedding",
    );
  });
  return {
    name,
    groups,
    count: columns.length,
    cosines: cosinesWith(embeddings),
    taught: prototypes.length === 0 ? null : {
      ...prototypeCosines(prototypes, embeddings, sharedFloats),
      cosines: cosinesWith(prototypes.map(({ embedding }) => embedding)),
    },
  };
}
