/**
 * From options to labelled sounds and their evidence.
 *
 * @module
 */
import { dirname, isAbsolute, join } from "node:path";
import type { RolesConfig } from "../../src/config/schema.ts";
import { Failures } from "../../src/cli/failures.ts";
import { readText, warn } from "../../src/cli/inputs.ts";
import { Progress } from "../../src/cli/progress.ts";
import type { Terminal } from "../../src/cli/terminal.ts";
import { count } from "../../src/cli/text.ts";
import { UsageError } from "../../src/errors.ts";
import { extractAll, type Extracted } from "../../src/pipeline/extract.ts";
import { scan } from "../../src/files/scan.ts";
import type { Session } from "../../src/pipeline/session.ts";
import {
  type Aliases,
  defaultAliases,
  parseAliases,
} from "../../src/labels/aliases.ts";
import { labelsOfFolders } from "../../src/labels/label_folders.ts";
import {
  formatLabelProblem,
  type Label,
  type LabelProblem,
  parseColumns,
  readLabels,
} from "../../src/labels/labels.ts";
import type { LabelledFlags } from "./flags.ts";
import { sameAudio } from "./same_audio.ts";

/** Labels file that is looked for where none is named. */
const USUAL_LABELS = "labels.csv";

/** Bad labels that are told one by one. */
const TOLD = 20;

/** What to do where there are no labels. */
const HOW =
  "name a CSV file that has the columns path and role with --labels FILE, or a folder whose folders are named as " +
  "roles (or kick, snare, …), or put a labels.csv here";

/** Labels and where their files lie. */
export interface Labelled {
  readonly labels: readonly Label[];
  readonly problems: readonly LabelProblem[];
  readonly aliases: Aliases;
  /** Name of the labels file, or of the folders. */
  readonly source: string;
  /** Path to open for a label. */
  readonly fileOf: (path: string) => string;
}

/**
 * The labels that the options name: a CSV file, labelled folders, or ./labels.csv. Bad ones are told on stderr.
 *
 * @throws {UsageError} if there are none that can be used, or with `--strict` if one is bad.
 */
export async function labelledBy(
  flags: LabelledFlags,
  folders: readonly string[],
  terminal: Terminal,
): Promise<Labelled> {
  const aliases = flags.aliases === undefined
    ? await defaultAliases()
    : await parseAliases(
      readText(flags.aliases, "--aliases"),
      flags.aliases,
    );
  const found = folders.length > 0
    ? fromFolders(flags, folders, aliases)
    : fromFile(flags, aliases);
  const problems = [...found.problems, ...sameAudio(found)]
    .sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  tell(problems, flags.strict ?? false, terminal);
  if (found.labels.length === 0) {
    throw new UsageError(`No usable label in ${found.source}: ${HOW}`);
  }
  return { ...found, problems };
}

function fromFolders(
  flags: LabelledFlags,
  folders: readonly string[],
  aliases: Aliases,
): Labelled {
  for (const option of ["labels", "root", "columns"] as const) {
    if (flags[option] !== undefined) {
      throw new UsageError(
        option === "labels"
          ? "Cannot take labels from --labels and from folders at once: name one of them"
          : `Cannot use --${option} with folders: it is for the CSV file of --labels`,
      );
    }
  }
  const source = folders.join(", ");
  const paths: string[] = [];
  const unread: LabelProblem[] = [];
  for (const { filepath: path, error } of scan(folders)) {
    if (error === null) {
      paths.push(path);
    } else if (error.code === "not_found") {
      throw new UsageError(error.message);
    } else {
      const { message } = error;
      unread.push({ code: "missing_file", message, source, line: null, path });
    }
  }
  const { labels, problems } = labelsOfFolders(paths, { source, aliases });
  return {
    labels,
    problems: [...unread, ...problems],
    aliases,
    source,
    fileOf: (path) => path,
  };
}

function fromFile(flags: LabelledFlags, aliases: Aliases): Labelled {
  const source = flags.labels ?? USUAL_LABELS;
  if (flags.labels === undefined && !isThere(source)) {
    throw new UsageError(`No labels are given: ${HOW}`);
  }
  if (isFolder(source)) {
    throw new UsageError(
      `Cannot read "${source}" of --labels: it is a folder; to take labels from its folders' names, name it ` +
        "without --labels",
    );
  }
  const root = flags.root ?? dirname(source);
  const fileOf = (path: string) => isAbsolute(path) ? path : join(root, path);
  const set = readLabels(readText(source, "--labels"), {
    source,
    aliases,
    ...(flags.columns === undefined
      ? {}
      : { columns: parseColumns(flags.columns) }),
    exists: (path) => isThere(fileOf(path)),
  });
  return { ...set, aliases, source, fileOf };
}

function tell(
  problems: readonly LabelProblem[],
  strict: boolean,
  terminal: Terminal,
): void {
  const more = problems.length - TOLD;
  const told = [
    ...problems.slice(0, TOLD).map(formatLabelProblem),
    ...(more > 0 ? [`${count(more, "more label")} like these`] : []),
  ];
  if (strict && problems.length > 0) {
    throw new UsageError(
      [
        ...told,
        `${
          count(problems.length, "bad label")
        }: put that right, or go on without --strict`,
      ]
        .join("\n"),
    );
  }
  for (const line of told) warn(terminal, line);
}

/** Whether something that may be a sound stands at a path. One that may not be looked at is left to the reading. */
function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch (error) {
    return error instanceof Deno.errors.PermissionDenied;
  }
}

/** Whether a path is that of a folder. */
export function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

/** What extraction needs besides the labels. */
export interface EvidenceOptions {
  readonly config: RolesConfig;
  readonly session: Session;
  readonly jobs: number;
  readonly terminal: Terminal;
  /** Whether they were read before: what failed was told then. */
  readonly again?: boolean;
}

/**
 * The evidence of labelled sounds, or why there is none, in the labels' order. Files that cannot be read are told on
 * stderr.
 */
export async function evidenceOfLabels(
  { labels, fileOf }: Labelled,
  { config, session, jobs, terminal, again = false }: EvidenceOptions,
): Promise<Extracted[]> {
  const files = labels.map(({ path }) => ({
    path: fileOf(path),
    filepath: path,
    error: null,
  }));
  const { model, store } = session;
  const progress = new Progress(terminal, files.length);
  const failures = new Failures(terminal);
  const found: Extracted[] = [];
  for await (
    const extracted of extractAll(files, { config, jobs, model, store })
  ) {
    found.push(extracted);
    if (!again) failures.record(extracted);
    progress.update(found.length);
  }
  progress.end();
  failures.end();
  return found;
}
