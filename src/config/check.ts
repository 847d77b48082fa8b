/**
 * What a configuration may say but can hardly mean: thresholds that can never fire, bands without a bin, values
 * without an effect.
 *
 * @module
 */
import { ROLES } from "../types.ts";
import type { RolesConfig } from "./schema.ts";
import {
  type ConfigWarning,
  type Finding,
  isUserSet,
  type Origins,
  originsUnder,
  toWarning,
  weightsKey,
} from "./warning.ts";

/**
 * The warnings about a configuration, in the order of its keys.
 *
 * @param origins what gave each value; a value without one is an object's, so the user's.
 * @param base the preset that everything was laid on: a complete file that repeats its values means nothing by them.
 */
export function checkConfig(
  config: RolesConfig,
  origins: Origins,
  base: RolesConfig,
): ConfigWarning[] {
  const userSet = (key: string) => isUserSet(originsUnder(origins, key));
  return [
    ...dspFindings(config),
    ...weightFindings(config),
    ...decayFindings(config),
    ...modelFindings(config, userSet, base),
    ...guardFindings(config),
    ...poolFindings(config),
  ].map((finding) => toWarning(finding, origins));
}

/** Seconds beyond which no `decay_time` goes. */
export function longestDecay({ audio, dsp }: RolesConfig): number {
  const frame = dsp.hop_length / audio.target_sr;
  return Math.min(
    1,
    Math.round(dsp.decay_window_sec / frame) * frame,
    audio.max_duration_sec + 1 / audio.target_sr,
  );
}

function* dspFindings({ audio, dsp }: RolesConfig): Generator<Finding> {
  const nyquist = audio.target_sr / 2;
  const bands = dsp.band_edges_hz;
  const names = ["low", "mid", "high"] as const;
  const bin = (hertz: number) =>
    Math.min(
      dsp.frame_length / 2 + 1,
      Math.ceil(hertz * dsp.frame_length / audio.target_sr),
    );
  for (const [i, name] of names.entries()) {
    const key = `dsp.band_edges_hz.${name}`;
    const [from, to] = bands[name];
    if (bin(from) >= bin(to)) {
      yield {
        keys: [key, "dsp.frame_length", "audio.target_sr"],
        message: `no bin of the spectrum lies in [${from}, ${to}) Hz: ` +
          `${name}_ratio is always 0`,
      };
    } else if (to > nyquist) {
      yield {
        keys: [key, "audio.target_sr"],
        message:
          `${to} Hz is above half of audio.target_sr: the band ends at ${nyquist} Hz`,
      };
    }
    const next = names[i + 1];
    if (next === undefined) continue;
    const start = bands[next][0];
    if (start === to) continue;
    yield {
      keys: [key, `dsp.band_edges_hz.${next}`],
      message: start < to
        ? `the bands ${name} and ${next} overlap from ${start} to ${to} Hz`
        : `nothing between ${to} and ${start} Hz is in a band`,
    };
  }
  if (dsp.hop_length > dsp.frame_length) {
    yield {
      keys: ["dsp.hop_length", "dsp.frame_length"],
      message:
        `is longer than dsp.frame_length: ${
          dsp.hop_length - dsp.frame_length
        } of every ` + `${dsp.hop_length} samples are not looked at`,
    };
  }
  const frame = dsp.hop_length / audio.target_sr;
  for (const name of ["attack", "decay"] as const) {
    const key = `dsp.${name}_window_sec` as const;
    if (Math.round(dsp[`${name}_window_sec`] / frame) > 0) continue;
    yield {
      keys: [key, "dsp.hop_length", "audio.target_sr"],
      message: `is less than half a hop of ${
        figure(frame)
      } s: ${name}_time is always 0`,
    };
  }
  if (dsp.sharpness === "seed_peak") {
    yield {
      keys: ["dsp.sharpness"],
      message:
        "seed_peak is 1 for every sound of two frames or more: S and one_minus_S " +
        "add constants, and transient_S_threshold always holds",
      hint: "concentration measures",
    };
  }
}

function* weightFindings({ rule_scoring }: RolesConfig): Generator<Finding> {
  for (const role of ROLES) {
    const name = weightsKey(role);
    const values = Object.values(rule_scoring.weights[name]);
    if (values.some((weight) => weight !== 0)) continue;
    yield {
      keys: [`rule_scoring.weights.${name}`],
      message: `every weight is 0: the rules say nothing of ${role}`,
    };
  }
}

