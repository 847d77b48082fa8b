/**
 * Makes docs/cli.md from what `--help` says: `deno run -P=test tests/helpers/cli_reference.ts`
 */
import { evaluationRoutes } from "../../eval/cli/routes.ts";
import { runCli } from "../../src/cli/app.ts";
import { Terminal } from "../../src/cli/terminal.ts";

/** Where the reference stands. */
export const REFERENCE = new URL("../../docs/cli.md", import.meta.url);

/** The help of a command, by the words after `roles`. */
async function helpOf(command: readonly string[]): Promise<string> {
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
  await runCli([...command, "--help"], terminal, evaluationRoutes);
  return text.trimEnd();
}

/** The help of every command, the commands found by what the help of each lists. */
export async function allHelp(
  command: readonly string[] = [],
): Promise<[name: string, help: string][]> {
  const help = await helpOf(command);
  const listed = help.split("\nCOMMANDS\n")[1] ?? "";
  const below: [string, string][] = [];
  for (const [, name] of listed.matchAll(/^ {2}(\S+)/gm)) {
    below.push(...await allHelp([...command, name!]));
  }
  return [[["roles", ...command].join(" "), help], ...below];
}

/** The text of docs/cli.md. */
export async function cliReference(): Promise<string> {
  const parts = [`# The command line

What \`--help\` says of each command. From the repository, \`deno task roles\`
stands for \`roles\`. What is printed and written, field by field:
[output.md](output.md).

Results go to stdout, everything else to stderr. Progress is shown on a terminal
only; colours too, unless \`NO_COLOR\` is set. A path that begins with \`-\` goes
after \`--\`.

Exit status:

- 0: all well
- 1: done, but some files could not be read, no sound was found, or a gate is
  not met; or something failed that is not wrong use
- 2: wrong use or wrong configuration; nothing was done
- 130, 143, 129: stopped by Ctrl-C, SIGTERM, SIGHUP; no half-written file is
  left
`];
  for (const [name, help] of await allHelp()) {
    parts.push(`## ${name}\n\n\`\`\`\n${help}\n\`\`\`\n`);
  }
  return parts.join("\n");
}

if (import.meta.main) Deno.writeTextFileSync(REFERENCE, await cliReference());
