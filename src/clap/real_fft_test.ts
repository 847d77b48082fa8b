import { assert } from "@std/assert";
import fc from "fast-check";
import { createRealFft } from "./real_fft.ts";

/** |X[k]|² by the definition. */
function power(frame: readonly number[], k: number): number {
  let re = 0, im = 0;
  for (const [i, x] of frame.entries()) {
    re += x * Math.cos(2 * Math.PI * i * k / frame.length);
    im -= x * Math.sin(2 * Math.PI * i * k / frame.length);
  }
  return re ** 2 + im ** 2;
}

for (const size of [8, 16, 64, 128, 1024]) {
  Deno.test(`power spectrum of ${size} samples is the definition's`, () => {
    const fft = createRealFft(size);
    const out = new Float64Array(size / 2);
    const frames = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), {
      minLength: size,
      maxLength: size,
    });
    fc.assert(
      fc.property(frames, (frame) => {
        fft.frame.set(frame);
        fft.power(out);
        for (let k = 0; k < out.length; k += Math.max(1, size / 64)) {
          const expected = power(frame, k);
          assert(
            Math.abs(out[k]! - expected) < 1e-9 * (1 + size),
            `bin ${k}: ${out[k]}, not ${expected}`,
          );
        }
      }),
      { numRuns: 20 },
    );
  });
}

Deno.test("a shorter output takes the lower bins", () => {
  const fft = createRealFft(64);
  const frame = Float64Array.from(
    { length: 64 },
    (_, i) => Math.sin(i) + i / 9,
  );
  const all = new Float64Array(32);
  const some = new Float64Array(5);
  fft.frame.set(frame);
  fft.power(all);
  fft.frame.set(frame);
  fft.power(some);
  assert(some.every((x, k) => x === all[k]));
});
