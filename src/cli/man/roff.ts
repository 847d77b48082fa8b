/**
 * Text as the manual's format (man(7)) has it.
 *
 * @module
 */

/** Characters that a typesetter would turn into others. */
const NAMED: Readonly<Record<string, string>> = {
  "\\": "\\e",
  "-": "\\-",
  "'": "\\(aq",
  "`": "\\(ga",
  "^": "\\(ha",
  "~": "\\(ti",
};

/** Text that means itself, anywhere on a line. */
export function escape(text: string): string {
  return text
    .replace(/[-\\'`^~]/g, (char) => NAMED[char]!)
    .replace(/[\u0080-\u{10ffff}]/gu, (char) => {
      const code = char.codePointAt(0)!.toString(16).toUpperCase();
      return `\\[u${code.padStart(4, "0")}]`;
    })
    .replace(/^\./gm, "\\&.");
}

/** Text to be filled, on lines of at most 78 characters (of a longer word, on one of its own). */
export function filled(text: string): string[] {
  const lines: string[] = [];
  for (const word of escape(text.trim()).split(/\s+/)) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= 78) {
      lines[lines.length - 1] = `${line} ${word}`;
    } else lines.push(word.replace(/^\./, "\\&."));
  }
  return lines;
}

export const bold = (text: string) => `\\fB${escape(text)}\\fR`;
export const italic = (text: string) => `\\fI${escape(text)}\\fR`;

/** A term and what it is. */
export function entry(term: string, meaning: string): string[] {
  return [".TP", term, ...filled(meaning)];
}

/** Lines that stay as they are. */
export function verbatim(lines: readonly string[]): string[] {
  return [".PP", ".RS 4", ".nf", ...lines.map(escape), ".fi", ".RE"];
}

/** A description as `--help` has it: paragraphs, and examples, whose lines begin with two spaces. */
export function description(text: string): string[] {
  return text.split(/\n{2,}/).flatMap((block) => {
    const lines = block.split("\n");
    return lines.every((line) => line.startsWith("  "))
      ? verbatim(lines.map((line) => line.slice(2)))
      : [".PP", ...filled(block)];
  });
}
