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
import * as v from "valibot";
import { type Evaluation, EvaluationSchema } from "../eval/evaluation.ts";
import { type Role, ROLES } from "../src/types.ts";
import type { CliResult } from "./helpers/cli.ts";
import { Home, isQuietWithTiny, TINY } from "./helpers/home.ts";
import {
  KIT_ROLES,
  KITS,
  LABEL_ROWS,
  LABELS,
  SEED,
} from "./helpers/labelled.ts";
import { kick, snare, wav, writeFiles } from "./helpers/sounds.ts";

/** The evaluation that a run printed, held to the schema. */
function evaluationOf({ stdout, stderr }: CliResult): Evaluation {
  assert(stdout !== "", stderr);
  return v.parse(EvaluationSchema, JSON.parse(stdout));
}

const DRAWS = "--resamples=50";

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

Deno.test("labels from folders, with aliases of one's own; the CSV that it prints is a labels file", async () => {
  using home = new Home();
  writeFiles(home.work, {
    ...KITS,
    "kits/b/other/1.wav": wav(kick(70)),
    "kits/b/wumme/1.wav": wav(kick(75)),
    "own.yaml": "CORE: [Wumme]\n",
  });
  const run = (...args: string[]) => home.roles(["eval", ...args, DRAWS]);
  const [json, csv] = await Promise.all([
    run("kits", ...SEED, "--aliases=own.yaml", "--format=json"),
    run("kits", ...SEED, "--aliases=own.yaml", "--format=csv"),
  ]);
  assertEquals([json.code, csv.code], [0, 0]);
  assertStringIncludes(
    json.stderr,
    "warning: kits: kits/b/other/1.wav: stands in no folder that is named as a role",
  );
  const e = evaluationOf(json);
  assertEquals(
    e.label_problems.map(({ code, path }) => [code, path]),
    [["no_role_folder", "kits/b/other/1.wav"]],
  );
  assertEquals(
    e.samples.map((s) => [s.filepath, s.label, s.pack]),
    [...Object.keys(KITS), "kits/b/wumme/1.wav"].sort().map((path) => {
      const [kits, kit, folder] = path.split("/");
      const role = folder === "wumme" ? "CORE" : KIT_ROLES[folder!];
      return [path, role as Role, `${kits}/${kit}`];
    }),
  );
  assertEquals([e.groups.by, e.groups.count], ["folder", 2]);

  Deno.writeTextFileSync(join(home.work, "labels.csv"), csv.stdout);
  Deno.mkdirSync(join(home.work, "elsewhere"));
  Deno.writeTextFileSync(
    join(home.work, "elsewhere/renamed.csv"),
    csv.stdout.replace("path,role", "File,Class").replaceAll(",", ";"),
  );
  const [usual, renamed] = await Promise.all([
    run(...SEED, "--format=json"),
    run(
      ...SEED,
      "--format=json",
      "--labels=elsewhere/renamed.csv",
      "--root=.",
      "--columns=path=file,role=class",
    ),
  ]);
  assertEquals([usual.code, renamed.code], [0, 0]);
  const again = evaluationOf(usual);
  assertEquals(evaluationOf(renamed), again);
  assertEquals(again.samples, e.samples);
  assertEquals(again.macro_f1, e.macro_f1);
  assertEquals([again.groups.by, again.label_problems], ["pack", []]);
});

/** Each row of a labels file with what is wrong with it. */
const BAD: readonly (readonly [row: string, code: string | null])[] = [
  ["a/kick.wav,kick,x,1", null],
  ["a/copy.wav,tom,x,1", "same_audio_two_roles"],
  ["a/snare.wav,snarre,x,1", "unknown_role"],
  ["a/snare.wav,ACCENT,x", "ragged_row"],
  ["a/none.wav,CORE,x,1", "missing_file"],
  ["a,CORE,x,1", "missing_file"],
  ["a/kick.wav/deeper.wav,CORE,x,1", "missing_file"],
  ["a/snare.wav,ACCENT,y,-1", "bad_weight"],
  ["a/snare.wav,ACCENT,y,2", null],
  ["a/snare.wav,ACCENT,y,1", "duplicate"],
  ["./a//snare.wav,FILL,y,1", "two_roles"],
  [",CORE,y,1", "missing_path"],
  ["a/broken.wav,,y,1", "missing_role"],
  ["a/broken.wav,FILL,y,1", null],
  ["a/other.wav,ACCENT,y,1", null],
];

