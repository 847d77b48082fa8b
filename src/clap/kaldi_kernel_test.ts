/**
 * The kernel against the same method written plainly, in float64.
 */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { createFrontEnd } from "./front_end.ts";
import { createRealFft } from "./real_fft.ts";
import { KALDI_SPEC } from "./testing/kaldi_spec.ts";

type Spec = typeof KALDI_SPEC;

const SPEC: Spec = { ...KALDI_SPEC, windowSamples: 16000 };

/** Rows of a whole window. */
function plainRows(window: Float32Array, spec: Spec): Float64Array {
  const { fftSize, hop, mels, kaldi } = spec;
  const length = window.length - 1;
  const emphasized = (i: number): number => {
    if (i < 0) return emphasized(-i);
    if (i >= length) return emphasized(2 * length - 2 - i);
    return window[i + 1]! - kaldi.preemphasis * window[i]!;
  };
  const margin = Math.floor((fftSize - kaldi.windowLength) / 2);
  const mel = (hz: number) => 1127 * Math.log(1 + hz / 700);
  const low = mel(spec.minHz);
  const step = (mel(spec.maxHz) - low) / (mels + 1);
  const fft = createRealFft(fftSize);
  const power = new Float64Array(fftSize / 2);
  const places = Float64Array.from(
    power,
    (_, k) => (mel(k * spec.sampleRate / fftSize) - low) / step,
  );
  const rows = new Float64Array((1 + Math.floor(length / hop)) * mels);
  for (let t = 0; t * mels < rows.length; t++) {
    fft.frame.fill(0);
    for (let i = 0; i < kaldi.windowLength; i++) {
      const angle = 2 * Math.PI * i / (kaldi.windowLength - 1);
      fft.frame[margin + i] = (0.5 - 0.5 * Math.cos(angle)) *
        emphasized(t * hop - fftSize / 2 + margin + i);
    }
    fft.power(power);
    for (let m = 0; m < mels; m++) {
      let sum = kaldi.offset;
      for (let k = 0; k < power.length; k++) {
        const place = places[k]! - m;
        sum += power[k]! * Math.max(0, Math.min(place, 2 - place));
      }
      rows[t * mels + m] = (Math.log(sum) - kaldi.mean) / kaldi.deviation;
    }
  }
  return rows;
}

/** Decaying noise over a tone, to the window's end. */
function sound(spec: Spec, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length: spec.windowSamples }, (_, i) => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    const noise = state / 2 ** 30 - 1;
    return (0.5 * Math.sin(i * (0.01 + seed % 7 / 10)) + 0.4 * noise) *
      Math.exp(-i * (seed % 5) / 4000);
  });
}

/** The largest difference of the kernel's rows from the plain ones. */
function error(spec: Spec, seed: number): number {
  const y = sound(spec, seed);
  const [rows] = createFrontEnd(spec).prepare(y);
  const expected = plainRows(y, spec);
  assertEquals(rows!.length, expected.length);
  return rows!.reduce((e, x, i) => Math.max(e, Math.abs(x - expected[i]!)), 0);
}

Deno.test("rows are those of float64, whatever the sizes", () => {
  const specs = fc.record({
    windowSamples: fc.integer({ min: 2000, max: 9000 }),
    fftSize: fc.constantFrom(64, 128, 256, 512, 1024, 2048),
    hop: fc.integer({ min: 100, max: 600 }),
    mels: fc.integer({ min: 1, max: 130 }),
    minHz: fc.integer({ min: 0, max: 300 }),
    maxHz: fc.integer({ min: 2000, max: 16000 }),
    share: fc.double({ min: 0.3, max: 1, noNaN: true }),
    seed: fc.integer({ min: 0, max: 1000 }),
  });
  fc.assert(
    fc.property(specs, ({ share, seed, ...sizes }) => {
      const kaldi = {
        ...SPEC.kaldi,
        windowLength: Math.max(16, Math.floor(share * sizes.fftSize)),
      };
      const worst = error({ ...SPEC, ...sizes, kaldi }, seed);
      assert(worst < 2e-4, `${worst} off`);
    }),
    { numRuns: 30 },
  );
});

Deno.test("a window that is longer than the kernel's memory goes through it in pieces", () => {
  const worst = error({ ...SPEC, windowSamples: 150_000, mels: 200 }, 5);
  assert(worst < 2e-4, `${worst} off`);
});

Deno.test("the largest front end has room", () => {
  const kaldi = { ...SPEC.kaldi, windowLength: 8192 };
  const sizes = { fftSize: 8192, hop: 8192, mels: 512, windowSamples: 40_000 };
  const worst = error({ ...SPEC, ...sizes, kaldi }, 11);
  assert(worst < 2e-4, `${worst} off`);
});

Deno.test("front ends that take turns do not disturb each other", () => {
  const other = { ...SPEC, fftSize: 2048, mels: 40 };
  const y = sound(SPEC, 3);
  const [one, two] = [createFrontEnd(SPEC), createFrontEnd(other)];
  const alone = [one.prepare(y), two.prepare(y)];
  assertEquals([one.prepare(y), two.prepare(y)], alone);
});

Deno.test("samples beyond all bounds leave every value a number", () => {
  const y = Float32Array.from(
    { length: 999 },
    (_, i) => [3e38, -3e38, Infinity, NaN, 1e30][i % 5]!,
  );
  const [rows] = createFrontEnd(SPEC).prepare(y);
  assert(rows!.every(Number.isFinite));
});
