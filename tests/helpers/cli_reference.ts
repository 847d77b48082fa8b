/**
 * Makes docs/cli.md from what `--help` says: `deno run -P=test tests/helpers/cli_reference.ts`
 */
import { roles } from "./cli.ts";

/** Every command, by the words after `roles`. */
export const COMMANDS: readonly (readonly string[])[] = [
  [],
  ["assign"],
  ["explain"],
  ["extract"],
  ["config"],
  ["config", "show"],
  ["config", "check"],
  ["config", "schema"],
];

/** Where the reference stands. */
export const REFERENCE = new URL("../../docs/cli.md", import.meta.url);

/** The text of docs/cli.md. */
export async function cliReference(): Promise<string> {
  const parts = [`# The command line

What \`--help\` says of each command. From the repository, \`deno task roles\` stands for \`roles\`.

Results go to stdout, everything else to stderr. Progress is shown on a terminal only; colours too, unless
\`NO_COLOR\` is set. A path that begins with \`-\` goes after \`--\`.

| exit status | |
| --- | --- |
| 0 | all well |
| 1 | done, but some files could not be read, or no sound was found; or something failed that is not wrong use |
| 2 | wrong use or wrong configuration; nothing was done |
| 130, 143, 129 | stopped by Ctrl-C, SIGTERM, SIGHUP; no half-written file is left |
`];
  for (const command of COMMANDS) {
    const { stdout } = await roles([...command, "--help"]);
    const name = ["roles", ...command].join(" ");
    parts.push(`## ${name}\n\n\`\`\`\n${stdout.trimEnd()}\n\`\`\`\n`);
  }
  return parts.join("\n");
}

if (import.meta.main) Deno.writeTextFileSync(REFERENCE, await cliReference());
