import { buildCommand } from "@stricli/core";
import { lazily } from "../command.ts";
import type { Cli } from "../context.ts";
import {
  COMMON_FLAGS,
  type CommonFlags,
  CONFIG_FLAGS,
  type ConfigFlags,
  FILES_FROM_FLAG,
  JOBS_FLAG,
  MODEL_FLAGS,
  type ModelFlags,
  PATHS,
} from "../flags.ts";
import type * as Run from "./run.ts";

export interface ExtractFlags extends CommonFlags, ConfigFlags, ModelFlags {
  readonly format: "csv" | "jsonl";
  readonly filesFrom?: string;
  readonly jobs?: number;
}

/** `roles extract PATH…` */
export const extractCommand = buildCommand<ExtractFlags, string[], Cli>({
  loader: lazily<typeof Run>(import.meta.resolve("./run.ts")),
  parameters: {
    positional: PATHS,
    flags: {
      format: {
        kind: "enum",
        values: ["csv", "jsonl"],
        brief: "How to print",
        default: "csv",
      },
      filesFrom: FILES_FROM_FLAG,
      jobs: JOBS_FLAG,
      ...CONFIG_FLAGS,
      ...MODEL_FLAGS,
      ...COMMON_FLAGS,
    },
  },
  docs: {
    brief: "Write the features of sounds",
    customUsage: ["PATH... [options]", "--files-from FILE [options]"],
    fullDescription:
      `Writes the nine features of every sound, to look at or to train on.

  roles extract samples/ > features.csv
  roles extract samples/ --format jsonl
  roles extract samples/ --set dsp.decay_window_sec=0.6`,
  },
});
