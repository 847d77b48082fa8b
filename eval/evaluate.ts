/**
 * Labels against assignments: every figure of an evaluation. Pure; the same input gives the same result.
 *
 * @module
 */
import { explainEvidence } from "../src/assign.ts";
import type { ClapScorer } from "../src/clap/scoring.ts";
import type { RolesConfig } from "../src/config/schema.ts";
import { UsageError } from "../src/errors.ts";
import { ROLES, type SampleRecord, type SampleResult } from "../src/types.ts";
import type { Aliases } from "../src/labels/aliases.ts";
import { bootstrap, type BootstrapOptions } from "./bootstrap.ts";
import {
  compareWith,
  differenceOf,
  type PairedSamples,
  roleIndices,
} from "./compare.ts";
import type {
  AblationRow,
  Comparison,
  EvaluatedSample,
  Evaluation,
} from "./evaluation.ts";
import { classEstimates, confidenceFigures, scoreFigures } from "./figures.ts";
import { checkGates, type Gate } from "./gates.ts";
import { groupLabels } from "./groups.ts";
import type { Label, LabelProblem } from "../src/labels/labels.ts";
import {
  accuracy,
  confusionMatrix,
  macroF1,
  rowNormalised,
  rowsOf,
} from "./metrics/confusion.ts";
import { reasonsFor } from "./reasons.ts";
import { slicesBy } from "./slices.ts";
import {
  guardFigures,
  type Setup,
  type VariantSample,
  variantsOf,
} from "./variants.ts";

/** A label with what the configuration made of its file. */
export interface LabelledRecord {
  readonly label: Label;
  readonly record: SampleRecord;
  /** The sound's embedding; null without a model. */
  readonly embedding: Float32Array | null;
}

/** What {@linkcode evaluate} needs besides the samples. */
export interface EvaluateOptions {
  /** The configuration that made the records. */
  readonly config: RolesConfig;
  /** The scorer that made the records; null: rules only. */
  readonly clap: ClapScorer | null;
  /** `configDigest(config)`. */
  readonly configDigest: string;
  /** Name of the model; null: rules only. */
  readonly model: string | null;
  /** Tells role folders from packs where labels have no pack. */
  readonly aliases: Aliases;
  readonly bootstrap?: BootstrapOptions;
  readonly gates?: readonly Gate[];
  /** An earlier evaluation, to compare with. */
  readonly compare?: Evaluation;
  readonly labelProblems?: readonly LabelProblem[];
}

const K = ROLES.length;

/**
 * Evaluates assignments.
 *
 * @param samples one for each label; files that could not be read are counted and left out.
 * @throws {UsageError} if nothing is left to evaluate, or `compare` has no sample in common.
 */
