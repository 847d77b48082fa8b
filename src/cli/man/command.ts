import { buildCommand } from "@stricli/core";
import { lazily } from "../command.ts";
import type { Cli } from "../context.ts";
import { COMMON_FLAGS, type CommonFlags } from "../flags.ts";
import type * as Run from "./run.ts";

/** `roles man` */
export const manCommand = buildCommand<CommonFlags, [], Cli>({
  loader: lazily<typeof Run>(import.meta.resolve("./run.ts")),
  parameters: { flags: COMMON_FLAGS },
  docs: {
    brief: "Print the manual page",
    customUsage: [""],
    fullDescription:
      `Prints the manual page of this version: every command, option, exit status and variable of the environment.

  roles man | man -l -                                     read it
  roles man > ~/.local/share/man/man1/roles.1              from then on: man roles`,
  },
});
