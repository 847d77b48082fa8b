import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import golden from "../../tests/golden/features.json" with { type: "json" };
import { decodeAudio } from "../audio/decode.ts";
import { bytesSource } from "../audio/source.ts";
import { resolveConfig } from "../config/load.ts";
import type { DspConfig } from "../config/schema.ts";
import {
  type DSPFeatures,
  FEATURE_NAMES,
  FEATURE_RANGES,
  type FeatureName,
} from "../types.ts";
import { extractFeatures, sharpness } from "./features.ts";
import { type PreparedSignal, prepareSignal } from "./prepare.ts";
import { TERM_VALUE } from "./rule_scoring.ts";
import { hit, noise, sine } from "./testing/signals.ts";

/** A line of tests/golden/features.py, which says where the numbers come from. */
type Golden = Record<FeatureName, number> & {
  readonly samples: number;
  readonly concentration: number;
};

const { config: seed } = await resolveConfig({ preset: "seed" });
const { config: usual } = await resolveConfig({ preset: "default" });
const ROOT = new URL("../../", import.meta.url);

async function prepared(path: string): Promise<PreparedSignal> {
  const bytes = await Deno.readFile(new URL(path, ROOT));
  const sound = await decodeAudio(bytesSource(bytes), {
    maxDurationSec: seed.audio.max_duration_sec,
  });
  return prepareSignal(sound, seed.audio);
}

function assertGolden(
  actual: DSPFeatures,
  expected: Golden,
  tolerances: Readonly<Partial<Record<FeatureName, number>>>,
  tolerance: number,
  file: string,
): void {
  for (const name of FEATURE_NAMES) {
    assertAlmostEquals(
      actual[name],
      expected[name],
      tolerances[name] ?? tolerance,
      `${name} of ${file}`,
    );
  }
}

Deno.test("extractFeatures is the seed's, where nothing is resampled", async () => {
  const files = golden.at_16_khz as Record<string, Golden>;
  for (const [file, expected] of Object.entries(files)) {
    const { y, sampleRate } = await prepared(`tests/golden/features/${file}`);
    assertEquals(y.length, expected.samples, file);
    const features = extractFeatures(y, sampleRate, seed.dsp);
    assertGolden(features, expected, {}, 2e-5, file);
    const concentration = { ...seed.dsp, sharpness: "concentration" as const };
    assertAlmostEquals(
      extractFeatures(y, sampleRate, concentration).sharpness,
      expected.concentration,
      1e-5,
      `concentration of ${file}`,
    );
  }
});

Deno.test("extractFeatures is the seed's but for the resampler, from files", async () => {
  const files = golden.kit as Record<string, Golden>;
  // Bins above 7.3 kHz, where resamplers differ, are a tenth of those that the flatness averages.
  const tolerances = {
    spectral_flatness: 5e-3,
    zero_crossing_rate: 5e-3,
    high_irregularity: 5e-3,
    spectral_skewness: 5e-3,
  };
  for (const [file, expected] of Object.entries(files)) {
    const { y, sampleRate } = await prepared(`examples/kit/${file}`);
    assertEquals(y.length, expected.samples, file);
    const features = extractFeatures(y, sampleRate, seed.dsp);
    assertGolden(features, expected, tolerances, 5e-4, file);
  }
});

/** Configurations within what the schema allows. */
const anyDsp: fc.Arbitrary<DspConfig> = fc.record({
  frame_length: fc.integer({ min: 6, max: 13 }).map((log) => 2 ** log),
  hop_length: fc.integer({ min: 16, max: 8192 }),
  edges: fc.uniqueArray(fc.integer({ min: 0, max: 30_000 }), {
    minLength: 4,
    maxLength: 4,
  }),
  attack_window_sec: fc.double({ min: 0.001, max: 2, noNaN: true }),
  decay_window_sec: fc.double({ min: 0.001, max: 10, noNaN: true }),
  sharpness: fc.constantFrom("concentration", "seed_peak"),
}).map(({ edges, ...rest }) => {
  const [a, b, c, d] = edges.toSorted((x, y) => x - y) as [
    number,
    number,
    number,
    number,
  ];
  return {
    ...rest,
    band_edges_hz: { low: [a, b], mid: [b, c], high: [c, d] },
    tau_rule: 0.2,
  };
});

/** Sounds of any length and level, odd ones among them. */
const anySignal = fc.oneof(
  fc.float32Array({ maxLength: 3000 }),
  fc.float32Array({ maxLength: 300, min: -1, max: 1 }),
  fc.tuple(
    fc.integer({ min: 0, max: 5000 }),
    fc.constantFrom(0, 1e-30, 1e-6, 1, 1e9, 3e38),
  ).map(([length, gain]) => noise(length).map((x) => x * gain)),
  fc.tuple(fc.integer({ min: 0, max: 5000 }), fc.constantFrom(-1, 0, 1e-4, 1))
    .map(([length, level]) => new Float32Array(length).fill(level)),
);

