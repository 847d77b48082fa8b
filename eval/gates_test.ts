import { assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../src/errors.ts";
import { defaultAliases } from "../src/labels/aliases.ts";
import { evaluate } from "./evaluate.ts";
import {
  checkGates,
  formatGate,
  GATE_METRICS,
  metricValue,
  parseGate,
} from "./gates.ts";
import { madeSounds, recordsOf, SEED_CONFIG } from "./testing/samples.ts";

const sounds = madeSounds(60, 4).filter(({ label }) => label.role !== "FILL");
const evaluation = evaluate(recordsOf(sounds, SEED_CONFIG, null), {
  config: SEED_CONFIG,
  clap: null,
  configDigest: "0",
  model: null,
  aliases: await defaultAliases(),
  bootstrap: { resamples: 10 },
});

Deno.test("gates are read", () => {
  assertEquals(parseGate("macro_f1=0.8", "min"), {
    metric: "macro_f1",
    bound: "min",
    limit: 0.8,
  });
  assertEquals(parseGate(" Recall.fill = .7 ", "min").metric, "recall.FILL");
  assertEquals(parseGate("ece=0.04", "max").bound, "max");
});

for (
  const [argument, bound, message] of [
    ["macro_f1", "min", "write metric=number"],
    ["macrof1=0.8", "min", 'did you mean "macro_f1"?'],
    ["recall.FILLS=0.8", "min", 'did you mean "recall.FILL"?'],
    ["speed=1", "min", 'Unknown metric "speed"'],
    ["accuracy=high", "min", '"high" is not a number'],
    ["accuracy=", "min", '"" is not a number'],
    ["ece=0.04", "min", "less is better: write --max ece=0.04"],
    ["accuracy=0.9", "max", "more is better: write --min accuracy=0.9"],
  ] as const
) {
  Deno.test(`gate refused: --${bound} ${argument}`, () => {
    assertThrows(() => parseGate(argument, bound), UsageError, message);
  });
}

Deno.test("every metric has a value or, of a role that is neither labelled nor assigned, none", () => {
  for (const metric of GATE_METRICS) {
    const value = metricValue(evaluation, metric);
    assertEquals(value === null, metric.endsWith(".FILL"), metric);
  }
  assertThrows(() => metricValue(evaluation, "f1.NOISE"), RangeError);
});

Deno.test("gates are held: the limit itself is met, a figure that is not there is not", () => {
  const { accuracy, ece } = evaluation;
  const gates = checkGates(evaluation, [
    { metric: "accuracy", bound: "min", limit: accuracy.value },
    { metric: "accuracy", bound: "min", limit: accuracy.value + 1e-9 },
    { metric: "ece", bound: "max", limit: ece },
    { metric: "ece", bound: "max", limit: ece - 1e-9 },
    { metric: "recall.FILL", bound: "min", limit: 0 },
  ]);
  assertEquals(gates.map((g) => g.met), [true, false, true, false, false]);
  assertEquals(
    formatGate({
      metric: "macro_f1",
      bound: "min",
      limit: 0.8,
      value: 0.75123,
      met: false,
    }),
    "macro_f1 0.7512 does not reach 0.8 (--min)",
  );
  assertEquals(
    formatGate(gates[4]!),
    "recall.FILL: no sample has it, min 0 is not met",
  );
});
