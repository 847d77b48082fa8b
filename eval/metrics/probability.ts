/**
 * Figures of predicted probabilities: top-k accuracy, log loss, Brier score.
 *
 * Probabilities of `n` samples in `k` classes are one flat array, sample by sample.
 *
 * @module
 */

/** Predicted probabilities with the truth. */
export interface Predictions {
  /** Class of each sample, 0..k−1. */
  readonly truth: ArrayLike<number>;
  /** `n·k` probabilities, sample by sample; each sample's sum to 1. */
  readonly p: Float64Array;
  /** Number of classes. */
  readonly k: number;
  /** Weights of the samples; each counts 1 without them. */
  readonly weights?: ArrayLike<number>;
}

/** Weighted mean of a figure of each sample. */
function mean(
  { truth, weights }: Predictions,
  figure: (i: number) => number,
): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < truth.length; i++) {
    const weight = weights?.[i] ?? 1;
    sum += weight * figure(i);
    total += weight;
  }
  return total === 0 ? 0 : sum / total;
}

/**
 * Share of the samples whose class is among the `top` likeliest. Of equal probabilities the class that stands
 * first goes first, as everywhere here (scikit-learn's `top_k_accuracy_score` lets the last go first).
 */
export function topKAccuracy(predictions: Predictions, top: number): number {
  const { truth, p, k } = predictions;
  return mean(predictions, (i) => {
    const own = truth[i]!;
    const value = p[i * k + own]!;
    let before = 0;
    for (let c = 0; c < k; c++) {
      const other = p[i * k + c]!;
      if (other > value || (other === value && c < own)) before++;
    }
    return before < top ? 1 : 0;
  });
}

/**
 * Mean of −ln p(true class), 0 or more; probabilities are clipped to [ε, 1 − ε], ε = 2⁻⁵², as scikit-learn's
 * `log_loss` does.
 */
export function logLoss(predictions: Predictions): number {
  const { truth, p, k } = predictions;
  return mean(predictions, (i) => {
    const value = p[i * k + truth[i]!]!;
    const clipped = Math.min(
      Math.max(value, Number.EPSILON),
      1 - Number.EPSILON,
    );
    return -Math.log(clipped);
  });
}

/**
 * Brier score of several classes: mean over samples of Σ over classes (p − [class is true])², 0..2 (Brier, 1950;
 * scikit-learn's `brier_score_loss` with `scale_by_half=False`).
 */
export function brierScore(predictions: Predictions): number {
  const { truth, p, k } = predictions;
  return mean(predictions, (i) => {
    let sum = 0;
    for (let c = 0; c < k; c++) {
      const error = p[i * k + c]! - (c === truth[i] ? 1 : 0);
      sum += error * error;
    }
    return sum;
  });
}
