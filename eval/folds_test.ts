import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import golden from "../tests/golden/metrics.json" with { type: "json" };
import { stratifiedGroupFolds } from "./folds.ts";

Deno.test("folds are those of scikit-learn's StratifiedGroupKFold", () => {
  for (const { truth, groups, k, fold } of golden.folds) {
    assertEquals(Array.from(stratifiedGroupFolds(truth, groups, 5, k)), fold);
  }
});

const samplesArb = fc.integer({ min: 2, max: 12 }).chain((groupCount) =>
  fc.array(
    fc.record({
      truth: fc.nat(4),
      group: fc.nat(groupCount - 1),
    }),
    { minLength: 5, maxLength: 80 },
  )
).map((samples) => {
  const names = [...new Set(samples.map((s) => s.group))].sort((a, b) => a - b);
  return samples.map((s) => ({ ...s, group: names.indexOf(s.group) }));
}).filter((samples) => samples.some((s) => s.group > 0));

Deno.test("no group is split, and the order of the samples does not matter", () => {
  fc.assert(fc.property(samplesArb, (samples) => {
    const truth = samples.map((s) => s.truth);
    const groups = samples.map((s) => s.group);
    const k = Math.min(5, Math.max(...groups) + 1);
    const folds = stratifiedGroupFolds(truth, groups, 5, k);
    const foldOf = new Map<number, number>();
    for (const [i, g] of groups.entries()) {
      assertEquals(foldOf.get(g) ?? folds[i]!, folds[i]!);
      foldOf.set(g, folds[i]!);
    }
    assert(folds.every((f) => f < k));
    assertEquals(
      Array.from(
        stratifiedGroupFolds(truth.toReversed(), groups.toReversed(), 5, k),
      ).reverse(),
      Array.from(folds),
    );
  }));
});

Deno.test("too few groups for the folds", () => {
  assertThrows(
    () => stratifiedGroupFolds([0, 1], [0, 1], 5, 3),
    RangeError,
    "3 folds of 2 groups: take 2 to 2",
  );
});
