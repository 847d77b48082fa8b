/**
 * `roles eval` from outside: real runs on labelled sounds.
 */
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertStringIncludes,
} from "@std/assert";
import { parse } from "@std/csv";
import { join } from "node:path";
import type { Evaluation } from "../eval/evaluation.ts";
import { type Role, ROLES } from "../src/types.ts";
import { DRAWS, evaluationOf } from "./helpers/evaluated.ts";
import { Home, isQuietWithTiny, TINY } from "./helpers/home.ts";
import { KITS, LABEL_ROWS, LABELS, SEED } from "./helpers/labelled.ts";
import { writeFiles } from "./helpers/sounds.ts";

Deno.test("the formats agree; gates that are not met are named, and the status says so", async () => {
  using home = new Home();
  const run = (...args: string[]) =>
    home.roles([
      "eval",
      "--labels",
      LABELS,
      ...SEED,
      DRAWS,
      "--min=accuracy=0.1",
      "--min=recall.FILL=0.99",
      "--max=ece=0.001",
      ...args,
    ]);
  const [json, csv, md, junit, table, one] = await Promise.all([
    run("--format=json"),
    run("--format=csv"),
    run("--format=md"),
    run("--format=junit"),
    run(),
    run("--format=json", "--jobs=1"),
  ]);
  const e = evaluationOf(json);
  assertEquals(one, json);
  for (const { code, stderr } of [json, csv, md, junit, table]) {
    assertEquals(code, 1);
    assertEquals(
      stderr.replace(/\d\.\d{4}/g, "X"),
      "rules only: no audio-text model (clap.model_id)\n" +
        "not met: recall.FILL X does not reach 0.99 (--min)\n" +
        "not met: ece X is over 0.001 (--max)\n",
    );
  }

  assertEquals(
    e.samples.map((s) => [s.filepath, s.label, s.instrument, s.pack]),
    LABEL_ROWS.map(([path, role, instrument, pack]) => [
      path!,
      role as Role,
      instrument!,
      pack!,
    ]),
  );
  assertEquals([e.n, e.failed, e.model], [LABEL_ROWS.length, 0, null]);
  assertEquals(e.groups.count, new Set(LABEL_ROWS.map((row) => row[3])).size);
  const right = e.samples.filter(({ label, role }) => label === role);
  assertEquals(e.accuracy.value, right.length / e.n);
  assertEquals(e.mistakes.length, e.n - right.length);
  assert(e.mistakes.length > 5 && right.length > 5);
  for (const [i, label] of ROLES.entries()) {
    for (const [j, role] of ROLES.entries()) {
      assertEquals(
        e.confusion.matrix[i]![j],
        e.samples.filter((s) => s.label === label && s.role === role).length,
      );
    }
  }
  assertEquals(e.gates.map(({ met }) => met), [true, false, false]);

  assertEquals(parse(csv.stdout), [
    [
      "path",
      "role",
      "assigned",
      "right",
      "confidence",
      "second",
      "pack",
      "instrument",
      "weight",
    ],
    ...e.samples.map((s) =>
      [
        s.filepath,
        s.label,
        s.role,
        s.label === s.role,
        s.confidence,
        s.second,
        s.pack,
        s.instrument,
        s.weight,
      ].map(String)
    ),
  ]);

  const figure = (x: number) => x.toFixed(3);
  const ci = (x: Evaluation["accuracy"]) =>
    `[${figure(x.ci![0])}, ${figure(x.ci![1])}]`;
  const rows = table.stdout.split("\n").map((row) => row.trim().split(/ {2,}/));
  const cells = (name: string) => rows.find(([first]) => first === name);
  for (
    const [name, key] of [
      ["accuracy", "accuracy"],
      ["macro F1", "macro_f1"],
      ["weighted F1", "weighted_f1"],
    ] as const
  ) {
    const { value } = e[key];
    assertEquals(cells(name), [name, figure(value), ci(e[key])]);
    assertStringIncludes(
      md.stdout,
      `| ${name} | ${figure(value)} | ${ci(e[key])} |`,
    );
  }
  for (const role of ROLES) {
    const { precision, recall, f1, support } = e.roles[role];
    const figures = [...[precision, recall, f1].map(figure), String(support)];
    assertEquals(cells(role)!.slice(0, 5), [role, ...figures]);
    assertStringIncludes(md.stdout, `| ${role} | ${figures.join(" | ")} |`);
  }

  const cases = [...junit.stdout.matchAll(
    /<testcase classname="[^"]*" name="([^"]*)"(?:\/>|>(<\w+))/g,
  )].map(([, name, outcome]) => [name!, outcome ?? "right"]);
  assertEquals(cases, [
    ["accuracy min 0.1", "right"],
    ["recall.FILL min 0.99", "<failure"],
    ["ece max 0.001", "<failure"],
    ...e.samples.map((s) => [
      s.filepath,
      s.label === s.role ? "right" : "<skipped",
    ]),
  ]);
});

Deno.test("--compare pairs the samples of an earlier result", async () => {
  using home = new Home();
  writeFiles(home.work, KITS);
  const run = (...args: string[]) =>
    home.roles(["eval", "--format=json", DRAWS, ...args]);
  const [seed, other, kits] = await Promise.all([
    run("--labels", LABELS, ...SEED),
    run("--labels", LABELS, ...SEED, "--set=dsp.sharpness=concentration"),
    run("kits", ...SEED),
  ]);
  const [before, after] = [evaluationOf(seed), evaluationOf(other)];
  assert(before.config_digest !== after.config_digest);
  for (const [name, { stdout }] of Object.entries({ seed, kits })) {
    Deno.writeTextFileSync(join(home.work, `${name}.json`), stdout);
  }
  Deno.writeTextFileSync(join(home.work, "other.json"), '{"version": 1}');
  const compared = (...args: string[]) =>
    run("--labels", LABELS, ...SEED, ...args);
  const [changed, same, apart, foreign, none] = await Promise.all([
    compared("--set=dsp.sharpness=concentration", "--compare=seed.json"),
    compared("--compare=seed.json"),
    compared("--compare=kits.json"),
    compared("--compare=other.json"),
    compared(`--compare=${LABELS}`),
  ]);

  const { comparison, ...rest } = evaluationOf(changed);
  assertEquals({ ...rest, comparison: null }, after);
  assertEquals(comparison!.config_digest, before.config_digest);
  assertEquals(
    [comparison!.paired, comparison!.only_here, comparison!.only_there],
    [LABEL_ROWS.length, 0, 0],
  );
  assertAlmostEquals(
    comparison!.accuracy.difference,
    after.accuracy.value - before.accuracy.value,
  );
  assertAlmostEquals(
    comparison!.macro_f1.difference,
    after.macro_f1.value - before.macro_f1.value,
  );
  const moved = after.samples.filter(({ role }, i) =>
    role !== before.samples[i]!.role
  );
  assert(moved.length > 0);
  assertEquals(
    comparison!.changed.map(({ filepath }) => filepath).sort(),
    moved.map(({ filepath }) => filepath).sort(),
  );
  assertEquals(evaluationOf(same).comparison!.changed, []);

  for (
    const [{ code, stdout, stderr }, words] of [
      [apart, "no sample in common"],
      [foreign, "it must come from `roles eval --format json`"],
      [none, "it is not JSON"],
    ] as const
  ) {
    assertEquals([code, stdout], [2, ""]);
    assertStringIncludes(stderr, words);
  }
});

Deno.test("with a model its share is shown; a second run takes its evidence from the cache", async () => {
  using home = new Home();
  writeFiles(home.work, KITS);
  const run = (...args: string[]) =>
    home.roles([
      "eval",
      "kits",
      "--preset=seed",
      "--format=json",
      DRAWS,
      ...args,
    ]);
  const model = ["--model", TINY, "--set=fusion.alpha=0.3"];
  const [first, rules] = await Promise.all([
    run(...model),
    run("--model=none"),
  ]);
  assertEquals(first.code, 0);
  assert(isQuietWithTiny(first.stderr) && first.stderr !== "", first.stderr);
  const again = await run(...model);
  assertEquals([again.code, again.stderr], [0, ""]);
  assertEquals(again.stdout, first.stdout);

  const e = evaluationOf(first);
  assertEquals(e.model, TINY);
  assertEquals(
    e.ablation.map(({ variant }) => variant),
    ["fused", "rules_only", "clap_only", "guards_off"],
  );
  const alone = evaluationOf(rules);
  assertEquals(e.ablation[1]!.accuracy, alone.accuracy);
  assertEquals(
    alone.ablation.map(({ variant }) => variant),
    ["fused", "guards_off"],
  );
});
