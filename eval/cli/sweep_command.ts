import { buildCommand } from "@stricli/core";
import { lazily } from "../../src/cli/command.ts";
import type { Cli } from "../../src/cli/context.ts";
import { LABELLED_FLAGS, type LabelledFlags, parseCount } from "./flags.ts";
import { proposeAxes, proposeMetrics } from "./proposals.ts";
import type * as Run from "./sweep_run.ts";

export interface SweepFlags extends LabelledFlags {
  readonly format: "table" | "json" | "csv";
  readonly metric?: string;
  readonly draws?: number;
  readonly folds?: number;
  readonly keys?: boolean;
  readonly reExtract?: boolean;
  readonly write?: string;
}

const asIs = (input: string) => input;

/** `roles sweep KEY=VALUES…` */
export const sweepCommand = buildCommand<SweepFlags, string[], Cli>({
  loader: lazily<typeof Run>(import.meta.resolve("./sweep_run.ts")),
  parameters: {
    positional: {
      kind: "array",
      parameter: {
        brief: "Keys with the values to try; or a labelled folder",
        parse: asIs,
        placeholder: "KEY=VALUES|DIR",
        proposeCompletions: proposeAxes,
      },
    },
    flags: {
      format: {
        kind: "enum",
        values: ["table", "json", "csv"],
        brief: "How to print; csv has every point",
        default: "table",
      },
      metric: {
        kind: "parsed",
        parse: asIs,
        brief: "What to be good at (default: macro_f1)",
        placeholder: "NAME",
        optional: true,
        proposeCompletions: proposeMetrics,
      },
      draws: {
        kind: "parsed",
        parse: parseCount,
        brief: "Draw N points instead of the whole grid",
        placeholder: "N",
        optional: true,
      },
      folds: {
        kind: "parsed",
        parse: parseCount,
        brief: "Folds of the honest choice (default: 5)",
        placeholder: "N",
        optional: true,
      },
      keys: {
        kind: "boolean",
        brief: "List the keys that can be swept",
        optional: true,
        withNegated: false,
      },
      reExtract: {
        kind: "boolean",
        brief: "Allow keys that need the sounds to be read again",
        optional: true,
        withNegated: false,
      },
      write: {
        kind: "parsed",
        parse: asIs,
        brief: "Write the chosen configuration",
        placeholder: "FILE.yaml",
        optional: true,
      },
      ...LABELLED_FLAGS,
    },
  },
  docs: {
    brief: "Find the values of keys that make it more right",
    customUsage: [
      "KEY=VALUES... --labels FILE [options]",
      "KEY=VALUES... DIR... [options]",
      "--keys",
    ],
    fullDescription:
      `Tries values of configuration keys on labelled sounds, and chooses among them on folds of packs
that had no part in the choice.

  roles sweep alpha=0.5..1.0 --labels labels.csv               11 points
  roles sweep tau_rule=log:0.05..2:9 --labels labels.csv
  roles sweep alpha=0.5..1.0:0.1 texture_suppress.multiply=0.4,0.6,1 --labels labels.csv
  roles sweep alpha=0..1 tau_clap=log:0.01..1:9 tau_rule=log:0.05..2:9 --draws 500 --labels labels.csv
  roles sweep alpha=0.5..1.0 --labels labels.csv --report sweep.html --write best.yaml
  roles sweep --keys                                           what can be swept`,
  },
});
