import { assert } from "@std/assert";
import FFT from "fft.js";
import { samplesAt, twiddles, WORK } from "../memory.ts";
import { noise } from "../testing/signals.ts";
import { fft } from "./kernel.wasm";

const [INPUT, A, B] = WORK;

/** Complex transform of real and imaginary parts, one after the other, by the kernel. */
function transform(z: Float32Array, inverse = false): Float32Array {
  const n = z.length / 2;
  samplesAt(INPUT, 2 * n).set(z);
  const [re, im] = inverse ? [INPUT + 4 * n, INPUT] : [INPUT, INPUT + 4 * n];
  const out = samplesAt(fft(re, im, A, B, twiddles(n), n), 2 * n);
  return inverse
    ? Float32Array.of(...out.subarray(n), ...out.subarray(0, n))
    : out.slice();
}

const SIZES = [16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192];

Deno.test("fft is fft.js's transform", () => {
  for (const n of SIZES) {
    const z = noise(2 * n, n);
    const plain = new FFT(n);
    const input = plain.createComplexArray();
    const expected = plain.createComplexArray();
    for (let i = 0; i < n; i++) {
      input[2 * i] = z[i]!;
      input[2 * i + 1] = z[n + i]!;
    }
    plain.transform(expected, input);
    const actual = transform(z);
    let error = 0;
    for (let k = 0; k < n; k++) {
      error = Math.max(
        error,
        Math.abs(actual[k]! - expected[2 * k]!),
        Math.abs(actual[n + k]! - expected[2 * k + 1]!),
      );
    }
    assert(error < 4e-7 * Math.sqrt(n) * Math.log2(n), `${n}: ${error}`);
  }
});

Deno.test("fft forth and back is the input times its length", () => {
  for (const n of SIZES) {
    const z = noise(2 * n, n);
    const back = transform(transform(z), true);
    const error = z.reduce(
      (e, x, i) => Math.max(e, Math.abs(back[i]! / n - x)),
      0,
    );
    assert(error < 2e-6, `${n}: ${error}`);
  }
});
