/**
 * Numbers as people read them.
 *
 * @module
 */

/** `0.724`; `–` where there is none. */
export function figure(x: number | null, digits = 3): string {
  return x === null ? "–" : minus(x.toFixed(digits));
}

/** `+0.012`, `−0.003`. */
export function signed(x: number, digits = 3): string {
  const text = figure(x, digits);
  return x > 0 ? `+${text}` : text;
}

/** `72 %`; `100 %` and `0 %` only where nothing is missing and nothing there. */
export function percent(share: number): string {
  const rounded = Math.round(share * 100);
  if (rounded === 0 && share > 0) return "<1 %";
  if (rounded === 100 && share < 1) return ">99 %";
  return `${rounded} %`;
}

/** `0.701 to 0.746`; null without an interval. */
export function interval(
  ci: readonly [number, number] | null,
  say: (x: number) => string = figure,
): string | null {
  return ci === null ? null : `${say(ci[0])} to ${say(ci[1])}`;
}

/** `1,357`; weights that are no whole numbers keep two digits. */
export function amount(n: number): string {
  return n.toLocaleString("en-US", { maximumFractionDigits: 2 });
}

/** `1 file`, `2 files`, `1,357 files`. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${amount(n)} ${n === 1 ? one : many}`;
}

/** A number that JSON, charts and attributes need no more digits of. */
export function rounded(x: number, digits = 4): number {
  return Number(x.toFixed(digits));
}

function minus(text: string): string {
  // −0.000 is 0.
  return Number(text) === 0 ? text.replace("-", "") : text.replace("-", "−");
}
