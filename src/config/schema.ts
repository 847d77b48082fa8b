/**
 * The configuration's shape: one schema gives the types, the checks and configs/schema.json.
 *
 * Keys are the seed's, in snake_case. A complete configuration has every key; a user's file gives some,
 * and a preset the rest (see load.ts).
 *
 * @module
 */
import * as v from "valibot";
import { ROLES } from "../types.ts";
import { clap } from "./clap_schema.ts";
import { boolean, fileName, integer, number, section, unit } from "./fields.ts";

const role = v.picklist(ROLES);

/** The feature terms that a rule may weigh, each with what it is. */
export const TERMS = {
  L: "low_ratio",
  M: "mid_ratio",
  H: "high_ratio",
  E: "energy",
  S: "sharpness",
  D: "decay_time",
  A_fast: "1 − attack_time",
  D_short: "1 − decay_time",
  L_plus_M: "low_ratio + mid_ratio",
  flatness: "spectral_flatness",
  zcr: "zero_crossing_rate",
  one_minus_L: "1 − low_ratio",
  one_minus_M: "1 − mid_ratio",
  one_minus_H: "1 − high_ratio",
  one_minus_E: "1 − energy",
  one_minus_S: "1 − sharpness",
  one_minus_flatness: "1 − spectral_flatness",
  one_minus_zcr: "1 − zero_crossing_rate",
  constant: "1",
  log_flatness: "1 + log₁₀(spectral_flatness) / 4, at least 0",
  temporal_centroid: "temporal_centroid",
  sub: "sub_ratio",
  bass: "bass_ratio",
  air: "air_ratio",
  skewness: "(spectral_skewness + 3) / 6, in 0..1",
  irregularity: "high_irregularity / 2.5, at most 1",
  low_ring: "low_ring + ½, in 0..1",
  mid_ring: "mid_ring + ½, in 0..1",
  log_low_flux: "1 + log₁₀(low_flux) / 2, at least 0",
  low_tonality: "low_tonality",
  mid_tonality: "mid_tonality",
  high_tonality: "high_tonality",
} as const;

/** Name of a feature term. */
export type Term = keyof typeof TERMS;

const edge = v.pipe(v.number(), v.minValue(0), v.maxValue(96000));

const band = (description: string) =>
  v.pipe(
    v.strictTuple([edge, edge]),
    v.check(
      ([low, high]) => low < high,
      "the lower edge must be below the upper one",
    ),
    v.description(description),
  );

const weights = (role: string) =>
  section(
    `${role}'s weights; a term that is left out weighs 0`,
    Object.fromEntries(
      Object.entries(TERMS).map((
        [term, meaning],
      ) => [term, v.optional(number(-100, 100, `weight of ${meaning}`))]),
    ) as {
      [T in Term]: v.OptionalSchema<ReturnType<typeof number>, undefined>;
    },
  );

const multiply = (roles: string) =>
  number(0, 10, `what ${roles} is multiplied by when the guard fires`);

const audio = section(
  "how a file becomes the signal that the features are taken from",
  {
    target_sr: integer(
      4000,
      192000,
      "sampling rate of the features' signal, Hz",
    ),
    mono: v.pipe(
      v.literal(true),
      v.description(
        "channels are averaged; the features are defined for mono only",
      ),
    ),
    max_duration_sec: number(
      0.01,
      600,
      "only this much of the start of a file is read, seconds",
    ),
    trim_silence: boolean("cut silence from both ends"),
    trim_top_db: number(
      1,
      200,
      "silence is this far below the loudest frame, dB",
    ),
    peak_normalize: boolean("scale to peak_target"),
    peak_target: number(0.001, 1, "peak after normalisation"),
  },
);