/** Thresholds of decay_time against the longest that can be measured. */
function* decayFindings(config: RolesConfig): Generator<Finding> {
  const { rule_scoring: { texture_penalty }, guards, pool } = config;
  const longest = longestDecay(config);
  const causes = [
    "dsp.decay_window_sec",
    "audio.max_duration_sec",
    "dsp.hop_length",
    "audio.target_sr",
  ];
  const bound =
    `decay_time is at most ${figure(longest)} s with dsp.decay_window_sec ` +
    `${config.dsp.decay_window_sec} and audio.max_duration_sec ${config.audio.max_duration_sec}`;
  const always = (section: string): Finding => ({
    keys: [`${section}.decay_short_threshold`, ...causes],
    message: `every sound counts as short: ${bound}`,
  });
  const never = (key: string, what: string): Finding => ({
    keys: [key, ...causes],
    message: `${what}: ${bound}`,
    hint: "lower the threshold or lengthen the window",
  });

  if (
    texture_penalty.enabled && texture_penalty.decay_short_threshold >= longest
  ) yield always("rule_scoring.texture_penalty");
  if (guards.enabled) {
    const g = guards;
    if (g.texture_suppress.decay_short_threshold >= longest) {
      yield always("guards.texture_suppress");
    }
    if (g.sustained_noise_suppress.decay_long_threshold > longest) {
      yield never(
        "guards.sustained_noise_suppress.decay_long_threshold",
        "the guard can never fire",
      );
    }
    // 1 is the plain way to leave this condition out: nothing decays for longer.
    const { decay_max_threshold } = g.motion_min_condition;
    if (decay_max_threshold >= longest && decay_max_threshold < 1) {
      yield never(
        "guards.motion_min_condition.decay_max_threshold",
        "no decay can ever fire the guard",
      );
    }
  }
  if (
    poolsMove(pool) &&
    pool.promote_when_missing.forbid_core_if.decay_long_threshold > longest
  ) {
    yield never(
      "pool.promote_when_missing.forbid_core_if.decay_long_threshold",
      "no sample can ever be kept out of CORE",
    );
  }
}

function* modelFindings(
  { clap, fusion }: RolesConfig,
  userSet: (key: string) => boolean,
  base: RolesConfig,
): Generator<Finding> {
  const hasModel = clap.model_id !== "none";
  if (
    !hasModel && fusion.alpha < 1 && userSet("fusion.alpha") &&
    fusion.alpha !== base.fusion.alpha
  ) {
    yield {
      keys: ["fusion.alpha", "clap.model_id"],
      message:
        `${fusion.alpha} has no effect without a model: the rules decide alone`,
      hint: "name a model in clap.model_id",
    };
  }
  if (hasModel && fusion.alpha === 1) {
    yield {
      keys: ["fusion.alpha", "clap.model_id"],
      message: `1 leaves no share to the model ${clap.model_id}`,
      hint: "set clap.model_id to none to save its time",
    };
  }
  if (
    clap.ensemble !== "topk" && userSet("clap.top_k") &&
    clap.top_k !== base.clap.top_k
  ) {
    yield {
      keys: ["clap.top_k", "clap.ensemble"],
      message: `has no effect with clap.ensemble ${clap.ensemble}`,
      hint: "it needs topk",
    };
  }
}

function* guardFindings({ guards }: RolesConfig): Generator<Finding> {
  const { enabled, percussive_roles } = guards.low_conf_texture_extra_suppress;
  const seconds = percussive_roles.filter((role) => role !== "TEXTURE");
  if (guards.enabled && enabled && seconds.length === 0) {
    yield {
      keys: ["guards.low_conf_texture_extra_suppress.percussive_roles"],
      message:
        "the guard can never fire: no role but TEXTURE counts as percussive",
    };
  }
}

function* poolFindings({ pool }: RolesConfig): Generator<Finding> {
  for (const role of ROLES) {
    if (!pool.required_roles.includes(role) || pool.max_sizes[role] !== 0) {
      continue;
    }
    yield {
      keys: [`pool.max_sizes.${role}`, "pool.required_roles"],
      message: `0 leaves no room in a required pool`,
    };
  }
  const { forbid_motion_if } = pool.promote_when_missing;
  if (poolsMove(pool) && forbid_motion_if.high_ratio_threshold >= 1) {
    yield {
      keys: ["pool.promote_when_missing.forbid_motion_if.high_ratio_threshold"],
      message: "no sample can ever be moved to MOTION: high_ratio is at most 1",
    };
  }
  const rebalance = pool.rebalance_when_excess;
  if (rebalance.enabled && rebalance.min_margin_keep === 0) {
    yield {
      keys: ["pool.rebalance_when_excess.min_margin_keep"],
      message: "0 lets no sample be moved: every margin is at least 0",
    };
  }
}

/** Whether samples move between pools at all, for the prohibitions to matter. */
function poolsMove(pool: RolesConfig["pool"]): boolean {
  return pool.promote_when_missing.enabled ||
    pool.rebalance_when_excess.enabled;
}

/** A number for people: four significant digits. */
function figure(x: number): string {
  return String(Number(x.toPrecision(4)));
}
