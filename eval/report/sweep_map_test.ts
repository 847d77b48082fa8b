import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { placeAmong } from "./sweep_map.ts";

Deno.test("a value stands on its cell, between two, or at the edge", () => {
  const values = [0.25, 0.5, 1];
  assertEquals(placeAmong(0.5, values), { nearest: 1, off: 0 });
  assertEquals(placeAmong(0.625, values), { nearest: 1, off: 0.25 });
  assertEquals(placeAmong(0.875, values), { nearest: 2, off: -0.25 });
  assertEquals(placeAmong(0.1, values), { nearest: 0, off: -0.5 });
  assertEquals(placeAmong(3, values), { nearest: 2, off: 0.5 });
  assertEquals(placeAmong("mean", ["max", "mean"]), { nearest: 1, off: 0 });
  assertEquals(placeAmong("mean", ["max", "topk"]), null);
  assertEquals(placeAmong(0.5, [0.8, 0.2]), null);
});

Deno.test("places keep the order of values", () => {
  const number = fc.integer({ min: 0, max: 1000 });
  fc.assert(fc.property(
    fc.uniqueArray(number, { minLength: 1 }),
    number,
    number,
    (some, a, b) => {
      const values = some.toSorted((x, y) => x - y);
      const at = (x: number) => {
        const { nearest, off } = placeAmong(x, values)!;
        assert(Math.abs(off) <= 0.5);
        return nearest + off;
      };
      if (a < b) assert(at(a) <= at(b));
    },
  ));
});
