import { assertAlmostEquals, assertEquals } from "@std/assert";
import cases from "../../tests/golden/multinomial.json" with { type: "json" };
import { fitMultinomial, type Multinomial } from "./multinomial.ts";

function probabilities(
  { intercepts, coefficients }: Multinomial,
  row: readonly number[],
): number[] {
  const powers = intercepts.map((intercept, k) =>
    Math.exp(
      row.reduce((sum, x, j) => sum + x * coefficients[k]![j]!, intercept),
    )
  );
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((p) => p / sum);
}

Deno.test("a fit gives scikit-learn's probabilities", () => {
  for (const { x, y, weights, classes, c, probabilities: expected } of cases) {
    const model = fitMultinomial({ x, y, weights, classes }, c);
    expected.forEach((row, i) =>
      row.forEach((p, k) =>
        assertAlmostEquals(probabilities(model, x[i]!)[k]!, p, 1e-4)
      )
    );
  }
});

Deno.test("separable classes and a feature that says nothing stay finite", () => {
  const model = fitMultinomial({
    x: [[0, 1], [0, 1], [1, 1], [1, 1]],
    y: [0, 0, 1, 1],
    weights: [1, 1, 1, 1],
    classes: 2,
  }, 1);
  assertEquals(model.coefficients.flat().every(Number.isFinite), true);
  assertEquals(probabilities(model, [1, 1])[1]! > 0.5, true);
});
