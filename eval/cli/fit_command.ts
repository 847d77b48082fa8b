import { buildCommand } from "@stricli/core";
import { lazily } from "../../src/cli/command.ts";
import type { Cli } from "../../src/cli/context.ts";
import { PATHS } from "../../src/cli/flags.ts";
import type * as Run from "./fit_run.ts";
import { LABELLED_FLAGS, type LabelledFlags, parseCount } from "./flags.ts";

const { report: _report, ...FLAGS } = LABELLED_FLAGS;

export interface FitFlags extends Omit<LabelledFlags, "report"> {
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
    brief: "Fit the configuration to labels",
    customUsage: [
      "--labels FILE [options]",
      "--evidence FILE [options]",
      "DIR... [options]",
    ],
    fullDescription:
      `Fits to labelled sounds the rule weights, both temperatures, alpha, the guards, the biases of roles
and the calibration of the confidence, and says what that gains on packs that had no part in it. What
gains nothing beyond noise stays, a guard is switched off; with few sounds less is fitted.

  roles fit --labels labels.csv --write mine.yaml
  roles assign samples/ --config mine.yaml`,
  },
});
