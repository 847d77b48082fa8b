/**
 * Choosing a point without fooling oneself.
 *
 * The best of many points is partly the luckiest on these very samples. So the choice is repeated with each fold of
 * packs left out, and each choice is judged on the fold that had no part in it (Cawley & Talbot, 2010, "On
 * over-fitting in model selection"). Beside the best point stands the one nearest to the defaults among those within
 * one standard error of it (Breiman et al., 1984, section 3.4.3).
 *
 * @module
 */
import type { Confusion } from "../metrics/confusion.ts";
import type { Axis } from "./axes.ts";
import type { KeyValue } from "./keys.ts";
import type { Metric } from "./metric.ts";
import type { Point } from "./points.ts";
import type { PointCounts } from "./tally.ts";

/** How a point is chosen: the best, or the nearest to the defaults within one standard error of it. */
export type Rule = "best" | "one_se";

/** Which point each rule chose, on all samples and with each fold left out. */
export interface Choices {
  /** Place of the point chosen on all samples. */
  readonly point: number;
  /** Place of the point chosen without each fold; null for a fold that has no samples, or nothing without it. */
  readonly without: readonly (number | null)[];
}

/** Points to choose from. */
export interface Candidates {
  readonly counts: PointCounts;
  /** How far each point is from the defaults; see {@linkcode distances}. */
  readonly distance: Float64Array;
  readonly metric: Metric;
}

/**
 * Lets a rule choose.
 *
 * Equal scores go to the point nearer to the defaults, then to the earlier one.
 */
export function choose(candidates: Candidates, rule: Rule): Choices {
  const { counts } = candidates;
  const folds = Array.from({ length: counts.folds }, (_, f) => f);
  const filled = folds.filter((f) => total(counts.fold(0, f)) > 0);
  const pick = (use: readonly number[]) => pickAmong(candidates, use, rule);
  return {
    point: pick(filled),
    without: folds.map((f) =>
      filled.includes(f) && filled.length > 1
        ? pick(filled.filter((other) => other !== f))
        : null
    ),
  };
}

const total = (matrix: Confusion) => matrix.reduce((a, b) => a + b, 0);

/** The sum of a point's matrices of some folds. */
function pooled(
  counts: PointCounts,
  point: number,
  folds: readonly number[],
): Confusion {
  const sum = new Float64Array(counts.fold(point, 0).length);
  for (const f of folds) {
    const matrix = counts.fold(point, f);
    for (let c = 0; c < sum.length; c++) sum[c]! += matrix[c]!;
  }
  return sum;
}

function pickAmong(
  { counts, distance, metric }: Candidates,
  folds: readonly number[],
  rule: Rule,
): number {
  const scores = Float64Array.from(
    { length: counts.length },
    (_, p) => finite(metric(pooled(counts, p, folds))),
  );
  let best = 0;
  for (let p = 1; p < scores.length; p++) {
    if (
      scores[p]! > scores[best]! ||
      (scores[p] === scores[best] && distance[p]! < distance[best]!)
    ) best = p;
  }
  if (rule === "best") return best;
  const within = scores[best]! -
    standardError(folds.map((f) => metric(counts.fold(best, f))));
  let nearest = best;
  for (let p = 0; p < scores.length; p++) {
    if (scores[p]! < within) continue;
    if (
      distance[p]! < distance[nearest]! ||
      (distance[p] === distance[nearest] && scores[p]! > scores[nearest]!)
    ) nearest = p;
  }
  return nearest;
}

/** A point without the figure (a role that is not there) is never chosen for it. */
const finite = (score: number) => Number.isNaN(score) ? -Infinity : score;

/** Standard error of the mean of folds' scores; 0 with fewer than two. */
export function standardError(scores: readonly number[]): number {
  const there = scores.filter((x) => !Number.isNaN(x));
  return there.length < 2
    ? 0
    : standardDeviation(there) / Math.sqrt(there.length);
}

/** Sample standard deviation of two numbers or more. */
export function standardDeviation(values: readonly number[]): number {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const squares = values.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}

/** Score of a choice on folds that did not make it. */
export interface HonestScore {
  /** Over all folds together, each sample judged by the point that was chosen without its fold. */
  readonly score: number;
  /** Of each fold; NaN for a fold without samples. */
  readonly folds: readonly number[];
}

/** Judges choices on the folds that they did not see. */
export function honestScore(
  counts: PointCounts,
  { without }: Choices,
  metric: Metric,
): HonestScore {
  const sum = new Float64Array(counts.fold(0, 0).length);
  const folds = without.map((point, f) => {
    if (point === null) return NaN;
    const matrix = counts.fold(point, f);
    for (let c = 0; c < sum.length; c++) sum[c]! += matrix[c]!;
    return metric(matrix);
  });
  return { score: metric(sum), folds };
}

/**
 * How far points are from the configuration they change: the sum over the axes of the distance in shares of the
 * axis's span (of its logarithm on a logarithmic axis); a value that is no number is 0 or 1 away.
 */
export function distances(
  points: readonly Point[],
  axes: readonly Axis[],
): Float64Array {
  const measures = axes.map(measureOf);
  return Float64Array.from(
    points,
    (point) => point.reduce<number>((sum, x, d) => sum + measures[d]!(x), 0),
  );
}

function measureOf({ key, values, range }: Axis): (value: KeyValue) => number {
  const home = key.value;
  const numbers = values.filter((x) => typeof x === "number");
  if (typeof home !== "number" || numbers.length === 0) {
    return (value) => value === home ? 0 : 1;
  }
  const onLog = range?.scale === "log" && home > 0;
  const scale = (x: number) => onLog ? Math.log(x) : x;
  const span = scale(Math.max(home, ...numbers)) -
    scale(Math.min(home, ...numbers));
  return (value) =>
    span === 0 ? 0 : Math.abs(scale(value as number) - scale(home)) / span;
}
