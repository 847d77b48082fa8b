/**
 * Evaluations and sweeps in CSV, for spreadsheets and scripts.
 *
 * @module
 */
import { csvRow } from "../../src/pipeline/outputs.ts";
import { ROLES } from "../../src/types.ts";
import type { Evaluation } from "../evaluation.ts";
import type { SweepResult } from "../sweep/result.ts";

/** What makes a spreadsheet take a cell for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/** A path that no spreadsheet takes for a formula, and that still names the same file. */
const safePath = (path: string) => FORMULA.test(path) ? `./${path}` : path;

/** Other text that no spreadsheet takes for a formula. */
const safeText = (text: string) => FORMULA.test(text) ? `'${text}` : text;

/**
 * One row a sample. A labels file of the same samples, with what was assigned beside: correct `role` and use it again.
 */
export function evaluationCsv({ samples }: Evaluation): string {
  return [
    csvRow([
      "path",
      "role",
      "assigned",
      "right",
      "confidence",
      "second",
      "pack",
      "instrument",
      "weight",
    ]),
    ...samples.map((s) =>
      csvRow([
        safePath(s.filepath),
        s.label,
        s.role,
        s.label === s.role,
        s.confidence,
        s.second,
        safeText(s.pack),
        safeText(s.instrument ?? ""),
        s.weight,
      ])
    ),
  ].join("");
}

/** One row a point: its place (empty for the default, which comes first), its values, its figures. */
export function sweepCsv(sweep: SweepResult): string {
  const row = (
    place: number | "",
    { values, score, accuracy, macro_f1, recall }:
      SweepResult["points"][number],
  ) =>
    csvRow([
      place,
      ...values.map((x) => typeof x === "string" ? safeText(x) : x),
      score ?? "",
      accuracy,
      macro_f1,
      ...recall,
    ]);
  return [
    csvRow([
      "point",
      ...sweep.axes.map(({ key }) => key),
      `score (${sweep.metric})`,
      "accuracy",
      "macro_f1",
      ...ROLES.map((role) => `recall.${role}`),
    ]),
    row("", sweep.default),
    ...sweep.points.map((point, place) => row(place, point)),
  ].join("");
}
