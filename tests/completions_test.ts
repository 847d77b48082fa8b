/**
 * What the tool says may stand at the end of a command line.
 */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { valueShapes } from "../src/config/shape.ts";
import { roles } from "./helpers/cli.ts";
import { allHelp } from "./helpers/cli_reference.ts";
import { told } from "./helpers/told.ts";

interface Answer {
  readonly place: string;
  readonly values: string[];
  readonly briefs: Map<string, string>;
}

/** Reads what `roles complete` prints. */
function answerOf(stdout: string): Answer {
  const [place = "", ...lines] = stdout.trimEnd().split("\n");
  const briefs = new Map(
    lines.map((line) => line.split("\t") as [string, string]),
  );
  return { place, values: [...briefs.keys()], briefs };
}

/** What may stand in place of the last word. */
async function complete(...words: string[]): Promise<Answer> {
  const { status, text } = await told(["complete", "--", ...words]);
  assertEquals(status, 0);
  return answerOf(text);
}

/** The words of a section of a help text that stand first on a line, and look like this. */
function firstWords(help: string, section: string, word: RegExp): string[] {
  const [, after = ""] = help.split(`\n${section}\n`);
  const [lines = ""] = after.split("\n\n");
  return [
    ...lines.matchAll(new RegExp(`^ *\\[?(?:-\\w +)?(${word.source})`, "gm")),
  ]
    .map((match) => match[1]!);
}

Deno.test("commands and options are those of the help", async () => {
  const all = await allHelp();
  assert(all.length > 15);
  for (const [name, help] of all) {
    const words = name.split(" ").slice(1);
    const commands = firstWords(help, "COMMANDS", /[a-z]+/);
    if (commands.length > 0) {
      assertEquals((await complete(...words, "")).values, commands, name);
      continue;
    }
    const options = firstWords(help, "FLAGS", /--[a-z-]+/);
    const { values } = await complete(...words, "--");
    assertEquals(
      values.filter((value) => !/^--no-/.test(value)).sort(),
      options.filter((option) => option !== "--").sort(),
      name,
    );
  }
});

Deno.test("an option is proposed until it is given, its opposite with it", async () => {
  const once = (await complete("assign", "--")).values;
  for (const option of ["--format", "--cache", "--no-cache", "--set"]) {
    assert(once.includes(option), option);
  }
  const again = (await complete(
    "assign",
    "--format=csv",
    "--no-cache",
    "--set",
    "x=1",
    "-",
  ))
    .values;
  assertEquals(
    once.filter((option) => !again.includes(option)),
    ["--format", "--cache", "--no-cache"],
  );
});

Deno.test("values: choices, presets, devices, models, shells", async () => {
  const values = async (...words: string[]) =>
    (await complete(...words)).values;
  const formats = ["table", "json", "jsonl", "csv"];
  assertEquals(await values("assign", "--format", ""), formats);
  assertEquals(await values("assign", "--format=j"), [
    "--format=json",
    "--format=jsonl",
  ]);
  assertEquals(await values("eval", "--preset", ""), ["default", "seed"]);
  assertEquals(await values("fit", "--device", "c"), ["cpu", "cuda", "coreml"]);
  assert((await values("explain", "--model", "")).includes("drum-clap-mini"));
  assertEquals(await values("explain", "--model", "no"), ["none"]);
  assert(!(await values("model", "pull", "")).includes("drum-clap-mini"));
  assert((await values("model", "verify", "")).includes("drum-clap-mini"));
  assertEquals(await values("model", "pull", "clap-htsat-unfused", ""), []);
  assertEquals(await values("completions", "p"), ["powershell"]);
});

Deno.test("keys of the configuration, each with what it is, then their values", async () => {
  const { values, briefs } = await complete("assign", "--set", "");
  assertEquals(values, [...valueShapes()].map(([key]) => `${key}=`));
  for (const [value, brief] of briefs) assert(brief !== "", value);
  assertEquals(
    (await complete("assign", "--set", "clap.ensemble=m")).values,
    ["clap.ensemble=mean", "clap.ensemble=max"],
  );
  assertEquals(
    (await complete("assign", "--set=guards.enabled=")).values,
    ["--set=guards.enabled=true", "--set=guards.enabled=false"],
  );
});

Deno.test("a sweep: short names, whole names, values, metrics; folders too", async () => {
  const { values, place } = await complete("sweep", "al");
  assertEquals(values[0], "alpha=");
  assertEquals(place, "folders");
  assert(
    (await complete("sweep", "guards.")).values
      .includes("guards.texture_suppress.multiply="),
  );
  assert(
    (await complete("sweep", "texture_s")).values
      .includes("texture_suppress.multiply="),
  );
  assertEquals((await complete("sweep", "ensemble=mean,m")).values, [
    "ensemble=mean,mean",
    "ensemble=mean,max",
  ]);
  assert(
    (await complete("sweep", "alpha=0..1", "--metric", "rec")).values
      .includes("recall.FILL"),
  );
  assert((await complete("eval", "--min", "mac")).values.includes("macro_f1="));
});

Deno.test("files where files go, folders where folders go, else nothing", async () => {
  const place = async (...words: string[]) => (await complete(...words)).place;
  assertEquals(await place("assign", ""), "files");
  assertEquals(await place("assign", "a.wav", "--debug", "--", "-b"), "files");
  assertEquals(await place("assign", "--report="), "files");
  assertEquals(await place("config", "check", "a.yaml", ""), "files");
  assertEquals(await place("assign", "--out", ""), "folders");
  assertEquals(await place("assign", "--model", ""), "folders");
  assertEquals(await place("assign", "--jobs", ""), "nothing");
  assertEquals(await place("cache", "path", ""), "nothing");
  assertEquals(await place("nonsense", ""), "nothing");
});

Deno.test("whatever is typed, the answer is a place and words that begin so", async () => {
  const word = fc.oneof(
    fc.constantFrom("assign", "sweep", "--format", "--set", "--", "-", "=", ""),
    fc.string({ maxLength: 12 }).filter((s) => !/[\0\n\t]/.test(s)),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(word, { maxLength: 5 }), word, async (ws, w) => {
      const { place, values } = await complete(...ws, w);
      assert(["nothing", "files", "folders"].includes(place));
      for (const value of values) assert(value.startsWith(w));
    }),
    { numRuns: 200 },
  );
});

Deno.test("the process answers the same; an empty word may stay unsaid", async () => {
  const runs = await Promise.all([
    roles(["complete", "--", "model", ""]),
    roles(["complete", "--new-word", "--", "model"]),
  ]);
  const { values } = await complete("model", "");
  for (const { code, stdout, stderr } of runs) {
    assertEquals([code, stderr], [0, ""]);
    assertEquals(answerOf(stdout).values, values);
  }
  const other = await roles(["completions", "tcsh"]);
  assertEquals([other.code, other.stdout], [2, ""]);
  assert(other.stderr.includes("it takes bash, zsh, fish, powershell"));
});
