/**
 * From options to labelled sounds and their evidence.
 *
 * @module
 */
import { dirname, isAbsolute, join } from "node:path";
import type { RolesConfig } from "../../src/config/schema.ts";
import { readText, reasonOf, warn } from "../../src/cli/inputs.ts";
import { progressLine } from "../../src/cli/progress.ts";
import type { Terminal } from "../../src/cli/terminal.ts";
import { UsageError } from "../../src/errors.ts";
import { extractAll, type Extracted } from "../../src/pipeline/extract.ts";
import { scan, ScanSummary } from "../../src/pipeline/scan.ts";
import type { Session } from "../../src/pipeline/session.ts";
import { type Aliases, defaultAliases, parseAliases } from "../aliases.ts";
import { labelsOfFolders } from "../label_folders.ts";
import {
  formatLabelProblem,
  type Label,
  type LabelProblem,
  parseColumns,
  readLabels,
} from "../labels.ts";
import type { LabelledFlags } from "./flags.ts";

/** Labels file that is looked for where none is named. */
export const USUAL_LABELS = "labels.csv";

/** Bad labels that are told one by one. */
const TOLD = 20;

/** Labels and where their files lie. */
export interface Labelled {
  readonly labels: readonly Label[];
  readonly problems: readonly LabelProblem[];
  readonly aliases: Aliases;
  /** Path to open for a label. */
  readonly fileOf: (path: string) => string;
}

/**
 * The labels that the options name: a CSV file, labelled folders, or ./labels.csv. Bad ones are told on stderr.
 *
 * @throws {UsageError} if there are none, or with `--strict` if one is bad.
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
  const labelled = folders.length > 0
    ? fromFolders(flags, folders, aliases)
    : fromFile(flags, aliases);
  tell(labelled.problems, flags.strict ?? false, terminal);
  return labelled;
}

function fromFolders(
  flags: LabelledFlags,
  folders: readonly string[],
  aliases: Aliases,
): Labelled {
  if (flags.labels !== undefined) {
    throw new UsageError(
      "Cannot take labels from --labels and from folders at once: name one of them",
    );
  }
  const summary = new ScanSummary();
  const paths: string[] = [];
  for (const { filepath, error } of scan(folders, summary)) {
    if (error !== null) {
      throw new UsageError(`Cannot read ${filepath}: ${error.message}`);
    }
    paths.push(filepath);
  }
  const source = folders.join(", ");
  const set = labelsOfFolders(paths, { source, aliases });
  return { ...set, aliases, fileOf: (path) => path };
}

function fromFile(flags: LabelledFlags, aliases: Aliases): Labelled {
  const source = flags.labels ?? USUAL_LABELS;
  if (flags.labels === undefined && !exists(source)) {
    throw new UsageError(
      "No labels are given: name a CSV file with --labels FILE, or a folder whose folders are named as roles " +
        "(or kick, snare, …), or put a labels.csv here",
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
    exists: (path) => exists(fileOf(path)),
  });
  return { ...set, aliases, fileOf };
}

function tell(
  problems: readonly LabelProblem[],
  strict: boolean,
  terminal: Terminal,
): void {
  if (strict && problems.length > 0) {
    throw new UsageError(
      problems.slice(0, TOLD).map(formatLabelProblem).join("\n") +
        `\n${problems.length} bad labels; without --strict they are left out`,
    );
  }
  for (const problem of problems.slice(0, TOLD)) {
    warn(terminal, formatLabelProblem(problem));
  }
  if (problems.length > TOLD) {
    warn(terminal, `${problems.length - TOLD} more labels like these`);
  }
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw new UsageError(`Cannot look for ${path}: ${reasonOf(error)}`);
  }
}

/** What extraction needs besides the labels. */
export interface EvidenceOptions {
  readonly config: RolesConfig;
  readonly session: Session;
  readonly jobs: number;
  readonly terminal: Terminal;
}

/** The evidence of labelled sounds, or why there is none, in the labels' order. */
export async function evidenceOfLabels(
  { labels, fileOf }: Labelled,
  { config, session, jobs, terminal }: EvidenceOptions,
): Promise<Extracted[]> {
  const files = labels.map(({ path }) => ({
    path: fileOf(path),
    filepath: path,
    error: null,
  }));
  const { model, store } = session;
  const start = performance.now();
  const found: Extracted[] = [];
  for await (
    const extracted of extractAll(files, { config, jobs, model, store })
  ) {
    found.push(extracted);
    if (terminal.interactive && found.length % 32 === 0) {
      const seconds = (performance.now() - start) / 1000;
      terminal.status(progressLine(found.length, labels.length, seconds));
    }
  }
  terminal.status("");
  return found;
}
