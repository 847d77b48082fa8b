/**
 * A sweep for a terminal: what was chosen, whether to believe it, which key matters, the best points.
 *
 * @module
 */
import { count, harmless, type Paint } from "../../src/cli/text.ts";
import type { KeyValue, SweepKey } from "../sweep/keys.ts";
import type { SweepChoice, SweepResult } from "../sweep/result.ts";
import {
  type Cell,
  digits,
  percent,
  range,
  signed,
  tableLines,
} from "./columns.ts";

/** How much to print. */
export interface SweepTextOptions {
  readonly paint: Paint;
  /** Best points that are listed. Default 10. */
  readonly points?: number;
}

const say = (value: KeyValue) =>
  typeof value === "string" ? harmless(value) : String(value);

/** Values with their keys: `alpha 0.7, tau_clap 0.05`. */
function setting({ axes }: SweepResult, values: readonly KeyValue[]): string {
  return values.map((value, d) => `${axes[d]!.short} ${say(value)}`).join(", ");
}

/** A sweep as text, with an LF at the end. */
export function sweepText(
  s: SweepResult,
  { paint, points = 10 }: SweepTextOptions,
): string {
  const title = (text: string) => paint("bold", text);
  const failed = s.failed === 0
    ? ""
    : `, ${count(s.failed, "file")} could not be read`;
  const lines = [
    `${count(s.points.length, "point")} (${
      s.method === "grid" ? "grid" : `Sobol draw, seed ${s.seed}`
    }) on ${count(s.n, "sample")} in ${
      count(s.groups.count, "group")
    }${failed}`,
    ...(s.groups.note === null ? [] : [paint("yellow", s.groups.note)]),
    "",
    title(`Choice by ${s.metric}`),
    ...choiceLines(s, paint).map((line) => `  ${line}`),
    "",
    ...verdict(s).map((line) =>
      paint(s.within_noise ? "yellow" : "green", line)
    ),
    "",
    title("Which key matters (share of the score's variance)"),
    ...tableLines(
      s.sensitivity.map(({ key, share, swing }): Cell[] => [
        `  ${key}`,
        percent(share),
        [`swing ${digits(swing)}`, "dim"],
      ]),
      [1],
      paint,
    ),
    "",
    title(
      `Best points (${
        Math.min(points, s.points.length)
      } of ${s.points.length})`,
    ),
    ...pointLines(s, points, paint),
  ];
  return lines.join("\n") + "\n";
}

function choiceLines(s: SweepResult, paint: Paint): string[] {
  const row = (name: string, choice: SweepChoice): Cell[] => [
    name,
    digits(choice.score),
    [digits(choice.honest?.score ?? null), "bold"],
    choice.honest?.gain == null ? "" : signed(choice.honest.gain),
    choice.point === null
      ? `the default (${setting(s, choice.values)})`
      : setting(s, choice.values),
  ];
  return tableLines(
    [
      ["", "chosen on all", "held out", "gain", ""].map((
        cell,
      ): Cell => [cell, "dim"]),
      [
        "default",
        digits(s.default.score),
        [digits(s.default.score), "bold"],
        "",
        `${setting(s, s.default.values)} (rank ${s.default.rank})`,
      ],
      row("best", s.best),
      row("one standard error", s.one_se),
    ],
    [1, 2, 3],
    paint,
  );
}

/** Whether the gain is to be believed, in a sentence or two. */
export function verdict(s: SweepResult): string[] {
  const { honest } = s.best;
  if (honest === null) {
    return [
      "There is one group only, so nothing is left to judge the choice by: the gain is not to be believed.",
    ];
  }
  if (s.best.point === null) return ["No point is better than the default."];
  const gain = `${signed(honest.gain ?? 0)} ${range(honest.gain_ci)}`;
  const spread = honest.spread === null
    ? ""
    : ` (spread over ${s.folds} folds ${digits(honest.spread)})`;
  return s.within_noise
    ? [
      `On packs that did not choose it the best scores ${
        digits(honest.score)
      }${spread}: a gain of ${gain}, within noise.`,
      "Keep the default, or the choice within one standard error.",
    ]
    : [
      `On packs that did not choose it the best scores ${
        digits(honest.score)
      }${spread}: a gain of ${gain}.`,
    ];
}

function pointLines(s: SweepResult, most: number, paint: Paint): string[] {
  const best = s.points
    .map((point, place) => ({ ...point, place }))
    .sort((a, b) => (b.score ?? -1) - (a.score ?? -1) || a.place - b.place)
    .slice(0, most);
  return tableLines(
    [
      ["  ", s.metric, "accuracy", ...s.axes.map(({ short }) => short)].map((
        cell,
      ): Cell => [cell, "dim"]),
      ...best.map(({ score, accuracy, values }): Cell[] => [
        "  ",
        digits(score),
        digits(accuracy),
        ...values.map(say),
      ]),
    ],
    [1, 2, ...s.axes.map((_, d) => d + 3)],
    paint,
  );
}

/** The keys that a sweep may vary, as `--keys` lists them. */
export function keysText(keys: readonly SweepKey[], paint: Paint): string {
  const section = (stage: SweepKey["stage"], title: string) => [
    paint("bold", title),
    ...tableLines(
      keys.filter((key) => key.stage === stage).map((key): Cell[] => [
        `  ${key.short}`,
        say(key.value),
        key.allowed,
        [
          key.description + (key.needsModel ? " (needs a model)" : ""),
          "dim",
        ],
      ]),
      [1],
      paint,
    ),
  ];
  return [
    ...section(
      "assignment",
      "Keys of the assignment: swept on the evidence at hand",
    ),
    "",
    ...section("evidence", "Keys of the evidence: need --re-extract"),
  ].join("\n") + "\n";
}
