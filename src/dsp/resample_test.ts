import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import golden from "../../tests/golden/resample.json" with { type: "json" };
import { impulseResponse } from "./kaiser.ts";
import { toMono } from "./mono.ts";
import { resample, resampleMono } from "./resample.ts";
import { steepFilter } from "./resample_plan.ts";
import { largestDifference, noise, sine } from "./testing/signals.ts";

/** Rates of real files and models, and some that share no divisor. */
const RATES = [
  8000,
  11025,
  16000,
  22050,
  32000,
  33000,
  44100,
  44101,
  48000,
  50000,
  96000,
  192000,
];

const rate = fc.oneof(
  fc.constantFrom(...RATES),
  fc.integer({ min: 4000, max: 192_000 }),
);

function peak(x: Float32Array): number {
  return x.reduce((max, v) => Math.max(max, Math.abs(v)), 0);
}

function rms(x: Float32Array): number {
  return Math.sqrt(x.reduce((sum, v) => sum + v * v, 0) / x.length);
}

/** Samples more than `seconds` away from both ends. */
function inner(x: Float32Array, hertz: number, seconds = 0.03): Float32Array {
  const edge = Math.ceil(seconds * hertz);
  return x.subarray(edge, x.length - edge);
}

Deno.test("resample is close to soxr_hq, on noise", () => {
  // Made by tests/golden/features.py. White noise is the hardest case: what differs lies in the transition band, where
  // soxr's filters differ from rate to rate, and in the first sample. soxr may round the length down.
  const x = noise(golden.length).map((v) => v * golden.gain);
  for (const { from, to, samples } of golden.cases) {
    const y = resample(x, from, to).subarray(0, samples.length);
    const error = rms(y.map((v, i) => v - samples[i]!)) / rms(y);
    assert(error < 0.003, `${from} to ${to} Hz: ${error}`);
  }
});

Deno.test("resample is the sum over a windowed sinc", () => {
  const x = noise(3000);
  for (const [from, to] of [[44100, 16000], [44101, 16000], [16000, 48000]]) {
    const stop = Math.min(from!, to!) / 2 / from!;
    const response = impulseResponse(steepFilter(stop));
    const expected = Float64Array.from(
      { length: Math.ceil(x.length * to! / from!) },
      (_, i) => {
        const time = i * from! / to!;
        return x.reduce(
          (sum, v, n) => sum + v * response(time - n),
          0,
        );
      },
    );
    const error = largestDifference(resample(x, from!, to!), expected);
    assert(error < 3e-6, `${from} to ${to} Hz: ${error}`);
  }
});

Deno.test("resample gives ceil(n · to / from) samples", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 3000 }),
      rate,
      rate,
      (length, from, to) => {
        const y = resample(noise(length), from, to);
        assertEquals(y.length, Math.ceil(length * to / from));
      },
    ),
    { numRuns: 60 },
  );
});

Deno.test("resample keeps sines below 0.9 of the lower Nyquist frequency", () => {
  fc.assert(
    fc.property(
      rate,
      rate,
      fc.double({ min: 0.01, max: 0.9, noNaN: true }),
      fc.double({ min: 0, max: 6.28, noNaN: true }),
      (from, to, share, phase) => {
        const hertz = share * Math.min(from, to) / 2;
        const seconds = 0.12;
        const x = sine(Math.ceil(seconds * from), hertz, from, phase);
        const y = resample(x, from, to);
        const expected = sine(y.length, hertz, to, phase);
        const error = largestDifference(inner(y, to), inner(expected, to));
        assert(error < 5e-6, `${hertz} Hz, ${from} to ${to} Hz: ${error}`);
      },
    ),
    { numRuns: 60 },
  );
});

