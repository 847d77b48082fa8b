/**
 * Reads delimited text (CSV and its kin, RFC 4180) with the line of each row. The standard library's parser gives
 * no lines, and labels without lines cannot be mended.
 *
 * @module
 */

/** A row with the line on which it starts. */
export interface Row {
  readonly fields: readonly string[];
  /** 1-based. */
  readonly line: number;
}

/** Rows of a text, blank lines left out. */
export interface Delimited {
  readonly separator: string;
  readonly rows: readonly Row[];
  /** Line of a quote that is never closed; null when all are. */
  readonly unclosedQuote: number | null;
}

const SEPARATORS = [",", ";", "\t"];

/**
 * Reads comma-, semicolon- or tab-separated text; the first line tells which. A byte order mark is dropped; lines
 * end with LF, CRLF or CR; a quoted field may hold separators, line ends and doubled quotes.
 */
export function readDelimited(text: string): Delimited {
  const start = text.startsWith("\uFEFF") ? 1 : 0;
  const separator = detectSeparator(text, start);
  const rows: Row[] = [];
  let fields: string[] = [];
  let field = "";
  let line = 1;
  let rowLine = 1;
  /** Whether this row has anything but blanks: a line of separators alone is a row. */
  let something = false;
  const endField = () => {
    fields.push(field);
    field = "";
  };
  const endRow = () => {
    endField();
    if (something) rows.push({ fields, line: rowLine });
    fields = [];
    something = false;
  };
  let i = start;
  while (i < text.length) {
    const c = text[i]!;
    if (c === '"' && field === "") {
      const quoted = readQuoted(text, i);
      if (quoted === null) {
        return { separator, rows, unclosedQuote: line };
      }
      field = quoted.value;
      line += quoted.lines;
      i = quoted.end;
      something = true;
      continue;
    }
    i++;
    if (c === separator) {
      endField();
      something = true;
    } else if (c === "\n" || c === "\r") {
      if (c === "\r" && text[i] === "\n") i++;
      endRow();
      line++;
      rowLine = line;
    } else {
      field += c;
      something ||= c.trim() !== "";
    }
  }
  endRow();
  return { separator, rows, unclosedQuote: null };
}

/** A quoted field from its opening quote on; null if it is never closed. */
function readQuoted(
  text: string,
  start: number,
): { value: string; end: number; lines: number } | null {
  const parts: string[] = [];
  let from = start + 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote === -1) return null;
    parts.push(text.slice(from, quote));
    if (text[quote + 1] !== '"') {
      const value = parts.join('"');
      return {
        value,
        end: quote + 1,
        lines: value.match(/\r\n|\n|\r/g)?.length ?? 0,
      };
    }
    from = quote + 2;
  }
}

/** The separator that the first line has most of, outside quotes; a comma if it has none. */
function detectSeparator(text: string, start: number): string {
  const counts = new Map(SEPARATORS.map((s) => [s, 0]));
  let quoted = false;
  for (let i = start; i < text.length; i++) {
    const c = text[i]!;
    if (c === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (c === "\n" || c === "\r") {
      if (text.slice(start, i).trim() !== "") break;
    } else if (counts.has(c)) counts.set(c, counts.get(c)! + 1);
  }
  return SEPARATORS.reduce((best, s) =>
    counts.get(s)! > counts.get(best)! ? s : best
  );
}