const dsp = section("how the features are measured", {
  band_edges_hz: section("bands of low_ratio, mid_ratio and high_ratio", {
    low: band("low band, [from, to) Hz"),
    mid: band("middle band, [from, to) Hz"),
    high: band("high band, [from, to) Hz"),
  }),
  frame_length: v.pipe(
    integer(64, 8192, "STFT frame, samples; a power of two"),
    v.check((n) => Number.isInteger(Math.log2(n)), "must be a power of two"),
  ),
  hop_length: integer(16, 8192, "STFT hop, samples"),
  attack_window_sec: number(
    0.001,
    2,
    "the attack is looked for this long after the onset, seconds",
  ),
  decay_window_sec: number(
    0.001,
    10,
    "the decay is looked for this long after the peak, seconds",
  ),
  sharpness: v.pipe(
    v.picklist(["concentration", "seed_peak"]),
    v.description(
      "concentration: share of the positive spectral flux in its five best frames; " +
        "seed_peak: the seed's, which is 1 for every sound of two frames or more",
    ),
  ),
  tau_rule: number(0.001, 100, "softmax temperature of the rule scores"),
});

const ruleScoring = section(
  "rule scores: a weighted sum of feature terms for each role",
  {
    weights: section("weights of the feature terms, of any sign", {
      core: weights("CORE"),
      accent: weights("ACCENT"),
      motion: weights("MOTION"),
      fill: weights("FILL"),
      texture: weights("TEXTURE"),
    }),
    texture_penalty: section("what is taken from TEXTURE's rule score", {
      enabled: boolean("take from TEXTURE what is percussive or tonal"),
      transient_S_threshold: unit(
        "sharpness at or above which a short sound is percussive",
      ),
      decay_short_threshold: unit(
        "decay_time at or below which a sound is short, seconds",
      ),
      penalty: number(
        0,
        10,
        "taken from TEXTURE's rule score for a percussive sound",
      ),
      use_flatness_gate: boolean(
        "also take flatness_penalty from a tonal sound",
      ),
      flatness_threshold: unit(
        "spectral_flatness at or below which a sound is tonal",
      ),
      flatness_penalty: number(
        0,
        10,
        "taken from TEXTURE's rule score for a tonal sound",
      ),
    }),
  },
);

const fusion = section(
  "how the rules and the model become one probability for each role",
  {
    alpha: unit("share of the rules: p = alpha·p_rule + (1 − alpha)·p_clap"),
    confidence_margin_threshold: unit(
      "under this margin a role is marked uncertain",
    ),
    role_bias: section(
      "added to the fused probabilities before they are normalised",
      Object.fromEntries(
        ROLES.map((r) => [r, v.optional(number(-1, 1, `added to ${r}`))]),
      ) as {
        [R in typeof ROLES[number]]: v.OptionalSchema<
          ReturnType<typeof number>,
          undefined
        >;
      },
    ),
    calibration: v.pipe(
      v.nullable(v.strictObject({
        rule_lead: number(
          0,
          100,
          "factor of the rules' ln(p / q), p the role's probability and q the highest of the others",
        ),
        model_lead: number(0, 100, "factor of the model's ln(p / q)"),
        intercept: number(-1000, 1000, "constant"),
      })),
      v.description(
        "confidence = 1 / (1 + exp(−(rule_lead·ln(p / q) of the rules + model_lead·ln(p / q) of the model + intercept))), " +
          "with a model; null: the margin itself",
      ),
    ),
    calibration_rules_only: v.pipe(
      v.nullable(v.strictObject({
        rule_lead: number(0, 100, "factor of the rules' ln(p / q)"),
        intercept: number(-1000, 1000, "constant"),
      })),
      v.description("the same where the rules decide alone"),
    ),
  },
);

