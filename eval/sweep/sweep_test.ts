import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import * as v from "valibot";
import { assignEvidence } from "../../src/assign.ts";
import { createClapScorer } from "../../src/clap/scoring.ts";
import { resolveConfig } from "../../src/config/load.ts";
import { RolesError, UsageError } from "../../src/errors.ts";
import { DSPFeatures, ROLES } from "../../src/types.ts";
import { defaultAliases } from "../../src/labels/aliases.ts";
import { roleIndices } from "../compare.ts";
import {
  accuracy,
  classFigures,
  confusionMatrix,
  macroF1,
  rowsOf,
} from "../metrics/confusion.ts";
import { Random } from "../random.ts";
import {
  madePrompts,
  type MadeSound,
  madeSounds,
  SEED_CONFIG,
} from "../testing/samples.ts";
import { parseAxis } from "./axes.ts";
import { chosenConfigYaml } from "./chosen_config.ts";
import type { LoadEvidence } from "./evidence_sets.ts";
import { sweepKeys } from "./keys.ts";
import { configAt } from "./points.ts";
import { sweepJsonSchema, SweepSchema } from "./result.ts";
import { sweep, type SweepOptions } from "./sweep.ts";

const aliases = await defaultAliases();
const CONFIG = {
  ...SEED_CONFIG,
  fusion: { ...SEED_CONFIG.fusion, alpha: 0.9 },
};
const keys = sweepKeys(CONFIG);
const axesOf = (...args: string[]) => args.map((a) => parseAxis(a, keys));
const sounds = madeSounds(300, 12);
const TRUTH = roleIndices(sounds.map(({ label }) => label.role));
const made = madePrompts();
const PROMPTS = new Map([["default", made]]);

function optionsOf(
  some: readonly MadeSound[],
  args: readonly string[],
  more: Partial<SweepOptions> = {},
): SweepOptions {
  return {
    config: CONFIG,
    configDigest: "0123456789abcdef",
    model: "made",
    axes: axesOf(...args),
    labels: some.map(({ label }) => label),
    aliases,
    load: () => ({
      evidence: some.map(({ evidence }) => evidence),
      prompts: PROMPTS,
    }),
    resamples: 200,
    ...more,
  };
}

const GRID = ["alpha=0.5..1.0", "fill_conservative.multiply=0.4..1.0:0.2"];
const AXES = axesOf(...GRID);
const result = await sweep(optionsOf(sounds, GRID));

Deno.test("a sweep's points are what a plain evaluation of each says", () => {
  assertEquals(result.points.length, 44);
  for (const point of [...result.points.slice(0, 12), result.default]) {
    const config = configAt(CONFIG, AXES, point.values);
    const scorer = createClapScorer(made.prompts, made.vectors, config.clap);
    const roles = sounds.map(({ evidence }) =>
      assignEvidence(evidence, config, scorer).role
    );
    const matrix = confusionMatrix(TRUTH, roleIndices(roles), ROLES.length);
    assertEquals(point.score, macroF1(matrix));
    assertEquals(point.accuracy, accuracy(matrix));
    assertEquals(
      point.recall,
      classFigures(matrix).map(({ recall }) => recall),
    );
    const place = result.points.findIndex((p) => p === point);
    const kept = result.confusions.find((c) =>
      c.point === (place === -1 ? null : place)
    );
    assertEquals(kept?.matrix, rowsOf(matrix));
  }
});

Deno.test("a sweep fits its schema, and the same again gives the same bytes", async () => {
  assert(v.is(SweepSchema, result));
  assertEquals(
    JSON.stringify(await sweep(optionsOf(sounds, GRID))),
    JSON.stringify(result),
  );
  const path = new URL("./sweep.schema.json", import.meta.url);
  assertEquals(
    JSON.parse(await Deno.readTextFile(path)),
    JSON.parse(JSON.stringify(sweepJsonSchema())),
    "run: deno run --allow-write eval/write_schemas.ts",
  );
});

