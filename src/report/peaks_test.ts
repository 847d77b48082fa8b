import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { COLUMNS, outlineOf } from "./peaks.ts";

const LETTERS =
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

Deno.test("an outline follows the sound: silence, a step, the loudest", () => {
  const samples = new Float32Array(COLUMNS * 100);
  samples.fill(-0.25, COLUMNS * 50);
  samples[COLUMNS * 75] = 0.5;
  const outline = outlineOf([samples]);
  assertEquals(outline.length, COLUMNS);
  assertEquals(outline.slice(0, COLUMNS / 2), "A".repeat(COLUMNS / 2));
  assertEquals(outline[COLUMNS / 2], LETTERS[32]);
  assertEquals(outline.indexOf("_"), COLUMNS * 3 / 4);
  assertEquals(outline.lastIndexOf("_"), COLUMNS * 3 / 4);
});

Deno.test("the loudest channel counts, and loudness in all does not", () => {
  const quiet = new Float32Array(1000).fill(0.001);
  const loud = new Float32Array(1000).fill(-0.002);
  assertEquals(outlineOf([quiet, loud]), "_".repeat(COLUMNS));
  assertEquals(outlineOf([new Float32Array(1000)]), "A".repeat(COLUMNS));
});

Deno.test("any sound of one sample or more has an outline; what sounds is never drawn as silence", () => {
  fc.assert(fc.property(
    fc.float32Array({
      minLength: 1,
      maxLength: 400,
      noNaN: true,
      min: -8,
      max: 8,
    }),
    (samples) => {
      const outline = outlineOf([samples]);
      assertEquals(outline.length, COLUMNS);
      assert([...outline].every((letter) => LETTERS.includes(letter)));
      assertEquals(
        outline.includes("_"),
        samples.some((x) => x !== 0),
      );
    },
  ));
});
