/**
 * The confidence's calibration: what makes it the probability of being right.
 *
 * @module
 */
import type { FusionConfig } from "../../src/config/schema.ts";
import { type Leads, leadsOf } from "../../src/fusion/fuse.ts";
import type { ScoreBundle } from "../../src/types.ts";
import { fitMultinomial } from "./multinomial.ts";

/** An answer and the truth. */
export interface Answer {
  readonly scores: ScoreBundle;
  readonly right: boolean;
  /** How much it counts, above 0. */
  readonly weight: number;
}

/** Bounds of the schema. */
const STEEPEST = 100;
const MOST = 1000;

/** Inverse strength of the penalty on the coefficients. */
const C = 10;

type Term = keyof Leads;

/** Coefficients of the terms, none below 0: surer signs never make an answer less sure. */
type Fitted = Readonly<Record<Term | "intercept", number>>;

/** Answers of a configuration with a model. */
export function fitCalibration(
  answers: readonly Answer[],
): NonNullable<FusionConfig["calibration"]> {
  return fitted(answers, ["rule_lead", "model_lead"]);
}

/** Answers of the rules alone. */
export function fitRulesCalibration(
  answers: readonly Answer[],
): NonNullable<FusionConfig["calibration_rules_only"]> {
  const { rule_lead, intercept } = fitted(answers, ["rule_lead"]);
  return { rule_lead, intercept };
}

/**
 * Logistic regression of being right. Right and wrong stand for (n₊ + 1)/(n₊ + 2) and 1/(n₋ + 2), as Platt (1999) has
 * it: a few answers that are all right are no proof that all will be.
 */
function fitted(answers: readonly Answer[], terms: readonly Term[]): Fitted {
  const n = answers.filter(({ right }) => right).length;
  const targets = answers.map(({ right }) =>
    right ? (n + 1) / (n + 2) : 1 / (answers.length - n + 2)
  );
  const x = answers.map(({ scores }) => {
    const leads = leadsOf(scores);
    return terms.map((term) => leads[term]);
  });
  // Each answer stands twice: for being right, and for being wrong.
  const model = fitMultinomial({
    x: [...x, ...x],
    y: [...x.map(() => 1), ...x.map(() => 0)],
    weights: [
      ...answers.map(({ weight }, i) => weight * targets[i]!),
      ...answers.map(({ weight }, i) => weight * (1 - targets[i]!)),
    ],
    classes: 2,
  }, C);
  const factors = terms.map((_, j) =>
    model.coefficients[1]![j]! - model.coefficients[0]![j]!
  );
  if (factors.some((factor) => factor < 0)) {
    return fitted(answers, terms.filter((_, j) => factors[j]! >= 0));
  }
  const of = (term: Term) => {
    const j = terms.indexOf(term);
    return j === -1 ? 0 : Math.min(STEEPEST, round(factors[j]!));
  };
  const intercept = round(model.intercepts[1]! - model.intercepts[0]!);
  return {
    rule_lead: of("rule_lead"),
    model_lead: of("model_lead"),
    intercept: Math.max(-MOST, Math.min(MOST, intercept)),
  };
}

/** Four digits: as exact as the data, and readable. */
const round = (x: number) => Math.round(x * 1e4) / 1e4;
