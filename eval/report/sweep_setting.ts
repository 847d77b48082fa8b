/**
 * A sweep's values in words, the same in every section of its page.
 *
 * @module
 */
import { type Html, html, visible } from "../../src/report/html.ts";
import { figure } from "../../src/report/numbers.ts";
import type { SweepResult, SweptPoint } from "../sweep/result.ts";

/** A value of a key. */
export type KeyValue = SweptPoint["values"][number];

/** A key that may wrap at its dots and underscores. */
export function keyName(key: string): Html {
  return html`<span class="code">${
    key.split(/(?<=[._])/).map((part) => html`${part}<wbr>`)
  }</span>`;
}

/** A value as it would stand in a configuration. */
export function valueText(value: KeyValue): string {
  return typeof value === "string" ? visible(value) : String(value);
}

/** `alpha = 0.7, tau_clap = 0.05`. */
export function settingText(
  { axes }: Pick<SweepResult, "axes">,
  values: readonly KeyValue[],
): string {
  return values
    .map((value, d) => `${visible(axes[d]!.short)} = ${valueText(value)}`)
    .join(", ");
}

/** A point with its place in the sweep; the configuration as it was has none. */
export interface PlacedPoint extends SweptPoint {
  readonly place: number | null;
}

/** All points, best first; what has no score stands last. */
export function rankedPoints({ points }: SweepResult): PlacedPoint[] {
  return points
    .map((point, place) => ({ ...point, place }))
    .sort((a, b) =>
      (b.score ?? -Infinity) - (a.score ?? -Infinity) || a.place - b.place ||
      0
    );
}

/** Whether two points have the same values. */
export function sameValues(
  a: readonly KeyValue[],
  b: readonly KeyValue[],
): boolean {
  return a.every((value, d) => value === b[d]);
}

/** `macro_f1 0.412`. */
export function scoreText(metric: string, score: number | null): string {
  return `${metric} ${figure(score)}`;
}
