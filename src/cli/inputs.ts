/**
 * From what was typed to what the pipeline takes: configuration, files, threads.
 *
 * @module
 */
import type { RolesConfig } from "../config/schema.ts";
import { resolveConfig, type ResolvedConfig } from "../config/load.ts";
import { formatConfigProblem, UsageError } from "../errors.ts";
import type { ScanSummary } from "../files/scan.ts";
import { parseFileList } from "../files/scan_names.ts";
import { openSession, type Session } from "../pipeline/session.ts";
import {
  type ConfigFlags,
  FORMATS_READ,
  type ModelFlags,
  type PoolFlags,
  type TasteFlags,
} from "./flags.ts";
import { pullProgress } from "./pull_progress.ts";
import type { Terminal } from "./terminal.ts";
import { harmless } from "./text.ts";

/**
 * The configuration of the options; warns on stderr about what the user has changed.
 *
 * @throws {ConfigError} with every problem; {@linkcode UsageError} for a file that cannot be read.
 */
export async function configOf(
  flags: ConfigFlags & ModelFlags & TasteFlags & PoolFlags,
  terminal: Terminal,
): Promise<ResolvedConfig> {
  const resolved = await resolveConfig({
    preset: flags.preset,
    files: (flags.config ?? []).map((name) => ({
      name,
      text: readText(name, "--config"),
    })),
    sets: flags.set,
    flags: [
      { key: "clap.model_id", value: flags.model, flag: "--model" },
      { key: "clap.prompts", value: flags.prompts, flag: "--prompts" },
      {
        key: "clap.prototypes.labels",
        value: flags.prototypes,
        flag: "--prototypes",
      },
      {
        key: "pool.enabled",
        value: flags.pools && flags.pools === "build",
        flag: "--pools",
      },
      { key: "clap.device", value: flags.device, flag: "--device" },
      {
        key: "clap.batch_size",
        value: numberOf(flags.batchSize),
        flag: "--batch-size",
      },
      {
        key: "clap.threads",
        value: numberOf(flags.threads),
        flag: "--threads",
      },
    ],
  });
  for (const warning of resolved.warnings) {
    if (warning.fromUser) warn(terminal, formatConfigProblem(warning));
  }
  return resolved;
}

/** A number, or what was typed instead, for the configuration's check to complain about. */
function numberOf(text: string | undefined): number | string | undefined {
  return text === undefined || !/^\d+$/.test(text) ? text : Number(text);
}

/** Says that no model has a part in the results. */
export function sayRulesOnly(terminal: Terminal): void {
  terminal.err.write("rules only: no audio-text model (clap.model_id)\n");
}

/** The model and the store of a configuration; tells on stderr what a person should know. */
export async function sessionOf(
  config: RolesConfig,
  flags: ModelFlags,
  terminal: Terminal,
): Promise<Session> {
  return await openSession(config, {
    cache: flags.cache ?? true,
    offline: flags.offline ?? false,
    onNotice: (message) => terminal.err.write(`${harmless(message)}\n`),
    onWarning: (message) => warnOnce(terminal, message),
    onPull: pullProgress(terminal),
  });
}

/** Says on stderr that something is odd. */
export function warn(terminal: Terminal, message: string): void {
  terminal.err.write(
    `${terminal.paintErr("yellow", "warning:")} ${harmless(message)}\n`,
  );
}

/** What each terminal was warned of. */
const warned = new WeakMap<Terminal, Set<string>>();

/** Says on stderr that something is odd; not again, as when a sweep opens one session after another. */
function warnOnce(terminal: Terminal, message: string): void {
  const before = warned.get(terminal) ?? new Set();
  warned.set(terminal, before);
  if (before.has(message)) return;
  before.add(message);
  warn(terminal, message);
}

/** The text of a file that an option names. */
export function readText(path: string, option: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    throw new UsageError(
      `Cannot read "${path}" of ${option}: ${reasonOf(error)}`,
    );
  }
}

/** Why a file could not be opened, in a few words. */
export function reasonOf(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "there is no such file";
  if (error instanceof Deno.errors.IsADirectory) return "it is a folder";
  if (error instanceof Deno.errors.PermissionDenied) {
    return "permission denied";
  }
  return error instanceof Error ? error.message : String(error);
}

/**
 * The paths to scan: those on the command line, then those of `--files-from`.
 *
 * @param command for the advice, as `assign`.
 * @throws {UsageError} if neither is given.
 */
export async function pathsOf(
  command: string,
  given: readonly string[],
  filesFrom: string | undefined,
): Promise<string[]> {
  if (given.length === 0 && filesFrom === undefined) {
    throw new UsageError(
      `No PATH is given: name files or folders, as in \`roles ${command} samples/\`, or --files-from FILE`,
    );
  }
  const listed = filesFrom === undefined ? [] : parseFileList(
    filesFrom === "-"
      ? await new Response(Deno.stdin.readable).text()
      : readText(filesFrom, "--files-from"),
  );
  const paths = [...given, ...listed];
  if (paths.includes("")) {
    throw new UsageError("Cannot use an empty path: this folder is .");
  }
  return paths;
}

/** Says that there was no sound, and what there was. */
export function sayNothingFound(
  terminal: Terminal,
  { skipped }: ScanSummary,
): void {
  const others = [...skipped].sort().map(([type, n]) => `${n} ${type}`);
  terminal.err.write(
    `${terminal.paintErr("red", "error:")} No sounds found${
      others.length === 0
        ? ""
        : `, only types that are not read: ${others.join(", ")}`
    }; ${FORMATS_READ} are read\n`,
  );
}

/** Threads at work where `--jobs` does not say: one a core. */
export function jobsOf(jobs: number | undefined): number {
  return jobs ?? navigator.hardwareConcurrency;
}
