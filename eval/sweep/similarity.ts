/**
 * Similarities of all sounds with the roles' prompts: what src/clap/scoring.ts does for one sound, in the same order
 * of operations.
 *
 * @module
 */
import type { ClapConfig } from "../../src/config/schema.ts";
import type { PromptCosines } from "./data.ts";
import type { Columns } from "./stages.ts";

/** What the similarities depend on besides the cosines. */
export type EnsembleConfig = Pick<
  ClapConfig,
  "ensemble" | "top_k" | "tau_clap"
>;

/** Similarity of each sound with each role's prompts. */
export function similarityColumns(
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