Deno.test("resample leaves nothing of what is above the new Nyquist frequency", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(22050, 33000, 44100, 44101, 48000, 96000, 192000),
      fc.double({ min: 0.001, max: 1, noNaN: true }),
      (from, share) => {
        const hertz = 8000 + share * (from / 2 - 8000);
        const y = resample(sine(from / 8, hertz, from, 1), from, 16000);
        assert(peak(inner(y, 16000)) < 2e-6, `${hertz} Hz of ${from} Hz`);
      },
    ),
    { numRuns: 40 },
  );
});

Deno.test("resample adds no images above the old Nyquist frequency", () => {
  // The first image of 7 kHz at 16 kHz is 9 kHz.
  const y = resample(sine(4000, 7000, 16000), 16000, 48000);
  const expected = sine(y.length, 7000, 48000);
  assert(largestDifference(inner(y, 48000), inner(expected, 48000)) < 5e-6);
});

Deno.test("resample keeps a constant", () => {
  for (const from of RATES) {
    const y = resample(new Float32Array(from / 5).fill(0.75), from, 16000.5);
    const error = inner(y, 16000).reduce(
      (e, v) => Math.max(e, Math.abs(v - 0.75)),
      0,
    );
    assert(error < 3e-6, `${from} Hz: ${error}`);
  }
});

Deno.test("resample is linear", () => {
  fc.assert(
    fc.property(
      rate,
      rate,
      fc.float({ min: -2, max: 2, noNaN: true }),
      fc.integer({ min: 1, max: 1000 }),
      (from, to, factor, seed) => {
        const a = noise(2000, seed);
        const b = noise(2000, seed + 1);
        const sum = resample(a.map((v, i) => factor * v + b[i]!), from, to);
        const ys = resample(a, from, to);
        const zs = resample(b, from, to);
        const error = largestDifference(
          sum,
          ys.map((v, i) => factor * v + zs[i]!),
        );
        assert(error < 3e-5, `${from} to ${to} Hz: ${error}`);
      },
    ),
    { numRuns: 30 },
  );
});

Deno.test("resample has no seam in a sound of many pieces", () => {
  for (const from of [44100, 44101, 192000]) {
    const x = sine(from * 9, 1234.5, from);
    const y = resample(x, from, 16000);
    const error = largestDifference(
      inner(y, 16000),
      inner(sine(y.length, 1234.5, 16000), 16000),
    );
    // float32 knows the time in the sine only to so many digits.
    assert(error < 1e-5, `${from} Hz: ${error}`);
  }
});

Deno.test("resample takes any rates", () => {
  assertEquals(resample(noise(100), 4e9, 16000).length, 1);
  assertEquals(resample(noise(3), 1, 16000).length, 48000);
  assertEquals(
    resample(noise(1000), 16000, 1),
    resample(noise(1000), 16000, 1),
  );
  assertEquals(resample(new Float32Array(0), 44100, 16000).length, 0);
  const x = noise(10);
  const copy = resample(x, 16000, 16000);
  assertEquals(copy, x);
  assert(copy !== x);
  for (const bad of [0, -1, NaN, Infinity]) {
    assertThrows(() => resample(x, bad, 16000), RangeError, "above 0");
    assertThrows(() => resample(x, 16000, bad), RangeError, "above 0");
  }
});

Deno.test("resampleMono is the resampled mean of the channels", () => {
  const channels = [noise(3000, 1), noise(2500, 2), noise(3500, 3)];
  channels[1]![100] = NaN;
  channels[2]![200] = -Infinity;
  for (const to of [16_000, 44_100, 3000]) {
    assertEquals(
      resampleMono(channels, 44_100, to),
      resample(toMono(channels), 44_100, to),
    );
  }
  assertEquals(resampleMono([], 44_100, 16_000).length, 0);
});

Deno.test("resample gives the same bits again, whatever came between", () => {
  const x = noise(5000);
  const first = resample(x, 44100, 16000);
  for (const from of RATES) resample(x, from, 48000);
  for (let from = 20_000; from < 20_020; from++) resample(x, from, 16000);
  assertEquals(resample(x, 44100, 16000), first);
});
