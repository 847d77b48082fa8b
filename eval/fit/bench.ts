/**
 * Judged sounds with what configurations are tried on: the probabilities that rules and model give them, out of fold.
 *
 * @module
 */
import type { RolesConfig } from "../../src/config/schema.ts";
import { LEAST_SCORE } from "../../src/fusion/fuse.ts";
import { ROLES } from "../../src/types.ts";
import { confusionMatrix, macroF1 } from "../metrics/confusion.ts";
import {
  type PromptVectors,
  type SweepData,
  sweepData,
} from "../sweep/data.ts";
import { similarityColumns } from "../sweep/similarity.ts";
import {
  type Columns,
  fuseColumns,
  guardedRoles,
  newColumns,
  softmaxColumns,
  termColumn,
} from "../sweep/stages.ts";
import type { Truths } from "./choose.ts";
import type { FittedRules } from "./rules.ts";
import { balanced, type JudgedSample } from "./samples.ts";

/** Lead at which a soft error falls to 1 / (1 + e). */
const SOFTNESS = 0.1;

/** Judged sounds of some folds. */
export class Bench implements Truths {
  readonly n: number;
  readonly folds: readonly number[];
  readonly fold: readonly number[];
  /** The folds that the samples themselves name. */
  readonly given: readonly number[];
  readonly truth: Uint8Array;
  readonly groups: Uint32Array;
  readonly weights: Float64Array;
  /** Weights by which no role and no pack drowns the others. */
  readonly balance: readonly number[];
  readonly #samples: readonly JudgedSample[];
  readonly #data: SweepData;

  /**
   * @param foldOf the fold of each group.
   * @param prompts null: rules only.
   */
  constructor(
    samples: readonly JudgedSample[],
    foldOf: ReadonlyMap<number, number>,
    prompts: PromptVectors | null,
    name: string,
  ) {
    this.n = samples.length;
    this.fold = samples.map(({ group }) => foldOf.get(group)!);
    this.given = samples.map(({ fold }) => fold);
    this.folds = [...new Set(this.fold)].sort((a, b) => a - b);
    this.truth = Uint8Array.from(samples, ({ role }) => ROLES.indexOf(role));
    this.groups = Uint32Array.from(samples, ({ group }) => group);
    this.weights = Float64Array.from(samples, ({ weight }) => weight);
    this.balance = balanced(samples);
    this.#samples = samples;
    this.#data = sweepData(
      samples.map(({ evidence }) => evidence),
      prompts === null ? null : new Map([[name, prompts]]),
    );
  }

  /** @param without the rules that did not learn from a fold. */
  ruleLogits(without: (fold: number) => FittedRules): Columns {
    const logits = newColumns(this.n);
    for (const fold of this.folds) {
      const rules = without(fold);
      this.#samples.forEach(({ evidence }, i) => {
        if (this.fold[i] !== fold) return;
        rules.logits(evidence.features).forEach((x, r) => logits[r]![i] = x);
      });
    }
    return logits;
  }

  /** softmax(logits / temperature). */
  softmax(logits: Columns, temperature: number): Columns {
    const p = newColumns(this.n);
    softmaxColumns(logits, temperature, p);
    return p;
  }

  /** The role of the highest score of each sound, as its place in ROLES. */
  best(scores: Columns): Uint8Array {
    return Uint8Array.from(
      this.truth,
      (_, i) =>
        ROLES.reduce((a, _, r) => scores[r]![i]! > scores[a]![i]! ? r : a, 0),
    );
  }

  /** The model's probabilities. */
  clap(config: RolesConfig["clap"]): Columns {
    const similarities = newColumns(this.n);
    similarityColumns(this.#data.prompts![0]!, config, similarities);
    return this.softmax(similarities, config.tau_clap);
  }

  /** Fused scores before the guards, and their margins. */
  fused(
    rule: Columns,
    clap: Columns | null,
    fusion: RolesConfig["fusion"],
  ): { fused: Columns; margin: Float64Array } {
    const fused = newColumns(this.n);
    const margin = new Float64Array(this.n);
    fuseColumns(rule, clap, fusion, fused, margin);
    return { fused, margin };
  }

  /** The roles after the guards, as places in ROLES. */
  roles(
    { fused, margin }: { fused: Columns; margin: Float64Array },
    guards: RolesConfig["guards"],
  ): Uint8Array {
    const roles = new Uint8Array(this.n);
    const column = (term: "S" | "D" | "flatness" | "H") =>
      termColumn(this.#data, term);
    guardedRoles(
      fused,
      margin,
      {
        sharpness: column("S"),
        decay: column("D"),
        flatness: column("flatness"),
        high: column("H"),
      },
      guards,
      roles,
    );
    return roles;
  }

  /** −ln p of each sound's true role. */
  losses(p: Columns): Float64Array {
    return Float64Array.from(
      this.truth,
      (role, i) => -Math.log(Math.max(p[role]![i]!, LEAST_SCORE)),
    );
  }

  /**
   * How wrong each sound is, softly: 0 where the true role is far ahead of all others, 1 where it is far behind one, ½ where
   * it is level. Small changes of the scores show before they change a role.
   */
  softErrors(p: Columns): Float64Array {
    return Float64Array.from(this.truth, (role, i) => {
      let other = 0;
      for (const [r, column] of p.entries()) {
        if (r !== role) other = Math.max(other, column[i]!);
      }
      return 1 / (1 + Math.exp((p[role]![i]! - other) / SOFTNESS));
    });
  }

  /** macro F1 of roles; of some sounds alone. */
  macroF1(roles: Uint8Array, counts?: (sound: number) => boolean): number {
    const weights = counts === undefined
      ? this.weights
      : this.weights.map((w, i) => counts(i) ? w : 0);
    return macroF1(confusionMatrix(this.truth, roles, ROLES.length, weights));
  }
}
