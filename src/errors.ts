/**
 * The errors that reach a person. Each says in one line what is wrong, where, and what to do.
 *
 * @module
 */

/** Base of every error that is expected: the command line prints its message without a stack trace. */
export class RolesError extends Error {
  override readonly name: string = "RolesError";
}

/** Wrong use of the tool or a wrong configuration: exit status 2. */
export class UsageError extends RolesError {
  override readonly name: string = "UsageError";
}

/** One problem of a configuration, with its place where it came from a file. */
export interface ConfigProblem {
  /** Dotted path of the key, as in `guards.texture_suppress.multiply`. */
  readonly key: string;
  readonly message: string;
  /** What to do, when more than the message can be said ("did you mean …"). */
  readonly hint?: string;
  /** The file or `--set` argument that the value came from. */
  readonly source?: string;
  /** 1-based line in `source`. */
  readonly line?: number;
}

/** A configuration that cannot be used: all its problems at once. */
export class ConfigError extends UsageError {
  override readonly name: string = "ConfigError";
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    super(problems.map(formatConfigProblem).join("\n"));
    this.problems = problems;
  }
}

/** `configs/mine.yaml:12: fusion.alfa: unknown key; did you mean "alpha"?` */
export function formatConfigProblem(problem: ConfigProblem): string {
  const place = problem.source === undefined
    ? ""
    : problem.line === undefined
    ? `${problem.source}: `
    : `${problem.source}:${problem.line}: `;
  const hint = problem.hint === undefined ? "" : `; ${problem.hint}`;
  return `${place}${problem.key}: ${problem.message}${hint}`;
}

/** Why a file could not be read as audio; stable, for scripts. */
export type AudioErrorCode =
  | "not_found"
  | "permission_denied"
  | "io"
  | "empty"
  | "unknown_format"
  | "unsupported"
  | "corrupt"
  | "no_audio";

/** A file that cannot be read as audio. In a run it becomes data (`error` of the file's record), not an exception. */
export class AudioError extends RolesError {
  override readonly name = "AudioError";
  readonly code: AudioErrorCode;
  /** Byte offset in the file at which reading went wrong, where that is known. */
  readonly byteOffset: number | undefined;

  constructor(
    code: AudioErrorCode,
    message: string,
    byteOffset?: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.code = code;
    this.byteOffset = byteOffset;
  }
}
