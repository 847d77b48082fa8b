import { buildCommand } from "@stricli/core";
import { lazily } from "../../src/cli/command.ts";
import type { Cli } from "../../src/cli/context.ts";
import { PATHS } from "../../src/cli/flags.ts";
import type * as Run from "./fit_run.ts";
import { LABELLED_FLAGS, type LabelledFlags, parseCount } from "./flags.ts";

const { report: _report, seed: _seed, ...FLAGS } = LABELLED_FLAGS;

export interface FitFlags extends Omit<LabelledFlags, "report" | "seed"> {
  readonly folds?: number;
  readonly write?: string;
}

/** `roles fit` */
export const fitCommand = buildCommand<FitFlags, string[], Cli>({
  loader: lazily<typeof Run>(import.meta.resolve("./fit_run.ts")),
  parameters: {
    positional: PATHS,
    flags: {
      write: {
        kind: "parsed",
        parse: (input: string) => input,
        brief: "Write the fitted configuration (default: print it)",
        placeholder: "FILE.yaml",
        optional: true,
      },
      folds: {
        kind: "parsed",
        parse: parseCount,
        brief: "Folds of packs that it is judged on (default: 5)",
        placeholder: "N",
        optional: true,
      },
      ...FLAGS,
    },
  },
  docs: {
    brief: "Fit the rule weights and the confidence to labels",
    customUsage: ["--labels FILE [options]", "DIR... [options]"],
    fullDescription:
      `Fits rule_scoring.weights and fusion.calibration to labelled sounds, and says what that gains on
packs that had no part in the fit.

  roles fit --labels labels.csv --write mine.yaml
  roles assign samples/ --config mine.yaml`,
  },
});
