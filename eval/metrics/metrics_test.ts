/** Our figures against scikit-learn's: tests/golden/metrics.json, made by tests/golden/metrics.py. */
import { assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import golden from "../../tests/golden/metrics.json" with { type: "json" };
import {
  atCoverage,
  calibrationError,
  confidenceFor,
  coverageCurve,
  thinned,
} from "./calibration.ts";
import {
  accuracy,
  balancedAccuracy,
  classFigures,
  cohenKappa,
  confusionMatrix,
  macroF1,
  rowNormalised,
  rowsOf,
  weightedF1,
} from "./confusion.ts";
import { mcnemar } from "./mcnemar.ts";
import { brierScore, logLoss, topKAccuracy } from "./probability.ts";

const K = 5;
const near = (actual: number, expected: number, what: string) =>
  assertAlmostEquals(
    actual,
    expected,
    1e-12,
    `${what}: ${actual}, ${expected}`,
  );

for (const c of golden.cases) {
  Deno.test(`metrics equal scikit-learn's: ${c.name}`, () => {
    const weights = c.weights === null ? {} : { weights: c.weights };
    const matrix = confusionMatrix(
      c.truth,
      c.predicted,
      K,
      c.weights ?? undefined,
    );
    assertEquals(rowsOf(matrix), c.confusion);
    rowsOf(rowNormalised(matrix)).flat().forEach((x, i) =>
      near(x, c.row_normalised.flat()[i]!, `row_normalised ${i}`)
    );
    near(accuracy(matrix), c.accuracy, "accuracy");
    near(macroF1(matrix), c.macro_f1, "macro_f1");
    near(weightedF1(matrix), c.weighted_f1, "weighted_f1");
    near(balancedAccuracy(matrix), c.balanced_accuracy, "balanced_accuracy");
    if (c.kappa === null) assertEquals(cohenKappa(matrix), NaN);
    else near(cohenKappa(matrix), c.kappa, "kappa");
    for (const [i, figures] of classFigures(matrix).entries()) {
      near(figures.precision, c.precision[i]!, `precision ${i}`);
      near(figures.recall, c.recall[i]!, `recall ${i}`);
      near(figures.f1, c.f1[i]!, `f1 ${i}`);
      near(figures.support, c.support[i]!, `support ${i}`);
    }
    const p = {
      truth: c.truth,
      p: Float64Array.from(c.p),
      k: K,
      ...weights,
    };
    near(topKAccuracy(p, 2), c.top2, "top2");
    near(logLoss(p), c.log_loss, "log_loss");
    near(brierScore(p), c.brier, "brier");

    const correct = c.truth.map((t, i) => t === c.predicted[i] ? 1 : 0);
    const confidences = { confidence: c.confidence, correct, ...weights };
    const { ece, bins } = calibrationError(confidences);
    near(ece, c.ece, "ece");
    for (const [i, bin] of bins.entries()) {
      const [weight, confidence, right] = c.bins[i]!;
      assertEquals(bin.weight, weight, `weight of bin ${i}`);
      if (bin.confidence === null) {
        assertEquals([confidence, right], [null, null]);
      } else {
        near(bin.confidence, confidence!, `confidence of bin ${i}`);
        near(bin.accuracy!, right!, `accuracy of bin ${i}`);
      }
    }
    const curve = coverageCurve(confidences);
    assertEquals(curve.length, c.coverage.length);
    for (const [i, point] of curve.entries()) {
      const [confidence, coverage, precision] = c.coverage[i]!;
      assertEquals(point.confidence, confidence);
      near(point.coverage, coverage!, `coverage ${i}`);
      near(point.precision, precision!, `precision ${i}`);
    }
  });
}

Deno.test("McNemar's test equals scipy's", () => {
  for (const row of golden.mcnemar) {
    const [first, second, method, statistic, p] = row as [
      number,
      number,
      string,
      number,
      number,
    ];
    const ours = mcnemar(first, second);
    assertEquals(ours.method, method);
    near(ours.statistic, statistic, `statistic of ${first}, ${second}`);
    assertAlmostEquals(ours.p_value / p, 1, 1e-11, `p of ${first}, ${second}`);
  }
});

Deno.test("McNemar's p is symmetric, falls as the counts part, and has no step where its series meet", () => {
  fc.assert(fc.property(fc.nat(500), fc.nat(500), (a, b) => {
    const { p_value } = mcnemar(a, b);
    assertEquals(p_value, mcnemar(b, a).p_value);
    return p_value > 0 && p_value <= 1 &&
      // One method only: exact and corrected p differ a little at 25.
      (a < b || a + b < 25 ||
        mcnemar(a + 2, Math.max(b - 2, 0)).p_value <= p_value);
  }));
});

const curveArb = fc.array(
  fc.record({
    confidence: fc.integer({ min: 0, max: 20 }).map((x) => x / 20),
    correct: fc.constantFrom(0, 1),
  }),
  { minLength: 1, maxLength: 60 },
).map((answers) =>
  coverageCurve({
    confidence: answers.map((a) => a.confidence),
    correct: answers.map((a) => a.correct),
  })
);

Deno.test("the coverage curve falls in confidence, rises in coverage and ends with everything", () => {
  fc.assert(fc.property(curveArb, (curve) => {
    for (const [i, point] of curve.entries()) {
      const before = curve[i - 1];
      if (before === undefined) continue;
      if (
        point.confidence >= before.confidence ||
        point.coverage <= before.coverage
      ) return false;
    }
    return Math.abs(curve.at(-1)!.coverage - 1) < 1e-12;
  }));
});

Deno.test("a thinned curve has no more points than asked, the last among them, in order", () => {
  fc.assert(
    fc.property(curveArb, fc.integer({ min: 1, max: 20 }), (curve, n) => {
      const few = thinned(curve, n);
      assertEquals(few.at(-1), curve.at(-1));
      let at = -1;
      for (const point of few) {
        const next = curve.indexOf(point);
        if (next <= at) return false;
        at = next;
      }
      return few.length <= n;
    }),
  );
});

Deno.test("the confidence for a precision takes the most answers that keep it", () => {
  fc.assert(
    fc.property(
      curveArb,
      fc.double({ min: 0, max: 1, noNaN: true }),
      (curve, goal) => {
        const point = confidenceFor(curve, goal);
        const reach = curve.filter((p) => p.precision >= goal);
        return point === null ? reach.length === 0 : point.precision >= goal &&
          reach.every((p) => p.coverage <= point.coverage);
      },
    ),
  );
});

Deno.test("precision at a coverage is read where the coverage is first reached", () => {
  const curve = coverageCurve({
    confidence: [0.9, 0.8, 0.7, 0.6],
    correct: [1, 1, 0, 1],
  });
  assertEquals(atCoverage(curve, 0.5)?.precision, 1);
  assertEquals(atCoverage(curve, 0.51)?.precision, 2 / 3);
  assertEquals(atCoverage([], 0.5), null);
});
