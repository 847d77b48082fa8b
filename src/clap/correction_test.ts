import { assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { ROLES } from "../types.ts";
import { Correction, type CorrectionConfig, sumOfParts } from "./correction.ts";
import { dot, l2Normalize } from "./pooling.ts";

const config = (
  weight = 6,
  shrinkage = 3,
  reach = 0.3,
): CorrectionConfig => ({
  tau_clap: 0.07,
  prototypes: { labels: null, weight, shrinkage, reach },
});

const SURE_OF_CORE = [1, 0, 0, 0, 0];
const UNDECIDED = [0.2, 0.2, 0.2, 0.2, 0.2];

const vector = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), {
  minLength: 4,
  maxLength: 4,
}).map((x) => l2Normalize(Float32Array.from(x)))
  .filter((x) => dot(x, x) > 0.5);

/** Labelled sounds with what the prompts say of each. */
const taught = fc.record({
  role: fc.constantFrom(...ROLES),
  vector,
  given: fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), {
    minLength: 5,
    maxLength: 5,
  }).map((p) => {
    const sum = p.reduce((a, b) => a + b);
    return p.map((x) => x / sum);
  }),
});

type Taught = typeof taught extends fc.Arbitrary<infer T> ? T : never;

const correctionOf = (sounds: readonly Taught[], by = config()) =>
  new Correction(
    sounds.map(({ role }) => role),
    (i, j) => dot(sounds[i]!.vector, sounds[j]!.vector),
    sounds.map(({ given }) => given),
    by,
  );

const cosines = (sounds: readonly Taught[], y: Float32Array) =>
  sounds.map(({ vector }) => dot(vector, y));

Deno.test("n sounds alike move a role by n / (n + shrinkage) of what was wrong", () => {
  for (const n of [1, 3, 20]) {
    const correction = new Correction(
      Array.from({ length: n }, () => "FILL"),
      () => 1,
      Array.from({ length: n }, () => SURE_OF_CORE),
      config(6, 3),
    );
    const added = sumOfParts(correction.parts(new Float64Array(n).fill(1)));
    const most = 6 * 0.07 * n / (n + 3);
    ROLES.forEach((role, r) => {
      const wrong = role === "FILL" ? 1 : role === "CORE" ? -1 : 0;
      assertAlmostEquals(added[r]!, wrong * most, 1e-12);
    });
  }
});

Deno.test("what the prompts have right teaches nothing, and what is taught fades with the distance", () => {
  const right = new Correction(["CORE"], () => 1, [SURE_OF_CORE], config());
  assertEquals([...sumOfParts(right.parts([1]))].map((x) => x + 0), [
    0,
    0,
    0,
    0,
    0,
  ]);
  const one = new Correction(["CORE"], () => 1, [UNDECIDED], config());
  const near = sumOfParts(one.parts([1]))[0]!;
  const far = sumOfParts(one.parts([0.7]))[0]!;
  assertAlmostEquals(near, 6 * 0.07 * 0.8 / 4, 1e-12);
  assertAlmostEquals(far, near / Math.E, 1e-12);
  const off = new Correction(["CORE"], () => 1, [UNDECIDED], config(0));
  assertEquals(sumOfParts(off.parts([1]))[0], 0);
});

Deno.test("the parts of a fit solve its equations", () => {
  fc.assert(fc.property(fc.array(taught, { maxLength: 12 }), (sounds) => {
    // On its own sounds: error − shrinkage · coefficient, in the units of the similarities.
    const correction = correctionOf(sounds);
    sounds.forEach(({ role, given, vector }, i) => {
      const parts = correction.parts(cosines(sounds, vector));
      const added = sumOfParts(parts);
      ROLES.forEach((name, r) => {
        const error = (role === name ? 1 : 0) - given[r]!;
        const coefficient = parts[i * 5 + r]! / (6 * 0.07);
        assertAlmostEquals(
          added[r]! / (6 * 0.07),
          error - 3 * coefficient,
          1e-6,
        );
      });
    });
  }));
});

Deno.test("a sound that taught is judged as if it, and all copies of it, had not", () => {
  fc.assert(
    fc.property(
      fc.array(taught, { minLength: 2, maxLength: 8 }),
      fc.constantFrom(...ROLES),
      (sounds, role) => {
        const judged = sounds[0]!.vector;
        const all = [...sounds, { ...sounds[0]!, role }];
        const others = all.filter(({ vector }) =>
          dot(vector, judged) < 1 - 1e-5
        );
        const held = correctionOf(all)
          .partsWithoutCopies(cosines(all, judged));
        const anew = correctionOf(others).parts(cosines(others, judged));
        const [a, b] = [sumOfParts(held), sumOfParts(anew)];
        for (let r = 0; r < 5; r++) assertAlmostEquals(a[r]!, b[r]!, 1e-9);
      },
    ),
  );
});

Deno.test("a sound that did not teach is judged by all", () => {
  fc.assert(
    fc.property(fc.array(taught, { maxLength: 5 }), vector, (sounds, y) => {
      const far = cosines(sounds, y).map((c) => Math.min(c, 0.99));
      const correction = correctionOf(sounds);
      assertEquals(
        correction.partsWithoutCopies(far),
        correction.parts(far),
      );
    }),
  );
});
