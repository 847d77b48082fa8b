import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  analyseFrames,
  type FrameNumbers,
  type FrameOptions,
} from "./frames.ts";
import { plainFrames } from "./testing/plain_frames.ts";
import { hit, largestDifference, noise, sine } from "./testing/signals.ts";

const USUAL: FrameOptions = {
  frameLength: 1024,
  hopLength: 256,
  bands: [[2, 10], [10, 128], [128, 512]],
  regions: [[2, 16], [16, 122], [122, 468]],
};

/** Holds the kernel's numbers against the plain ones; magnitudes relative to the largest. */
function assertPlain(y: Float32Array, options: FrameOptions): void {
  const actual = analyseFrames(y, options);
  const expected = plainFrames(y, options);
  const close = (
    name: string,
    of: (numbers: FrameNumbers) => ArrayLike<number>,
    tolerance: number,
    least = 0,
  ) => {
    const plain = Array.from(of(expected));
    const scale = Math.max(1e-9, least, ...plain);
    const error = largestDifference(of(actual), plain) / scale;
    assert(
      error <= tolerance,
      `${name} of ${y.length} samples, ${JSON.stringify(options)}: ${error}`,
    );
  };
  close("rms", (n) => n.rms, 1e-6);
  // A difference of magnitudes, which may be far larger than it is: exact as they are. This is their sum's bound.
  const { frameLength } = options;
  const magnitudes = frameLength * Math.sqrt(frameLength) / 2 *
    Math.max(...expected.rms);
  close("flux", (n) => n.flux, 5e-6, magnitudes);
  close("bandPower", (n) => n.bandPower, 1e-5);
  close("spectrum", (n) => n.spectrum, 1e-5);
  close("crossingRate", (n) => n.crossingRate, 0);
  options.regions?.forEach((_, r) => {
    // What other bins leak into a region is as exact as they are.
    const most = (frameLength * Math.max(...expected.rms)) ** 2;
    close(`power ${r}`, (n) => n.regions[r]!.power, 1e-5, most);
    close(`strongest ${r}`, (n) => n.regions[r]!.strongest, 1e-5, most);
  });
  const frames = expected.rms.length;
  close(
    "magnitude",
    (n) => [n.firstRegionMagnitude],
    5e-6,
    frames * magnitudes,
  );
  close(
    "flux of a region",
    (n) => [n.firstRegionFlux],
    5e-6,
    frames * magnitudes,
  );
  // The logarithm of a bin that is nearly 0 is hardly exact; of a few bins it moves the mean. A few frames have one.
  const flatness = Array.from(
    expected.flatness,
    (x, f) => Math.abs(x - actual.flatness[f]!),
  ).sort((a, b) => b - a);
  const few = 3 + Math.floor(flatness.length / 50);
  assert(flatness[0]! <= 2e-3, `flatness: ${flatness[0]}`);
  assert(
    (flatness[few] ?? 0) <= 2e-5,
    `flatness: ${flatness.slice(0, few + 1)}`,
  );
}

Deno.test("analyseFrames is librosa's definition, on sounds", () => {
  for (
    const y of [
      noise(20_000),
      sine(16_000, 440, 16_000),
      hit(30_000, 1000, 900),
      hit(8000, 4000, 100).map((x, i) => x + 0.2 * Math.sin(i / 50)),
      new Float32Array(5000).fill(0.5),
      new Float32Array(5000),
      Float32Array.from({ length: 3000 }, (_, i) => i === 700 ? 1 : 0),
    ]
  ) assertPlain(y, USUAL);
});

Deno.test("analyseFrames is librosa's definition, whatever the frames", () => {
  const bins = (frameLength: number) => frameLength / 2 + 1;
  fc.assert(
    fc.property(
      fc.integer({ min: 6, max: 13 }),
      fc.oneof(
        fc.integer({ min: 16, max: 600 }),
        fc.integer({ min: 600, max: 8192 }),
      ),
      fc.integer({ min: 0, max: 6000 }),
      fc.integer({ min: 1, max: 1e6 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (log, hopLength, length, seed, edge) => {
        const frameLength = 2 ** log;
        const middle = Math.floor(edge * bins(frameLength));
        assertPlain(noise(length, seed), {
          frameLength,
          hopLength,
          bands: [[0, middle], [middle, bins(frameLength)]],
          regions: [[middle, bins(frameLength)], [0, middle]],
        });
      },
    ),
    { numRuns: 40 },
  );
});

Deno.test("analyseFrames has no seam in a sound of many pieces", () => {
  assertPlain(hit(300_000, 5000, 40_000), { ...USUAL, hopLength: 300 });
});

Deno.test("analyseFrames has 1 + floor(length / hop) frames", () => {
  for (
    const [length, frames] of [[0, 1], [1, 1], [255, 1], [256, 2], [512, 3]]
  ) {
    const numbers = analyseFrames(noise(length!), USUAL);
    assertEquals(numbers.rms.length, frames);
    assertEquals(numbers.flux.length, frames! - 1);
  }
});

Deno.test("analyseFrames gives the same bits again, whatever came between", () => {
  const y = hit(20_000, 300, 2000);
  const first = analyseFrames(y, USUAL);
  analyseFrames(noise(50_000), { ...USUAL, frameLength: 4096 });
  assertEquals(analyseFrames(y, USUAL), first);
});
