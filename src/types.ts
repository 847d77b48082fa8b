/**
 * The words of the whole project: roles, features, scores, results. Plain data with small helpers; no I/O.
 *
 * Field names of records are the seed's (snake_case): the same in the library, JSON, JSONL and CSV.
 *
 * @module
 */

/** The five musical roles, in the order in which every table, vector and tie-break lists them. */
export const ROLES = ["CORE", "ACCENT", "MOTION", "FILL", "TEXTURE"] as const;

/** The musical role of a one-shot. */
export type Role = typeof ROLES[number];

/** The roles by name: `Role.CORE === "CORE"`. */
export const Role: { readonly [R in Role]: R } = {
  CORE: "CORE",
  ACCENT: "ACCENT",
  MOTION: "MOTION",
  FILL: "FILL",
  TEXTURE: "TEXTURE",
};

/** A number for each role. */
export type RoleMap = Readonly<Record<Role, number>>;

/** Something for each role, from a function of the role. */
export function mapRoles<T>(
  f: (role: Role, index: number) => T,
): Record<Role, T> {
  return {
    CORE: f("CORE", 0),
    ACCENT: f("ACCENT", 1),
    MOTION: f("MOTION", 2),
    FILL: f("FILL", 3),
    TEXTURE: f("TEXTURE", 4),
  };
}

/** Names of the seed's nine features. */
export const SEED_FEATURE_NAMES = [
  "energy",
  "sharpness",
  "attack_time",
  "decay_time",
  "low_ratio",
  "mid_ratio",
  "high_ratio",
  "spectral_flatness",
  "zero_crossing_rate",
] as const;

/** Names of all features, the seed's first, in the order in which tables list them. */
export const FEATURE_NAMES = [
  ...SEED_FEATURE_NAMES,
  "temporal_centroid",
  "sub_ratio",
  "bass_ratio",
  "air_ratio",
  "spectral_skewness",
  "high_irregularity",
  "low_ring",
  "mid_ring",
  "low_flux",
  "low_tonality",
  "mid_tonality",
  "high_tonality",
] as const;

/** Name of a feature. */
export type FeatureName = typeof FEATURE_NAMES[number];

/** Where features lie; those that are not here in 0..1. */
export const FEATURE_RANGES: Readonly<
  Partial<Record<FeatureName, readonly [least: number, most: number]>>
> = {
  spectral_skewness: [-6, 6],
  high_irregularity: [0, 60],
  low_ring: [-3, 3],
  mid_ring: [-3, 3],
};

/** The DSP features of a one-shot, in 0..1 where {@linkcode FEATURE_RANGES} says nothing else. */
export class DSPFeatures implements Readonly<Record<FeatureName, number>> {
  /** Largest RMS of a frame, of the peak-normalised signal. */
  readonly energy: number;
  /** Transient strength: how much of the positive spectral flux stands in its best frames. */
  readonly sharpness: number;
  /** Seconds from the onset to 90 % of the peak, clipped to 1. */
  readonly attack_time: number;
  /** Seconds from the peak to 30 % of it, clipped to 1. */
  readonly decay_time: number;
  /** Share of the power in the low band (20–150 Hz by default). */
  readonly low_ratio: number;
  /** Share of the power in the middle band (150–2000 Hz by default). */
  readonly mid_ratio: number;
  /** Share of the power in the high band (2000–8000 Hz by default). */
  readonly high_ratio: number;
  /** Median over frames of the geometric over the arithmetic mean of the power: 1 is noise, 0 a tone. */
  readonly spectral_flatness: number;
  /** Median over frames of the share of samples at which the sign changes. */
  readonly zero_crossing_rate: number;
  /** Mean time of the power, seconds, clipped to 1. */
  readonly temporal_centroid: number;
  /** Share of the power in 20–60 Hz. */
  readonly sub_ratio: number;
  /** Share of the power in 20–240 Hz. */
  readonly bass_ratio: number;
  /** Share of the power in 3800–7300 Hz. */
  readonly air_ratio: number;
  /** Skewness of the spectrum over log frequency, octaves, −6..6: above 0 where most is low and some far above it. */
  readonly spectral_skewness: number;
  /** How much a bin of 1900–7300 Hz differs from the mean of itself and its neighbours, dB, 0..60. */
  readonly high_irregularity: number;
  /** How much later the power of 20–240 Hz comes than all power, decades, −3..3: above 0 where it rings on. */
  readonly low_ring: number;
  /** The same of 240–1900 Hz. */
  readonly mid_ring: number;
  /** Share of the magnitude in 20–240 Hz that rose since the frame before. */
  readonly low_flux: number;
  /** Mean share of a frame's power in 20–240 Hz that its strongest bin has: 1 is a tone. */
  readonly low_tonality: number;
  /** The same of 240–1900 Hz. */
  readonly mid_tonality: number;
  /** The same of 1900–7300 Hz. */
  readonly high_tonality: number;

