import { assert, assertEquals, assertThrows } from "@std/assert";
import * as v from "valibot";
import { UsageError } from "../src/errors.ts";
import type { ScoreVector } from "../src/types.ts";
import { ROLES } from "../src/types.ts";
import { defaultAliases } from "../src/labels/aliases.ts";
import { evaluate, type EvaluateOptions } from "./evaluate.ts";
import {
  type Evaluation,
  evaluationJsonSchema,
  EvaluationSchema,
  parseEvaluation,
} from "./evaluation.ts";
import {
  madeScorer,
  madeSounds,
  recordsOf,
  SEED_CONFIG,
} from "./testing/samples.ts";
import { withoutGuard } from "./variants.ts";

const aliases = await defaultAliases();
const sounds = madeSounds(400, 12);
const CLAP_CONFIG = {
  ...SEED_CONFIG,
  fusion: { ...SEED_CONFIG.fusion, alpha: 0.5 },
};
const scorer = madeScorer(CLAP_CONFIG);
const options: EvaluateOptions = {
  config: CLAP_CONFIG,
  clap: scorer,
  configDigest: "0123456789abcdef",
  model: "made",
  aliases,
  bootstrap: { resamples: 200 },
};
const RULES: EvaluateOptions = {
  ...options,
  config: SEED_CONFIG,
  clap: null,
  model: null,
};
const records = recordsOf(sounds, CLAP_CONFIG, scorer);
const ruleRecords = recordsOf(sounds, SEED_CONFIG, null);
const result = evaluate(records, options);

const rightOf = (e: Evaluation) =>
  e.samples.filter((s) => s.role === s.label).length;

Deno.test("an evaluation fits its schema, survives JSON and is the same again", () => {
  const text = JSON.stringify(result);
  assertEquals(parseEvaluation(text, "a.json"), JSON.parse(text));
  assertEquals(
    JSON.stringify(evaluate(records, options)),
    text,
    "not the same again",
  );
  assert(v.is(EvaluationSchema, evaluate(ruleRecords, RULES)));
});

Deno.test("the JSON schema that is kept is the schema", async () => {
  const path = new URL("./evaluation.schema.json", import.meta.url);
  assertEquals(
    JSON.parse(await Deno.readTextFile(path)),
    JSON.parse(JSON.stringify(evaluationJsonSchema())),
    "run: deno run --allow-write eval/write_schemas.ts",
  );
});

Deno.test("figures agree with each other", () => {
  const right = rightOf(result);
  assertEquals(result.n, 400);
  assertEquals(result.accuracy.value, right / 400);
  assertEquals(result.mistakes.length, 400 - right);
  assertEquals(result.confusion.matrix.flat().reduce((a, b) => a + b), 400);
  assertEquals(
    ROLES.map((role) => result.roles[role].support),
    ROLES.map((role) => sounds.filter((s) => s.label.role === role).length),
  );
  assertEquals(result.packs.length, 12);
  assertEquals(result.packs.reduce((sum, p) => sum + p.n, 0), 400);
  assertEquals(result.packs.reduce((sum, p) => sum + p.wrong, 0), 400 - right);
  assertEquals(result.coverage.at(-1)?.precision, result.accuracy.value);
  assert(result.top2_accuracy.value >= result.accuracy.value);
  for (const { value, ci } of [result.accuracy, result.macro_f1]) {
    assert(ci !== null && ci[0] <= value && value <= ci[1]);
  }
  assert(
    result.mistakes.every((m, i) =>
      i === 0 || m.confidence <= result.mistakes[i - 1]!.confidence
    ),
  );
  assert(result.accuracy.value > 0.4, "the made-up sounds are too hard");
});

Deno.test("a mistake says what spoke for the wrong role", () => {
  for (const mistake of result.mistakes) {
    assert(mistake.role !== mistake.label);
    const [rules] = mistake.reasons;
    assert(rules!.startsWith(`rules: ${mistake.role} `));
    assert(mistake.reasons.some((r) => r.startsWith("model: ")));
    assert(mistake.reasons.length <= 9, mistake.reasons.join("\n"));
  }
});

Deno.test("the parts alone: each variant is what its configuration gives", () => {
  assertEquals(
    result.ablation.map((row) => row.variant),
    ["fused", "rules_only", "clap_only", "guards_off"],
  );
  const [fused, rules] = result.ablation;
  assertEquals(fused!.accuracy, result.accuracy);
  assertEquals(fused!.against_fused, null);
  const alone = evaluate(
    recordsOf(sounds, CLAP_CONFIG, null),
    { ...options, clap: null, model: null, compare: result },
  );
  assertEquals(rules!.accuracy, alone.accuracy);
  assertEquals(rules!.against_fused!.macro_f1, alone.comparison!.macro_f1);
  assertEquals(rules!.against_fused!.mcnemar, alone.comparison!.mcnemar);

  const unguarded = { ...CLAP_CONFIG.guards, enabled: false };
  const bare = { ...CLAP_CONFIG, guards: unguarded };
  const off = evaluate(recordsOf(sounds, bare, scorer), {
    ...options,
    config: bare,
  });
  assertEquals(result.ablation[3]!.accuracy, off.accuracy);
  assertEquals(off.guards, []);
  assertEquals(off.ablation.map((row) => row.variant), [
    "fused",
    "rules_only",
    "clap_only",
  ]);
  assertEquals(
    evaluate(ruleRecords, RULES).ablation.map((row) => row.variant),
    ["fused", "guards_off"],
  );
});

