import { buildCommand } from "@stricli/core";
import { lazily } from "../../src/cli/command.ts";
import type { Cli } from "../../src/cli/context.ts";
import { EMBED_AUDIO_FLAG, PATHS } from "../../src/cli/flags.ts";
import type * as Run from "./eval_run.ts";
import { LABELLED_FLAGS, type LabelledFlags, parseCount } from "./flags.ts";
import { proposeGates } from "./proposals.ts";

export interface EvalFlags extends LabelledFlags {
  readonly format: "table" | "json" | "csv" | "md" | "junit";
  readonly compare?: string;
  readonly min?: readonly string[];
  readonly max?: readonly string[];
  readonly resamples?: number;
  readonly embedAudio?: boolean;
  readonly writeEvidence?: string;
}

const asIs = (input: string) => input;

/** `roles eval` */
export const evalCommand = buildCommand<EvalFlags, string[], Cli>({
  loader: lazily<typeof Run>(import.meta.resolve("./eval_run.ts")),
  parameters: {
    positional: PATHS,
    flags: {
      format: {
        kind: "enum",
        values: ["table", "json", "csv", "md", "junit"],
        brief: "How to print",
        default: "table",
      },
      compare: {
        kind: "parsed",
        parse: asIs,
        brief: "An earlier result (--format json) to compare with",
        placeholder: "FILE.json",
        optional: true,
      },
      min: {
        kind: "parsed",
        parse: asIs,
        brief: "Fail under this, as macro_f1=0.8 or recall.FILL=0.7",
        placeholder: "FIGURE=X",
        proposeCompletions: proposeGates,
        optional: true,
        variadic: true,
      },
      max: {
        kind: "parsed",
        parse: asIs,
        brief: "Fail over this, as ece=0.05",
        placeholder: "FIGURE=X",
        proposeCompletions: proposeGates,
        optional: true,
        variadic: true,
      },
      resamples: {
        kind: "parsed",
        parse: parseCount,
        brief: "Draws of the bootstrap behind the intervals (default: 2000)",
        placeholder: "N",
        optional: true,
      },
      embedAudio: EMBED_AUDIO_FLAG,
      writeEvidence: {
        kind: "parsed",
        parse: asIs,
        brief: "Also write labels, features and embeddings for --evidence",
        placeholder: "FILE.jsonl",
        optional: true,
      },
      ...LABELLED_FLAGS,
    },
  },
  docs: {
    brief: "Compare roles with labels",
    customUsage: [
      "--labels FILE [options]",
      "--evidence FILE [options]",
      "DIR... [options]",
    ],
    fullDescription:
      `Gives every labelled sound its role and says how right that is: accuracy and F1 with 95 %
intervals, each role, confusions, calibration, what guards and the model contribute, the most
confident mistakes with their reasons.

  roles eval --labels labels.csv                        columns path, role; pack if there is one
  roles eval samples/                                   folders named as roles, or kick, snare, …
  roles eval --labels labels.csv --report eval.html     a page to look at and listen to
  roles eval --labels labels.csv --format json > a.json
  roles eval --labels labels.csv --set fusion.alpha=0.7 --compare a.json
  roles eval --labels labels.csv --min macro_f1=0.8     exit status 1 if it is less
  roles eval --labels labels.csv --write-evidence e.jsonl   later: eval, sweep, fit --evidence e.jsonl

docs/evaluation.md teaches to read the figures.`,
  },
});
