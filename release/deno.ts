/**
 * Runs the Deno that runs this.
 *
 * @module
 */
import { ROOT } from "./paths.ts";

/**
 * Runs a command of Deno.
 *
 * @param cwd the repository, unless another folder is named.
 * @returns what it prints.
 * @throws {Error} with what it says, in one line, if it fails.
 */
export async function deno(
  args: readonly string[],
  cwd = ROOT,
): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd,
    env: { NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  if (success) return decoder.decode(stdout);
  const words = decoder.decode(stderr).trim()
    .replace(/^error: /, "").replace(/\s*\n\s*/g, " ");
  throw new Error(words || `deno ${args[0]} failed`);
}
