/**
 * Similarities of all sounds with the roles' prompts: what src/clap/scoring.ts does for one sound, in the same order
 * of operations.
 *
 * @module
 */
import {
  Correction,
  type CorrectionConfig,
  sumOfParts,
} from "../../src/clap/correction.ts";
import type { ClapConfig } from "../../src/config/schema.ts";
import { ROLES } from "../../src/types.ts";
import type { PromptCosines } from "./data.ts";
import type { PrototypeCosines } from "./prototypes.ts";
import { type Columns, newColumns, softmaxColumns } from "./stages.ts";

/** What the similarities depend on besides the cosines. */
export type EnsembleConfig = Pick<
  ClapConfig,
  "ensemble" | "top_k" | "tau_clap"
>;

/** Similarity of each sound with each role's prompts, corrected by labelled sounds where there are some. */
export function similarityColumns(
  found: PromptCosines,
  config: EnsembleConfig & CorrectionConfig,
  out: Columns,
): void {
  promptColumns(found, config, out);
  const { taught } = found;
  if (taught === null) return;
  const own = newColumns(taught.roles.length);
  promptColumns({ ...found, cosines: taught.cosines }, config, own);
  addCorrections(taught, own, config, out);
}

/** Similarity of each sound with each role's prompts. */
function promptColumns(
  { groups, count, cosines }: PromptCosines,
  config: EnsembleConfig,
  out: Columns,
): void {
  const widest = Math.max(...groups.map(({ from, to }) => to - from));
  const sorted = new Float64Array(widest);
  for (const [r, column] of out.entries()) {
    const own = groups.filter(({ role }) => role === r);
    for (let i = 0; i < column.length; i++) {
      let sum = 0;
      let weights = 0;
      for (const { from, to, weight } of own) {
        const row = cosines.subarray(i * count + from, i * count + to);
        sum += weight * groupOf(row, config, sorted);
        weights += weight;
      }
      column[i] = sum / weights;
    }
  }
}

/**
 * Adds what the prototypes teach to the similarities; a sound that is one of them learns from the others alone.
 *
 * @param own similarities of the prototypes themselves by the prompts alone.
 * @param similarities of the sounds, changed in place.
 */
function addCorrections(
  { roles, between, sounds }: PrototypeCosines,
  own: Columns,
  config: CorrectionConfig,
  similarities: Columns,
): void {
  const m = roles.length;
  const p = newColumns(m);
  softmaxColumns(own, config.tau_clap, p);
  const correction = new Correction(
    roles.map((r) => ROLES[r]!),
    (i, j) => between[i * m + j]!,
    roles.map((_, i) => p.map((column) => column[i]!)),
    config,
  );
  const n = similarities[0].length;
  for (let i = 0; i < n; i++) {
    const row = sounds.subarray(i * m, (i + 1) * m);
    const added = sumOfParts(correction.partsWithoutCopies(row));
    similarities.forEach((column, r) => column[i]! += added[r]!);
  }
}

/** One similarity for a group of prompts; `scratch` holds at least as many numbers as `cosines`. */
function groupOf(
  cosines: Float64Array,
  { ensemble, top_k, tau_clap: tau }: EnsembleConfig,
  scratch: Float64Array,
): number {
  const n = cosines.length;
  let sum = 0;
  switch (ensemble) {
    case "mean":
      for (let j = 0; j < n; j++) sum += cosines[j]!;
      return sum / n;
    case "max":
      return largest(cosines);
    case "topk": {
      const ascending = scratch.subarray(0, n);
      ascending.set(cosines);
      ascending.sort();
      const k = Math.min(top_k, n);
      for (let j = 0; j < k; j++) sum += ascending[n - 1 - j]!;
      return sum / k;
    }
    case "logsumexp": {
      const max = largest(cosines);
      for (let j = 0; j < n; j++) sum += Math.exp((cosines[j]! - max) / tau);
      return max + tau * Math.log(sum / n);
    }
  }
}

function largest(values: Float64Array): number {
  let max = values[0]!;
  for (let j = 1; j < values.length; j++) {
    if (values[j]! > max) max = values[j]!;
  }
  return max;
}
