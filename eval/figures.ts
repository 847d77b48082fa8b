/**
 * The figures of an evaluation: from classes, from scores, from confidences.
 *
 * @module
 */
import { mapRoles, ROLES, type SampleResult } from "../src/types.ts";
import {
  bootstrap,
  type BootstrapOptions,
  type Interval,
} from "./bootstrap.ts";
import type { PairedSamples } from "./compare.ts";
import type { Estimate } from "./evaluation.ts";
import {
  atCoverage,
  calibrationError,
  confidenceFor,
  coverageCurve,
  thinned,
} from "./metrics/calibration.ts";
import {
  accuracy,
  balancedAccuracy,
  classFigures,
  cohenKappa,
  type Confusion,
  confusionMatrix,
  macroF1,
  weightedF1,
} from "./metrics/confusion.ts";
import { brierScore, logLoss, topKAccuracy } from "./metrics/probability.ts";

const K = ROLES.length;
/** Points of the coverage curve that are kept. */
const CURVE_POINTS = 101;
/** Shares of right answers for which the confidence is looked up. */
const WANTED_PRECISION = [0.9, 0.95, 0.99];

type Figure = (matrix: Confusion) => number;
const ROLE_FIGURES = ["precision", "recall", "f1"] as const;

/** One figure of a role; NaN without a sample of it, so that the bootstrap leaves such a draw out. */
function roleFigure(c: number, name: typeof ROLE_FIGURES[number]): Figure {
  return (matrix) => {
    let support = 0;
    let predicted = 0;
    for (let j = 0; j < K; j++) {
      support += matrix[c * K + j]!;
      predicted += matrix[j * K + c]!;
    }
    const hit = matrix[c * K + c]!;
    switch (name) {
      case "precision":
        return hit / predicted;
      case "recall":
        return hit / support;
      case "f1":
        return 2 * hit / (support + predicted);
    }
  };
}

/** Every figure of the confusion matrix with its interval, all from the same draws. */
export function classEstimates(
  samples: PairedSamples,
  predicted: Uint8Array,
  draws: BootstrapOptions,
) {
  const whole = {
    accuracy,
    macro_f1: macroF1,
    weighted_f1: weightedF1,
    balanced_accuracy: balancedAccuracy,
    kappa: cohenKappa,
  };
  const ofRoles = ROLES.flatMap((role, c) =>
    ROLE_FIGURES.map((name) => [`${name} ${role}`, roleFigure(c, name)])
  );
  const intervals: Record<string, Interval | null> = bootstrap(
    { ...samples, k: K },
    predicted,
    { ...whole, ...Object.fromEntries(ofRoles) as Record<string, Figure> },
    draws,
  );
  const ci = (name: string) => intervals[name] ?? null;
  const matrix = confusionMatrix(samples.truth, predicted, K, samples.weights);
  const estimate = (name: Exclude<keyof typeof whole, "kappa">): Estimate => ({
    value: whole[name](matrix),
    ci: ci(name),
  });
  const kappa = cohenKappa(matrix);
  const figures = classFigures(matrix);
  return {
    accuracy: estimate("accuracy"),
    macro_f1: estimate("macro_f1"),
    weighted_f1: estimate("weighted_f1"),
    balanced_accuracy: estimate("balanced_accuracy"),
    kappa: { value: Number.isNaN(kappa) ? null : kappa, ci: ci("kappa") },
    roles: mapRoles((role, c) => ({
      ...figures[c]!,
      ci: {
        precision: ci(`precision ${role}`),
        recall: ci(`recall ${role}`),
        f1: ci(`f1 ${role}`),
      },
    })),
  };
}

/** Figures of the final scores. */
export function scoreFigures(
  { truth, groups, weights }: PairedSamples,
  records: readonly SampleResult[],
  draws: BootstrapOptions,
) {
  const p = new Float64Array(records.length * K);
  for (const [i, { scores }] of records.entries()) {
    p.set(scores.final.values, i * K);
  }
  const predictions = { truth, p, k: K, weights };
  // The share that is hit is the accuracy of "hit" against "all were to be hit".
  const hits = Uint8Array.from(
    records,
    ({ scores }, i) =>
      scores.final.sorted().slice(0, 2).some(([role]) =>
          role === ROLES[truth[i]!]
        )
        ? 1
        : 0,
  );
  const { top2 } = bootstrap(
    { truth: new Uint8Array(records.length).fill(1), groups, k: 2, weights },
    hits,
    { top2: accuracy },
    draws,
  );
  return {
    top2_accuracy: { value: topKAccuracy(predictions, 2), ci: top2 },
    log_loss: logLoss(predictions),
    brier: brierScore(predictions),
  };
}

/** Figures of how sure the answers were. */
export function confidenceFigures(
  { truth, weights }: PairedSamples,
  records: readonly SampleResult[],
  calibrated: boolean,
) {
  const correct = Uint8Array.from(
    records,
    ({ role }, i) => role === ROLES[truth[i]!] ? 1 : 0,
  );
  const confidence = Float64Array.from(records, (r) => r.confidence);
  // A margin is no probability: without a calibration the score of the role is judged.
  const judged = calibrated
    ? confidence
    : Float64Array.from(records, ({ scores, role }) => scores.final.get(role));
  const { ece, bins } = calibrationError({
    confidence: judged,
    correct,
    weights,
  });
  const curve = coverageCurve({ confidence, correct, weights });
  return {
    ece,
    reliability: {
      of: calibrated ? "confidence" as const : "score" as const,
      bins: [...bins],
    },
    coverage: thinned(curve, CURVE_POINTS),
    surest: WANTED_PRECISION.map((precision) => {
      const point = confidenceFor(curve, precision);
      return {
        precision,
        confidence: point?.confidence ?? null,
        coverage: point?.coverage ?? null,
      };
    }),
    precision_at_80: atCoverage(curve, 0.8)!.precision,
  };
}
