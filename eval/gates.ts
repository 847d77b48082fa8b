/**
 * Gates: the least a figure must reach (`--min macro_f1=0.8`), the most it may be (`--max ece=0.04`).
 *
 * @module
 */
import { nearest } from "../src/config/suggest.ts";
import { UsageError } from "../src/errors.ts";
import { type Role, ROLES } from "../src/types.ts";
import type { Evaluation } from "./evaluation.ts";

/** The figures that a gate takes, without the roles' own. */
const FIGURES: Readonly<
  Record<
    string,
    (e: Omit<Evaluation, "gates">) => number | null
  >
> = {
  accuracy: (e) => e.accuracy.value,
  macro_f1: (e) => e.macro_f1.value,
  weighted_f1: (e) => e.weighted_f1.value,
  balanced_accuracy: (e) => e.balanced_accuracy.value,
  kappa: (e) => e.kappa.value,
  top2_accuracy: (e) => e.top2_accuracy.value,
  precision_at_80: (e) => e.precision_at_80,
  log_loss: (e) => e.log_loss,
  brier: (e) => e.brier,
  ece: (e) => e.ece,
};

const ROLE_FIGURES = ["precision", "recall", "f1"] as const;

/** Figures of which less is better. */
const LESS_IS_BETTER = new Set(["log_loss", "brier", "ece"]);

/** Every figure that a gate takes: `macro_f1`, `recall.FILL`, … */
export const GATE_METRICS: readonly string[] = [
  ...Object.keys(FIGURES),
  ...ROLE_FIGURES.flatMap((f) => ROLES.map((role) => `${f}.${role}`)),
];

/** A bound on a figure. */
export interface Gate {
  /** One of {@linkcode GATE_METRICS}. */
  readonly metric: string;
  readonly bound: "min" | "max";
  readonly limit: number;
}

/**
 * Reads a gate.
 *
 * @param bound `min` for `--min`, `max` for `--max`.
 * @throws {UsageError} if the metric is unknown, the limit is no number, or the bound makes no sense for the metric.
 * @example `parseGate("macro_f1=0.8", "min")`
 */
export function parseGate(argument: string, bound: "min" | "max"): Gate {
  const [, metric, limit] = argument.match(/^\s*([^=]*?)\s*=\s*(.*?)\s*$/) ??
    [];
  if (metric === undefined || limit === undefined) {
    throw new UsageError(
      `Cannot read --${bound} "${argument}": write metric=number, as in macro_f1=0.8`,
    );
  }
  const known = GATE_METRICS.find((m) =>
    m.toLowerCase() === metric.toLowerCase()
  );
  if (known === undefined) {
    const near = nearest(metric, GATE_METRICS);
    throw new UsageError(
      `Unknown metric "${metric}" of --${bound}` +
        (near === null
          ? `; there are ${Object.keys(FIGURES).join(", ")}, ${
            ROLE_FIGURES.map((f) => `${f}.ROLE`).join(", ")
          }`
          : `; did you mean "${near}"?`),
    );
  }
  const value = limit === "" ? NaN : Number(limit);
  if (!Number.isFinite(value)) {
    throw new UsageError(
      `Cannot read --${bound} "${argument}": "${limit}" is not a number`,
    );
  }
  if (LESS_IS_BETTER.has(known) !== (bound === "max")) {
    throw new UsageError(
      bound === "min"
        ? `Of ${known} less is better: write --max ${known}=${limit}`
        : `Of ${known} more is better: write --min ${known}=${limit}`,
    );
  }
  return { metric: known, bound, limit: value };
}

/** A gate with the figure it was held against. */
export type GateResult = Evaluation["gates"][number];

/** Holds an evaluation against gates. A figure that is not there (no sample of that role) is a gate not met. */
export function checkGates(
  evaluation: Omit<Evaluation, "gates">,
  gates: readonly Gate[],
): GateResult[] {
  return gates.map((gate) => {
    const value = metricValue(evaluation, gate.metric);
    const met = value !== null &&
      (gate.bound === "min" ? value >= gate.limit : value <= gate.limit);
    return { ...gate, value, met };
  });
}

/** A figure by its name; null if the evaluation does not have it, as the recall of a role that has no sample. */
export function metricValue(
  evaluation: Omit<Evaluation, "gates">,
  metric: string,
): number | null {
  const figure = FIGURES[metric];
  if (figure !== undefined) return figure(evaluation);
  const [name, role] = metric.split(".");
  const figures = evaluation.roles[role as Role];
  const f = ROLE_FIGURES.find((f) => f === name);
  if (figures === undefined || f === undefined) {
    throw new RangeError(`Unknown metric "${metric}"`);
  }
  const there = f === "precision"
    ? figures.predicted
    : f === "recall"
    ? figures.support
    : figures.support + figures.predicted;
  return there > 0 ? figures[f] : null;
}

/** `macro_f1 0.7512 is under the 0.8 of --min` */
export function formatGate(
  { metric, bound, limit, value, met }: GateResult,
): string {
  const figure = value === null ? "is not there" : value.toFixed(4);
  const relation = bound === "min"
    ? met ? "reaches" : "does not reach"
    : met
    ? "stays within"
    : "is over";
  return value === null
    ? `${metric}: no sample has it, ${bound} ${limit} is not met`
    : `${metric} ${figure} ${relation} ${limit} (--${bound})`;
}
