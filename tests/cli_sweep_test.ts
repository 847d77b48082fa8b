/**
 * `roles sweep` from outside: what it prints, what it chooses, and that a run with those values agrees.
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { parse } from "@std/csv";
import { join } from "node:path";
import * as v from "valibot";
import { EvaluationSchema } from "../eval/evaluation.ts";
import { type SweepResult, SweepSchema } from "../eval/sweep/result.ts";
import { ROLES } from "../src/types.ts";
import type { CliResult } from "./helpers/cli.ts";
import { Home, TINY } from "./helpers/home.ts";
import { EXAMPLES, KITS, LABELS, SEED } from "./helpers/labelled.ts";
import { writeFiles } from "./helpers/sounds.ts";

/** The sweep that a run printed, held to the schema. */
function sweepOf({ stdout, stderr }: CliResult): SweepResult {
  assert(stdout !== "", stderr);
  return v.parse(SweepSchema, JSON.parse(stdout));
}

/** Roles and figures of an evaluation without draws. */
async function evaluated(home: Home, ...args: string[]) {
  const { code, stdout, stderr } = await home.roles(
    ["eval", "--format=json", "--resamples=0", ...args],
  );
  assertEquals(code, 0, stderr);
  const e = v.parse(EvaluationSchema, JSON.parse(stdout));
  return {
    digest: e.config_digest,
    roles: e.samples.map(({ role }) => role),
    figures: {
      accuracy: e.accuracy.value,
      macro_f1: e.macro_f1.value,
      recall: ROLES.map((role) => e.roles[role].recall),
    },
  };
}

/** The figures of a point that an evaluation has too. */
const figuresAt = (
  { accuracy, macro_f1, recall }: SweepResult["points"][number],
) => ({ accuracy, macro_f1, recall });

const ON_KIT = ["--labels", LABELS, ...SEED];

Deno.test("two keys: the formats agree; what is written loads, and does what --set does", async () => {
  using home = new Home();
  const AXES = [
    "core.L=0..0.3:0.15",
    "role_bias.FILL=0.05..0.45:0.1",
    "--set=dsp.sharpness=concentration",
  ];
  const run = (...args: string[]) =>
    home.roles(["sweep", ...AXES, ...ON_KIT, ...args]);
  const [json, csv, table, one] = await Promise.all([
    run("--format=json", "--write=best.yaml"),
    run("--format=csv"),
    run(),
    run("--format=json", "--jobs=1"),
  ]);
  const s = sweepOf(json);
  assertEquals(json.code, 0);
  assertEquals(
    json.stderr,
    "rules only: no audio-text model (clap.model_id)\nwrote the one-standard-error choice to best.yaml\n",
  );
  assertEquals(one.stdout, json.stdout);
  assertEquals(
    s.axes.map(({ key, values }) => [key, values]),
    [
      ["rule_scoring.weights.core.L", [0, 0.15, 0.3]],
      ["fusion.role_bias.FILL", [0.05, 0.15, 0.25, 0.35, 0.45]],
    ],
  );
  assertEquals(
    s.points.map(({ values }) => values),
    s.axes[0]!.values.flatMap((a) => s.axes[1]!.values.map((b) => [a, b])),
  );
  const scores = s.points.map(({ score }) => score!);
  assertEquals(s.best.score, Math.max(...scores, s.default.score!));

  // Three that differ, or the test would not tell which one is written.
  assert(s.best.point !== null && s.one_se.point !== null);
  assert(s.best.point !== s.one_se.point);

  const point = (place: string, p: SweepResult["points"][number]) =>
    [place, ...p.values, p.score, p.accuracy, p.macro_f1, ...p.recall]
      .map(String);
  assertEquals(parse(csv.stdout), [
    [
      "point",
      ...s.axes.map(({ key }) => key),
      "score (macro_f1)",
      "accuracy",
      "macro_f1",
      ...ROLES.map((role) => `recall.${role}`),
    ],
    point("", s.default),
    ...s.points.map((p, place) => point(String(place), p)),
  ]);
  const rows = table.stdout.split("\n").map((row) => row.trim().split(/ {2,}/));
  const listed = rows.findIndex(([first]) => first === "macro_f1") + 1;
  assertEquals(
    rows.slice(listed, listed + 10).map((row) => row.join()),
    s.points.toSorted((a, b) => b.score! - a.score!).slice(0, 10).map((p) =>
      [p.score!.toFixed(3), p.accuracy.toFixed(3), ...p.values].join()
    ),
  );
  for (
    const [name, choice] of [["best", s.best], [
      "one standard error",
      s.one_se,
    ]] as const
  ) {
    assertEquals(
      rows.find(([first]) => first === name)!.slice(0, 3),
      [name, choice.score!.toFixed(3), choice.honest!.score!.toFixed(3)],
    );
  }

  const chosen = s.one_se.values.map((value, d) =>
    `--set=${s.axes[d]!.key}=${value}`
  );
  const top = s.points[s.best.point]!;
  const [written, set, asItWas, at] = await Promise.all([
    evaluated(home, "--labels", LABELS, "--config=best.yaml"),
    evaluated(home, ...ON_KIT, AXES[2]!, ...chosen),
    evaluated(home, ...ON_KIT, AXES[2]!),
    evaluated(
      home,
      ...ON_KIT,
      AXES[2]!,
      ...top.values.map((value, d) => `--set=${s.axes[d]!.key}=${value}`),
    ),
  ]);
  assertEquals(written, set);
  assertEquals(figuresAt(s.default), asItWas.figures);
  assertEquals(s.config_digest, asItWas.digest);
  assertEquals(figuresAt(top), at.figures);
  assert(
    top.accuracy !== s.default.accuracy,
    "the keys matter here",
  );
});

