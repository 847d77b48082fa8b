/**
 * Intervals by the bootstrap over groups.
 *
 * Sounds of one pack are alike, so single samples are not independent: whole packs are drawn again, with
 * replacement, and every figure is computed anew for each draw (Efron & Tibshirani, 1993, chapters 8 and 13). A
 * draw adds up the packs' confusion matrices; no sample is looked at twice.
 *
 * @module
 */
import { UsageError } from "../src/errors.ts";
import { type Confusion, confusionMatrix } from "./metrics/confusion.ts";
import { Random } from "./random.ts";

/** Lower and upper end of an interval. */
export type Interval = [number, number];

/** How to draw. */
export interface BootstrapOptions {
  /** Number of draws, at most {@linkcode MAX_RESAMPLES}; without any there are no intervals. Default 2000. */
  readonly resamples?: number;
  /** Default 0. The same seed gives the same intervals. */
  readonly seed?: number;
  /** Share of the draws that the interval holds. Default 0.95. */
  readonly level?: number;
}

/** The most draws. */
export const MAX_RESAMPLES = 1_000_000;

/** The samples of a comparison or an evaluation, as classes 0..k−1. */
export interface GroupedSamples {
  readonly truth: ArrayLike<number>;
  /** Group of each sample, 0..g−1. */
  readonly groups: ArrayLike<number>;
  /** Number of classes. */
  readonly k: number;
  /** Weights of the samples; each counts 1 without them. */
  readonly weights?: ArrayLike<number>;
}

/**
 * Intervals of figures of a confusion matrix.
 *
 * @param figures each figure by its name; NaN means that a draw does not have it (the recall of a role that was
 * not drawn), and that draw is left out for this figure.
 * @returns an interval for each name; null with fewer than two groups, or where every draw was NaN.
 * @throws {UsageError} if there are more than {@linkcode MAX_RESAMPLES} draws.
 *
 * @example
 * ```ts
 * import { bootstrap } from "./bootstrap.ts";
 * import { accuracy } from "./metrics/confusion.ts";
 *
 * const truth = [0, 0, 1, 1];
 * const { acc } = bootstrap(
 *   { truth, groups: [0, 0, 1, 1], k: 2 },
 *   [0, 1, 1, 1],
 *   { acc: accuracy },
 *   { seed: 1 },
 * );
 * console.log(acc); // [0.5, 1]
 * ```
 */
export function bootstrap<Name extends string>(
  samples: GroupedSamples,
  predicted: ArrayLike<number>,
  figures: Readonly<Record<Name, (matrix: Confusion) => number>>,
  options: BootstrapOptions = {},
): Record<Name, Interval | null> {
  return draw(samples, [predicted], figures, ([matrix], figure) => {
    return figure(matrix!);
  }, options);
}

/**
 * Intervals of the difference of two classifiers' figures, `second − first`, on the same samples: paired, since
 * both are judged on the same draws.
 *
 * @returns as {@linkcode bootstrap}.
 */
export function bootstrapDifference<Name extends string>(
  samples: GroupedSamples,
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  figures: Readonly<Record<Name, (matrix: Confusion) => number>>,
  options: BootstrapOptions = {},
): Record<Name, Interval | null> {
  return draw(samples, [first, second], figures, ([a, b], figure) => {
    return figure(b!) - figure(a!);
  }, options);
}

/** The groups' confusion matrices without their zeros, one after another: group g's cells are start[g]..start[g+1]. */
interface GroupMatrices {
  readonly start: Uint32Array;
  readonly cells: Uint16Array;
  readonly weights: Float64Array;
}

/** Adds groups' matrices to a matrix. */
function addGroups(
  matrix: Float64Array,
  { start, cells, weights }: GroupMatrices,
  groups: Uint32Array,
) {
  for (let i = 0; i < groups.length; i++) {
    const g = groups[i]!;
    for (let c = start[g]!; c < start[g + 1]!; c++) {
      matrix[cells[c]!]! += weights[c]!;
    }
  }
}

function draw<Name extends string>(
  { truth, groups, k, weights }: GroupedSamples,
  predictions: readonly ArrayLike<number>[],
  figures: Readonly<Record<Name, (matrix: Confusion) => number>>,
  value: (
    matrices: readonly Confusion[],
    figure: (matrix: Confusion) => number,
  ) => number,
  { resamples = 2000, seed = 0, level = 0.95 }: BootstrapOptions,
): Record<Name, Interval | null> {
  if (resamples > MAX_RESAMPLES) {
    throw new UsageError(
      `Cannot draw ${resamples} times for the intervals: at most ${MAX_RESAMPLES}`,
    );
  }
  const names = Object.keys(figures) as Name[];
  const parts = predictions.map((p) => byGroup(truth, p, groups, k, weights));
  const count = parts[0]!.start.length - 1;
  const values = names.map(() => new Float64Array(resamples));
  if (count >= 2) {
    const random = new Random(seed);
    const drawn = new Uint32Array(count);
    const matrices = parts.map(() => new Float64Array(k * k));
    for (let r = 0; r < resamples; r++) {
      for (let i = 0; i < count; i++) drawn[i] = random.below(count);
      for (const [p, matrix] of matrices.entries()) {
        matrix.fill(0);
        addGroups(matrix, parts[p]!, drawn);
      }
      for (const [f, name] of names.entries()) {
        values[f]![r] = value(matrices, figures[name]);
      }
    }
  }
  return Object.fromEntries(names.map((name, f) => {
    const there = values[f]!.filter((x) => !Number.isNaN(x)).sort();
    const tail = (1 - level) / 2;
    const interval = count < 2 || there.length === 0
      ? null
      : [percentile(there, tail), percentile(there, 1 - tail)];
    return [name, interval];
  })) as Record<Name, Interval | null>;
}

function byGroup(
  truth: ArrayLike<number>,
  predicted: ArrayLike<number>,
  groups: ArrayLike<number>,
  k: number,
  weights: ArrayLike<number> | undefined,
): GroupMatrices {
  const members: number[][] = [];
  for (let i = 0; i < groups.length; i++) (members[groups[i]!] ??= []).push(i);
  const start = [0];
  const cells: number[] = [];
  const sums: number[] = [];
  // Numbers that no sample has (a group of which no file could be read) leave holes.
  for (const samples of members.filter((m) => m !== undefined)) {
    const of = (values: ArrayLike<number>) => samples.map((i) => values[i]!);
    const matrix = confusionMatrix(
      of(truth),
      of(predicted),
      k,
      weights === undefined ? undefined : of(weights),
    );
    for (const [cell, sum] of matrix.entries()) {
      if (sum === 0) continue;
      cells.push(cell);
      sums.push(sum);
    }
    start.push(cells.length);
  }
  return {
    start: Uint32Array.from(start),
    cells: Uint16Array.from(cells),
    weights: Float64Array.from(sums),
  };
}

/** Quantile of sorted values, between neighbours linearly (Hyndman & Fan's type 7, numpy's default). */
export function percentile(sorted: Float64Array, q: number): number {
  const place = q * (sorted.length - 1);
  const low = Math.floor(place);
  const a = sorted[low]!;
  const b = sorted[Math.min(low + 1, sorted.length - 1)]!;
  return a + (b - a) * (place - low);
}
