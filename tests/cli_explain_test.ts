/**
 * `roles explain` and `roles extract` from outside.
 */
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertStringIncludes,
} from "@std/assert";
import { parse } from "@std/csv";
import type { ConfidenceTerm } from "../src/fusion/fuse.ts";
import { jsonLines, roles, RULES } from "./helpers/cli.ts";
import {
  hat,
  kick,
  pad,
  snare,
  temporaryFolder,
  wav,
  writeFiles,
} from "./helpers/sounds.ts";

const KIT = {
  "hat.wav": wav(hat()),
  "kick.wav": wav(kick()),
  "pad.wav": wav(pad()),
  "snare.wav": wav(snare()),
};

/** Every part that an explanation may have: penalties, guards that fire, a sharpness that differs. */
const ALL = [RULES, "--preset=seed", "--set=dsp.sharpness=concentration"];

Deno.test("explain says the same as assign, and its parts add up", async () => {
  using folder = temporaryFolder();
  writeFiles(folder.path, { ...KIT, "broken.wav": "x" });
  const cwd = folder.path;
  const names = Object.keys(KIT);
  const [json, text, assigned] = await Promise.all([
    roles(["explain", ...names, "broken.wav", ...ALL, "--format=json"], {
      cwd,
    }),
    roles(["explain", ...names, "broken.wav", ...ALL], { cwd }),
    roles(["assign", ...names, ...ALL, "--format=jsonl", "--debug"], { cwd }),
  ]);
  assertEquals([json.code, text.code, assigned.code], [1, 1, 0]);
  assertStringIncludes(text.stderr, 'Cannot read "broken.wav"');
  const explained = JSON.parse(json.stdout);
  assertEquals(explained.length, 5);
  assertEquals(explained[4].role, null);
  assertEquals(explained[4].error.code, "unknown_format");

  const records = jsonLines(assigned.stdout);
  for (const [i, record] of records.entries()) {
    const e = explained[i];
    for (const key of ["role", "margin", "confidence", "features", "guards"]) {
      assertEquals(e[key], record[key as keyof typeof record]);
    }
    assertEquals(e.scores.final, record.scores.final);
    assertAlmostEquals(
      e.scores.final[record.role!] - e.scores.final[e.runner_up.role],
      record.margin,
    );
    for (
      const [role, terms] of Object.entries<{ contribution: number }[]>(e.terms)
    ) {
      const taken = role === "TEXTURE" ? e.penalties : [];
      const sum = [...terms, ...taken].reduce((a, t) => a + t.contribution, 0);
      assertAlmostEquals(sum, e.rule_raw_scores[role], 1e-9);
    }
    // The preset has no calibration.
    assertEquals(e.confidence_terms, null);
  }

  const parts = text.stdout.split(/^(?=\S+\.wav: )/m);
  assertEquals(parts.length, names.length);
  for (const [i, part] of parts.entries()) {
    const { role, features, guards, runner_up } = explained[i];
    assertStringIncludes(part, `${names[i]}: ${role}, confidence `);
    assertStringIncludes(part, `${runner_up.role} comes second, `);
    for (const [name, value] of Object.entries<number>(features)) {
      const number = Math.abs(value).toFixed(3);
      assertStringIncludes(
        part,
        value < 0
          ? `${name.padEnd(18)}−${number}`
          : `${name.padEnd(19)}${number}`,
      );
    }
    for (const { guard, reason } of guards) {
      assertStringIncludes(part, guard);
      assertStringIncludes(part, reason);
    }
  }
  assert(parts.some((part) => part.includes(" × ")));
});

Deno.test("explain follows the configuration", async () => {
  using folder = temporaryFolder();
  writeFiles(folder.path, KIT);
  const cwd = folder.path;
  const [off, seed] = await Promise.all([
    roles(["explain", "kick.wav", RULES, "--set=guards.enabled=false"], {
      cwd,
    }),
    roles([
      "explain",
      "kick.wav",
      "--preset=seed",
      RULES,
      "--format=json",
    ], { cwd }),
  ]);
  assertStringIncludes(off.stdout, "switched off");
  // The seed's sharpness is 1 for every sound of two frames or more.
  assertEquals(JSON.parse(seed.stdout)[0].features.sharpness, 1);
});

Deno.test("explain shows what the confidence is made of", async () => {
  using folder = temporaryFolder();
  writeFiles(folder.path, KIT);
  const cwd = folder.path;
  const [json, text] = await Promise.all([
    roles(["explain", "kick.wav", RULES, "--format=json"], { cwd }),
    roles(["explain", "kick.wav", RULES], { cwd }),
  ]);
  const [{ role, confidence, confidence_terms, scores }] = JSON.parse(
    json.stdout,
  );
  const terms: ConfidenceTerm[] = confidence_terms;
  assertEquals(terms.map(({ term }) => term), ["rule_lead", "intercept"]);
  const sum = terms.reduce((a, { contribution }) => a + contribution, 0);
  assertAlmostEquals(confidence, 1 / (1 + Math.exp(-sum)), 1e-12);
  const { [role]: own, ...others } = scores.rule;
  assertAlmostEquals(
    terms[0]!.value,
    Math.log(own / Math.max(...Object.values<number>(others))),
    1e-9,
  );
  assertStringIncludes(text.stdout, "What the confidence is made of");
  assertStringIncludes(
    text.stdout,
    `are the log odds of ${confidence.toFixed(3)}`,
  );
});

Deno.test("extract writes the features that assign uses", async () => {
  using folder = temporaryFolder();
  writeFiles(folder.path, { ...KIT, "broken.wav": "x" });
  const cwd = folder.path;
  const [csv, lines, assigned] = await Promise.all([
    roles(["extract", ".", RULES], { cwd }),
    roles(["extract", ".", RULES, "--format=jsonl", "--jobs=1"], { cwd }),
    roles(["assign", ".", RULES, "--format=jsonl", "--debug"], { cwd }),
  ]);
  assertEquals([csv.code, lines.code], [1, 1]);
  const records = jsonLines(assigned.stdout);
  const extracted = jsonLines(lines.stdout);
  assertEquals(
    extracted,
    records.map(({ sample_id, filepath, features, warnings, error }) => ({
      sample_id,
      filepath,
      features,
      embedding: null,
      warnings,
      error,
    })) as never,
  );
  const [header, ...rows] = parse(csv.stdout);
  const read = extracted.filter(({ error }) => error === null);
  assertEquals(header, ["path", ...Object.keys(read[0]!.features), "warnings"]);
  assertEquals(
    rows.map((row) => [row[0]!, ...row.slice(1, -1).map(Number)]),
    read.map((
      { filepath, features },
    ) => [filepath, ...Object.values(features)]),
  );
  assertStringIncludes(csv.stderr, 'Cannot read "./broken.wav"');
});