  /** @param values the seed's nine at least: what weighs no other feature needs no other, and they are 0 then. */
  constructor(
    values:
      & Readonly<Record<typeof SEED_FEATURE_NAMES[number], number>>
      & Readonly<Partial<Record<FeatureName, number>>>,
  ) {
    this.energy = values.energy;
    this.sharpness = values.sharpness;
    this.attack_time = values.attack_time;
    this.decay_time = values.decay_time;
    this.low_ratio = values.low_ratio;
    this.mid_ratio = values.mid_ratio;
    this.high_ratio = values.high_ratio;
    this.spectral_flatness = values.spectral_flatness;
    this.zero_crossing_rate = values.zero_crossing_rate;
    this.temporal_centroid = values.temporal_centroid ?? 0;
    this.sub_ratio = values.sub_ratio ?? 0;
    this.bass_ratio = values.bass_ratio ?? 0;
    this.air_ratio = values.air_ratio ?? 0;
    this.spectral_skewness = values.spectral_skewness ?? 0;
    this.high_irregularity = values.high_irregularity ?? 0;
    this.low_ring = values.low_ring ?? 0;
    this.mid_ring = values.mid_ring ?? 0;
    this.low_flux = values.low_flux ?? 0;
    this.low_tonality = values.low_tonality ?? 0;
    this.mid_tonality = values.mid_tonality ?? 0;
    this.high_tonality = values.high_tonality ?? 0;
  }

  /** Speed of the attack, `1 − attack_time`. */
  get A_fast(): number {
    return 1 - this.attack_time;
  }

  /** Shortness of the decay, `1 − decay_time`. */
  get D_short(): number {
    return 1 - this.decay_time;
  }
}

/** A score for each role, in the order of {@linkcode ROLES}. Ties go to the role that stands first there. */
export class ScoreVector {
  /** Five scores, in the order of {@linkcode ROLES}. */
  readonly values: Float64Array;

  /** @throws {RangeError} unless there are five values. */
  constructor(values: ArrayLike<number>) {
    if (values.length !== ROLES.length) {
      throw new RangeError(
        `Cannot make a ScoreVector of ${values.length} values: it takes ${ROLES.length}`,
      );
    }
    this.values = Float64Array.from(values);
  }

  /** @example `ScoreVector.from({ CORE: 0.6, ACCENT: 0.1, MOTION: 0.1, FILL: 0.1, TEXTURE: 0.1 })` */
  static from(scores: RoleMap): ScoreVector {
    return new ScoreVector(ROLES.map((role) => scores[role]));
  }

  get(role: Role): number {
    return this.values[ROLES.indexOf(role)]!;
  }

  /** The role with the highest score. */
  argmax(): Role {
    return this.sorted()[0]![0];
  }

  /** Roles with their scores, highest first. */
  sorted(): [Role, number][] {
    return ROLES.map((role, i): [Role, number] => [role, this.values[i]!])
      .sort((a, b) => b[1] - a[1]);
  }

  /** The highest score. */
  max(): number {
    return this.sorted()[0]![1];
  }

