/**
 * The figures that a sweep can be judged by.
 *
 * @module
 */
import { nearest } from "../../src/config/suggest.ts";
import { UsageError } from "../../src/errors.ts";
import { ROLES } from "../../src/types.ts";
import {
  accuracy,
  balancedAccuracy,
  classFigures,
  cohenKappa,
  type Confusion,
  macroF1,
  weightedF1,
} from "../metrics/confusion.ts";

/** A figure of a confusion matrix; NaN where the matrix does not have it. */
export type Metric = (matrix: Confusion) => number;

const WHOLE: Readonly<Record<string, Metric>> = {
  macro_f1: macroF1,
  accuracy,
  weighted_f1: weightedF1,
  balanced_accuracy: balancedAccuracy,
  kappa: cohenKappa,
};

const OF_ROLES = ["precision", "recall", "f1"] as const;

/** Names of the metrics: `macro_f1`, `recall.FILL`, … */
export const SWEEP_METRICS: readonly string[] = [
  ...Object.keys(WHOLE),
  ...OF_ROLES.flatMap((f) => ROLES.map((role) => `${f}.${role}`)),
];

/**
 * The metric of a name, in any case.
 *
 * @throws {UsageError} if there is none.
 */
export function findMetric(name: string): {
  readonly name: string;
  readonly metric: Metric;
} {
  const known = SWEEP_METRICS.find((m) =>
    m.toLowerCase() === name.toLowerCase()
  );
  if (known === undefined) {
    const near = nearest(name, SWEEP_METRICS);
    throw new UsageError(
      `Unknown metric "${name.slice(0, 100)}"; ` +
        (near === null
          ? `there are ${Object.keys(WHOLE).join(", ")}, ${
            OF_ROLES.map((f) => `${f}.ROLE`).join(", ")
          }`
          : `did you mean "${near}"?`),
    );
  }
  const [figure, role] = known.split(".");
  const c = ROLES.findIndex((r) => r === role);
  const f = OF_ROLES.find((f) => f === figure);
  return {
    name: known,
    metric: WHOLE[known] ?? ((matrix) => classFigures(matrix)[c]![f!]),
  };
}
