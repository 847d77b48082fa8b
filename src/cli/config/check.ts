/**
 * `roles config check`.
 *
 * @module
 */
import { resolveConfig } from "../../config/load.ts";
import { ConfigError, formatConfigProblem } from "../../errors.ts";
import { type Cli, STATUS } from "../context.ts";
import { readText } from "../inputs.ts";
import { harmless } from "../text.ts";
import type { CheckFlags } from "./command.ts";

/** Problems are the results here: they go to stdout, one a line. */
export default async function check(
  this: Cli,
  { preset }: CheckFlags,
  ...names: string[]
): Promise<void> {
  const { out, paint } = this.terminal;
  for (const name of names) {
    const file = { name, text: readText(name, "config check") };
    try {
      const { warnings } = await resolveConfig({ preset, files: [file] });
      for (const warning of warnings) {
        out.write(
          `${paint("yellow", "warning:")} ${
            harmless(formatConfigProblem(warning))
          }\n`,
        );
      }
      out.write(`${harmless(name)}: ${paint("green", "can be used")}\n`);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      this.process.exitCode = STATUS.USAGE;
      for (const problem of error.problems) {
        out.write(
          `${paint("red", "error:")} ${
            harmless(formatConfigProblem(problem))
          }\n`,
        );
      }
    }
  }
}
