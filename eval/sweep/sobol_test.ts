import { assert, assertEquals, assertThrows } from "@std/assert";
import golden from "../../tests/golden/metrics.json" with { type: "json" };
import { MAX_DIMENSIONS, sobolPoints } from "./sobol.ts";

Deno.test("Sobol points are scipy's", () => {
  assertEquals(MAX_DIMENSIONS, 64);
  // scipy has 30 bits; so few points need five.
  assertEquals(Array.from(sobolPoints(33, 64)), golden.sobol.flat());
});

Deno.test("each half, quarter, … of every dimension gets its share, shifted or not", () => {
  const shift = [123456789, 0xdeadbeef, 42, 7, 0x80000000];
  for (const points of [sobolPoints(256, 5), sobolPoints(256, 5, shift)]) {
    for (let d = 0; d < 5; d++) {
      const cells = new Set(
        Array.from(
          { length: 256 },
          (_, i) => Math.floor(points[i * 5 + d]! * 256),
        ),
      );
      assertEquals(cells.size, 256);
    }
    assert(points.every((x) => x >= 0 && x < 1));
  }
});

Deno.test("too many dimensions", () => {
  assertThrows(() => sobolPoints(1, 65), RangeError, "65 dimensions");
});
