/**
 * The result of an evaluation: one schema gives the types, the check of a file for `--compare`, and the JSON schema.
 *
 * @module
 */
import { toJsonSchema } from "@valibot/to-json-schema";
import * as v from "valibot";
import { UsageError } from "../src/errors.ts";
import { ROLES } from "../src/types.ts";

const described = <S extends v.GenericSchema>(schema: S, text: string) =>
  v.pipe(schema, v.description(text));
const number = (text: string) => described(v.number(), text);
const string = (text: string) => described(v.string(), text);
const role = v.picklist(ROLES);

const interval = v.nullable(v.strictTuple([v.number(), v.number()]));

/** A figure with its 95 % interval. */
const estimate = v.strictObject({
  value: v.number(),
  ci: described(
    interval,
    "95 % interval by bootstrap over groups; null with fewer than two groups",
  ),
});

const roleFigures = v.strictObject({
  precision: number("share of what got this role that has this label"),
  recall: number("share of what has this label that got this role"),
  f1: number("harmonic mean of precision and recall"),
  support: number("weight of the samples with this label"),
  predicted: number("weight of the samples that got this role"),
  ci: v.strictObject({ precision: interval, recall: interval, f1: interval }),
});

const byRole = <S extends v.GenericSchema>(schema: S) =>
  v.strictObject({
    CORE: schema,
    ACCENT: schema,
    MOTION: schema,
    FILL: schema,
    TEXTURE: schema,
  });

const slice = v.strictObject({
  name: v.string(),
  n: number("samples"),
  accuracy: number("weighted share that is right"),
  wrong: number("weight of the samples that are wrong"),
  confused: described(
    v.nullable(v.strictObject({
      label: role,
      role,
      n: v.number(),
    })),
    "its most frequent mistake; null when all is right",
  ),
});

const mcnemar = v.strictObject({
  only_first: number("samples that only the first has right"),
  only_second: number("samples that only the second has right"),
  method: v.picklist(["exact", "chi2_corrected"]),
  statistic: v.number(),
  p_value: v.number(),
});

const difference = v.strictObject({
  difference: number("second minus first"),
  ci: interval,
});

const sample = v.strictObject({
  filepath: string("identity of the sample: --compare pairs by it"),
  label: described(role, "the role that a person gave"),
  role: described(role, "the role that was assigned"),
  confidence: v.number(),
  second: described(role, "the role that came second"),
  pack: string("the group of the sample"),
  instrument: v.nullable(v.string()),
  weight: v.number(),
});

