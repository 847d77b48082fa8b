/**
 * Which key matters how much: the share of the score's variance that each key explains on its own.
 *
 * @module
 */
import type { Axis } from "./axes.ts";
import type { KeyValue } from "./keys.ts";
import type { Point } from "./points.ts";

/** Some values of a key and how the points that have them score. */
export interface Level {
  /** The value, or the lower end of a span of values. */
  readonly from: KeyValue;
  /** The value, or the upper end of a span of values. */
  readonly to: KeyValue;
  readonly n: number;
  readonly mean: number;
  readonly best: number;
}

/** What a key does to the score. */
export interface Sensitivity {
  readonly key: string;
  /**
   * Share of the variance of the score that the key alone explains, 0..1 (its main effect, the first-order Sobol
   * index). What keys do together is in none of them: shares need not sum to 1.
   */
  readonly share: number;
  /** Best mean of a level less the worst. */
  readonly swing: number;
  readonly levels: readonly Level[];
}

/** Spans into which the values of a drawn range are divided, at most. */
const SPANS = 10;
/** Points that a span holds at least, where there are enough. */
const PER_SPAN = 5;

/**
 * The main effect of each key, most important first.
 *
 * Over a grid the share is η² = between-level variance / variance. Draws put the values of a range into spans of
 * equally many points, and take ε² (Kelley, 1935), which takes from η² what chance alone would give.
 *
 * @param scores of the points.
 */
export function sensitivities(
  points: readonly Point[],
  scores: ArrayLike<number>,
  axes: readonly Axis[],
  method: "grid" | "sobol",
): Sensitivity[] {
  return axes
    .map((axis, d): Sensitivity => {
      const places = method === "sobol" && axis.range !== null
        ? spansOf(points, d)
        : valuesOf(points, d, axis);
      const levels = places.filter((at) => at.length > 0).map((at): Level => {
        const own = at.map((p) => scores[p]!);
        return {
          from: points[at[0]!]![d]!,
          to: points[at.at(-1)!]![d]!,
          n: at.length,
          mean: meanOf(own),
          best: Math.max(...own),
        };
      });
      const means = levels.map((level) => level.mean);
      return {
        key: axis.key.key,
        share: shareOf(levels, scores, method),
        swing: Math.max(...means) - Math.min(...means),
        levels,
      };
    })
    .sort((a, b) => b.share - a.share || b.swing - a.swing);
}

const meanOf = (values: ArrayLike<number>) => {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
};

/** Places of the points with each value of an axis. */
function valuesOf(points: readonly Point[], d: number, axis: Axis): number[][] {
  const byValue = Map.groupBy(points.keys(), (p) => points[p]![d]!);
  return axis.values.map((value) => byValue.get(value) ?? []);
}

/** Places of the points in spans of an axis, about equally many in each, in the order of their values. */
function spansOf(points: readonly Point[], d: number): number[][] {
  const order = [...points.keys()].sort((a, b) =>
    (points[a]![d] as number) - (points[b]![d] as number)
  );
  const spans = Math.max(
    1,
    Math.min(SPANS, Math.floor(points.length / PER_SPAN)),
  );
  return Array.from({ length: spans }, (_, s) =>
    order.slice(
      Math.round(s * order.length / spans),
      Math.round((s + 1) * order.length / spans),
    ));
}

function shareOf(
  levels: readonly Level[],
  scores: ArrayLike<number>,
  method: "grid" | "sobol",
): number {
  const grand = meanOf(scores);
  let all = 0;
  for (let p = 0; p < scores.length; p++) all += (scores[p]! - grand) ** 2;
  // Scores that differ by rounding alone do not differ.
  if (all <= scores.length * (1e-12 * grand) ** 2) return 0;
  const between = levels.reduce(
    (sum, { n, mean }) => sum + n * (mean - grand) ** 2,
    0,
  );
  if (method === "grid") return between / all;
  const free = scores.length - levels.length;
  if (free <= 0) return 0;
  const chance = (levels.length - 1) * (all - between) / free;
  return Math.max(0, (between - chance) / all);
}
