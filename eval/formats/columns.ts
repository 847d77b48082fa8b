/**
 * Tables of text, and numbers as all formats write them.
 *
 * @module
 */
import {
  displayWidth,
  pad,
  type Paint,
  type Style,
} from "../../src/cli/text.ts";
import type { Interval } from "../bootstrap.ts";

/** A cell: its text, or its text with a style. */
export type Cell = string | readonly [text: string, style: Style];

const textOf = (cell: Cell) => typeof cell === "string" ? cell : cell[0];

/**
 * Lines of a table whose columns are as wide as their widest cell.
 *
 * @param right which columns stand to the right, by place.
 */
export function tableLines(
  rows: readonly (readonly Cell[])[],
  right: readonly number[],
  paint: Paint,
): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [c, cell] of row.entries()) {
      widths[c] = Math.max(widths[c] ?? 0, displayWidth(textOf(cell)));
    }
  }
  return rows.map((row) =>
    row.map((cell, c) => {
      const last = c === row.length - 1 && !right.includes(c);
      const text = last
        ? textOf(cell)
        : pad(textOf(cell), widths[c]!, right.includes(c) ? "right" : "left");
      return typeof cell === "string" || text.trim() === ""
        ? text
        : paint(cell[1], text);
    }).join("  ").trimEnd()
  );
}

/** Three digits: 0.561. */
export const digits = (x: number | null) => x === null ? "–" : x.toFixed(3);

/** A share in percent: 56.1 %. */
export const percent = (x: number) => `${(100 * x).toFixed(1)} %`;

/** An interval: [0.521, 0.602]. */
export const range = (ci: Readonly<Interval> | null) =>
  ci === null ? "" : `[${digits(ci[0])}, ${digits(ci[1])}]`;

/** A difference with its sign: +0.021. */
export const signed = (x: number) =>
  `${x < 0 ? "−" : "+"}${digits(Math.abs(x))}`;

/** A probability of a test, after its p: `= 0.031`, `< 0.001`. */
export const probability = (p: number) =>
  p < 0.001 ? "< 0.001" : `= ${p.toFixed(3)}`;

/** A count, or a sum of weights to two digits. */
export const amount = (x: number) =>
  Number.isInteger(x) ? String(x) : x.toFixed(2);