Deno.test("bad labels are listed by line and left out, or stop it; files that cannot be read are counted", async () => {
  using home = new Home();
  const sound = wav(kick());
  const other = sound.slice();
  other[sound.length - 9]! ^= 1;
  writeFiles(home.work, {
    "a/kick.wav": sound,
    "a/copy.wav": sound,
    // As long as the others, and not the same.
    "a/other.wav": other,
    "a/snare.wav": wav(snare()),
    "a/broken.wav": "no sound",
    "l.csv": ["path,role,pack,weight", ...BAD.map(([row]) => row)].join("\n"),
  });
  const run = (...args: string[]) =>
    home.roles(["eval", "--labels=l.csv", ...SEED, DRAWS, ...args]);
  const [json, strict] = await Promise.all([
    run("--format=json"),
    run("--strict"),
  ]);
  const lines = BAD.flatMap(([, code], i) =>
    code === null ? [] : [[code, i + 2] as const]
  );

  assertEquals(json.code, 1);
  const told = json.stderr.split("\n").filter((line) =>
    line.startsWith("warning: ")
  );
  assertEquals(
    told.map((line) => line.match(/^warning: l\.csv:(\d+): /)?.[1]),
    lines.map(([, line]) => String(line)),
  );
  assertStringIncludes(told[1]!, 'did you mean "snare"?');
  assertStringIncludes(
    told[0]!,
    '"a/copy.wav" is FILL, but the same audio "a/kick.wav" (line 2) is CORE',
  );
  assertStringIncludes(json.stderr, 'error: Cannot read "a/broken.wav": ');
  const e = evaluationOf(json);
  assertEquals(
    e.label_problems.map(({ code, line }) => [code as string, line]),
    lines.map(([code, line]) => [code, line]),
  );
  assertEquals(
    e.samples.map(({ filepath, weight }) => [filepath, weight]),
    [["a/kick.wav", 1], ["a/copy.wav", 1], ["a/snare.wav", 2], [
      "a/other.wav",
      1,
    ]],
  );
  assertEquals([e.n, e.failed], [4, 1]);
  assertEquals(e.failures.map(({ filepath }) => filepath), ["a/broken.wav"]);

  assertEquals([strict.code, strict.stdout], [2, ""]);
  assertEquals(
    strict.stderr.split("\n").map((line) => line.match(/l\.csv:(\d+): /)?.[1])
      .filter((line) => line !== undefined),
    lines.map(([, line]) => String(line)),
  );
  assertStringIncludes(strict.stderr, `\n${lines.length} bad labels`);
});

Deno.test("a run that evaluates nothing fails, and says what to do", async () => {
  using home = new Home();
  writeFiles(home.work, {
    "sub/empty/notes.txt": "no sound",
    "sub/broken/kicks/1.wav": "no sound",
    "header.csv": "path,role\n",
    "columns.csv": "file,class\na.wav,kick\n",
    "twenty.csv": "path,role\n" +
      Array.from({ length: 30 }, (_, i) => `${i}.wav,kick\n`).join(""),
  });
  const HOW = "--labels FILE, or a folder";
  const cases: [args: string[], ...words: string[]][] = [
    [[], "No labels are given: ", HOW],
    [["--labels=no.csv"], '"no.csv" of --labels: there is no such file'],
    [["--labels=sub"], "it is a folder", "without --labels"],
    [["--labels=header.csv"], "header.csv:1: has a header but no labels", HOW],
    [["--labels=columns.csv"], 'no column "path"', "--columns path=…", HOW],
    [
      ["--labels=columns.csv", "--columns=paht=file"],
      'did you mean "path"?',
    ],
    [["--labels=twenty.csv"], "10 more labels like these", HOW],
    [["sub/empty"], "sub/empty: has no sounds", HOW],
    [["sub/nothing"], '"sub/nothing": there is no such file or folder'],
    [
      ["sub/broken"],
      'Cannot read "sub/broken/kicks/1.wav"',
      "none of the 1 labelled files could be read",
    ],
    [["sub", "--labels=header.csv"], "name one of them"],
    [["sub", "--root=."], "Cannot use --root with folders"],
    [["--aliases=header.csv", "sub"], "header.csv:1: "],
  ];
  const results = await Promise.all(
    cases.map(([args]) => home.roles(["eval", ...args, ...SEED])),
  );
  for (const [i, [args, ...words]] of cases.entries()) {
    const { code, stdout, stderr } = results[i]!;
    assertEquals([code, stdout], [2, ""], `${args}: ${stderr}`);
    for (const word of words) assertStringIncludes(stderr, word);
    assert(stderr.split("\n").some((line) => line.startsWith("error: ")));
  }
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
