import { buildCommand } from "@stricli/core";
import { UsageError } from "../../errors.ts";
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
  readonly embeddings?: string;
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
        brief: "How to print; jsonl has the model's embeddings too",
        default: "csv",
      },
      embeddings: {
        kind: "parsed",
        parse: parseEmbeddings,
        brief: "Also write the model's embeddings to this .npy or .csv file",
        placeholder: "FILE",
        optional: true,
      },
      filesFrom: FILES_FROM_FLAG,
      jobs: JOBS_FLAG,
      ...CONFIG_FLAGS,
      ...MODEL_FLAGS,
      ...COMMON_FLAGS,
    },
  },
  docs: {
    brief: "Write the features and embeddings of sounds",
    customUsage: ["PATH... [options]", "--files-from FILE [options]"],
    fullDescription:
      `Writes the features of every sound, to look at or to train on, and with a model its embedding.

  roles extract samples/ > features.csv
  roles extract samples/ --format jsonl
  roles extract samples/ --set dsp.decay_window_sec=0.6
  roles extract samples/ --model clap-htsat-unfused --embeddings samples.npy > samples.csv

An .npy file holds float32 [n, d]: a row for each row of the CSV, in the same order, which is each sound that
could be read. A .csv file has the columns path, e0, e1, …`,
  },
});

function parseEmbeddings(input: string): string {
  if (!/\.(npy|csv)$/i.test(input)) {
    throw new UsageError("it takes a file name that ends in .npy or .csv");
  }
  return input;
}
