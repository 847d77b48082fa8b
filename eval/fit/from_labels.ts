/**
 * From labelled sounds to samples with packs and folds.
 *
 * @module
 */
import { UsageError } from "../../src/errors.ts";
import { type Evidence, ROLES } from "../../src/types.ts";
import type { Aliases } from "../../src/labels/aliases.ts";
import { roleIndices } from "../compare.ts";
import { stratifiedGroupFolds } from "../folds.ts";
import { type Grouping, groupLabels } from "../groups.ts";
import type { Label } from "../../src/labels/labels.ts";
import type { FitSample } from "./samples.ts";

/** A labelled sound that could be read. */
export interface ReadLabel {
  readonly label: Label;
  readonly evidence: Pick<Evidence, "features" | "embedding">;
  /** Which model its embedding is of, where there are several. */
  readonly model: string | null;
  readonly judged: boolean;
}

/** Samples to fit to. */
export interface FitSamples {
  readonly samples: readonly FitSample[];
  readonly grouping: Grouping;
  /** Name of each fold, where folds have names. */
  readonly folds: readonly (string | null)[];
}

/**
 * Deals packs into folds. Where the embeddings are of several models, each of which did not hear some packs, those packs
 * are its fold.
 *
 * @param wanted folds at most.
 * @throws {UsageError} if there are fewer than two roles or two packs.
 */
export function fitSamples(
  sounds: readonly ReadLabel[],
  aliases: Aliases,
  wanted: number,
): FitSamples {
  const judged = sounds.filter((sound) => sound.judged);
  if (new Set(judged.map(({ label: { role } }) => role)).size < 2) {
    throw new UsageError(
      "Cannot fit to fewer than two roles: label sounds that differ",
    );
  }
  const grouping = groupLabels(sounds.map(({ label }) => label), aliases);
  const ids = [...grouping.ids];
  const own = ids.filter((_, i) => sounds[i]!.judged);
  if (new Set(own).size < 2) {
    throw new UsageError(
      "Cannot fit to fewer than two packs: nothing would be left to judge the fit by",
    );
  }
  const models = [...new Set(judged.map(({ model }) => model))].sort();
  const { foldOf, folds } = models.length > 1
    ? byModel(sounds, models)
    : byPack(judged, own, ids, sounds, wanted);
  return {
    samples: sounds.map(({ label, evidence, judged }, i) => ({
      evidence,
      role: label.role,
      weight: label.weight,
      group: ids[i]!,
      fold: foldOf(i),
      judged,
    })),
    grouping,
    folds,
  };
}

function byModel(
  sounds: readonly ReadLabel[],
  models: readonly (string | null)[],
) {
  return {
    folds: models,
    foldOf: (i: number) => {
      const fold = models.indexOf(sounds[i]!.model);
      return fold === -1 ? null : fold;
    },
  };
}

function byPack(
  judged: readonly ReadLabel[],
  own: readonly number[],
  ids: readonly number[],
  sounds: readonly ReadLabel[],
  wanted: number,
) {
  const groups = [...new Set(own)].sort((a, b) => a - b);
  const k = Math.min(wanted, groups.length);
  const fold = stratifiedGroupFolds(
    roleIndices(judged.map(({ label }) => label.role)),
    own.map((id) => groups.indexOf(id)),
    ROLES.length,
    k,
  );
  const byGroup = new Map(own.map((id, j) => [id, fold[j]!]));
  return {
    folds: Array<string | null>(k).fill(null),
    // Packs of which nothing is judged are learned from by all.
    foldOf: (i: number) =>
      byGroup.get(ids[i]!) ?? (sounds[i]!.judged ? 0 : null),
  };
}
