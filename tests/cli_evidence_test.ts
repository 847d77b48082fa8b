/**
 * Evidence files from outside: what is written serves eval, sweep and fit without the sounds and without the model.
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import * as v from "valibot";
import { EvaluationSchema } from "../eval/evaluation.ts";
import { DRAWS } from "./helpers/evaluated.ts";
import { Home, TINY } from "./helpers/home.ts";
import { KITS, SEED } from "./helpers/labelled.ts";
import { writeFiles } from "./helpers/sounds.ts";

const MODEL = ["--model", TINY, "--set=fusion.alpha=0.5"];

Deno.test("with the evidence of sounds everything is as with the sounds", async () => {
  using home = new Home();
  writeFiles(home.work, KITS);
  const json = ["--format=json", DRAWS];
  const heard = await home.roles([
    "eval",
    "kits",
    ...MODEL,
    ...json,
    "--write-evidence=e.jsonl",
  ]);
  assertEquals(heard.code, 0, heard.stderr);
  assertStringIncludes(heard.stderr, "wrote the evidence e.jsonl\n");
  Deno.removeSync(join(home.work, "kits"), { recursive: true });

  const evidence = ["--evidence=e.jsonl", ...MODEL];
  const [stored, rules, sweep, fit, kept] = await Promise.all([
    home.roles(["eval", ...evidence, ...json]),
    home.roles(["eval", "--evidence=e.jsonl", "--model=none", ...json]),
    home.roles(["sweep", "alpha=0..1:0.5", ...evidence, "--format=json"]),
    home.roles(["fit", ...evidence, "--write=fit.yaml"]),
    home.roles(["eval", ...evidence, "--report=e.html"]),
  ]);
  for (const { code, stderr } of [stored, rules, sweep, fit, kept]) {
    assertEquals(code, 0, stderr);
  }
  const parsed = (stdout: string) => {
    const { samples, ...e } = v.parse(EvaluationSchema, JSON.parse(stdout));
    return { ...e, given: samples.map(({ role }) => role) };
  };
  const [a, b] = [parsed(heard.stdout), parsed(stored.stdout)];
  assertEquals(b.given, a.given);
  assertEquals([b.config_digest, b.model], [a.config_digest, TINY]);
  assertEquals(b.confusion, a.confusion);
  assert(Math.abs(b.log_loss - a.log_loss) < 0.01);
  assertEquals(parsed(rules.stdout).model, null);
  assertStringIncludes(fit.stderr, "10 samples in 2 packs, 2 folds of packs\n");
  assert(Deno.statSync(join(home.work, "fit.yaml")).size > 1000);
  assert(Deno.statSync(join(home.work, "e.html")).size > 10_000);
});

Deno.test("what evidence cannot tell is refused, with what to do", async () => {
  using home = new Home();
  writeFiles(home.work, KITS);
  const made = await home.roles(
    ["eval", "kits", ...SEED, "--write-evidence=e.jsonl"],
  );
  assertEquals(made.code, 0, made.stderr);
  writeFiles(home.work, {
    "bad.jsonl": new TextEncoder().encode("path,role\na.wav,CORE\n"),
    "own.yaml": new TextEncoder().encode("version: 1\n"),
  });
  const E = "--evidence=e.jsonl";
  const cases: [args: string[], words: string][] = [
    [["eval", E, "--preset=seed", "--model", TINY], "has features only"],
    [["eval", E, "--model=none"], "was measured with dsp.decay_window_sec 0.6"],
    [["eval", E, ...SEED, "--labels=x.csv"], "Cannot use --labels with"],
    [["eval", E, ...SEED, "kits"], "from folders and from --evidence at once"],
    [
      ["eval", E, ...SEED, "--write-evidence=f.jsonl"],
      "Cannot write evidence that comes from --evidence",
    ],
    [
      ["sweep", E, ...SEED, "hop_length=128,256", "--re-extract"],
      "dsp.hop_length",
    ],
    [["fit", "--evidence=bad.jsonl", ...SEED], '"bad.jsonl":1: it is not JSON'],
    [["fit", "--evidence=no.jsonl", ...SEED], "there is no such file"],
  ];
  const results = await Promise.all(
    cases.map(([args]) => home.roles(args)),
  );
  for (const [i, [args, words]] of cases.entries()) {
    const { code, stdout, stderr } = results[i]!;
    assertEquals([code, stdout], [2, ""], `${args}: ${stderr}`);
    assertStringIncludes(stderr, words);
  }
});
