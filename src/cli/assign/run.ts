/**
 * `roles assign`.
 *
 * @module
 */
import { configDigest } from "../../config/digest.ts";
import type { RolesConfig } from "../../config/schema.ts";
import { UsageError } from "../../errors.ts";
import {
  CsvOutput,
  JsonLinesOutput,
  JsonOutput,
  type Output,
} from "../../pipeline/outputs.ts";
import { assignFiles } from "../../pipeline/run.ts";
import { scan, ScanSummary } from "../../files/scan.ts";
import { SeedFiles } from "../../pipeline/seed_files.ts";
import type { Session } from "../../pipeline/session.ts";
import { type Cli, STATUS } from "../context.ts";
import { Failures } from "../failures.ts";
import {
  configOf,
  jobsOf,
  pathsOf,
  reasonOf,
  sayNothingFound,
  sayRulesOnly,
  sessionOf,
} from "../inputs.ts";
import { progressOver } from "../progress.ts";
import type { Terminal } from "../terminal.ts";
import { harmless } from "../text.ts";
import type { AssignFlags } from "./command.ts";
import type { ReportOutput } from "./report.ts";
import { TableOutput } from "./table.ts";
import { UncertainOutput } from "./uncertain.ts";

export default async function assign(
  this: Cli,
  flags: AssignFlags,
  ...given: string[]
): Promise<void> {
  const { terminal } = this;
  const { config } = await configOf(flags, terminal);
  const paths = await pathsOf("assign", given, flags.filesFrom);
  await using session = await sessionOf(config, flags, terminal);
  const failures = new Failures(terminal);
  const printer = printerOf(flags, config, terminal);
  const outputs: Output[] = [
    flags.uncertain ? new UncertainOutput(printer) : printer,
    failures,
  ];
  if (flags.out !== undefined) {
    outputs.push(seedFilesIn(flags.out, config));
    terminal.outliveReader();
  }
  const report = flags.report === undefined
    ? null
    : await reportOf(flags.report, { flags, config, paths, session });
  if (report !== null) {
    outputs.push(report);
    terminal.outliveReader();
  }
  if (session.model === null) sayRulesOnly(terminal);
  const scanned = new ScanSummary();
  const progress = progressOver(terminal, paths);
  const { summary } = await assignFiles(scan(paths, scanned), {
    config,
    jobs: jobsOf(flags.jobs),
    pools: config.pool.enabled,
    model: session.model,
    store: session.store,
    scanned,
    outputs,
    onProgress: (done) => progress.update(done),
  });
  progress.end();
  if (report !== null) {
    await report.write();
    terminal.err.write(`wrote the page ${harmless(flags.report!)}\n`);
  }
  if (flags.out !== undefined) {
    terminal.err.write(`wrote the results to ${harmless(flags.out)}\n`);
  }
  if (summary.files === 0) sayNothingFound(terminal, scanned);
  if (summary.files === 0 || failures.count > 0) {
    this.process.exitCode = STATUS.FAILED;
  }
}

/** The page that `--report` asks for; what draws it loads only then. */
async function reportOf(
  path: string,
  { flags, config, paths, session }: {
    flags: AssignFlags;
    config: RolesConfig;
    paths: readonly string[];
    session: Session;
  },
): Promise<ReportOutput> {
  const { ReportOutput } = await import("./report.ts");
  return new ReportOutput(path, {
    paths,
    model: session.model?.name ?? null,
    configDigest: await configDigest(config),
    embedAudio: flags.embedAudio ?? false,
  });
}

function printerOf(
  { format, debug = false }: AssignFlags,
  config: RolesConfig,
  terminal: Terminal,
): Output {
  switch (format) {
    case "table":
      return new TableOutput(terminal, config.pool);
    case "json":
      return new JsonOutput(terminal.out, debug);
    case "jsonl":
      return new JsonLinesOutput(terminal.out, debug);
    case "csv":
      return new CsvOutput(terminal.out, debug);
  }
}

function seedFilesIn(folder: string, config: RolesConfig): SeedFiles {
  try {
    return new SeedFiles(folder, config.output);
  } catch (error) {
    throw new UsageError(
      `Cannot write to --out "${folder}": ${reasonOf(error)}`,
    );
  }
}
