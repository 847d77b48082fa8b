/**
 * Makes docs/cli.md from what `--help` says: `deno run -P=test tests/helpers/cli_reference.ts`
 */
import {
  ENVIRONMENT,
  EXIT_STATUSES,
  type Fact,
} from "../../src/cli/man/facts.ts";
import { told } from "./told.ts";

/** Where the reference stands. */
export const REFERENCE = new URL("../../docs/cli.md", import.meta.url);

/** The help of a command, by the words after `roles`. */
async function helpOf(command: readonly string[]): Promise<string> {
  const { text } = await told([...command, "--help"]);
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

/** Facts as a list, filled as the formatter fills it. */
function facts(
  facts: readonly Fact[],
  show: (name: string) => string,
): string {
  return facts.flatMap(([name, meaning]) => {
    const lines: string[] = [];
    for (const word of `- ${show(name)}: ${meaning}`.split(" ")) {
      const line = lines.at(-1);
      if (line !== undefined && `${line} ${word}`.length <= 80) {
        lines[lines.length - 1] += ` ${word}`;
      } else lines.push(lines.length === 0 ? word : `  ${word}`);
    }
    return lines;
  }).join("\n");
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

${facts(EXIT_STATUSES, (name) => name)}

Environment:

${facts(ENVIRONMENT, (name) => name.replace(/\w+/g, "`$&`"))}
`];
  for (const [name, help] of await allHelp()) {
    parts.push(`## ${name}\n\n\`\`\`\n${help}\n\`\`\`\n`);
  }
  return parts.join("\n");
}

if (import.meta.main) Deno.writeTextFileSync(REFERENCE, await cliReference());
