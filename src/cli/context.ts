/**
 * What every command is handed: the terminal, the words typed, the exit status to leave.
 *
 * @module
 */
import type { CommandContext, RouteMap } from "@stricli/core";
import type { Terminal } from "./terminal.ts";

/** Exit statuses, the same for every command. */
export const STATUS = {
  /** All well. */
  OK: 0,
  /** Done, but with failed files; or stopped by an error that is not the user's. */
  FAILED: 1,
  /** Wrong use or wrong configuration. */
  USAGE: 2,
} as const;

/** The `this` of every command. */
export interface Cli extends CommandContext {
  readonly terminal: Terminal;
  readonly process: CommandContext["process"] & {
    /** Set by a command that is done, but not well. */
    exitCode?: number | string | null;
  };
  /** The tool's commands, those loaded that are among the words. Without words: all. */
  readonly describe: (words?: readonly string[]) => Promise<RouteMap<Cli>>;
}
