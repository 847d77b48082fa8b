/**
 * Labels: which role a person gave to which file, from a CSV file or from the names of folders.
 *
 * No I/O: texts and listings are handed in. What is wrong with labels is data with line numbers, never an
 * exception; the labels that are right remain.
 *
 * @module
 */
import { closestString } from "@std/text";
import { UsageError } from "../errors.ts";
import type { Role } from "../types.ts";
import type { Aliases } from "./aliases.ts";
import { readDelimited, type Row } from "./delimited.ts";

/** The role that a person gave to a file. */
export interface Label {
  /** As written in the labels file, or as listed. */
  readonly path: string;
  readonly role: Role;
  /** The machine, kit or collection that the sound comes from; null when not said. */
  readonly pack: string | null;
  /** A finer name than the role; null when not said. */
  readonly instrument: string | null;
  /** How much the sample counts, above 0; 1 when not said. */
  readonly weight: number;
  /** 1-based line in the labels file; null for a label that comes from a folder's name. */
  readonly line: number | null;
}

/** What is wrong with labels; stable, for scripts. */
export type LabelProblemCode =
  | "empty"
  | "missing_column"
  | "repeated_column"
  | "unclosed_quote"
  | "ragged_row"
  | "missing_path"
  | "missing_role"
  | "unknown_role"
  | "bad_weight"
  | "duplicate"
  | "two_roles"
  | "missing_file"
  | "no_role_folder"
  | "same_audio_two_roles";

/** Something wrong with the labels. The row that it names is left out, but for `same_audio_two_roles`. */
export interface LabelProblem {
  readonly code: LabelProblemCode;
  readonly message: string;
  /** Name of the labels file or folder. */
  readonly source: string;
  /** 1-based; null where there is no line. */
  readonly line: number | null;
  /** The path that it is about; null where it is about none. */
  readonly path: string | null;
}

/** Labels that can be used, and what was wrong with the others. */
export interface LabelSet {
  readonly labels: readonly Label[];
  readonly problems: readonly LabelProblem[];
}

/** One line: `labels.csv:12: unknown role "kik"; did you mean "kick"?`; paths are as they were written. */
export function formatLabelProblem(
  { source, line, path, message }: LabelProblem,
): string {
  const place = line === null ? source : `${source}:${line}`;
  return line === null && path !== null
    ? `${place}: ${path}: ${message}`
    : `${place}: ${message}`;
}

/** The columns that labels may have; the first two are needed. */
export const LABEL_COLUMNS = [
  "path",
  "role",
  "pack",
  "instrument",
  "weight",
] as const;

/** Name of a column of labels. */
export type LabelColumn = typeof LABEL_COLUMNS[number];

/** Which header a column has in a file, where it is not its own name. */
export type ColumnNames = Readonly<Partial<Record<LabelColumn, string>>>;

/**
 * Reads a `--columns` argument.
 *
 * @throws {UsageError} if a part is not `column=header`, or the column is unknown or named twice.
 * @example `parseColumns("path=file,role=class")` gives `{ path: "file", role: "class" }`
 */
export function parseColumns(argument: string): ColumnNames {
  const names: Partial<Record<LabelColumn, string>> = {};
  for (const part of argument.split(",")) {
    const [column, header] = splitOnce(part, "=").map((s) => s.trim());
    if (!column || !header) {
      throw new UsageError(
        `Cannot read columns "${argument}": write column=header, as in path=file,role=class`,
      );
    }
    const known = LABEL_COLUMNS.find((c) => c === column);
    if (known === undefined) {
      throw new UsageError(
        `Unknown column "${column}": labels have ${
          LABEL_COLUMNS.join(", ")
        }; did you mean "${closestString(column, LABEL_COLUMNS)}"?`,
      );
    }
    if (names[known] !== undefined) {
      throw new UsageError(`The column "${known}" is named twice`);
    }
    names[known] = header;
  }
  return names;
}

const splitOnce = (text: string, separator: string) => {
  const at = text.indexOf(separator);
  return at === -1
    ? [text, ""]
    : [text.slice(0, at), text.slice(at + separator.length)];
};

/** What {@linkcode readLabels} needs besides the text. */
export interface ReadLabelsOptions {
  /** Name of the file in messages. */
  readonly source: string;
  readonly aliases: Aliases;
  /** Headers that differ from the columns' names. */
  readonly columns?: ColumnNames;
  /** Whether the file of a path is there; not checked without it. */
  readonly exists?: (path: string) => boolean;
}

/**
 * Reads labels from CSV text: a header with `path` and `role`, optionally `pack`, `instrument` and `weight`, in any
 * order and among other columns. Commas, semicolons and tabs separate; the header tells which.
 */