/** Schema of {@linkcode Evaluation}. */
export const EvaluationSchema = v.strictObject({
  version: described(v.literal(1), "version of this format"),
  n: number("samples evaluated"),
  failed: number("labelled files that could not be read: left out everywhere"),
  config_digest: string("names the configuration; equal digests, equal roles"),
  model: described(
    v.nullable(v.string()),
    "the audio-text model; null: rules only",
  ),
  groups: described(
    v.strictObject({
      by: described(
        v.picklist(["pack", "folder", "file"]),
        "what the groups come from, the weakest source of any",
      ),
      count: v.number(),
      note: v.nullable(v.string()),
    }),
    "what was drawn as a whole for the intervals",
  ),
  bootstrap: v.strictObject({
    resamples: v.number(),
    seed: v.number(),
    level: v.number(),
  }),
  accuracy: estimate,
  macro_f1: described(
    estimate,
    "mean F1 of the roles that are labelled or assigned",
  ),
  weighted_f1: described(estimate, "mean F1 of the roles, by support"),
  balanced_accuracy: described(
    estimate,
    "mean recall of the roles that are labelled",
  ),
  kappa: v.strictObject({
    value: described(
      v.nullable(v.number()),
      "Cohen's kappa; null where chance alone agrees fully",
    ),
    ci: interval,
  }),
  top2_accuracy: described(estimate, "label is the first or second role"),
  log_loss: number("mean −ln of the label's score, scores clipped to 2⁻⁵²"),
  brier: number("mean squared error of the scores, summed over roles: 0..2"),
  ece: number("expected calibration error, 15 equal bins"),
  roles: byRole(roleFigures),
  confusion: v.strictObject({
    labels: v.array(role),
    matrix: described(
      v.array(v.array(v.number())),
      "weights; rows are labels, columns assigned roles",
    ),
    normalised: described(
      v.array(v.array(v.number())),
      "each row divided by its sum",
    ),
  }),
  reliability: v.strictObject({
    of: described(
      v.picklist(["confidence", "score"]),
      "what is judged: the calibrated confidence, or without a calibration the score of the assigned role",
    ),
    bins: v.array(v.strictObject({
      from: v.number(),
      to: v.number(),
      weight: v.number(),
      confidence: v.nullable(v.number()),
      accuracy: v.nullable(v.number()),
    })),
  }),
  coverage: described(
    v.array(v.strictObject({
      confidence: number("samples of at least this confidence are taken"),
      coverage: number("share of the samples that is"),
      precision: number("share of those that is right"),
    })),
    "precision at coverage, surest first, at most 101 points",
  ),
  surest: described(
    v.array(v.strictObject({
      precision: number("wanted share of right answers"),
      confidence: described(
        v.nullable(v.number()),
        "lowest confidence that leaves it; null: none does",
      ),
      coverage: v.nullable(v.number()),
    })),
    "which confidence leaves 90, 95 and 99 % right",
  ),
  precision_at_80: number("precision of the surest 80 %"),
  packs: described(v.array(slice), "groups, worst first"),
  instruments: described(v.array(slice), "instruments, worst first"),
  mistakes: described(
    v.array(v.strictObject({
      ...sample.entries,
      reasons: described(
        v.array(v.string()),
        "what spoke for the assigned role and against the label's",
      ),
    })),
    "wrong samples, most confident first",
  ),
  guards: described(
    v.array(v.strictObject({
      guard: v.string(),
      fired: number("samples on which it fired"),
      helped: number("wrong without it, right with it"),
      harmed: number("right without it, wrong with it"),
      swapped: number("another wrong role without it"),
      no_change: number("the same role without it"),
    })),
    "each guard against the same configuration without it",
  ),
  ablation: described(
    v.array(v.strictObject({
      variant: v.picklist([
        "fused",
        "rules_only",
        "clap_only",
        "guards_off",
      ]),
      accuracy: estimate,
      macro_f1: estimate,
      against_fused: described(
        v.nullable(v.strictObject({
          macro_f1: difference,
          mcnemar,
        })),
        "first = as configured, second = this variant; null for the configuration itself",
      ),
    })),
    "the parts alone; fused is the configuration as it is",
  ),
  comparison: described(
    v.nullable(v.strictObject({
      config_digest: v.string(),
      model: v.nullable(v.string()),
      paired: number("samples that both evaluations have"),
      only_here: v.number(),
      only_there: v.number(),
      relabelled: number(
        "paired samples whose label was another there; this one's counts",
      ),
      accuracy: difference,
      macro_f1: difference,
      mcnemar,
      changed: v.array(v.strictObject({
        filepath: v.string(),
        label: role,
        before: role,
        after: role,
        change: v.picklist(["now_right", "now_wrong", "still_wrong"]),
      })),
    })),
    "against another evaluation (first = that one, second = this one); null without --compare",
  ),
  gates: v.array(v.strictObject({
    metric: v.string(),
    bound: v.picklist(["min", "max"]),
    limit: v.number(),
    value: described(v.nullable(v.number()), "null: there is no such figure"),
    met: v.boolean(),
  })),
  label_problems: v.array(v.strictObject({
    code: v.string(),
    message: v.string(),
    source: v.string(),
    line: v.nullable(v.number()),
    path: v.nullable(v.string()),
  })),
  failures: v.array(v.strictObject({
    filepath: v.string(),
    code: v.string(),
    message: v.string(),
  })),
  samples: v.array(sample),
});

/** The result of an evaluation. */
export type Evaluation = v.InferOutput<typeof EvaluationSchema>;
/** A figure with its interval. */
export type Estimate = Evaluation["accuracy"];
/** An evaluated sample. */
export type EvaluatedSample = Evaluation["samples"][number];
/** What a guard did. */
export type GuardFigures = Evaluation["guards"][number];
/** A variant of the configuration. */
export type AblationRow = Evaluation["ablation"][number];
/** This evaluation against another. */
export type Comparison = NonNullable<Evaluation["comparison"]>;
/** A pack or an instrument. */
export type Slice = Evaluation["packs"][number];

/** JSON schema (draft 7) of the JSON that `roles eval --format json` writes. */
export function evaluationJsonSchema(): object {
  return {
    title: "Evaluation of role assignments",
    ...toJsonSchema(EvaluationSchema),
  };
}

/**
 * Reads an evaluation's JSON, as `--compare` does.
 *
 * @throws {UsageError} if it is not one.
 */
export function parseEvaluation(text: string, source: string): Evaluation {
  const fail = (why: string): never => {
    throw new UsageError(
      `Cannot compare with "${source}": ${why}; it must be what roles eval --format json writes`,
    );
  };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return fail("it is not JSON");
  }
  const result = v.safeParse(EvaluationSchema, json, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = v.getDotPath(issue);
  return fail(
    `${path === null ? "it" : path.slice(0, 80)} is not as expected`,
  );
}
