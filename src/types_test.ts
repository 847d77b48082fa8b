import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { DSPFeatures, ROLES, ScoreVector } from "./types.ts";

const vector = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), {
  minLength: 5,
  maxLength: 5,
});

Deno.test("ScoreVector ranks, and breaks ties by the roles' order", () => {
  const scores = ScoreVector.from({
    CORE: 0.1,
    ACCENT: 0.4,
    MOTION: 0.1,
    FILL: 0.4,
    TEXTURE: 0,
  });
  assertEquals(scores.argmax(), "ACCENT");
  assertEquals(scores.second(), ["FILL", 0.4]);
  assertEquals(scores.max(), 0.4);
  assertEquals(scores.margin(), 0);
  assertEquals(scores.sorted().map(([role]) => role), [
    "ACCENT",
    "FILL",
    "CORE",
    "MOTION",
    "TEXTURE",
  ]);
});

Deno.test("ScoreVector takes five values and keeps them to itself", () => {
  assertThrows(() => new ScoreVector([1, 2]), RangeError, "2 values");
  const scores = new ScoreVector([1, 2, 3, 4, 5]);
  const copy = scores.clone();
  copy.values[0] = 9;
  assertEquals(scores.get("CORE"), 1);
});

Deno.test("normalize gives probabilities and keeps the order of what is positive", () => {
  fc.assert(fc.property(vector, (values) => {
    const p = new ScoreVector(values).normalize();
    assertAlmostEquals(p.values.reduce((a, b) => a + b, 0), 1, 1e-9);
    for (const [i] of ROLES.entries()) {
      for (const [j] of ROLES.entries()) {
        if (values[i]! > values[j]! && p.values[i]! < p.values[j]!) {
          throw new Error("the order changed");
        }
      }
    }
  }));
  assertEquals([...new ScoreVector([-1, -1, 0, 0, -2]).normalize().values], [
    0.2,
    0.2,
    0.2,
    0.2,
    0.2,
  ]);
});

Deno.test("scores become JSON role by role", () => {
  assertEquals(
    JSON.stringify(new ScoreVector([1, 2, 3, 4, 5])),
    '{"CORE":1,"ACCENT":2,"MOTION":3,"FILL":4,"TEXTURE":5}',
  );
});

Deno.test("A_fast and D_short are the complements of the times", () => {
  const features = new DSPFeatures({
    energy: 0,
    sharpness: 0,
    attack_time: 0.25,
    decay_time: 1,
    low_ratio: 0,
    mid_ratio: 0,
    high_ratio: 0,
    spectral_flatness: 0,
    zero_crossing_rate: 0,
  });
  assertEquals(features.A_fast, 0.75);
  assertEquals(features.D_short, 0);
});
