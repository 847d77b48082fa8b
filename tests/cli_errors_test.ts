/**
 * Wrong use: what is said, where, and the exit status.
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { roles, RULES } from "./helpers/cli.ts";
import { temporaryFolder, writeFiles } from "./helpers/sounds.ts";

/** Arguments, exit status, and what stderr must say. */
const WRONG: readonly (readonly [readonly string[], number, RegExp])[] = [
  [["asign"], 2, /Unknown command "asign"; did you mean "assign"\?/],
  [["constructor"], 2, /Unknown command "constructor"; roles --help/],
  [["assign", "x", "--formt=csv"], 2, /--formt; did you mean "--format"\?/],
  [["assign", "x", "--format=xml"], 2, /it takes table, json, jsonl, csv/],
  [["assign", "x", "-z"], 2, /Unknown option -z; .*goes after "--"/],
  [["assign", "x", "--jobs", "0"], 2, /a whole number from 1 to 256/],
  [["assign", "x", "--out"], 2, /--out needs a value/],
  [["assign"], 2, /No PATH is given: .*--files-from FILE/],
  [["assign", ""], 2, /empty path/],
  [["extract"], 2, /No PATH is given: .*roles extract/],
  [["explain"], 2, /No FILE is given/],
  [
    ["assign", "x", "--files-from=no.txt"],
    2,
    /"no.txt" of --files-from: there is no such file/,
  ],
  [
    ["assign", "x", "--config=no.yaml"],
    2,
    /"no.yaml" of --config: there is no such file/,
  ],
  [["assign", "x", "--config=."], 2, /it is a folder/],
  [
    ["assign", "x", "--config=bad.yaml"],
    2,
    /bad\.yaml:2: fusion\.alfa: unknown key; did you mean "alpha"\?\nbad\.yaml:4: /,
  ],
  [["extract", "x", "--config=bad.yaml"], 2, /bad\.yaml:2: /],
  [["explain", "x", "--config=bad.yaml"], 2, /bad\.yaml:2: /],
  [["config", "show", "--config=bad.yaml"], 2, /bad\.yaml:2: /],
  [["assign", "x", "--set", "fusion.alpha=2"], 2, /--set fusion\.alpha=2: /],
  [["assign", "x", "--preset", "sead"], 2, /did you mean "seed"\?/],
  [
    ["assign", "empty", RULES, "--out=bad.yaml"],
    2,
    /Cannot write to --out "bad.yaml"/,
  ],
  [["config", "check", "no.yaml"], 2, /"no.yaml"/],
  [["assign", "empty", RULES], 1, /No sounds found/],
  [
    ["assign", "other", RULES],
    1,
    /No sounds found, only types that are not read: 1 m4a, 1 wma/,
  ],
  [
    ["assign", "no.wav", RULES],
    1,
    /Cannot read "no.wav": there is no such file/,
  ],
  [
    ["explain", "no.wav", "empty", RULES],
    1,
    /"no.wav": there is no such file\n.*"empty": it is a folder: name the sounds in it/,
  ],
  [["extract", "no.wav", RULES], 1, /Cannot read "no.wav"/],
];

Deno.test("wrong use is said in a line with what to do, without a stack trace", async () => {
  using folder = temporaryFolder();
  writeFiles(folder.path, {
    "bad.yaml": "fusion:\n  alfa: 0.5\ndsp:\n  tau_rule: -1\n",
    "other/a.m4a": "",
    "other/b.WMA": "",
    "empty/notes.txt": "",
  });
  // Two at a time: starting processes is what takes the time.
  const results = new Map<string, Awaited<ReturnType<typeof roles>>>();
  const queue = WRONG.map(([args]) => args);
  const work = async () => {
    for (let args = queue.pop(); args !== undefined; args = queue.pop()) {
      results.set(args.join(" "), await roles(args, { cwd: folder.path }));
    }
  };
  await Promise.all([work(), work()]);
  for (const [args, status, message] of WRONG) {
    const { code, stderr, stdout } = results.get(args.join(" "))!;
    const where = `roles ${args.join(" ")}: ${stderr}`;
    assertEquals(code, status, where);
    assertMatch(stderr, message, where);
    assertMatch(stderr, /^(rules only: .*\n)?error: /, where);
    assert(!stderr.includes("    at "), where);
    if (status === 2 && !args.includes("check")) {
      assertEquals(stdout, "", where);
    }
  }
});

Deno.test("--verbose shows the stack trace", async () => {
  const { code, stderr } = await roles([
    "assign",
    "x",
    "--preset=no",
    "--verbose",
  ]);
  assertEquals(code, 2);
  assertMatch(stderr, /^error: .*preset.*\n\s+at /s);
});
