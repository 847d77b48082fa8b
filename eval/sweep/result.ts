/**
 * The result of a sweep: one schema gives the types and the JSON schema.
 *
 * @module
 */
import { toJsonSchema } from "@valibot/to-json-schema";
import * as v from "valibot";
import { ROLES } from "../../src/types.ts";

const described = <S extends v.GenericSchema>(schema: S, text: string) =>
  v.pipe(schema, v.description(text));
const number = (text: string) => described(v.number(), text);

const value = v.union([v.number(), v.boolean(), v.string()]);
const values = described(
  v.array(value),
  "value of each axis, in the axes' order",
);
const interval = v.nullable(v.strictTuple([v.number(), v.number()]));
const score = v.nullable(v.number());

const point = v.strictObject({
  values,
  score: described(
    score,
    "the metric on all samples; null where there is no such figure",
  ),
  accuracy: v.number(),
  macro_f1: v.number(),
  recall: described(v.array(v.number()), "of each role, in the roles' order"),
});

const choice = v.strictObject({
  point: described(
    v.nullable(v.number()),
    "place in points; null: the configuration as it was",
  ),
  values,
  score: described(
    score,
    "on the samples that it was chosen by: flattering",
  ),
  honest: described(
    v.nullable(v.strictObject({
      score: described(
        score,
        "each fold judged by what was chosen without it",
      ),
      folds: described(v.array(score), "the same, of each fold"),
      spread: described(
        v.nullable(v.number()),
        "standard deviation of the folds' scores",
      ),
      picks: described(
        v.array(v.nullable(values)),
        "what was chosen without each fold",
      ),
      gain: described(score, "honest score less the default's"),
      gain_ci: described(
        interval,
        "95 % interval of the gain, paired, by bootstrap over groups",
      ),
    })),
    "null with fewer than two groups",
  ),
});

/** Schema of {@linkcode SweepResult}. */
export const SweepSchema = v.strictObject({
  version: described(v.literal(1), "version of this format"),
  n: number("samples"),
  failed: number("labelled files that could not be read: left out"),
  metric: v.string(),
  config_digest: described(v.string(), "of the configuration as it was"),
  model: v.nullable(v.string()),
  method: v.picklist(["grid", "sobol"]),
  seed: v.number(),
  groups: v.strictObject({
    by: v.picklist(["pack", "folder", "file"]),
    count: v.number(),
    note: v.nullable(v.string()),
  }),
  folds: number("folds of whole groups that the choices were judged on"),
  axes: v.array(v.strictObject({
    key: v.string(),
    short: v.string(),
    kind: v.picklist(["number", "integer", "boolean", "choice", "text"]),
    scale: v.picklist(["linear", "log", "values"]),
    values: described(v.array(value), "of a grid; the ends of a drawn range"),
    default: value,
  })),
  default: described(
    v.strictObject({
      ...point.entries,
      rank: number("points that score better, plus 1"),
      folds: described(v.array(score), "score of each fold"),
    }),
    "the configuration as it was",
  ),
  best: described(choice, "the point with the best score"),
  one_se: described(
    choice,
    "the point nearest to the default of those within one standard error of the best",
  ),
  standard_error: number("of the best point's score, over the folds"),
  within_noise: described(
    v.boolean(),
    "whether the best choice's honest gain may be nothing: its interval reaches 0",
  ),
  sensitivity: described(
    v.array(v.strictObject({
      key: v.string(),
      share: number(
        "share of the score's variance that the key alone explains",
      ),
      swing: number("best mean of its levels less the worst"),
      levels: v.array(v.strictObject({
        from: value,
        to: value,
        n: v.number(),
        mean: v.number(),
        best: v.number(),
      })),
    })),
    "most important key first",
  ),
  points: v.array(point),
  roles: v.array(v.picklist(ROLES)),
  confusions: described(
    v.array(v.strictObject({
      point: described(
        v.nullable(v.number()),
        "place in points; null: default",
      ),
      matrix: v.array(v.array(v.number())),
    })),
    "confusion matrices of the default and the 200 best points; rows are labels",
  ),
});

/** The result of a sweep. */
export type SweepResult = v.InferOutput<typeof SweepSchema>;
/** One point of a sweep. */
export type SweptPoint = SweepResult["points"][number];
/** A point that a rule chose. */
export type SweepChoice = SweepResult["best"];

/** JSON schema (draft 7) of the JSON that `roles sweep --format json` writes. */
export function sweepJsonSchema(): object {
  return {
    title: "Sweep over configurations",
    ...toJsonSchema(SweepSchema),
  };
}
