/**
 * Text for people: names made harmless, columns, bars, colours.
 *
 * @module
 */

/**
 * What a terminal could act on or be fooled by: controls, invisible marks of format and writing direction, line
 * separators, lone surrogates.
 */
const TREACHEROUS = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

/** A text with everything that could mislead on a terminal written out, as in `\n` or `\u{202e}`. */
export function harmless(text: string): string {
  return text.replace(
    TREACHEROUS,
    (c) => SHORT_ESCAPES[c] ?? `\\u{${c.codePointAt(0)!.toString(16)}}`,
  );
}

/** Characters that take two columns: CJK, Hangul, full-width forms, emoji. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|[\u{20000}-\u{3fffd}]/u;

/** Characters that take no column of their own. */
const COMBINING = /\p{Mn}|\p{Me}|\u200d/u;

/** How many columns a text takes on a terminal. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const c of text) width += WIDE.test(c) ? 2 : COMBINING.test(c) ? 0 : 1;
  return width;
}

/** A text filled up with spaces to a width in columns. */
export function pad(
  text: string,
  width: number,
  side: "left" | "right" = "left",
): string {
  const space = " ".repeat(Math.max(0, width - displayWidth(text)));
  return side === "left" ? text + space : space + text;
}

/** A text cut to a width in columns: the middle gives way to an ellipsis, both ends say the most of a name. */
export function shorten(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  const characters = [...text];
  const take = (from: Iterable<string>, columns: number) => {
    const taken: string[] = [];
    let used = 0;
    for (const c of from) {
      used += displayWidth(c);
      if (used > columns) break;
      taken.push(c);
    }
    return taken;
  };
  const end = Math.floor((width - 1) / 2);
  return [
    ...take(characters, width - 1 - end),
    "…",
    ...take(characters.reverse(), end).reverse(),
  ].join("");
}

/** A bar of a share 0..1, in eighths of a column. */
export function bar(share: number, width: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, share)) * width * 8);
  const full = "█".repeat(Math.floor(eighths / 8));
  return full + ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8]!;
}

/** `1 file`, `2 files`, `1,357 files`. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString("en-US")} ${n === 1 ? one : many}`;
}

/** Colours by what they mean, as SGR codes. */
const STYLES = {
  bold: 1,
  dim: 2,
  red: 31,
  green: 32,
  yellow: 33,
  blue: 34,
  magenta: 35,
  cyan: 36,
} as const;

export type Style = keyof typeof STYLES;

/** Colours a text; does nothing where colours are off. */
export type Paint = (style: Style, text: string) => string;

/** A {@linkcode Paint} that colours, or one that does not. */
export function painter(colours: boolean): Paint {
  return (style, text) =>
    colours ? `\x1b[${STYLES[style]}m${text}\x1b[0m` : text;
}
