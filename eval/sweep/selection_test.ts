import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import fc from "fast-check";
import { UsageError } from "../../src/errors.ts";
import { accuracy, confusionMatrix } from "../metrics/confusion.ts";
import { SEED_CONFIG } from "../testing/samples.ts";
import { parseAxis } from "./axes.ts";
import { sweepKeys } from "./keys.ts";
import { findMetric, SWEEP_METRICS } from "./metric.ts";
import { choose, distances, honestScore } from "./selection.ts";
import { sensitivities } from "./sensitivity.ts";
import { PointCounts } from "./tally.ts";

const keys = sweepKeys(SEED_CONFIG);

/** Counts of points whose accuracy in each fold is `right[point][fold]` of 10 samples. */
function countsOf(right: readonly (readonly number[])[]): PointCounts {
  const folds = right[0]!.length;
  const counts = right.flatMap((own) =>
    own.flatMap((n) => {
      const matrix = new Array<number>(25).fill(0);
      matrix[0] = n;
      matrix[1] = 10 - n;
      return matrix;
    })
  );
  return new PointCounts(Float64Array.from(counts), folds);
}

const candidates = (
  right: readonly (readonly number[])[],
  distance: readonly number[] = right.map((_, p) => p),
) => ({
  counts: countsOf(right),
  distance: Float64Array.from(distance),
  metric: accuracy,
});

Deno.test("the best point, and of equals the one nearer to the defaults", () => {
  const c = candidates([[5, 5], [8, 6], [7, 7], [2, 2]], [3, 2, 1, 0]);
  assertEquals(choose(c, "best").point, 2);
});

Deno.test("a choice is judged on the fold that it did not see", () => {
  // Point 1 shines in fold 0 only, point 2 in fold 1 only, point 0 is steady.
  const c = candidates([[6, 6, 6], [10, 3, 6], [3, 10, 6]]);
  const choices = choose(c, "best");
  assertEquals(choices.without, [2, 1, 1]);
  const { score, folds } = honestScore(c.counts, choices, accuracy);
  assertEquals(folds, [0.3, 0.3, 0.6]);
  assertAlmostEquals(score, 0.4, 1e-12);
});

Deno.test("one standard error: the nearest to the defaults that is not clearly worse", () => {
  // The best scores 0.6, 0.8, 0.7: mean 0.7, standard error 0.1 / √3 = 0.0577.
  const right = [[6, 6, 7], [7, 7, 6], [6, 8, 7]];
  assertEquals(choose(candidates(right, [0, 1, 2]), "one_se").point, 1);
  assertEquals(choose(candidates(right, [0, 0.5, 0.1]), "one_se").point, 2);
  assertEquals(choose(candidates(right, [0, 1, 2]), "best").point, 2);
});

Deno.test("an empty fold judges nothing and chooses nothing", () => {
  const counts = new PointCounts(
    Float64Array.from([
      ...confusionMatrix([0, 1], [0, 1], 5),
      ...new Float64Array(25),
      ...confusionMatrix([0, 1], [0, 0], 5),
    ]),
    3,
  );
  const c = { counts, distance: Float64Array.of(0), metric: accuracy };
  const choices = choose(c, "best");
  assertEquals(choices.without, [0, null, 0]);
  const { score, folds } = honestScore(counts, choices, accuracy);
  assertEquals([score, folds[0], folds[1], folds[2]], [0.75, 1, NaN, 0.5]);
});

Deno.test("an honest score never sees its own fold: changing a fold changes no choice for it", () => {
  const row = fc.array(fc.integer({ min: 0, max: 10 }), {
    minLength: 4,
    maxLength: 4,
  });
  fc.assert(
    fc.property(
      fc.array(row, { minLength: 2, maxLength: 6 }),
      fc.nat(3),
      row,
      fc.constantFrom("best" as const, "one_se" as const),
      (right, f, other, rule) => {
        const changed = right.map((own, p) =>
          own.map((n, g) => g === f ? other[p % 4]! : n)
        );
        assertEquals(
          choose(candidates(changed), rule).without[f],
          choose(candidates(right), rule).without[f],
        );
      },
    ),
  );
});

Deno.test("distances are shares of each axis's span", () => {
  const axes = ["alpha=0.5..1", "tau_rule=log:0.02..2", "ensemble=mean,max"]
    .map((a) => parseAxis(a, keys));
  // alpha stands at 0.9, tau_rule at 0.2, ensemble at mean.
  const [home, far] = distances([[0.9, 0.2, "mean"], [0.5, 2, "max"]], axes);
  assertEquals(home, 0);
  assertAlmostEquals(far!, 0.8 + 0.5 + 1, 1e-12);
});

Deno.test("over a grid, shares are those of an analysis of variance", () => {
  const axes = ["alpha=0,0.5,1", "tau_rule=0.1,0.2"].map((a) =>
    parseAxis(a, keys)
  );
  const points = [0, 0.5, 1].flatMap((a) => [0.1, 0.2].map((t) => [a, t]));
  // alpha has effects −2, 0, 2 and tau ±1: variances 8/3 and 1.
  const scores = points.map(([a, t]) => 4 * a! + (t === 0.1 ? 1 : -1));
  const [alpha, tau] = sensitivities(points, scores, axes, "grid");
  assertAlmostEquals(alpha!.share, (8 / 3) / (8 / 3 + 1), 1e-12);
  assertAlmostEquals(tau!.share, 1 / (8 / 3 + 1), 1e-12);
  assertAlmostEquals(alpha!.swing, 4, 1e-12);
  assertEquals(tau!.levels.map((l) => [l.from, l.to, l.n]), [
    [0.1, 0.1, 3],
    [0.2, 0.2, 3],
  ]);
  const flat = sensitivities(points, points.map(() => 0.1 + 0.2), axes, "grid");
  assertEquals(flat.map((s) => s.share), [0, 0]);
});

Deno.test("draws: a key that does nothing has a share near 0", () => {
  const axes = ["alpha=0..1", "tau_rule=0.1..0.2"].map((a) =>
    parseAxis(a, keys)
  );
  const points = Array.from(
    { length: 500 },
    (_, i) => [(i * 0.618034) % 1, 0.1 + 0.1 * ((i * 0.754878) % 1)],
  );
  const [first, second] = sensitivities(
    points,
    points.map(([a]) => a!),
    axes,
    "sobol",
  );
  assertEquals(first!.key, "fusion.alpha");
  assert(first!.share > 0.97 && second!.share < 0.05);
  assertEquals(first!.levels.length, 10);
  assertEquals(first!.levels.reduce((n, l) => n + l.n, 0), 500);
  // Too few draws to tell anything.
  assertEquals(
    sensitivities(points.slice(0, 1), [1], axes, "sobol").map((s) => s.share),
    [0, 0],
  );
});

Deno.test("metrics by name", () => {
  const matrix = confusionMatrix([0, 0, 3, 3], [0, 1, 3, 3], 5);
  assertEquals(findMetric("Accuracy").metric(matrix), 0.75);
  assertEquals(findMetric("recall.core").name, "recall.CORE");
  assertEquals(findMetric("recall.CORE").metric(matrix), 0.5);
  assertEquals(findMetric("precision.FILL").metric(matrix), 1);
  for (const name of SWEEP_METRICS) {
    assert(Number.isFinite(findMetric(name).metric(matrix)), name);
  }
  assertThrows(() => findMetric("macro-f1"), UsageError, '"macro_f1"?');
  assertThrows(() => findMetric("speed"), UsageError, "there are macro_f1");
});
