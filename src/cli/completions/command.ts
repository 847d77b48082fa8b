import { buildCommand } from "@stricli/core";
import { lazily } from "../command.ts";
import type { Cli } from "../context.ts";
import { COMMON_FLAGS, type CommonFlags } from "../flags.ts";
import type * as Complete from "./complete.ts";
import type * as Script from "./script.ts";

/** Shells that there is a script for. */
export const SHELLS = ["bash", "zsh", "fish", "powershell"] as const;

/** A shell that there is a script for. */
export type Shell = typeof SHELLS[number];

/** `roles completions SHELL` */
export const completionsCommand = buildCommand<CommonFlags, [Shell], Cli>({
  loader: lazily<typeof Script>(import.meta.resolve("./script.ts")),
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [{
        brief: "The shell that is to read it",
        parse: parseShell,
        placeholder: SHELLS.join("|"),
        proposeCompletions: () => SHELLS,
      }],
    },
    flags: COMMON_FLAGS,
  },
  docs: {
    brief: "Print a script that completes commands in your shell",
    customUsage: [SHELLS.join("|")],
    fullDescription:
      `Prints a script for the shell, to be read when the shell starts. It completes commands, options, choices, models,
keys of the configuration and of sweeps, and files where files go. The script asks the roles that stands first
on the command line, so it need not be made anew for another version.

  source <(roles completions bash)                              in ~/.bashrc
  source <(roles completions zsh)                               in ~/.zshrc, after compinit
  roles completions fish > ~/.config/fish/completions/roles.fish
  roles completions powershell | Out-String | Invoke-Expression in $PROFILE`,
  },
});

export interface CompleteFlags {
  readonly newWord?: boolean;
}

/** `roles complete -- WORD…`: what the scripts ask. */
export const completeCommand = buildCommand<CompleteFlags, string[], Cli>({
  loader: lazily<typeof Complete>(import.meta.resolve("./complete.ts")),
  parameters: {
    positional: {
      kind: "array",
      parameter: {
        brief: "What stands on the command line; the last is being typed",
        parse: (input: string) => input,
        placeholder: "WORD",
      },
    },
    flags: {
      newWord: {
        kind: "boolean",
        brief: "The word being typed is empty, and not given",
        optional: true,
        withNegated: false,
      },
    },
  },
  docs: { brief: "Say what may stand at the end of a command line" },
});

function parseShell(input: string): Shell {
  const shell = SHELLS.find((name) => name === input);
  if (shell === undefined) {
    throw new TypeError(`it takes ${SHELLS.join(", ")}`);
  }
  return shell;
}
