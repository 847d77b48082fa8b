/**
 * A fit from end to end: the configuration that all sounds give, judged by what the sounds of other packs give.
 *
 * @module
 */
import { assignEvidence } from "../../src/assign.ts";
import type { RolesConfig } from "../../src/config/schema.ts";
import type { Assignment } from "../../src/types.ts";
import type { PromptVectors } from "../sweep/data.ts";
import { modelOnly } from "../variants.ts";
import { isGain } from "./choose.ts";
import { guardsOff } from "./corrections.ts";
import { fitFolds, type Fitted, scorerOf, workshopOf } from "./procedure.ts";
import { type FitSample, judgedOf, type JudgedSample } from "./samples.ts";
import { pairedOf, rolesOf } from "./summary.ts";

/** What a fit found, and how good it is. */
export interface FitResult extends Fitted {
  /** The sounds that are judged; those below are theirs, in order. */
  readonly judged: readonly JudgedSample[];
  /** As it was configured. It may have been fitted to these sounds before. */
  readonly before: readonly Assignment[];
  /** By the fit to the other folds. */
  readonly after: readonly Assignment[];
  /** By the same, but by the rules alone. */
  readonly rulesOnly: readonly Assignment[];
  /** By the same, but by the model alone; null: rules only. */
  readonly modelOnly: readonly Assignment[] | null;
  /** The fit to the other folds, by fold. */
  readonly without: ReadonlyMap<number, Fitted>;
}

/**
 * Fits a configuration to all folds; and for each fold, to judge it by, another one to the others: every choice anew.
 *
 * Guards and biases that win while a configuration is fitted must also be a gain on the folds that are judged, or they are
 * off everywhere.
 *
 * @param samples judged ones in at least two folds.
 * @param prompts of `config.clap.prompts`; null: rules only.
 */
export function fit(
  samples: readonly FitSample[],
  config: RolesConfig,
  prompts: PromptVectors | null,
): FitResult {
  const shop = workshopOf(samples, config, prompts);
  const judged = judgedOf(samples);
  const folds = [...new Set(judged.map(({ fold }) => fold))]
    .sort((a, b) => a - b);
  const fitsWithout = (corrected: boolean) =>
    new Map(folds.map((fold) => [
      fold,
      fitFolds(shop, folds.filter((other) => other !== fold), corrected),
    ]));
  const assigned = (
    without: FitResult["without"],
    prompts: PromptVectors | null,
    change?: (config: RolesConfig) => RolesConfig,
  ) => assignedOutOfFold(judged, without, prompts, change);
  let without = fitsWithout(true);
  let after = assigned(without, prompts);
  let corrected = [...without.values()].some(isCorrected);
  if (corrected) {
    const plain = fitsWithout(false);
    const before = assigned(plain, prompts);
    corrected = isGain(pairedOf(judged), rolesOf(before), rolesOf(after), RISK);
    if (!corrected) [without, after] = [plain, before];
  }
  const scorer = scorerOf(prompts, config);
  return {
    ...fitFolds(shop, folds, corrected),
    judged,
    before: judged.map(({ evidence }) =>
      assignEvidence(evidence, config, scorer)
    ),
    after,
    rulesOnly: assigned(without, null),
    modelOnly: prompts === null ? null : assigned(without, prompts, modelOnly),
    without,
  };
}

/**
 * What samples are by the fits that were made without their folds.
 *
 * @param change what of a fit's configuration to have otherwise.
 */
export function assignedOutOfFold(
  samples: readonly Pick<JudgedSample, "evidence" | "fold">[],
  without: FitResult["without"],
  prompts: PromptVectors | null,
  change = (config: RolesConfig) => config,
): Assignment[] {
  const byFold = new Map(
    [...without].map(([fold, fitted]) => {
      const config = change(fitted.config);
      return [fold, { config, scorer: scorerOf(prompts, config) }];
    }),
  );
  return samples.map(({ evidence, fold }) => {
    const { config, scorer } = byFold.get(fold)!;
    return assignEvidence(evidence, config, scorer);
  });
}

/** Risk of taking luck for a gain. */
const RISK = 0.05;

/** Whether a guard or a bias is at work that was fitted. */
const isCorrected = ({ config: { guards, fusion }, left }: Fitted) =>
  !left.has("guards") &&
  (Object.keys(fusion.role_bias).length > 0 ||
    JSON.stringify(guards) !== JSON.stringify(guardsOff(guards)));