export function readLabels(text: string, options: ReadLabelsOptions): LabelSet {
  const { source } = options;
  const { rows, unclosedQuote } = readDelimited(text);
  const problems: LabelProblem[] = [];
  const problem = (
    code: LabelProblemCode,
    message: string,
    line: number | null = null,
    path: string | null = null,
  ) => problems.push({ code, message, source, line, path });

  if (unclosedQuote !== null) {
    problem(
      "unclosed_quote",
      'a quote is opened and never closed; close it, or write "" for a quote inside a quoted field',
      unclosedQuote,
    );
  }
  const [header, ...body] = rows;
  if (header === undefined) {
    problem("empty", "has no rows; the first row names the columns path, role");
    return { labels: [], problems };
  }
  const columns = findColumns(header, options.columns ?? {}, problem);
  if (columns === null) return { labels: [], problems };
  if (body.length === 0 && unclosedQuote === null) {
    problem("empty", "has a header but no labels", header.line);
  }

  const labels: Label[] = [];
  const seen = new Map<string, Label>();
  for (const row of body) {
    if (row.fields.length !== header.fields.length) {
      problem(
        "ragged_row",
        `has ${row.fields.length} fields, the header has ${header.fields.length}; quote a field that holds a separator`,
        row.line,
      );
      continue;
    }
    const label = readRow(row, columns, options, problem);
    if (label === null) continue;
    const before = seen.get(pathKey(label.path));
    if (before === undefined) {
      if (options.exists?.(label.path) === false) {
        problem(
          "missing_file",
          `no file "${label.path}"`,
          row.line,
          label.path,
        );
        continue;
      }
      seen.set(pathKey(label.path), label);
      labels.push(label);
    } else if (before.role === label.role) {
      problem(
        "duplicate",
        `"${label.path}" stands already in line ${before.line}`,
        row.line,
        label.path,
      );
    } else {
      problem(
        "two_roles",
        `"${label.path}" is ${label.role} here and ${before.role} in line ${before.line}, which holds`,
        row.line,
        label.path,
      );
    }
  }
  return { labels, problems };
}

type Report = (
  code: LabelProblemCode,
  message: string,
  line?: number | null,
  path?: string | null,
) => void;

/** Place of each column in a row. */
type Columns = Readonly<Partial<Record<LabelColumn, number>>>;

function findColumns(
  header: Row,
  names: ColumnNames,
  problem: Report,
): Columns | null {
  const headers = header.fields.map((h) => h.trim().toLowerCase());
  const columns: Partial<Record<LabelColumn, number>> = {};
  let complete = true;
  for (const column of LABEL_COLUMNS) {
    const name = names[column] ?? column;
    const at = headers.indexOf(name.toLowerCase());
    if (at !== -1) {
      columns[column] = at;
      if (headers.lastIndexOf(name.toLowerCase()) !== at) {
        problem(
          "repeated_column",
          `the column "${name}" stands twice; the first one holds`,
          header.line,
        );
      }
    } else if (
      column === "path" || column === "role" || names[column] !== undefined
    ) {
      complete = false;
      problem(
        "missing_column",
        `has no column "${name}"; its columns are ${
          header.fields.slice(0, 20).map((h) => `"${h.trim()}"`).join(", ")
        }` +
          (names[column] === undefined
            ? `; name the right one with --columns ${column}=…`
            : ""),
        header.line,
      );
    }
  }
  return complete ? columns : null;
}

function readRow(
  { fields, line }: Row,
  columns: Columns,
  { aliases }: ReadLabelsOptions,
  problem: Report,
): Label | null {
  const field = (column: LabelColumn) => {
    const at = columns[column];
    return at === undefined ? "" : fields[at]!.trim();
  };
  const path = field("path");
  if (path === "") {
    problem("missing_path", "has no path", line);
    return null;
  }
  const name = field("role");
  const role = aliases.roleOf(name);
  if (name === "") {
    problem("missing_role", `"${path}" has no role`, line, path);
    return null;
  }
  if (role === null) {
    const nearest = aliases.nearest(name);
    problem(
      "unknown_role",
      `unknown role "${name}"; ` +
        (nearest === null
          ? "use a role's name, or give the name a role with --aliases"
          : `did you mean "${nearest}"?`),
      line,
      path,
    );
    return null;
  }
  const written = field("weight");
  const weight = written === "" ? 1 : Number(written);
  if (!(weight > 0 && Number.isFinite(weight))) {
    problem(
      "bad_weight",
      `weight "${written}" is not a number above 0`,
      line,
      path,
    );
    return null;
  }
  return {
    path,
    role,
    pack: field("pack") || null,
    instrument: field("instrument") || null,
    weight,
    line,
  };
}

/**
 * Sounds that are the same by content but have two roles. Both stay among the labels; a person must decide.
 *
 * @param hashes of each label's audio, in order; null where it is not known.
 */
export function sameAudioTwoRoles(
  labels: readonly Label[],
  hashes: readonly (string | null)[],
  source: string,
): LabelProblem[] {
  const first = new Map<string, Label>();
  const problems: LabelProblem[] = [];
  for (const [i, label] of labels.entries()) {
    const hash = hashes[i] ?? null;
    if (hash === null) continue;
    const before = first.get(hash);
    if (before === undefined) first.set(hash, label);
    else if (before.role !== label.role) {
      const where = before.line === null ? "" : ` (line ${before.line})`;
      problems.push({
        code: "same_audio_two_roles",
        message:
          `"${label.path}" is ${label.role}, but the same audio "${before.path}"${where} is ${before.role}`,
        source,
        line: label.line,
        path: label.path,
      });
    }
  }
  return problems;
}

const pathKey = (path: string) =>
  path.replace(/\/+/g, "/").replace(/(^|\/)(\.\/)+/g, "$1");
