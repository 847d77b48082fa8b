/**
 * The command line without a process: what a command prints.
 *
 * @module
 */
import { evaluationRoutes } from "../../eval/cli/routes.ts";
import { runCli } from "../../src/cli/app.ts";
import { Terminal } from "../../src/cli/terminal.ts";

/** Runs a command in this process, no terminal on either side. Both streams are one text. */
export async function told(
  args: readonly string[],
): Promise<{ readonly status: number; readonly text: string }> {
  let text = "";
  const stream = {
    writeSync(bytes: Uint8Array) {
      text += new TextDecoder().decode(bytes);
      return bytes.length;
    },
    isTerminal: () => false,
  };
  const terminal = new Terminal(stream, stream, {
    colours: false,
    columns: () => undefined,
  });
  const status = await runCli([...args], terminal, evaluationRoutes);
  return { status, text };
}