Deno.test("extractFeatures stays in its ranges, whatever it is given", () => {
  fc.assert(
    fc.property(
      anySignal,
      fc.integer({ min: 4000, max: 192_000 }),
      anyDsp,
      (y, sampleRate, dsp) => {
        const features = extractFeatures(y, sampleRate, dsp);
        for (const name of FEATURE_NAMES) {
          const value = features[name];
          const [from, to] = FEATURE_RANGES[name] ?? [0, 1];
          assert(value >= from && value <= to, `${name}: ${value}`);
        }
        for (const [term, valueOf] of Object.entries(TERM_VALUE)) {
          const value = valueOf(features);
          assert(value >= 0 && value <= 1 + 1e-9, `${term}: ${value}`);
        }
        const ratios = features.low_ratio + features.mid_ratio +
          features.high_ratio;
        assert(ratios === 0 || Math.abs(ratios - 1) < 1e-9, `${ratios}`);
      },
    ),
    { numRuns: 150 },
  );
});

Deno.test("extractFeatures does not hear the level of the file", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 300, max: 30_000 }),
      fc.integer({ min: 0, max: 200 }),
      // Below, the trimmer takes the end of a sound for silence, as librosa does.
      fc.double({ min: -2, max: 6, noNaN: true }),
      (length, onset, decades) => {
        const loud = hit(length, onset, length / 5);
        const quiet = loud.map((x) => x * 10 ** decades);
        const [a, b] = [loud, quiet].map((channel) => {
          const { y, sampleRate } = prepareSignal(
            { sampleRate: 16_000, channels: [channel] },
            usual.audio,
          );
          return extractFeatures(y, sampleRate, usual.dsp);
        });
        for (const name of FEATURE_NAMES) {
          assertAlmostEquals(a![name], b![name], 2e-5, name);
        }
      },
    ),
    { numRuns: 40 },
  );
});

Deno.test("extractFeatures of no sound, silence and one sample", () => {
  const silent = {
    energy: 0,
    sharpness: 0,
    attack_time: 0,
    decay_time: 0,
    low_ratio: 0,
    mid_ratio: 0,
    high_ratio: 0,
    spectral_flatness: 1,
    zero_crossing_rate: 0,
    temporal_centroid: 0,
    sub_ratio: 0,
    bass_ratio: 0,
    air_ratio: 0,
    spectral_skewness: 0,
    high_irregularity: 0,
    low_ring: 0,
    mid_ring: 0,
    low_flux: 0,
    low_tonality: 0,
    mid_tonality: 0,
    high_tonality: 0,
  };
  for (const length of [0, 1, 10_000]) {
    const features = extractFeatures(
      new Float32Array(length),
      16_000,
      usual.dsp,
    );
    for (const name of FEATURE_NAMES) {
      assertAlmostEquals(features[name], silent[name], 1e-6, name);
    }
  }
  const click = extractFeatures(Float32Array.of(0.95), 16_000, usual.dsp);
  // One sample under the middle of the window: power 0.95² in every bin.
  assertAlmostEquals(click.energy, 0.95 / Math.sqrt(1024), 1e-6);
  assertAlmostEquals(click.spectral_flatness, 1, 1e-6);
  assertAlmostEquals(click.high_ratio, 384 / 510, 1e-6);
});

Deno.test("extractFeatures of a sine", () => {
  const y = sine(32_000, 1000, 16_000).map((x) => 0.95 * x);
  const features = extractFeatures(y, 16_000, usual.dsp);
  assertAlmostEquals(features.mid_ratio, 1, 1e-3);
  assertAlmostEquals(features.zero_crossing_rate, 2000 / 16_000, 1e-3);
  // RMS of a sine under a Hann window, whose own mean square is 3/8.
  assertAlmostEquals(features.energy, 0.95 * Math.sqrt(3 / 16), 1e-3);
  assert(features.spectral_flatness < 1e-4);
  assertEquals(
    features.decay_time,
    1,
    "a steady sound decays at the window's end",
  );
});

Deno.test("sharpness: five frames of many", () => {
  const flux = Float64Array.of(1, 0, 5, 5, 5, 5, 5, 2, 2);
  assertEquals(sharpness(flux, "concentration"), 25 / 30);
  assertEquals(sharpness(flux, "seed_peak"), 1);
  assertEquals(sharpness(Float64Array.of(3, 4), "concentration"), 1);
  for (const nothing of [new Float64Array(0), new Float64Array(7)]) {
    assertEquals(sharpness(nothing, "concentration"), 0);
    assertEquals(sharpness(nothing, "seed_peak"), 0);
  }
});

Deno.test("sharpness: a hit has more of it than a steady noise", () => {
  const of = (y: Float32Array) =>
    extractFeatures(y, 16_000, usual.dsp).sharpness;
  assert(of(hit(32_000, 2000, 800)) > 0.6);
  assert(of(noise(32_000)) < 0.2);
});
