/**
 * Two evaluations of the same samples, paired.
 *
 * @module
 */
import { type Role, ROLES } from "../src/types.ts";
import { bootstrapDifference, type BootstrapOptions } from "./bootstrap.ts";
import type { Comparison, EvaluatedSample, Evaluation } from "./evaluation.ts";
import { accuracy, confusionMatrix, macroF1 } from "./metrics/confusion.ts";
import { type McNemar, mcnemar } from "./metrics/mcnemar.ts";

/** Samples with their truth and groups, as classes and numbers. */
export interface PairedSamples {
  readonly truth: Uint8Array;
  readonly groups: Uint32Array;
  readonly weights: Float64Array;
}

/** How two classifiers differ on the same samples. */
export interface Difference {
  readonly accuracy: Comparison["accuracy"];
  readonly macro_f1: Comparison["macro_f1"];
  readonly mcnemar: McNemar;
}

/** Differences `second − first` with their intervals, and McNemar's test. */
export function differenceOf(
  { truth, groups, weights }: PairedSamples,
  first: Uint8Array,
  second: Uint8Array,
  options: BootstrapOptions,
): Difference {
  const k = ROLES.length;
  const figures = { accuracy, macro_f1: macroF1 };
  const ci = bootstrapDifference(
    { truth, groups, k, weights },
    first,
    second,
    figures,
    options,
  );
  const a = confusionMatrix(truth, first, k, weights);
  const b = confusionMatrix(truth, second, k, weights);
  const of = (name: keyof typeof figures) => ({
    difference: figures[name](b) - figures[name](a),
    ci: ci[name],
  });
  let onlyFirst = 0;
  let onlySecond = 0;
  for (let i = 0; i < truth.length; i++) {
    const firstRight = first[i] === truth[i];
    const secondRight = second[i] === truth[i];
    if (firstRight && !secondRight) onlyFirst++;
    if (secondRight && !firstRight) onlySecond++;
  }
  return {
    accuracy: of("accuracy"),
    macro_f1: of("macro_f1"),
    mcnemar: mcnemar(onlyFirst, onlySecond),
  };
}

/** Places of roles in ROLES. */
export function roleIndices(roles: readonly Role[]): Uint8Array {
  return Uint8Array.from(roles, (role) => ROLES.indexOf(role));
}

/**
 * This evaluation's samples against another evaluation, paired by `filepath`.
 *
 * @param groups number of each sample's group.
 * @returns null if they have no sample in common.
 */
export function compareWith(
  samples: readonly EvaluatedSample[],
  groups: Uint32Array,
  other: Pick<Evaluation, "samples" | "config_digest" | "model">,
  options: BootstrapOptions,
): Comparison | null {
  const before = new Map(other.samples.map((s) => [s.filepath, s]));
  const pairs = samples.flatMap((after, i) => {
    const there = before.get(after.filepath);
    return there === undefined ? [] : [{ after, before: there, i }];
  });
  if (pairs.length === 0) return null;
  const difference = differenceOf(
    {
      truth: roleIndices(pairs.map(({ after }) => after.label)),
      groups: Uint32Array.from(pairs, ({ i }) => groups[i]!),
      weights: Float64Array.from(pairs, ({ after }) => after.weight),
    },
    roleIndices(pairs.map(({ before }) => before.role)),
    roleIndices(pairs.map(({ after }) => after.role)),
    options,
  );
  return {
    config_digest: other.config_digest,
    model: other.model,
    paired: pairs.length,
    only_here: samples.length - pairs.length,
    only_there: before.size - pairs.length,
    relabelled: pairs.filter((p) => p.before.label !== p.after.label).length,
    ...difference,
    changed: pairs
      .filter((p) => p.before.role !== p.after.role)
      .map(({ before, after }) => ({
        filepath: after.filepath,
        label: after.label,
        before: before.role,
        after: after.role,
        change: after.role === after.label
          ? "now_right"
          : before.role === after.label
          ? "now_wrong"
          : "still_wrong",
      })),
  };
}
