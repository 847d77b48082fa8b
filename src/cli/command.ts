/**
 * How a command's function is loaded and wrapped.
 *
 * @module
 */
import { discardUnfinishedFiles } from "../pipeline/atomic_file.ts";
import type { Cli } from "./context.ts";
import { OutputClosed } from "./terminal.ts";

/** A module with a command's function. */
interface CommandModule {
  readonly default: (this: Cli, ...args: never[]) => void | Promise<void>;
}

/**
 * A loader for stricli of a command's module. The function is run so that its results are written out when it
 * returns, that it ends quietly when nobody reads them, and that no half-written file remains.
 *
 * The module is named by its URL because Deno reads whatever a literal `import("./run.ts")` leads to before it
 * runs anything: half of the time that `roles --help` takes.
 */
export function lazily<MODULE extends CommandModule>(
  url: string,
): () => Promise<
  (this: Cli, ...args: Parameters<MODULE["default"]>) => Promise<void>
> {
  return async () => {
    const { default: command }: MODULE = await import(url);
    return async function (this, ...args) {
      try {
        await command.apply(this, args);
        this.terminal.flush();
      } catch (error) {
        if (!(error instanceof OutputClosed)) throw error;
      } finally {
        discardUnfinishedFiles();
      }
    };
  };
}