Deno.test("on labelled folders; a draw is its seed's; another metric; a file that cannot be read", async () => {
  using home = new Home();
  writeFiles(home.work, {
    ...KITS,
    "broken/kicks/1.wav": "no sound",
  });
  const run = (...args: string[]) =>
    home.roles(["sweep", "core.L=0..1", ...SEED, "--format=json", ...args]);
  const draw = ["tau_rule=log:0.05..1", "kits", "--draws=20"];
  const [grid, first, second, accuracy, broken] = await Promise.all([
    run("kits"),
    run(...draw, "--seed=1"),
    run(...draw, "--seed=2"),
    run("kits", "--metric=recall.CORE", "--folds=2"),
    run("kits", "broken"),
  ]);
  const s = sweepOf(grid);
  assertEquals([grid.code, s.n, s.points.length], [
    0,
    Object.keys(KITS).length,
    11,
  ]);
  assertEquals([s.groups.by, s.groups.count, s.folds], ["folder", 2, 2]);
  const [a, b] = [sweepOf(first), sweepOf(second)];
  assertEquals([a.method, a.seed, a.points.length], ["sobol", 1, 20]);
  assert(a.points[0]!.values[0] !== b.points[0]!.values[0]);
  assertEquals((await run(...draw, "--seed=1")).stdout, first.stdout);
  const by = sweepOf(accuracy);
  assertEquals(by.metric, "recall.CORE");
  assertEquals(
    by.points.map(({ score }) => score),
    by.points.map(({ recall }) => recall[0]!),
  );

  const left = sweepOf(broken);
  assertEquals([broken.code, left.n, left.failed], [1, s.n, 1]);
  assertEquals(
    broken.stderr.match(/error: Cannot read "broken\/kicks\/1.wav": /g)?.length,
    1,
  );
  assertEquals(left.points, s.points);
});

Deno.test("keys of the evidence need --re-extract, and then each value is what a run with it is", async () => {
  using home = new Home();
  const broken = `${home.work}/broken.wav`;
  writeFiles(home.work, {
    "broken.wav": "no sound",
    "labels.csv": `${Deno.readTextFileSync(LABELS)}${broken},CORE,,\n`,
  });
  const run = await home.roles([
    "sweep",
    "decay_window_sec=0.1,0.9",
    "sharpness=concentration,seed_peak",
    "--labels=labels.csv",
    "--root",
    EXAMPLES,
    ...SEED,
    "--re-extract",
    "--format=json",
  ]);
  const s = sweepOf(run);
  assertEquals([run.code, s.failed], [1, 1]);
  assertEquals(run.stderr.match(/error: Cannot read /g)?.length, 1, run.stderr);
  const runs = await Promise.all(
    s.points.map(({ values: [window, sharpness] }) =>
      evaluated(
        home,
        ...ON_KIT,
        `--set=dsp.decay_window_sec=${window}`,
        `--set=dsp.sharpness=${sharpness}`,
      )
    ),
  );
  assertEquals(s.points.map(figuresAt), runs.map(({ figures }) => figures));
  assert(new Set(s.points.map(({ accuracy }) => accuracy)).size > 1);
});

