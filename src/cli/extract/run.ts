/**
 * `roles extract`.
 *
 * @module
 */
import { UsageError } from "../../errors.ts";
import { extractAll, type Extracted } from "../../pipeline/extract.ts";
import { csvRow } from "../../pipeline/outputs.ts";
import { scan, ScanSummary } from "../../files/scan.ts";
import { sampleIdOf } from "../../role_assigner.ts";
import { FEATURE_NAMES } from "../../types.ts";
import { type Cli, STATUS } from "../context.ts";
import { Failures } from "../failures.ts";
import {
  configOf,
  jobsOf,
  pathsOf,
  sayNothingFound,
  sessionOf,
} from "../inputs.ts";
import { progressOver } from "../progress.ts";
import type { ExtractFlags } from "./command.ts";
import { createEmbeddingsFile, decimals } from "./embeddings.ts";

export default async function extract(
  this: Cli,
  flags: ExtractFlags,
  ...given: string[]
): Promise<void> {
  const { terminal } = this;
  const { config } = await configOf(flags, terminal);
  const paths = await pathsOf("extract", given, flags.filesFrom);
  if (flags.embeddings !== undefined && config.clap.model_id === "none") {
    throw new UsageError(
      "--embeddings needs a model: name one with --model (`roles model list` shows which there are)",
    );
  }
  using embeddings = flags.embeddings === undefined
    ? null
    : createEmbeddingsFile(flags.embeddings);
  if (embeddings !== null) terminal.outliveReader();
  await using session = await sessionOf(config, flags, terminal);
  const lineOf = flags.format === "csv" ? csvLine : jsonLine;
  if (flags.format === "csv") {
    terminal.out.write(csvRow(["path", ...FEATURE_NAMES, "warnings"]));
  }
  const failures = new Failures(terminal);
  const scanned = new ScanSummary();
  const progress = progressOver(terminal, paths);
  let done = 0;
  const files = extractAll(scan(paths, scanned), {
    config,
    jobs: jobsOf(flags.jobs),
    model: session.model,
    store: session.store,
  });
  for await (const extracted of files) {
    failures.record(extracted);
    terminal.out.write(lineOf(extracted));
    const embedding = extracted.evidence?.embedding;
    if (embedding) embeddings?.add(extracted.file.filepath, embedding);
    progress.update(++done);
  }
  progress.end();
  embeddings?.commit();
  failures.end();
  if (done === 0) sayNothingFound(terminal, scanned);
  if (done === 0 || failures.count > 0) this.process.exitCode = STATUS.FAILED;
}

/** Files that could not be read have no row. */
function csvLine({ file, evidence }: Extracted): string {
  if (evidence === null) return "";
  return csvRow([
    file.filepath,
    ...FEATURE_NAMES.map((name) => evidence.features[name]),
    evidence.warnings.map(({ code }) => code).join(" "),
  ]);
}

function jsonLine({ file, evidence, error }: Extracted): string {
  return JSON.stringify({
    sample_id: sampleIdOf(file.filepath),
    filepath: file.filepath,
    features: evidence?.features ?? null,
    embedding: evidence?.embedding ? decimals(evidence.embedding) : null,
    warnings: evidence?.warnings ?? [],
    error,
  }) + "\n";
}
