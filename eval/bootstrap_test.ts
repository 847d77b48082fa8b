import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { UsageError } from "../src/errors.ts";
import golden from "../tests/golden/metrics.json" with { type: "json" };
import { bootstrap, bootstrapDifference, percentile } from "./bootstrap.ts";
import { accuracy, classFigures, macroF1 } from "./metrics/confusion.ts";
import { Random } from "./random.ts";

Deno.test("random numbers are xoshiro128**'s", () => {
  for (const { seed, uint32 } of golden.random) {
    const random = new Random(seed);
    assertEquals(uint32.map(() => random.uint32()), uint32);
  }
});

Deno.test("random numbers below n are below n and even", () => {
  const random = new Random(5);
  const seen = new Array<number>(7).fill(0);
  for (let i = 0; i < 70_000; i++) seen[random.below(7)]!++;
  assert(seen.every((n) => n > 9600 && n < 10_400), String(seen));
});

Deno.test("percentiles are numpy's", () => {
  const { sorted, q, value } = golden.percentiles;
  assertEquals(
    q.map((x) => percentile(Float64Array.from(sorted), x)),
    value,
  );
});

/** `groups` packs of `size` samples; in pack g, `right(g, i)` tells whether sample i is right. */
function packs(
  groups: number,
  size: number,
  right: (g: number, i: number) => boolean,
) {
  const truth: number[] = [];
  const predicted: number[] = [];
  const group: number[] = [];
  for (let g = 0; g < groups; g++) {
    for (let i = 0; i < size; i++) {
      truth.push(i % 5);
      predicted.push(right(g, i) ? i % 5 : (i + 1) % 5);
      group.push(g);
    }
  }
  return { samples: { truth, groups: group, k: 5 }, predicted };
}

Deno.test("the same seed gives the same interval, another seed a slightly different one", () => {
  const { samples, predicted } = packs(
    20,
    10,
    (g, i) => (g * 7 + i * 3) % 4 > 0,
  );
  const of = (seed: number) =>
    bootstrap(samples, predicted, { accuracy }, { seed }).accuracy!;
  assertEquals(of(1), of(1));
  assert(Math.abs(of(1)[0] - of(2)[0]) < 0.02);
});

Deno.test("the interval of independent samples is the binomial's", () => {
  // 400 groups of one sample, 300 right: 0.75 ± 1.96·√(0.75·0.25/400).
  const { samples, predicted } = packs(400, 1, (g) => g % 4 > 0);
  const [low, high] = bootstrap(samples, predicted, { accuracy }, {
    resamples: 4000,
  }).accuracy!;
  assert(Math.abs(low - (0.75 - 0.0424)) < 0.006, String(low));
  assert(Math.abs(high - (0.75 + 0.0424)) < 0.006, String(high));
});

Deno.test("whole packs are drawn: packs that are all right or all wrong widen the interval", () => {
  const alike = packs(20, 20, (g) => g % 4 > 0);
  const mixed = packs(20, 20, (_, i) => i % 4 > 0);
  const width = (p: typeof alike) => {
    const [low, high] = bootstrap(p.samples, p.predicted, { accuracy })
      .accuracy!;
    return high - low;
  };
  assertEquals(width(mixed), 0);
  assert(width(alike) > 0.3);
});

Deno.test("a paired difference is that of the same draws", () => {
  const a = packs(30, 10, (g, i) => (g + i) % 3 > 0);
  const same = bootstrapDifference(a.samples, a.predicted, a.predicted, {
    macroF1,
  });
  assertEquals(same.macroF1, [0, 0]);
  // Better by exactly one sample in each pack: the difference never varies.
  const better = a.predicted.slice();
  for (let g = 0; g < 30; g++) {
    const wrong = [0, 1, 2].find((i) => (g + i) % 3 === 0)!;
    better[g * 10 + wrong] = a.samples.truth[g * 10 + wrong]!;
  }
  const { accuracy: difference } = bootstrapDifference(
    a.samples,
    a.predicted,
    better,
    { accuracy },
  );
  assert(Math.abs(difference![0] - 0.1) < 1e-12);
  assert(Math.abs(difference![1] - 0.1) < 1e-12);
});

Deno.test("the order of the samples does not matter, weights do", () => {
  const { samples, predicted } = packs(6, 8, (g, i) => (g * i) % 3 > 0);
  const order = Array.from(predicted.keys()).reverse();
  const of = (values: ArrayLike<number>) => order.map((i) => values[i]!);
  const straight = bootstrap(samples, predicted, { accuracy });
  assertEquals(
    bootstrap(
      { truth: of(samples.truth), groups: of(samples.groups), k: 5 },
      of(predicted),
      { accuracy },
    ),
    straight,
  );
  const heavy = bootstrap(
    {
      ...samples,
      weights: predicted.map((p, i) => p === samples.truth[i] ? 9 : 1),
    },
    predicted,
    { accuracy },
  );
  assert(heavy.accuracy![0] > straight.accuracy![0]);
});

Deno.test("one group gives no interval; a figure that no draw has gives none", () => {
  const one = packs(1, 10, () => true);
  assertEquals(
    bootstrap(one.samples, one.predicted, { accuracy }).accuracy,
    null,
  );
  const two = packs(4, 3, () => true);
  const never = bootstrap(two.samples, two.predicted, { nothing: () => NaN });
  assertEquals(never.nothing, null);
  // A role that only some packs have: draws without it are left out.
  const { recall } = bootstrap(
    { truth: [0, 0, 1, 1], groups: [0, 1, 2, 3], k: 2 },
    [0, 0, 1, 0],
    {
      recall: (m) => {
        const { support, recall } = classFigures(m)[1]!;
        return support === 0 ? NaN : recall;
      },
    },
  );
  assertEquals(recall, [0, 1]);
});

Deno.test("no draws give no interval, too many are refused", () => {
  const { samples, predicted } = packs(4, 3, () => true);
  const of = (resamples: number) =>
    bootstrap(samples, predicted, { accuracy }, { resamples }).accuracy;
  assertEquals(of(0), null);
  assertEquals(of(1), [1, 1]);
  assertThrows(() => of(1e9), UsageError, "at most 1000000");
});

Deno.test("an interval holds the figure's value when packs are many", () => {
  fc.assert(
    fc.property(fc.nat(1000), (seed) => {
      const random = new Random(seed);
      const { samples, predicted } = packs(40, 5, () => random.unit() < 0.7);
      const hits = predicted.filter((p, i) => p === samples.truth[i]).length;
      const [low, high] = bootstrap(samples, predicted, { accuracy }, {
        seed,
        resamples: 300,
      }).accuracy!;
      return low <= hits / predicted.length && hits / predicted.length <= high;
    }),
    { numRuns: 30 },
  );
});
