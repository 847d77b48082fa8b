/**
 * Whether a confidence means what it says: expected calibration error with its reliability diagram, and how many
 * of the surest answers are right.
 *
 * @module
 */

/** How sure each answer was, and whether it was right. */
export interface Confidences {
  /** Confidence of each answer, 0..1. */
  readonly confidence: ArrayLike<number>;
  /** Whether the answer was right: 1 or 0. */
  readonly correct: ArrayLike<number>;
  /** Weights of the answers; each counts 1 without them. */
  readonly weights?: ArrayLike<number>;
}

/** One bar of a reliability diagram. */
export interface ReliabilityBin {
  /** Confidences above this (the first bin: at or above) … */
  readonly from: number;
  /** … up to and with this. */
  readonly to: number;
  /** Weight of the answers in the bin. */
  readonly weight: number;
  /** Their mean confidence; null for an empty bin. */
  readonly confidence: number | null;
  /** Share of them that is right; null for an empty bin. */
  readonly accuracy: number | null;
}

/** Expected calibration error and the bins it comes from. */
export interface Calibration {
  /** 0 (a confidence of 0.8 is right 8 times in 10) to 1. */
  readonly ece: number;
  readonly bins: readonly ReliabilityBin[];
}

/**
 * Expected calibration error: Σ over bins of the bin's share of the weight times |accuracy − mean confidence|,
 * in equal bins ((m−1)/M, m/M] (Guo et al., 2017, "On Calibration of Modern Neural Networks", eq. 3).
 */
export function calibrationError(
  { confidence, correct, weights }: Confidences,
  bins = 15,
): Calibration {
  const weight = new Float64Array(bins);
  const sure = new Float64Array(bins);
  const right = new Float64Array(bins);
  let total = 0;
  for (let i = 0; i < confidence.length; i++) {
    const c = confidence[i]!;
    // c·bins may round across an edge, so the edges themselves decide.
    let bin = Math.min(Math.max(Math.ceil(c * bins) - 1, 0), bins - 1);
    if (bin > 0 && c <= bin / bins) bin--;
    else if (bin < bins - 1 && c > (bin + 1) / bins) bin++;
    const w = weights?.[i] ?? 1;
    weight[bin]! += w;
    sure[bin]! += w * c;
    right[bin]! += w * correct[i]!;
    total += w;
  }
  let ece = 0;
  const out = Array.from(weight, (w, bin): ReliabilityBin => {
    const from = bin / bins;
    const to = (bin + 1) / bins;
    if (w === 0) {
      return { from, to, weight: 0, confidence: null, accuracy: null };
    }
    ece += Math.abs(right[bin]! - sure[bin]!) / total;
    return {
      from,
      to,
      weight: w,
      confidence: sure[bin]! / w,
      accuracy: right[bin]! / w,
    };
  });
  return { ece, bins: out };
}

/** What remains when only answers of at least some confidence are taken. */
export interface CoveragePoint {
  /** Answers of at least this confidence are taken. */
  readonly confidence: number;
  /** Share of all answers (by weight) that is taken, 0..1. */
  readonly coverage: number;
  /** Share of those taken that is right, 0..1. */
  readonly precision: number;
}

/**
 * Precision at coverage: a point for each distinct confidence, highest first. Answers of equal confidence are
 * taken together, since no threshold can part them.
 */
export function coverageCurve(
  { confidence, correct, weights }: Confidences,
): CoveragePoint[] {
  const order = Array.from({ length: confidence.length }, (_, i) => i)
    .sort((a, b) => confidence[b]! - confidence[a]! || a - b);
  let total = 0;
  for (const i of order) total += weights?.[i] ?? 1;
  const points: CoveragePoint[] = [];
  let taken = 0;
  let right = 0;
  order.forEach((i, rank) => {
    const w = weights?.[i] ?? 1;
    taken += w;
    right += w * correct[i]!;
    const next = order[rank + 1];
    if (next !== undefined && confidence[next] === confidence[i]) return;
    points.push({
      confidence: confidence[i]!,
      coverage: taken / total,
      precision: right / taken,
    });
  });
  return points;
}

/**
 * At most `count` points of a curve: for each step of coverage the first point that reaches it.
 * The last point, which takes everything, stays.
 */
export function thinned(
  curve: readonly CoveragePoint[],
  count: number,
): CoveragePoint[] {
  const out: CoveragePoint[] = [];
  let step = 1;
  for (const point of curve) {
    if (point.coverage < step / count && point !== curve.at(-1)) continue;
    out.push(point);
    while (step / count <= point.coverage && step < count) step++;
  }
  return out;
}

/** The lowest confidence, so the most answers, that leaves at least this share right; null if none does. */
export function confidenceFor(
  curve: readonly CoveragePoint[],
  precision: number,
): CoveragePoint | null {
  return curve.findLast((point) => point.precision >= precision) ?? null;
}

/** The point at which at least this share of the answers is first taken; null for an empty curve. */
export function atCoverage(
  curve: readonly CoveragePoint[],
  coverage: number,
): CoveragePoint | null {
  return curve.find((point) => point.coverage >= coverage) ??
    curve.at(-1) ?? null;
}
