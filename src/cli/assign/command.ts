import { buildCommand } from "@stricli/core";
import { lazily } from "../command.ts";
import type { Cli } from "../context.ts";
import {
  COMMON_FLAGS,
  type CommonFlags,
  CONFIG_FLAGS,
  type ConfigFlags,
  EMBED_AUDIO_FLAG,
  FILES_FROM_FLAG,
  FORMATS_READ,
  JOBS_FLAG,
  MODEL_FLAGS,
  type ModelFlags,
  PATHS,
  type PoolFlags,
  TASTE_FLAGS,
  type TasteFlags,
} from "../flags.ts";
import type * as Run from "./run.ts";

export interface AssignFlags
  extends CommonFlags, ConfigFlags, ModelFlags, TasteFlags, PoolFlags {
  readonly format: "table" | "json" | "jsonl" | "csv";
  readonly filesFrom?: string;
  readonly out?: string;
  readonly uncertain?: boolean;
  readonly debug?: boolean;
  readonly jobs?: number;
  readonly report?: string;
  readonly embedAudio?: boolean;
}

/** `roles assign PATH…` */
export const assignCommand = buildCommand<AssignFlags, string[], Cli>({
  loader: lazily<typeof Run>(import.meta.resolve("./run.ts")),
  parameters: {
    positional: PATHS,
    flags: {
      format: {
        kind: "enum",
        values: ["table", "json", "jsonl", "csv"],
        brief: "How to print",
        default: "table",
      },
      filesFrom: FILES_FROM_FLAG,
      out: {
        kind: "parsed",
        parse: (input: string) => input,
        brief: "Also write the pools file and the debug file to this folder",
        placeholder: "DIR",
        optional: true,
      },
      pools: {
        kind: "enum",
        values: ["build", "none"],
        brief: "Build pools (the default), or only give roles",
        optional: true,
      },
      uncertain: {
        kind: "boolean",
        brief: "Print the uncertain samples alone, least sure first",
        optional: true,
        withNegated: false,
      },
      debug: {
        kind: "boolean",
        brief: "Also print features, rule scores and guards (not in the table)",
        optional: true,
        withNegated: false,
      },
      report: {
        kind: "parsed",
        parse: (input: string) => input,
        brief: "Also write a page to look at and listen to",
        placeholder: "FILE.html",
        optional: true,
      },
      embedAudio: EMBED_AUDIO_FLAG,
      jobs: JOBS_FLAG,
      ...CONFIG_FLAGS,
      ...MODEL_FLAGS,
      ...TASTE_FLAGS,
      ...COMMON_FLAGS,
    },
  },
  docs: {
    brief: "Give every sound its role and build pools",
    customUsage: ["PATH... [options]", "--files-from FILE [options]"],
    fullDescription:
      `Reads sounds (${FORMATS_READ}), gives each its role, and builds pools of them.

  roles assign samples/                              a table, then the pools
  roles assign kick.wav snare.wav --format jsonl     one record a line
  roles assign samples/ --format csv > labels.csv    columns path, role, confidence, …
  roles assign samples/ --out results/               the pools file and the debug file
  find . -name '*.wav' | roles assign --files-from - --pools none
  roles assign samples/ --report kit.html            a page to look at and listen to
  roles assign samples/ --uncertain                  what to listen to first

A file that cannot be read has an error in the results; the others go on. Exit status: 0 all
well, 1 some files could not be read, 2 wrong use or wrong configuration.`,
  },
});
