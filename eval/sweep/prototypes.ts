/**
 * Labelled sounds that the model learned from, as the sweep wants them.
 *
 * @module
 */
import { dot } from "../../src/clap/pooling.ts";
import type { Prototype } from "../../src/clap/prototypes.ts";
import { ROLES } from "../../src/types.ts";

/** Cosines of labelled sounds that the model learned from. */
export interface PrototypeCosines {
  /** Place in ROLES of each one's role. */
  readonly roles: readonly number[];
  /** With one another, row by row. */
  readonly between: Float64Array;
  /** Of every sound that is judged with each of them, a row for each sound. */
  readonly sounds: Float64Array;
}

/**
 * The cosines of prototypes with one another and with the sounds that are judged.
 *
 * @param floats makes an array.
 */
export function prototypeCosines(
  prototypes: readonly Prototype[],
  embeddings: readonly Float32Array[],
  floats: (length: number) => Float64Array,
): PrototypeCosines {
  const vectors = prototypes.map(({ embedding }) => embedding);
  const table = (rows: readonly Float32Array[]) => {
    const cosines = floats(rows.length * vectors.length);
    let at = 0;
    for (const row of rows) {
      for (const vector of vectors) cosines[at++] = dot(row, vector);
    }
    return cosines;
  };
  return {
    roles: prototypes.map(({ role }) => ROLES.indexOf(role)),
    between: table(vectors),
    sounds: table(embeddings),
  };
}