Deno.test("workers give what one thread gives", async () => {
  const some = madeSounds(600, 20);
  const args = ["tau_rule=0.05..0.5", "alpha=0..1:0.01"];
  let told = 0;
  const [one, two] = await Promise.all([
    sweep(optionsOf(some, args)),
    sweep(optionsOf(some, args, {
      jobs: 2,
      onProgress: (done, total) => {
        assert(done > told && total === 11 * 101 + 1);
        told = done;
      },
    })),
  ]);
  assertEquals(JSON.stringify(two), JSON.stringify(one));
  assertEquals(told, 11 * 101 + 1);
});

Deno.test("draws stay on their axes, and the seed decides them", async () => {
  const args = ["tau_rule=log:0.01..1", "alpha=0.2..0.4", "ensemble=mean,max"];
  const draws = (seed: number) =>
    sweep(optionsOf(sounds.slice(0, 80), args, { draws: 64, seed }));
  const one = await draws(1);
  assertEquals(JSON.stringify(await draws(1)), JSON.stringify(one));
  assert(
    JSON.stringify((await draws(2)).points) !== JSON.stringify(one.points),
  );
  for (const { values: [tau, alpha, ensemble] } of one.points) {
    assert(typeof tau === "number" && tau >= 0.01 && tau <= 1);
    assert(typeof alpha === "number" && alpha >= 0.2 && alpha <= 0.4);
    assert(ensemble === "mean" || ensemble === "max");
  }
  const low = one.points.filter(({ values }) => (values[0] as number) < 0.1);
  assertEquals(low.length, 32);
  assertEquals(one.method, "sobol");
  assertEquals(one.axes.map((a) => a.scale), ["log", "linear", "values"]);
});

Deno.test("a gain that is there is found, and stands on folds that did not choose it", async () => {
  // The made-up embeddings know far more than the rules.
  assert(result.best.values[0] as number <= 0.8);
  const { honest } = result.best;
  assert(honest !== null && honest.gain! > 0.05 && honest.gain_ci![0] > 0);
  assertEquals(result.within_noise, false);
  assertEquals(honest.picks.length, 5);
  assertAlmostEquals(
    honest.gain!,
    honest.score! - result.default.score!,
    1e-12,
  );
  assert(result.best.score! >= honest.score!);
  assert(result.default.rank > 1);
  assertEquals(result.sensitivity[0]?.key, "fusion.alpha");
  assert(result.one_se.score! >= result.best.score! - result.standard_error);
  const { score, values } = (await sweep(
    optionsOf(sounds, GRID, { metric: "Accuracy" }),
  )).best;
  assertEquals(score, Math.max(...result.points.map((p) => p.accuracy)));
  assert(values[0] as number <= 0.8);
});

Deno.test("labels that mean nothing: the best of many points is said to be within noise", async () => {
  const random = new Random(3);
  const noise = sounds.map((sound) => ({
    ...sound,
    label: { ...sound.label, role: ROLES[random.below(5)]! },
  }));
  const found = await sweep(
    optionsOf(noise, [
      "core.L=0..1",
      "fill.D=0..1",
      "texture.D=0..1",
      "tau_rule=0.1..0.5",
    ], { draws: 300, metric: "accuracy" }),
  );
  // Chosen and judged on the same samples it looks better …
  assert(found.best.score! > found.default.score! + 0.01);
  // … and on others it is not.
  assertEquals(found.within_noise, true);
  assert(found.best.honest!.score! < found.best.score!);
});

Deno.test("the configuration as it was is a candidate: nothing better, nothing changed", async () => {
  const found = await sweep(
    optionsOf(sounds, ["guards.enabled=true"]),
  );
  assertEquals(found.best.point, null);
  assertEquals(found.best.score, found.default.score);
  assertEquals(found.best.honest?.gain, 0);
  assertEquals(found.within_noise, true);
  assertEquals(found.sensitivity[0]?.share, 0);
});

Deno.test("one group: a choice, but nothing to judge it by", async () => {
  const one = sounds.slice(0, 40).map((sound) => ({
    ...sound,
    label: { ...sound.label, pack: "only" },
  }));
  const found = await sweep(optionsOf(one, ["alpha=0,1"]));
  assertEquals(found.best.honest, null);
  assertEquals(found.within_noise, true);
  assertEquals(found.folds, 1);
});

