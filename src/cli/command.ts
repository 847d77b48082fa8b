/**
 * How a command's function is loaded and wrapped.
 *
 * @module
 */
import type { BaseArgs, CommandFunction } from "@stricli/core";
import { discardUnfinishedFiles } from "../pipeline/atomic_file.ts";
import type { Cli } from "./context.ts";
import { OutputClosed } from "./terminal.ts";

/**
 * A loader for stricli of a command's module. The function is run so that its results are written out when it
 * returns, that it ends quietly when nobody reads them, and that no half-written file remains.
 */
export function lazily<
  FLAGS extends Readonly<Partial<Record<keyof FLAGS, unknown>>>,
  ARGS extends BaseArgs,
>(
  load: () => Promise<{ default: CommandFunction<FLAGS, ARGS, Cli> }>,
): () => Promise<CommandFunction<FLAGS, ARGS, Cli>> {
  return async () => {
    const { default: command } = await load();
    return async function (this: Cli, flags: FLAGS, ...args: ARGS) {
      try {
        const result = await command.call(this, flags, ...args);
        this.terminal.flush();
        return result;
      } catch (error) {
        if (!(error instanceof OutputClosed)) throw error;
      } finally {
        discardUnfinishedFiles();
      }
    };
  };
}
