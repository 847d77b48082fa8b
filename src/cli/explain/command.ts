import { buildCommand } from "@stricli/core";
import { lazily } from "../command.ts";
import type { Cli } from "../context.ts";
import {
  COMMON_FLAGS,
  type CommonFlags,
  CONFIG_FLAGS,
  type ConfigFlags,
  MODEL_FLAGS,
  type ModelFlags,
  TASTE_FLAGS,
  type TasteFlags,
} from "../flags.ts";
import type * as Run from "./run.ts";

export interface ExplainFlags
  extends CommonFlags, ConfigFlags, ModelFlags, TasteFlags {
  readonly format: "text" | "json";
}

/** `roles explain FILE…` */
export const explainCommand = buildCommand<ExplainFlags, string[], Cli>({
  loader: lazily<typeof Run>(import.meta.resolve("./run.ts")),
  parameters: {
    positional: {
      kind: "array",
      minimum: 1,
      parameter: {
        brief: "Sounds to explain",
        parse: (input: string) => input,
        placeholder: "FILE",
      },
    },
    flags: {
      format: {
        kind: "enum",
        values: ["text", "json"],
        brief: "How to print; json is a list, one entry a file",
        default: "text",
      },
      ...CONFIG_FLAGS,
      ...MODEL_FLAGS,
      ...TASTE_FLAGS,
      ...COMMON_FLAGS,
    },
  },
  docs: {
    brief: "Say why a sound has its role",
    customUsage: ["FILE... [options]"],
    fullDescription:
      `Prints a sound's features, what each of them adds to the score of each role, the penalties and guards that
fired and what they changed, and which role comes second.

  roles explain snare.wav
  roles explain snare.wav --preset seed              as the seed would have it
  roles explain snare.wav --set guards.enabled=false
  roles explain *.wav --format json`,
  },
});
