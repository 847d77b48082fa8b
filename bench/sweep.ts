/**
 * How fast a sweep is, against a plain loop over `assignEvidence` in the same run: `deno task bench:sweep`.
 *
 * Made-up sounds (eval/testing/samples.ts) stand for extracted ones: what is timed is all that a sweep does once the
 * evidence is there. The plain loop does a few configurations of the same sweep, and its time for all is its time for
 * each times their number.
 *
 * @module
 */
import { assignEvidence } from "../src/assign.ts";
import { createClapScorer } from "../src/clap/scoring.ts";
import { defaultAliases } from "../src/labels/aliases.ts";
import { parseAxis } from "../eval/sweep/axes.ts";
import { sweepKeys } from "../eval/sweep/keys.ts";
import { configAt } from "../eval/sweep/points.ts";
import { sweep } from "../eval/sweep/sweep.ts";
import {
  madePrompts,
  madeSounds,
  SEED_CONFIG,
} from "../eval/testing/samples.ts";

const SOUNDS = 5000;
const PACKS = 100;
const PLAIN_CONFIGS = 5;

const sounds = madeSounds(SOUNDS, PACKS);
const { prompts, vectors } = madePrompts();
const keys = sweepKeys(SEED_CONFIG);
const aliases = await defaultAliases();
const cores = navigator.hardwareConcurrency;

/** Sweeps of 10,000 points or a few more. */
const SWEEPS: readonly {
  readonly name: string;
  readonly axes: readonly string[];
  readonly draws?: number;
  readonly rulesOnly?: boolean;
}[] = [
  {
    name: "grid of two guard thresholds, rules only",
    axes: [
      "fill_conservative.min_prob=0..1:0.01",
      "fill_conservative.multiply=0..1:0.01",
    ],
    rulesOnly: true,
  },
  {
    name: "grid of alpha and a guard",
    axes: ["alpha=0..1:0.01", "texture_suppress.multiply=0..1:0.01"],
  },
  {
    name: "draw over ten keys of every stage",
    axes: [
      "alpha=0..1",
      "tau_clap=log:0.02..0.2",
      "tau_rule=log:0.05..0.5",
      "core.L=0..1",
      "fill.D=0..1",
      "role_bias.FILL=-0.1..0.1",
      "texture_suppress.multiply=0..1",
      "motion_min_condition.high_ratio_threshold=0..1",
      "fill_conservative.min_prob=0..1",
      "fill_conservative.multiply=0..1",
    ],
    draws: 10_000,
  },
];

let peak = 0;
const watchMemory = () => {
  peak = Math.max(peak, Deno.memoryUsage().rss);
};

for (const { name, axes: written, draws, rulesOnly = false } of SWEEPS) {
  const axes = written.map((axis) => parseAxis(axis, keys));
  const start = performance.now();
  const result = await sweep({
    config: SEED_CONFIG,
    configDigest: "",
    model: rulesOnly ? null : "made-up",
    axes,
    draws,
    labels: sounds.map(({ label }) => label),
    aliases,
    jobs: cores,
    load: () => ({
      evidence: sounds.map(({ evidence }) => evidence),
      prompts: rulesOnly ? null : new Map([["default", { prompts, vectors }]]),
    }),
    onProgress: watchMemory,
  });
  const seconds = (performance.now() - start) / 1000;
  watchMemory();

  const places = Array.from(
    { length: PLAIN_CONFIGS },
    (_, i) => Math.floor(i * result.points.length / PLAIN_CONFIGS),
  );
  const plainStart = performance.now();
  const plain = places.map((place) => {
    const config = configAt(
      SEED_CONFIG,
      axes,
      result.points[place]!.values,
    );
    const clap = rulesOnly
      ? null
      : createClapScorer(prompts, vectors, config.clap);
    const right = sounds.filter(({ label, evidence }) =>
      assignEvidence(evidence, config, clap).role === label.role
    );
    return right.length / SOUNDS;
  });
  const plainSeconds = (performance.now() - plainStart) / 1000 /
    PLAIN_CONFIGS * result.points.length;
  for (const [i, place] of places.entries()) {
    if (plain[i] !== result.points[place]!.accuracy) {
      throw new Error(`The sweep and the plain loop differ at point ${place}`);
    }
  }
  const assignments = result.points.length * SOUNDS;
  console.log(name);
  console.log(
    `  ${result.points.length} configurations × ${SOUNDS} sounds, ${cores} cores: ` +
      `${seconds.toFixed(2)} s, ${
        (assignments / seconds / 1e6).toFixed(1)
      } million assignments/s`,
  );
  console.log(
    `  plain loop, one core (from ${PLAIN_CONFIGS} configurations): ${
      plainSeconds.toFixed(0)
    } s; the sweep is ${(plainSeconds / seconds).toFixed(0)} times as fast`,
  );
}
console.log(`resident memory at most ${(peak / 2 ** 20).toFixed(0)} MiB`);
