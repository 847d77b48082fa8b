import { assert, assertAlmostEquals } from "@std/assert";
import { resolveConfig } from "../config/load.ts";
import {
  type DSPFeatures,
  FEATURE_NAMES,
  SEED_FEATURE_NAMES,
} from "../types.ts";
import { extractFeatures } from "./features.ts";
import { TERM_VALUE } from "./rule_scoring.ts";
import { hit, noise, sine } from "./testing/signals.ts";

const RATE = 16_000;

const { config: { dsp } } = await resolveConfig({ preset: "default" });

const featuresOf = (y: Float32Array) => extractFeatures(y, RATE, dsp);

function added(...signals: readonly Float32Array[]): Float32Array {
  return signals[0]!.map((_, i) => signals.reduce((sum, y) => sum + y[i]!, 0));
}

function scaled(y: Float32Array, gain: number): Float32Array {
  return y.map((x) => x * gain);
}

/** A sine that dies away, `halfLife` seconds for each halving of the amplitude. */
function decaying(hertz: number, halfLife: number, seconds = 1): Float32Array {
  return sine(seconds * RATE, hertz, RATE)
    .map((x, i) => x * 2 ** (-i / RATE / halfLife));
}

Deno.test("temporal_centroid: the middle of a steady sound, the power's mean time of one that dies away", () => {
  assertAlmostEquals(
    featuresOf(sine(RATE, 500, RATE)).temporal_centroid,
    0.5,
    0.01,
  );
  // The power halves twice as fast; the mean time of an exponential is its time constant.
  const expected = 0.1 / (2 * Math.LN2);
  assertAlmostEquals(
    featuresOf(decaying(500, 0.1)).temporal_centroid,
    expected,
    0.02,
  );
  assertAlmostEquals(
    featuresOf(sine(4 * RATE, 500, RATE)).temporal_centroid,
    1,
    1e-9,
    "clipped",
  );
});

Deno.test("sub_ratio, bass_ratio, air_ratio: shares of the power of all", () => {
  const at = (hertz: number, gain: number) =>
    scaled(sine(RATE, hertz, RATE), gain);
  // Powers 1 : 4 : 4 : 7.
  const features = featuresOf(
    added(at(40, 1), at(130, 2), at(5000, 2), at(1000, Math.sqrt(7))),
  );
  assertAlmostEquals(features.sub_ratio, 1 / 16, 0.005);
  assertAlmostEquals(features.bass_ratio, 5 / 16, 0.005);
  assertAlmostEquals(features.air_ratio, 4 / 16, 0.005);
});

Deno.test("spectral_skewness: the third moment of two tones, octaves", () => {
  const tones = (low: number, high: number) =>
    featuresOf(added(
      scaled(sine(2 * RATE, 250, RATE), low),
      scaled(sine(2 * RATE, 4000, RATE), high),
    )).spectral_skewness;
  // Shares p and 1 − p, d octaves apart: p·(1 − p)·(1 − 2·(1 − p))·d³, here with d = 4.
  const expected = (p: number) => 4 * Math.cbrt(p * (1 - p) * (2 * p - 1));
  assertAlmostEquals(tones(3, 1), expected(0.9), 0.03);
  assertAlmostEquals(tones(1, 3), -expected(0.9), 0.03);
  assertAlmostEquals(tones(2, 1), expected(0.8), 0.03);
});

Deno.test("high_irregularity: small of long noise, larger of short noise, large of a tone among noise", () => {
  const of = (y: Float32Array) => featuresOf(y).high_irregularity;
  assert(of(noise(2 * RATE)) < 0.6);
  assert(of(noise(800)) > 2 * of(noise(2 * RATE)));
  // A comb of tones 250 Hz apart, 16 bins: what lies between them is far below.
  const comb = added(
    ...Array.from({ length: 22 }, (_, k) => sine(RATE, 2000 + 250 * k, RATE)),
  );
  assert(of(comb) > 2, `${of(comb)}`);
});

Deno.test("low_ring, mid_ring: above 0 in the band that rings on, below in the one that does not", () => {
  const low = featuresOf(added(decaying(100, 0.3), decaying(1000, 0.03)));
  assert(low.low_ring > 0.02 && low.mid_ring < -0.3, JSON.stringify(low));
  const mid = featuresOf(added(decaying(100, 0.03), decaying(1000, 0.3)));
  assert(mid.low_ring < -0.3 && mid.mid_ring > 0.02, JSON.stringify(mid));
  const alone = featuresOf(decaying(1000, 0.2));
  assertAlmostEquals(alone.mid_ring, 0, 0.01);
});

Deno.test("low_flux: hardly any of a steady tone, much of noise", () => {
  const of = (y: Float32Array) => featuresOf(y).low_flux;
  assert(of(sine(2 * RATE, 100, RATE)) < 0.05);
  // Neighbouring frames share three quarters of their samples.
  assert(of(noise(2 * RATE)) > 0.1);
});

Deno.test("tonality: nearly the main lobe of a tone, the largest of many of noise", () => {
  const tonalities = ["low_tonality", "mid_tonality", "high_tonality"] as const;
  const hertz = [109.375, 1000, 4000]; // in the middle of bins
  tonalities.forEach((name, r) => {
    // A Hann window gives the middle bin 1, and its neighbours ¼ of the power each.
    const tone = featuresOf(sine(2 * RATE, hertz[r]!, RATE));
    assertAlmostEquals(tone[name], 2 / 3, 0.03, name);
  });
  const hiss = featuresOf(noise(2 * RATE));
  assert(hiss.high_tonality < 0.05, `${hiss.high_tonality}`);
  assert(hiss.mid_tonality < 0.15, `${hiss.mid_tonality}`);
});

Deno.test("no feature beyond the seed's hears the level", () => {
  for (const y of [hit(20_000, 300, 2000), decaying(90, 0.1), noise(5000)]) {
    const [loud, quiet] = [1, 0.01].map((gain) => featuresOf(scaled(y, gain)));
    for (
      const name of FEATURE_NAMES.slice(SEED_FEATURE_NAMES.length)
    ) assertAlmostEquals(quiet![name], loud![name], 1e-4, name);
  }
});

Deno.test("terms of features: on their scales, and no farther", () => {
  const some = (values: Partial<DSPFeatures>) => values as DSPFeatures;
  const { log_flatness, log_low_flux, skewness, low_ring, irregularity } =
    TERM_VALUE;
  assertAlmostEquals(log_flatness(some({ spectral_flatness: 0.01 })), 0.5);
  assertAlmostEquals(log_flatness(some({ spectral_flatness: 1e-9 })), 0);
  assertAlmostEquals(log_flatness(some({ spectral_flatness: 0 })), 0);
  assertAlmostEquals(log_low_flux(some({ low_flux: 0.1 })), 0.5);
  assertAlmostEquals(skewness(some({ spectral_skewness: 1.5 })), 0.75);
  assertAlmostEquals(skewness(some({ spectral_skewness: -9 })), 0);
  assertAlmostEquals(low_ring(some({ low_ring: -0.2 })), 0.3);
  assertAlmostEquals(low_ring(some({ low_ring: 1 })), 1);
  assertAlmostEquals(irregularity(some({ high_irregularity: 1 })), 0.4);
});