Deno.test("what a guard did is the difference to the configuration without it", () => {
  const ours = evaluate(ruleRecords, RULES);
  assert(ours.guards.some((g) => g.helped + g.harmed > 0));
  for (const guard of ours.guards) {
    const { fired, helped, harmed, swapped, no_change } = guard;
    assertEquals(fired, helped + harmed + swapped + no_change);
    const config = {
      ...SEED_CONFIG,
      guards: withoutGuard(
        SEED_CONFIG.guards,
        guard.guard as Parameters<typeof withoutGuard>[1],
      ),
    };
    const without = evaluate(recordsOf(sounds, config, null), {
      ...RULES,
      config,
    });
    assertEquals(rightOf(ours) - rightOf(without), helped - harmed);
  }
});

Deno.test("comparing: paired by file, which samples changed side", () => {
  const before = evaluate(ruleRecords.slice(0, 350), RULES);
  const { comparison } = evaluate(records.slice(50), {
    ...options,
    compare: before,
  });
  assert(comparison !== null);
  assertEquals(
    [comparison.paired, comparison.only_here, comparison.only_there],
    [300, 50, 50],
  );
  assertEquals(comparison.relabelled, 0);
  const count = (change: string) =>
    comparison.changed.filter((c) => c.change === change).length;
  assertEquals(comparison.mcnemar.only_second, count("now_right"));
  assertEquals(comparison.mcnemar.only_first, count("now_wrong"));
  const gain = (count("now_right") - count("now_wrong")) / 300;
  assert(Math.abs(comparison.accuracy.difference - gain) < 1e-12);
  assertThrows(
    () =>
      evaluate(records.slice(0, 10), {
        ...options,
        compare: evaluate(ruleRecords.slice(10), RULES),
      }),
    UsageError,
    "no sample in common",
  );
});

Deno.test("unreadable files are counted and left out; nothing left is an error", () => {
  const failed = {
    label: sounds[0]!.label,
    record: {
      sample_id: "a",
      filepath: "a.wav",
      role: null,
      margin: null,
      confidence: null,
      uncertain: null,
      scores: null,
      warnings: [],
      error: { code: "corrupt", message: "bad", byte_offset: 3 },
    },
    embedding: null,
  };
  const some = evaluate([failed, ...ruleRecords.slice(0, 20)], RULES);
  assertEquals([some.n, some.failed], [20, 1]);
  assertEquals(some.failures, [
    { filepath: "a.wav", code: "corrupt", message: "bad" },
  ]);
  assertThrows(() => evaluate([failed], RULES), UsageError, "could be read");
  assertThrows(() => evaluate([], RULES), UsageError, "no usable label");
});

Deno.test("a weight of two counts as the sample twice", () => {
  const few = ruleRecords.slice(0, 40);
  const doubled = evaluate(
    few.map((r, i) => i < 10 ? weighted(r, 2) : r),
    RULES,
  );
  const twice = evaluate(
    [
      ...few,
      ...few.slice(0, 10).map((r) => ({
        ...r,
        record: { ...r.record, filepath: `again ${r.record.filepath}` },
      })),
    ] as typeof few,
    RULES,
  );
  const near = (a: number, b: number) => assert(Math.abs(a - b) < 1e-12);
  near(doubled.accuracy.value, twice.accuracy.value);
  near(doubled.macro_f1.value, twice.macro_f1.value);
  near(doubled.log_loss, twice.log_loss);
  near(doubled.ece, twice.ece);
  near(doubled.precision_at_80, twice.precision_at_80);
});

const weighted = (r: typeof ruleRecords[number], weight: number) => ({
  ...r,
  label: { ...r.label, weight },
});

Deno.test("the reliability diagram judges the calibrated confidence, or the score", () => {
  assertEquals(result.reliability.of, "score");
  const calibrated = {
    ...CLAP_CONFIG,
    fusion: {
      ...CLAP_CONFIG.fusion,
      calibration: { rule_lead: 0, model_lead: 0, intercept: 2 },
    },
  };
  const again = evaluate(recordsOf(sounds, calibrated, scorer), {
    ...options,
    config: calibrated,
  });
  assertEquals(again.reliability.of, "confidence");
  assertEquals(again.accuracy, result.accuracy);
  // Leads that count nothing leave every sound as sure as the constant: 0.88.
  assertEquals(
    again.reliability.bins.map((bin) => bin.weight > 0),
    Array.from({ length: 15 }, (_, i) => i === 13),
  );
  const scores = records.map(({ record }) =>
    Math.max(...(record.scores as { final: ScoreVector }).final.values)
  );
  assertEquals(
    result.reliability.bins.reduce((sum, bin) => sum + bin.weight, 0),
    scores.length,
  );
});

Deno.test("an evaluation that cannot be read says why", () => {
  for (
    const [text, why] of [
      ["{", "it is not JSON"],
      ["[]", "version is not as expected"],
      ['{"version": 2}', "version is not as expected"],
      [
        JSON.stringify({ ...result, n: "many" }),
        "n is not as expected",
      ],
    ] as const
  ) {
    assertThrows(
      () => parseEvaluation(text, "a.json"),
      UsageError,
      `Cannot compare with "a.json": ${why}`,
    );
  }
});