Deno.test("what cannot be swept is refused with the reason, before a sound is read", async () => {
  using home = new Home();
  const cases: [args: string[], ...words: string[]][] = [
    [["alpha=0..1", ...ON_KIT], "without a model", "name a model with --model"],
    [
      ["decay_window_sec=0.1,0.9", ...ON_KIT],
      "changes what is extracted",
      "--re-extract",
    ],
    [["pool.max_sizes.CORE=1,2", ...ON_KIT], "pools never change it"],
    [["alhpa=0..1", ...ON_KIT], 'Unknown key "alhpa"'],
    [["tau_rule", ...ON_KIT], "write key=values"],
    [["tau_rule=0.9..0.1", ...ON_KIT], "0.9 is not below 0.1"],
    [["tau_rule=0.1,0.2", "dsp.tau_rule=1,2", ...ON_KIT], "swept twice"],
    [["tau_rule=0.1,0.2", "--metric=f2", ...ON_KIT], 'Unknown metric "f2"'],
    [["tau_rule=0.1,0.2", "--folds=1", ...ON_KIT], "take 2 to 100"],
    [["tau_rule=0.1,0.2", "--draws=0", ...ON_KIT], "Cannot draw 0 points"],
    [["tau_rule=0.1,0.2", ...SEED], "No labels are given"],
    [
      ["tau_rule=0.1,0.2", "--write=no/best.yaml", ...ON_KIT],
      'Cannot write --write "no/best.yaml"',
    ],
    [ON_KIT, "Nothing to sweep", "--keys lists them"],
  ];
  const [keys, ...results] = await Promise.all([
    home.roles(["sweep", "--keys", ...SEED]),
    ...cases.map(([args]) => home.roles(["sweep", ...args])),
  ]);
  for (const [i, [args, ...words]] of cases.entries()) {
    const { code, stdout, stderr } = results[i]!;
    assertEquals([code, stdout], [2, ""], `${args}: ${stderr}`);
    for (const word of words) assertStringIncludes(stderr, word);
  }
  assertEquals([keys.code, keys.stderr], [0, ""]);
  for (
    const row of [
      /^ {2}alpha +0\.9 /m,
      /^ {2}texture_suppress\.multiply +0\.6 /m,
      /^ {2}decay_window_sec +0\.6 /m,
    ]
  ) {
    assert(row.test(keys.stdout), `${row} in ${keys.stdout}`);
  }
});

Deno.test("with a model: alpha and prompts, each point what a run with it is", async () => {
  using home = new Home();
  writeFiles(home.work, KITS);
  const model = ["kits", "--preset=seed", "--model", TINY];
  const swept = await home.roles([
    "sweep",
    "alpha=0,0.5,1",
    "prompts=seed,default",
    ...model,
    "--format=json",
    "--write=best.yaml",
  ]);
  assertEquals(swept.code, 0, swept.stderr);
  const s = sweepOf(swept);
  assertEquals(s.model, TINY);
  const places = [1, 2, 5];
  const [best, ...runs] = await Promise.all([
    evaluated(home, "kits", "--config=best.yaml"),
    ...places.map((place) => {
      const [alpha, prompts] = s.points[place]!.values;
      return evaluated(
        home,
        ...model,
        `--set=fusion.alpha=${alpha}`,
        `--set=clap.prompts=${prompts}`,
      );
    }),
  ]);
  assertEquals(
    places.map((place) => figuresAt(s.points[place]!)),
    runs.map(({ figures }) => figures),
  );
  assertEquals(best.figures.macro_f1, s.one_se.score);
  assertStringIncludes(
    Deno.readTextFileSync(join(home.work, "best.yaml")),
    `\n# fusion.alpha: ${s.one_se.values[0]} (was 0.9)\n`,
  );
});
