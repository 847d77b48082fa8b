/**
 * `roles fit` from outside: what it writes loads and is used, and what it claims is out of fold.
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import * as v from "valibot";
import { EvaluationSchema } from "../eval/evaluation.ts";
import { Home, isQuietWithTiny, TINY } from "./helpers/home.ts";
import { KITS, LABEL_ROWS, LABELS, SEED } from "./helpers/labelled.ts";
import { hat, kick, snare, wav, writeFiles } from "./helpers/sounds.ts";

/** macro F1 of the example kit under a configuration. */
async function macroF1(home: Home, ...args: string[]): Promise<number> {
  const { code, stdout, stderr } = await home.roles([
    "eval",
    "--labels",
    LABELS,
    "--format=json",
    "--resamples=0",
    ...args,
  ]);
  assertEquals(code, 0, stderr);
  return v.parse(EvaluationSchema, JSON.parse(stdout)).macro_f1.value;
}

/** The figures of a row of the table: accuracy, macro F1, … */
function row(stderr: string, name: string): number[] {
  const line = stderr.split("\n").find((line) =>
    line.startsWith(`  ${name}  `)
  );
  assert(line !== undefined, stderr);
  return line.slice(name.length + 2).trim().split(/\s+/).map(Number);
}

Deno.test("what is written loads and is what is printed; the gain is told out of fold", async () => {
  using home = new Home();
  // The seed's weights have terms that are not fitted, and another sharpness keeps its own.
  const from = [...SEED, "--set=dsp.sharpness=concentration"];
  const run = (...args: string[]) =>
    home.roles(["fit", "--labels", LABELS, ...from, ...args]);
  const [written, printed] = await Promise.all([
    run("--write=fit.yaml"),
    run("--jobs=1"),
  ]);
  assertEquals([written.code, written.stdout], [0, ""]);
  const yaml = Deno.readTextFileSync(join(home.work, "fit.yaml"));
  assertEquals(printed.stdout, yaml);
  assertEquals(
    written.stderr,
    `${printed.stderr}wrote the fitted configuration to fit.yaml\n`,
  );
  const packs = new Set(LABEL_ROWS.map((row) => row[3])).size;
  assertStringIncludes(
    printed.stderr,
    `${LABEL_ROWS.length} samples in ${packs} packs, 5 folds of packs\n`,
  );
  // Twenty sounds correct the weights, and are too few for the rest.
  assert(/weights: \d+ of \d+, corrected/.test(printed.stderr));
  for (const few of ["guards", "fusion.role_bias", "fusion.calibration"]) {
    assertStringIncludes(printed.stderr, `  ${few}: 24 sounds`);
  }
  const [, before] = row(printed.stderr, "as it was");
  const [, after] = row(printed.stderr, "fitted");

  const [check, show, asItWas, fitted] = await Promise.all([
    home.roles(["config", "check", "fit.yaml"]),
    home.roles(["config", "show", "--config=fit.yaml", "--format=json"]),
    macroF1(home, ...from),
    macroF1(home, "--config=fit.yaml"),
  ]);
  assertEquals(check.code, 0);
  assertStringIncludes(check.stdout, "fit.yaml: can be used\n");
  const { preset, config } = JSON.parse(show.stdout);
  assertEquals([preset, config.dsp.sharpness], ["seed", "concentration"]);
  assertEquals(config.rule_scoring.texture_penalty.enabled, true);
  assertEquals(config.fusion.calibration_rules_only, null);
  assert(Math.abs(asItWas - before!) < 0.0006, `${asItWas}, ${before}`);
  // On the sounds that it was fitted to it flatters itself; out of fold it does not.
  assert(fitted > after! && after! > before!, `${fitted}, ${after}, ${before}`);
});

Deno.test("where nothing is gained it says so, and changes nothing", async () => {
  using home = new Home();
  const own = await home.roles([
    "eval",
    "--labels",
    LABELS,
    ...SEED,
    "--format=csv",
    "--resamples=0",
  ]);
  // The labels are what the configuration says: nothing can be better.
  const labels = own.stdout.replace("path,role,assigned", "path,heard,role");
  Deno.writeTextFileSync(join(home.work, "own.csv"), labels);
  const { code, stdout, stderr } = await home.roles([
    "fit",
    "--labels=own.csv",
    "--root",
    join(LABELS, ".."),
    ...SEED,
  ]);
  assertEquals(code, 0, stderr);
  assert(stdout !== "");
  assertEquals(row(stderr, "as it was").slice(0, 2), [1, 1]);
  assertStringIncludes(stderr, "no gain on packs that had no part in the fit");
});

Deno.test("with a model, on folders, and with a file that cannot be read", async () => {
  using home = new Home();
  writeFiles(home.work, {
    ...KITS,
    "kits/c/kicks/1.wav": wav(kick(52)),
    "kits/c/snares/1.wav": wav(snare(9)),
    "kits/c/hats/broken.wav": "no sound",
  });
  const { code, stderr } = await home.roles([
    "fit",
    "kits",
    "--preset=seed",
    "--model",
    TINY,
    "--write=fit.yaml",
  ]);
  assertEquals(code, 1);
  const [device, ...lines] = stderr.split("\n");
  assert(isQuietWithTiny(`${device}\n`), device);
  const n = Object.keys(KITS).length + 2;
  assertStringIncludes(
    lines.join("\n"),
    'error: Cannot read "kits/c/hats/broken.wav": ',
  );
  assertStringIncludes(
    lines.join("\n"),
    `${n} samples in 3 packs, 3 folds of packs\n`,
  );
  const assigned = await home.roles([
    "assign",
    "kits/a",
    "--config=fit.yaml",
    "--format=jsonl",
    "--debug",
  ]);
  assertEquals(assigned.code, 0);
  assert(JSON.parse(assigned.stdout.split("\n")[0]!).scores.clap !== null);
});

Deno.test("too little to fit to is refused, and nothing is written", async () => {
  using home = new Home();
  writeFiles(home.work, {
    "one/kicks/1.wav": wav(kick()),
    "one/snares/1.wav": wav(snare()),
    "one/hats/1.wav": wav(hat()),
    "pack.csv": "path,role,pack\n" +
      ["kicks", "snares", "hats"].map((f) => `one/${f}/1.wav,${f},one\n`).join(
        "",
      ),
    "role.csv": "path,role,pack\n" +
      ["kicks", "snares", "hats"].map((f) => `one/${f}/1.wav,kick,${f}\n`).join(
        "",
      ),
  });
  const W = "--write=fit.yaml";
  const cases: [args: string[], words: string][] = [
    [["--labels=pack.csv", W], "fewer than two packs"],
    [["--labels=role.csv", W], "fewer than two roles"],
    [["one", "--folds=1", W], "take 2 to 100"],
    [
      ["--labels", LABELS, "--set=dsp.tau_rule=100", W],
      "with dsp.tau_rule 100",
    ],
    [["one", "--write=no/fit.yaml"], 'Cannot write --write "no/fit.yaml"'],
    [[], "No labels are given"],
  ];
  const results = await Promise.all(
    cases.map(([args]) => home.roles(["fit", ...SEED, ...args])),
  );
  for (const [i, [args, words]] of cases.entries()) {
    const { code, stdout, stderr } = results[i]!;
    assertEquals([code, stdout], [2, ""], `${args}: ${stderr}`);
    assertStringIncludes(stderr, words);
  }
  assertEquals(
    Array.from(Deno.readDirSync(home.work), ({ name }) => name).sort(),
    ["one", "pack.csv", "role.csv"],
  );
});
