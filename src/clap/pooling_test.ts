import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import fc from "fast-check";
import { dot, l2Normalize, poolWindows } from "./pooling.ts";

const vectors = fc.array(fc.integer({ min: -1000, max: 1000 }), {
  minLength: 1,
  maxLength: 20,
}).map((values) => Float32Array.from(values, (x) => x / 100));

Deno.test("a normalised vector has length 1, its direction stays", () => {
  fc.assert(fc.property(vectors, (v) => {
    const unit = l2Normalize(v);
    const length = Math.sqrt(dot(v, v));
    if (length === 0) assertEquals([...unit], [...v].map(() => 0));
    else {
      assertAlmostEquals(dot(unit, unit), 1, 1e-6);
      for (const [i, x] of unit.entries()) {
        assertAlmostEquals(x * length, v[i]!, 1e-5);
      }
    }
  }));
});

Deno.test("one window's vector stays, whatever the pooling", () => {
  const unit = l2Normalize(Float32Array.of(3, -4));
  for (const pooling of ["mean", "max"] as const) {
    const pooled = poolWindows([unit], pooling);
    assertAlmostEquals(pooled[0]!, 0.6, 1e-7);
    assertAlmostEquals(pooled[1]!, -0.8, 1e-7);
  }
});

Deno.test("mean and largest of windows, then normalised", () => {
  const windows = [Float32Array.of(1, 0, 0), Float32Array.of(0, 0, -1)];
  const mean = poolWindows(windows, "mean");
  assertAlmostEquals(mean[0]!, Math.SQRT1_2, 1e-6);
  assertAlmostEquals(mean[2]!, -Math.SQRT1_2, 1e-6);
  assertEquals([...poolWindows(windows, "max")], [1, 0, 0]);
});

Deno.test("the order of windows does not matter", () => {
  const windows = fc.array(fc.tuple(fc.integer(), fc.integer()), {
    minLength: 1,
    maxLength: 5,
  }).map((pairs) =>
    pairs.map(([a, b]) => l2Normalize(Float32Array.of(a % 100, b % 100, 1)))
  );
  fc.assert(fc.property(windows, (windows) => {
    for (const pooling of ["mean", "max"] as const) {
      const a = poolWindows(windows, pooling);
      const b = poolWindows(windows.toReversed(), pooling);
      assert(dot(a, b) > 1 - 1e-6);
    }
  }));
});

Deno.test("vectors of different lengths and no vectors are refused", () => {
  const a = Float32Array.of(1, 0), b = Float32Array.of(1);
  assertThrows(() => dot(a, b), RangeError, "2 and 1 dimensions");
  assertThrows(() => poolWindows([a, b], "mean"), RangeError, "2 and 1");
  assertThrows(() => poolWindows([], "mean"), RangeError, "no window");
});
