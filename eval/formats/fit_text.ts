/**
 * What a fit found, for a terminal.
 *
 * @module
 */
import { count, harmless, type Paint } from "../../src/cli/text.ts";
import type { RolesConfig } from "../../src/config/schema.ts";
import { type Assignment, ROLES } from "../../src/types.ts";
import type { BootstrapOptions } from "../bootstrap.ts";
import { changesOf, weightChanges } from "../fit/changes.ts";
import type { FitResult } from "../fit/fit.ts";
import type { Stage } from "../fit/procedure.ts";
import { gainOf, type Summary, summaryOf } from "../fit/summary.ts";
import {
  type Cell,
  digits,
  probability,
  range,
  signed,
  tableLines,
} from "./columns.ts";

/** What is fitted, in words. */
const STAGE_WORDS: Readonly<Record<Stage, string>> = {
  rules: "rule_scoring.weights",
  tau_rule: "dsp.tau_rule",
  fusion: "clap.tau_clap, fusion.alpha",
  guards: "guards",
  role_bias: "fusion.role_bias",
  calibration: "fusion.calibration",
};

/** What {@linkcode fitText} needs besides the result. */
export interface FitTextOptions {
  readonly config: RolesConfig;
  /** Packs that are judged. */
  readonly packs: number;
  /** Folds, by name where they have one. */
  readonly folds: readonly (string | null)[];
  readonly draws: BootstrapOptions;
  readonly paint: Paint;
}

/** A fit as text, with an LF at the end. */
export function fitText(
  result: FitResult,
  { config, packs, folds, draws, paint }: FitTextOptions,
): string {
  const { judged, before, after } = result;
  const summary = (assignments: readonly Assignment[]) =>
    summaryOf(judged, assignments, draws);
  const gain = gainOf(judged, before, after, draws);
  const names = folds.filter((name) => name !== null);
  const lines = [
    `${count(judged.length, "sample")} in ${
      count(packs, "pack")
    }, ${folds.length} folds` +
    (names.length === 0
      ? " of packs"
      : `: by the models ${names.map(harmless).join(", ")}`),
    "",
    paint("bold", "Out of fold: each fold by what the others gave"),
    ...indented(tableLines(
      [
        head("", "accuracy", "macro F1", ...ROLES, "ECE", "80 %"),
        row("as it was", summary(before)),
        row("fitted", summary(after)),
        ...(result.modelOnly === null ? [] : [
          row("its rules alone", summary(result.rulesOnly)),
          row("its model alone", summary(result.modelOnly)),
        ]),
      ],
      [1, 2, 3, 4, 5, 6, 7, 8, 9],
      paint,
    )),
    "",
    ...indented(tableLines(
      [
        against("as it was", result, before, draws),
        ...(result.modelOnly === null ? [] : [
          against("its rules alone", result, result.rulesOnly, draws),
          against("its model alone", result, result.modelOnly, draws),
        ]),
      ],
      [],
      paint,
    )),
    "",
    paint("bold", "Changed, from all folds"),
    ...indented(changeLines(config, result)),
  ];
  if (result.left.size > 0) {
    lines.push(
      "",
      paint("bold", "Left as it is"),
      ...indented(
        [...result.left].map(([stage, why]) => `${STAGE_WORDS[stage]}: ${why}`),
      ),
    );
  }
  if (!(gain.macro_f1.difference > 0)) {
    lines.push(
      "",
      paint(
        "yellow",
        "no gain on packs that had no part in the fit: keep the configuration as it was",
      ),
    );
  }
  return lines.join("\n") + "\n";
}

const indented = (lines: readonly string[]) => lines.map((line) => `  ${line}`);

const head = (...cells: readonly string[]): Cell[] =>
  cells.map((cell) => [cell, "dim"]);

function row(name: string, s: Summary): Cell[] {
  return [
    name,
    digits(s.accuracy.value),
    [digits(s.macro_f1.value), "bold"],
    ...s.recall.map((recall) => digits(recall?.value ?? null)),
    digits(s.ece),
    digits(s.precision_at_80),
  ];
}

function against(
  name: string,
  { judged, after }: FitResult,
  other: readonly Assignment[],
  draws: BootstrapOptions,
): Cell[] {
  const { macro_f1, mcnemar } = gainOf(judged, other, after, draws);
  return [
    `against ${name}`,
    `macro F1 ${signed(macro_f1.difference)} ${range(macro_f1.ci)}`,
    `${mcnemar.only_second} won, ${mcnemar.only_first} lost`,
    `McNemar p ${probability(mcnemar.p_value)}`,
  ];
}

function changeLines(config: RolesConfig, result: FitResult): string[] {
  const { changed, all } = weightChanges(config, result.config);
  const { method, strength } = result.rules;
  const how = method === "anew" ? "found anew" : "corrected";
  const changes = changesOf(config, result.config);
  return [
    ...(changed === 0 ? [] : [
      `rule_scoring.weights: ${changed} of ${all}, ${how} (C = ${strength})`,
    ]),
    ...changes.map(({ key, before, after }) =>
      `${key}: ${before ?? "–"} → ${after ?? "–"}`
    ),
    ...(changed === 0 && changes.length === 0 ? ["nothing"] : []),
  ];
}
