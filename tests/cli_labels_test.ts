/**
 * The labels that `roles eval` takes, from outside: folders, files of labels, and what is wrong with them.
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import type { Role } from "../src/types.ts";
import { DRAWS, evaluationOf } from "./helpers/evaluated.ts";
import { Home } from "./helpers/home.ts";
import { KIT_ROLES, KITS, SEED } from "./helpers/labelled.ts";
import { kick, snare, wav, writeFiles } from "./helpers/sounds.ts";

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
