/**
 * The evaluation harness as a library: labels, figures, sweeps, reports in text.
 *
 * Nothing here reads a file or prints: texts, listings and evidence are handed in.
 *
 * @module
 */
export {
  type Aliases,
  defaultAliases,
  parseAliases,
} from "../src/labels/aliases.ts";
export {
  bootstrap,
  bootstrapDifference,
  type BootstrapOptions,
  type Interval,
} from "./bootstrap.ts";
export {
  evaluate,
  type EvaluateOptions,
  type LabelledRecord,
} from "./evaluate.ts";
export {
  type Evaluation,
  evaluationJsonSchema,
  EvaluationSchema,
  parseEvaluation,
} from "./evaluation.ts";
export { stratifiedGroupFolds } from "./folds.ts";
export { evaluationCsv, sweepCsv } from "./formats/csv.ts";
export { evaluationMarkdown } from "./formats/evaluation_md.ts";
export { evaluationText } from "./formats/evaluation_text.ts";
export { evaluationJunit } from "./formats/junit.ts";
export { keysText, sweepText } from "./formats/sweep_text.ts";
export { checkGates, formatGate, type Gate, parseGate } from "./gates.ts";
export { type Grouping, groupLabels } from "./groups.ts";
export { labelsOfFolders } from "../src/labels/label_folders.ts";
export {
  formatLabelProblem,
  type Label,
  type LabelProblem,
  type LabelSet,
  parseColumns,
  readLabels,
  sameAudioTwoRoles,
} from "../src/labels/labels.ts";
export { type Axis, checkAxes, parseAxis } from "./sweep/axes.ts";
export { chosenConfigYaml } from "./sweep/chosen_config.ts";
export type { PromptVectors } from "./sweep/data.ts";
export type { LoadedEvidence, LoadEvidence } from "./sweep/evidence_sets.ts";
export { type SweepKey, sweepKeys } from "./sweep/keys.ts";
export {
  sweepJsonSchema,
  type SweepResult,
  SweepSchema,
} from "./sweep/result.ts";
export { sweep, type SweepOptions } from "./sweep/sweep.ts";
