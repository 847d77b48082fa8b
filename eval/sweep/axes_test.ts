import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { evidenceKeys } from "../../src/config/digest.ts";
import type { RolesConfig } from "../../src/config/schema.ts";
import { valueShapes } from "../../src/config/shape.ts";
import { UsageError } from "../../src/errors.ts";
import { SEED_CONFIG } from "../testing/samples.ts";
import { checkAxes, parseAxis } from "./axes.ts";
import { findKey, sweepKeys } from "./keys.ts";

const keys = sweepKeys(SEED_CONFIG);
const valuesOf = (argument: string) => parseAxis(argument, keys).values;

Deno.test("axes: ranges, steps, logarithms, lists", () => {
  assertEquals(valuesOf("alpha=0.5..1.0"), [
    0.5,
    0.55,
    0.6,
    0.65,
    0.7,
    0.75,
    0.8,
    0.85,
    0.9,
    0.95,
    1,
  ]);
  assertEquals(
    valuesOf("guards.texture_suppress.multiply=0.4..1.0:0.1"),
    [0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1],
  );
  assertEquals(valuesOf("alpha=0..1:0.4"), [0, 0.4, 0.8]);
  assertEquals(valuesOf("tau_rule=log:0.01..1:3"), [0.01, 0.1, 1]);
  assertEquals(valuesOf("tau_rule=log:1e-2..1").length, 11);
  assertEquals(valuesOf("tau_rule=log:0.05..0.5:4"), [
    0.05,
    0.107722,
    0.232079,
    0.5,
  ]);
  assertEquals(valuesOf("alpha = .5, 1, 0"), [0.5, 1, 0]);
  assertEquals(valuesOf("role_bias.FILL=-0.1..0.1:.1"), [-0.1, 0, 0.1]);
  assertEquals(valuesOf("guards.enabled=true,false"), [true, false]);
  assertEquals(valuesOf("ensemble=mean,topk"), ["mean", "topk"]);
  assertEquals(valuesOf("prompts=default,mine.yaml"), ["default", "mine.yaml"]);
  assertEquals(valuesOf("top_k=1..5"), [1, 2, 3, 4, 5]);
  assertEquals(parseAxis("alpha=0..1", keys).range, {
    from: 0,
    to: 1,
    scale: "linear",
  });
  assertEquals(parseAxis("tau_rule=log:0.1..1:3", keys).range?.scale, "log");
  assertEquals(parseAxis("alpha=0..1:0.1", keys).range, null);
});

for (
  const [argument, message] of [
    ["alpha", "write key=values"],
    ["=1", "write key=values"],
    ["alpha=", "a value is empty"],
    ["alpha=0.1,,0.2", "a value is empty"],
    ["alpha=0.1,0.1", "a value stands twice"],
    ["alpha=1..0.5", "1 is not below 0.5"],
    ["alpha=0..2", "1.2 is not a number from 0 to 1"],
    ["alpha=x", '"x" is not a number'],
    ["alpha=0..1:x", 'the step "x" is not a number above 0'],
    ["alpha=0..1:0", "not a number above 0"],
    ["alpha=0..1:1e-9", "more than 10000 values"],
    ["tau_rule=log:0..1", "needs numbers above 0"],
    ["tau_rule=log:0.1..1:1", "not a whole number from 2"],
    ["ensemble=mean..max", "is not one of mean, max, topk, logsumexp"],
    ["guards.enabled=0..1", "true or false, not a range"],
    ["guards.enabled=yes", '"yes" is not true or false'],
    ["top_k=1.5", "1.5 is not a whole number"],
    ["alfa=1", 'Unknown key "alfa"; did you mean "alpha"?'],
    ["qqqqqq=1", "--keys lists the keys of a sweep"],
    ["multiply=1", '"multiply" stands for 4 keys: name texture_suppress.'],
    ["L=1", "stands for 5 keys: name core.L, accent.L, motion.L, fill.L or"],
    ["pool.max_sizes.CORE=1", "it changes the pools"],
    ["max_sizes.CORE=1", "it changes the pools"],
    ["output.pools_json=a", "does not change a role"],
    ["calibration.rule_lead=1", "how sure a role is said to be"],
    ["prototypes.labels=a.csv", "--prototypes gives them"],
    ["confidence_margin_threshold=1", "marks roles as uncertain"],
    ["threads=1", "how the model is run"],
    ["percussive_roles=CORE", "its value is a list"],
    ["band_edges_hz.low=1", "its value is a list"],
    ["audio.mono=true", "one value only"],
  ] as const
) {
  Deno.test(`axis refused: ${argument}`, () => {
    assertThrows(() => parseAxis(argument, keys), UsageError, message);
  });
}