  /** The role that comes second, with its score. */
  second(): [Role, number] {
    return this.sorted()[1]!;
  }

  /** Highest score minus the second. */
  margin(): number {
    const [first, second] = this.sorted();
    return first![1] - second![1];
  }

  /** A copy with negatives set to 0 that sums to 1; uniform if nothing is above 0. */
  normalize(): ScoreVector {
    const clipped = this.values.map((x) => Math.max(x, 0));
    const sum = clipped.reduce((a, b) => a + b, 0);
    return new ScoreVector(
      sum > 0 ? clipped.map((x) => x / sum) : clipped.fill(1 / ROLES.length),
    );
  }

  clone(): ScoreVector {
    return new ScoreVector(this.values);
  }

  /** As a plain object, role by role; what `JSON.stringify` writes. */
  toJSON(): Record<Role, number> {
    return mapRoles((_, i) => this.values[i]!);
  }
}

/** The probabilities of a sample's roles, by source. */
export interface ScoreBundle {
  /** From the DSP rules: softmax of the rule scores. */
  readonly rule: ScoreVector;
  /** From the audio-text model; null when none is in use. */
  readonly clap: ScoreVector | null;
  /** After fusion and guards; decides the role. */
  readonly final: ScoreVector;
}

/** Something odd about a file that did not stop it from being read. */
export interface Warning {
  /** Stable, for scripts: `truncated`, `silent`, `non_finite`, … */
  readonly code: string;
  readonly message: string;
}

/** All that assignment knows about a sound: slow to make, independent of weights, temperatures and guards. */
export interface Evidence {
  readonly features: DSPFeatures;
  /** L2-normalised audio embedding; null without a model. */
  readonly embedding: Float32Array | null;
  readonly warnings: readonly Warning[];
}

/** What a guard did to a sample. */
export interface GuardEffect {
  /** The guard's key in the configuration, as `texture_suppress`. */
  readonly guard: string;
  /** The conditions that held, with the numbers, in words. */
  readonly reason: string;
  /** What the scores were multiplied by, for the roles concerned. */
  readonly multiplied: Readonly<Partial<Record<Role, number>>>;
  /** Whether the leading role was another one after the guard. */
  readonly changed_role: boolean;
}

/** Role and scores of one sample, apart from where the sample came from. */
export interface Assignment {
  readonly role: Role;
  /** Best minus second of the final scores, after the guards. */
  readonly margin: number;
  /** Calibrated probability that the role is right where the configuration has a calibration, else the margin. */
  readonly confidence: number;
  /** True when the margin is under `fusion.confidence_margin_threshold`. */
  readonly uncertain: boolean;
  readonly scores: ScoreBundle;
  readonly features: DSPFeatures;
  /** Rule scores before the softmax, penalties included. */
  readonly rule_raw_scores: RoleMap;
  /** Cosine of the sound with each role's prompts, plus what labelled sounds add; null without a model. */
  readonly clap_similarities: RoleMap | null;
  /** The guards that fired, in order. */
  readonly guards: readonly GuardEffect[];
}

/** One assigned sample: the record of the outputs and of the library. */
export interface SampleResult extends Assignment {
  /** File stem, or the id that the caller gave. */
  readonly sample_id: string;
  /** As given on the command line plus the path below it, `/` separators: the identity of the sample. */
  readonly filepath: string;
  readonly warnings: readonly Warning[];
  readonly error: null;
}

/** Why a file has no role. */
export interface FileError {
  readonly code: string;
  readonly message: string;
  /** Where in the file reading went wrong; null when unknown. */
  readonly byte_offset: number | null;
}

/** The record of a file that could not be read: the same names, no values. */
export interface FailedSample {
  readonly sample_id: string;
  readonly filepath: string;
  readonly role: null;
  readonly margin: null;
  readonly confidence: null;
  readonly uncertain: null;
  readonly scores: null;
  readonly warnings: readonly Warning[];
  readonly error: FileError;
}

/** One record a file: assigned or failed; `error === null` tells. */
export type SampleRecord = SampleResult | FailedSample;