Deno.test("what a sweep writes loads to the configuration that was chosen, and says where it comes from", async () => {
  for (const rule of ["best", "one_se"] as const) {
    const chosen = configAt(CONFIG, AXES, result[rule].values);
    assertEquals(chosen.fusion.alpha, result[rule].values[0] as number);
    const text = await chosenConfigYaml(
      { config: CONFIG, preset: "seed" },
      result,
      rule,
    );
    const { config } = await resolveConfig({
      files: [{ name: "best.yaml", text }],
    });
    assertEquals(config, chosen);
    assert(text.startsWith("# Chosen by a sweep over 44 points, by macro_f1"));
    assertStringIncludes(
      text,
      `# fusion.alpha: ${result[rule].values[0]} (was 0.9)`,
    );
  }
});

/** Evidence that depends on the configuration: a longer decay window hears longer decays. */
const loadByWindow =
  (some: readonly MadeSound[], calls: number[]): LoadEvidence =>
  ({ dsp: { decay_window_sec } }) => {
    calls.push(decay_window_sec);
    return {
      evidence: some.map(({ evidence: { features } }) => ({
        features: new DSPFeatures({
          ...features,
          decay_time: Math.min(features.decay_time, decay_window_sec),
        }),
        embedding: null,
      })),
      prompts: null,
    };
  };

Deno.test("keys of the evidence: read once for each value, judged on their own evidence", async () => {
  const calls: number[] = [];
  const load = loadByWindow(sounds, calls);
  const args = ["decay_window_sec=0.2,0.6", "fill.D=0.1,0.35"];
  const found = await sweep(optionsOf(sounds, args, { load, model: null }));
  assertEquals(calls.toSorted(), [0.2, 0.6]);
  for (const [p, { values, score }] of found.points.entries()) {
    const config = configAt(CONFIG, axesOf(...args), values);
    const { evidence } = await load(config, []);
    const roles = evidence.map((own) =>
      assignEvidence(own!, config, null).role
    );
    const matrix = confusionMatrix(TRUTH, roleIndices(roles), ROLES.length);
    assertEquals(score, macroF1(matrix), `point ${p}`);
  }
});

Deno.test("files that cannot be read are left out; if only some values cannot read them, that is an error", async () => {
  const load =
    (failing: (window: number) => boolean): LoadEvidence => (config) => ({
      evidence: sounds.map(({ evidence }, i) =>
        i < 2 && failing(config.dsp.decay_window_sec) ? null : evidence
      ),
      prompts: null,
    });
  const args = ["decay_window_sec=0.2,0.6"];
  const found = await sweep(
    optionsOf(sounds, args, { load: load(() => true) }),
  );
  assertEquals([found.n, found.failed], [298, 2]);
  await assertRejects(
    () => sweep(optionsOf(sounds, args, { load: load((w) => w === 0.2) })),
    RolesError,
    "cannot be read with every value",
  );
  await assertRejects(
    () =>
      sweep(optionsOf(sounds.slice(0, 2), args, { load: load(() => true) })),
    UsageError,
    "none of the 2",
  );
  await assertRejects(
    () => sweep(optionsOf([], ["alpha=0,1"])),
    UsageError,
    "no usable label",
  );
});

Deno.test("sweeps that are too large are refused before anything is read", async () => {
  const load = () => {
    throw new Error("read");
  };
  for (const folds of [0, 1, 2.5, 101]) {
    await assertRejects(
      () => sweep(optionsOf(sounds, ["alpha=0,1"], { folds, load })),
      UsageError,
      `${folds} folds: take 2 to 100`,
    );
  }
  for (
    const [args, draws, message] of [
      [
        ["alpha=0..1:0.001", "tau_clap=0.1..0.9:0.001"],
        undefined,
        "801,801 points",
      ],
      [["alpha=0..1"], 0, "Cannot draw 0 points"],
      [["alpha=0..1"], 1e9, "from 1 to 200,000"],
      [["hop_length=100..200:0.5"], undefined, "not a whole number"],
      [["hop_length=100..300:1"], undefined, "201 times, at most 100"],
    ] as const
  ) {
    await assertRejects(
      async () => await sweep(optionsOf(sounds, args, { draws, load })),
      UsageError,
      message,
    );
  }
});