Deno.test("every listed name finds its own key, and every value of the configuration is one that it takes", () => {
  for (const key of keys) {
    assertEquals(findKey(key.key, keys), key);
    assertEquals(findKey(key.short, keys), key);
    assertEquals(parseAxis(`${key.key}=${key.value}`, keys).values, [
      key.value,
    ]);
  }
  assertEquals(
    ["alpha", "tau_clap", "tau_rule", "fill_conservative.min_prob"].filter(
      (name) => !keys.some(({ short }) => short === name),
    ),
    [],
  );
});

Deno.test("every key of the configuration is swept or refused with a reason", () => {
  for (const [key] of valueShapes()) {
    if (keys.some((k) => k.key === key)) continue;
    assertThrows(() => findKey(key, keys), UsageError, `Cannot sweep ${key}: `);
  }
});

Deno.test("evidence keys are those that the cache of evidence depends on", () => {
  const withModel = {
    ...SEED_CONFIG,
    clap: { ...SEED_CONFIG.clap, model_id: "some" },
  };
  for (const { key, stage, value, kind } of keys) {
    // The cache names the model by its weights, beside these keys.
    if (key === "clap.model_id") continue;
    const other = structuredClone(withModel) as unknown;
    let section = other as Record<string, unknown>;
    const path = key.split(".");
    for (const name of path.slice(0, -1)) {
      section = section[name] as Record<string, unknown>;
    }
    section[path.at(-1)!] = kind === "boolean"
      ? !value
      : typeof value === "number"
      ? value + 1
      : `${value} other`;
    assertEquals(
      evidenceKeys(other as RolesConfig) !== evidenceKeys(withModel),
      stage === "evidence",
      key,
    );
  }
});

Deno.test("axes are checked against the run", () => {
  const axes = (...args: string[]) => args.map((a) => parseAxis(a, keys));
  const all = { hasModel: true, reExtract: true };
  checkAxes(axes("alpha=0..1", "dsp.hop_length=128,256"), all);
  assertThrows(() => checkAxes([], all), UsageError, "Nothing to sweep");
  assertThrows(
    () => checkAxes(axes("alpha=0..1", "fusion.alpha=0"), all),
    UsageError,
    "fusion.alpha is swept twice",
  );
  assertThrows(
    () => checkAxes(axes("alpha=0..1"), { ...all, hasModel: false }),
    UsageError,
    "alpha counts as 1 and every point would be the same",
  );
  assertThrows(
    () => checkAxes(axes("tau_clap=0.1"), { ...all, hasModel: false }),
    UsageError,
    "--model",
  );
  assertThrows(
    () =>
      checkAxes(axes("decay_window_sec=0.5,1"), { ...all, reExtract: false }),
    UsageError,
    "--re-extract",
  );
});

Deno.test("a range rises from its start and stays within its ends", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 0.98, noNaN: true }),
      fc.double({ min: 0.001, max: 1, noNaN: true }),
      fc.option(fc.integer({ min: 1, max: 50 })),
      (from, span, steps) => {
        const a = from.toFixed(4);
        const b = Math.min(1, Number(a) + span).toFixed(4);
        fc.pre(Number(a) < Number(b));
        const step = steps === null
          ? ""
          : `:${((Number(b) - Number(a)) / steps).toPrecision(15)}`;
        const values = valuesOf(`alpha=${a}..${b}${step}`) as number[];
        assertEquals(values.length, (steps ?? 10) + 1);
        assertEquals(values[0], Number(a));
        assert(Math.abs(values.at(-1)! - Number(b)) < 1e-9);
        return values.every((x, i) => i === 0 || x > values[i - 1]!);
      },
    ),
  );
});