export function evaluate(
  samples: readonly LabelledRecord[],
  options: EvaluateOptions,
): Evaluation {
  const read = samples.filter((s): s is ReadRecord => s.record.error === null);
  if (read.length === 0) {
    throw new UsageError(
      samples.length === 0
        ? "Nothing to evaluate: there is no usable label"
        : `Nothing to evaluate: none of the ${samples.length} labelled files could be read`,
    );
  }
  const { config, clap, aliases } = options;
  const { resamples = 2000, seed = 0, level = 0.95 } = options.bootstrap ?? {};
  const draws = { resamples, seed, level };
  const grouping = groupLabels(read.map(({ label }) => label), aliases);
  const rows = read.map((sample, i) => rowOf(sample, grouping.names[i]!));
  const records = read.map(({ record }) => record);
  const paired: PairedSamples = {
    truth: roleIndices(rows.map((row) => row.label)),
    groups: grouping.ids,
    weights: Float64Array.from(rows, (row) => row.weight),
  };
  const predicted = roleIndices(rows.map((row) => row.role));
  const matrix = confusionMatrix(paired.truth, predicted, K, paired.weights);
  const variantSamples = read.map(({ label, record, embedding }) => ({
    label: label.role,
    record,
    evidence: { features: record.features, embedding },
  }));
  const setup = { config, clap };
  const result: Omit<Evaluation, "gates"> = {
    version: 1,
    n: read.length,
    failed: samples.length - read.length,
    config_digest: options.configDigest,
    model: options.model,
    groups: { by: grouping.by, count: grouping.count, note: grouping.note },
    bootstrap: draws,
    ...classEstimates(paired, predicted, draws),
    ...scoreFigures(paired, records, draws),
    ...confidenceFigures(
      paired,
      records,
      (clap === null
        ? config.fusion.calibration_rules_only
        : config.fusion.calibration) !== null,
    ),
    confusion: {
      labels: [...ROLES],
      matrix: rowsOf(matrix),
      normalised: rowsOf(rowNormalised(matrix)),
    },
    packs: slicesBy(rows, (row) => row.pack),
    instruments: slicesBy(rows, (row) => row.instrument),
    mistakes: mistakesOf(rows, variantSamples, setup),
    guards: guardFigures(variantSamples, setup),
    ablation: ablationOf(variantSamples, setup, paired, predicted, draws),
    comparison: comparisonOf(rows, paired, options.compare, draws),
    label_problems: (options.labelProblems ?? []).map((p) => ({ ...p })),
    failures: samples.flatMap(({ record }) =>
      record.error === null ? [] : [{
        filepath: record.filepath,
        code: record.error.code,
        message: record.error.message,
      }]
    ),
    samples: rows,
  };
  return { ...result, gates: checkGates(result, options.gates ?? []) };
}

/** A record of a file that could be read. */
type ReadRecord = LabelledRecord & { readonly record: SampleResult };

function rowOf({ label, record }: ReadRecord, pack: string): EvaluatedSample {
  return {
    filepath: record.filepath,
    label: label.role,
    role: record.role,
    confidence: record.confidence,
    second: record.scores.final.second()[0],
    pack,
    instrument: label.instrument,
    weight: label.weight,
  };
}

function mistakesOf(
  rows: readonly EvaluatedSample[],
  samples: readonly VariantSample[],
  { config, clap }: Setup,
): Evaluation["mistakes"] {
  return rows
    .flatMap((row, i) => {
      if (row.label === row.role) return [];
      const explanation = explainEvidence(samples[i]!.evidence, config, clap);
      return [{ ...row, reasons: reasonsFor(explanation, row.label) }];
    })
    .sort((a, b) => b.confidence - a.confidence);
}

function ablationOf(
  samples: readonly VariantSample[],
  setup: Setup,
  paired: PairedSamples,
  fused: Uint8Array,
  draws: BootstrapOptions,
): AblationRow[] {
  const row = (
    variant: AblationRow["variant"],
    roles: Uint8Array,
  ): AblationRow => {
    const matrix = confusionMatrix(paired.truth, roles, K, paired.weights);
    const figures = { accuracy, macro_f1: macroF1 };
    const ci = bootstrap({ ...paired, k: K }, roles, figures, draws);
    const against = variant === "fused"
      ? null
      : differenceOf(paired, fused, roles, draws);
    return {
      variant,
      accuracy: { value: accuracy(matrix), ci: ci.accuracy },
      macro_f1: { value: macroF1(matrix), ci: ci.macro_f1 },
      against_fused: against === null
        ? null
        : { macro_f1: against.macro_f1, mcnemar: against.mcnemar },
    };
  };
  return [
    row("fused", fused),
    ...variantsOf(samples, setup).map(({ name, roles }) => row(name, roles)),
  ];
}

function comparisonOf(
  rows: readonly EvaluatedSample[],
  { groups }: PairedSamples,
  other: Evaluation | undefined,
  draws: BootstrapOptions,
): Comparison | null {
  if (other === undefined) return null;
  const comparison = compareWith(rows, groups, other, draws);
  if (comparison === null) {
    throw new UsageError(
      "Cannot compare: the two evaluations have no sample in common (samples are paired by filepath)",
    );
  }
  return comparison;
}