const guards = section(
  "corrections after the fusion, in this order; each multiplies scores and sees what the one before it left",
  {
    enabled: boolean("apply the guards"),
    texture_suppress: section("a short transient is hardly a texture", {
      transient_S_threshold: unit("fires with sharpness at or above this …"),
      decay_short_threshold: unit("… and decay_time at or below this, seconds"),
      multiply: multiply("TEXTURE"),
    }),
    sustained_noise_suppress: section("a long noise is hardly CORE or ACCENT", {
      decay_long_threshold: unit(
        "fires with decay_time at or above this (seconds) …",
      ),
      flatness_threshold: unit("… and spectral_flatness at or above this"),
      core_multiply: multiply("CORE"),
      accent_multiply: multiply("ACCENT"),
    }),
    motion_min_condition: section("MOTION is bright and short", {
      high_ratio_threshold: unit("fires with high_ratio below this …"),
      decay_max_threshold: unit("… or decay_time above this, seconds"),
      multiply: multiply("MOTION"),
    }),
    fill_conservative: section("FILL only when it is likely and clear", {
      min_prob: unit("fires with FILL's score below this …"),
      min_margin: unit("… or the margin before the guards below this"),
      multiply: multiply("FILL"),
    }),
    low_conf_texture_extra_suppress: section(
      "TEXTURE only just before a percussive role",
      {
        enabled: boolean("apply this guard"),
        margin_threshold: unit(
          "fires with a margin below this, TEXTURE first and a percussive role second",
        ),
        multiply: multiply("TEXTURE"),
        percussive_roles: v.pipe(
          v.array(role),
          v.description("roles that count as percussive"),
        ),
      },
    ),
  },
);

const maxSize = v.optional(
  integer(0, 1_000_000_000, "largest size of this pool"),
);

const pool = section(
  "how samples are gathered into pools; never changes a role",
  {
    enabled: boolean("build pools; else only give roles"),
    required_roles: v.pipe(
      v.array(role),
      v.description("pools that may not stay empty"),
    ),
    max_sizes: section(
      "largest size of each pool; a pool that is left out has no limit",
      Object.fromEntries(ROLES.map((r) => [r, maxSize])) as {
        [R in typeof ROLES[number]]: typeof maxSize;
      },
    ),
    promote_when_missing: section("what fills a required pool that is empty", {
      enabled: boolean(
        "fill an empty required pool with the best candidate of another role",
      ),
      forbid_core_if: section(
        "a long noise is never moved to CORE, here or by rebalancing",
        {
          decay_long_threshold: unit(
            "what has a decay_time at or above this (seconds) …",
          ),
          flatness_threshold: unit(
            "… and a spectral_flatness at or above this stays out",
          ),
        },
      ),
      forbid_motion_if: section(
        "a dull sound is never moved to MOTION, here or by rebalancing",
        {
          high_ratio_threshold: unit(
            "what has a high_ratio at or below this stays out",
          ),
        },
      ),
    }),
    rebalance_when_excess: section("what becomes of a pool over its limit", {
      enabled: boolean(
        "move the least sure samples of a pool over its limit to their second role",
      ),
      min_margin_keep: unit("a sample with this margin or more is not moved"),
      try_third_best_if_target_excess: boolean(
        "try the third role when the second one's pool is full",
      ),
    }),
  },
);

const output = v.pipe(
  section("files that `assign --out` writes", {
    pools_json: fileName("name of the pools file under --out"),
    per_sample_json: fileName("name of the debug file under --out"),
  }),
  v.check(
    (names) =>
      names.pools_json.toLowerCase() !== names.per_sample_json.toLowerCase(),
    "pools_json and per_sample_json must be two names",
  ),
);

/** Schema of a complete configuration. */
export const ConfigSchema = v.strictObject({
  version: v.pipe(v.literal(1), v.description("version of this format")),
  audio,
  dsp,
  rule_scoring: ruleScoring,
  clap,
  fusion,
  guards,
  pool,
  output,
});

/** A complete, checked configuration. */
export type RolesConfig = v.InferOutput<typeof ConfigSchema>;
export type AudioConfig = RolesConfig["audio"];
export type DspConfig = RolesConfig["dsp"];
export type RuleScoringConfig = RolesConfig["rule_scoring"];
export type ClapConfig = RolesConfig["clap"];
export type FusionConfig = RolesConfig["fusion"];
export type GuardsConfig = RolesConfig["guards"];
/** How pools are built, where they are. */
export type PoolConfig = Omit<RolesConfig["pool"], "enabled">;
