import { assertEquals } from "@std/assert";
import { formatConfigProblem } from "../errors.ts";
import { longestDecay } from "./check.ts";
import { type ConfigSources, resolveConfig } from "./load.ts";

/** The warnings that a user of these sources is shown. */
async function warnings(sources: ConfigSources): Promise<string[]> {
  return (await resolveConfig(sources)).warnings
    .filter((warning) => warning.fromUser).map(formatConfigProblem);
}

const DECAY_608 =
  "decay_time is at most 0.608 s with dsp.decay_window_sec 0.6 " +
  "and audio.max_duration_sec 2";

Deno.test("the default preset has nothing to warn about", async () => {
  assertEquals((await resolveConfig({})).warnings, []);
});

Deno.test("the seed's own oddities are warnings of the preset, not of the user", async () => {
  const { warnings } = await resolveConfig({ preset: "seed" });
  assertEquals(warnings.map(({ key, fromUser }) => [key, fromUser]), [
    ["dsp.sharpness", false],
    ["guards.sustained_noise_suppress.decay_long_threshold", false],
    ["pool.promote_when_missing.forbid_core_if.decay_long_threshold", false],
  ]);
});

/** What the arguments below are laid on: numbers that stay as they are when the default is tuned. */
const BASE: ConfigSources = {
  files: [{
    name: "base.yaml",
    text:
      "preset: seed\ndsp: {decay_window_sec: 1, sharpness: concentration}\n",
  }],
};

Deno.test("what the warnings are tried on has none itself", async () => {
  assertEquals((await resolveConfig(BASE)).warnings, []);
});

/** Each: arguments of --set, the warnings as printed. */
const CASES: readonly [readonly string[], readonly string[]][] = [
  [["dsp.decay_window_sec=0.6"], [
    `--set dsp.decay_window_sec=0.6: guards.sustained_noise_suppress.decay_long_threshold: the guard can never fire: ${DECAY_608}; lower the threshold or lengthen the window`,
    `--set dsp.decay_window_sec=0.6: pool.promote_when_missing.forbid_core_if.decay_long_threshold: no sample can ever be kept out of CORE: ${DECAY_608}; lower the threshold or lengthen the window`,
  ]],
  [["dsp.decay_window_sec=0.6", "guards.enabled=false"], [
    `--set dsp.decay_window_sec=0.6: pool.promote_when_missing.forbid_core_if.decay_long_threshold: no sample can ever be kept out of CORE: ${DECAY_608}; lower the threshold or lengthen the window`,
  ]],
  [["audio.max_duration_sec=0.72"], [
    "base.yaml:2: pool.promote_when_missing.forbid_core_if.decay_long_threshold: no sample can ever be kept out of CORE: decay_time is at most 0.7201 s with dsp.decay_window_sec 1 and audio.max_duration_sec 0.72; lower the threshold or lengthen the window",
  ]],
  [[
    "dsp.decay_window_sec=0.32",
    "guards.sustained_noise_suppress.decay_long_threshold=0.3",
    "pool.promote_when_missing.forbid_core_if.decay_long_threshold=0.3",
  ], [
    "--set dsp.decay_window_sec=0.32: rule_scoring.texture_penalty.decay_short_threshold: every sound counts as short: decay_time is at most 0.32 s with dsp.decay_window_sec 0.32 and audio.max_duration_sec 2",
    "--set dsp.decay_window_sec=0.32: guards.texture_suppress.decay_short_threshold: every sound counts as short: decay_time is at most 0.32 s with dsp.decay_window_sec 0.32 and audio.max_duration_sec 2",
    "--set dsp.decay_window_sec=0.32: guards.motion_min_condition.decay_max_threshold: no decay can ever fire the guard: decay_time is at most 0.32 s with dsp.decay_window_sec 0.32 and audio.max_duration_sec 2; lower the threshold or lengthen the window",
  ]],
  [["guards.sustained_noise_suppress.decay_long_threshold=1"], []],
  [["guards.motion_min_condition.decay_max_threshold=1"], []],
  [[
    "dsp.hop_length=250",
    "dsp.decay_window_sec=0.5",
    "guards.motion_min_condition.decay_max_threshold=0.5",
    "guards.sustained_noise_suppress.decay_long_threshold=0.5",
    "pool.promote_when_missing.forbid_core_if.decay_long_threshold=0.5",
  ], [
    "--set guards.motion_min_condition.decay_max_threshold=0.5: guards.motion_min_condition.decay_max_threshold: no decay can ever fire the guard: decay_time is at most 0.5 s with dsp.decay_window_sec 0.5 and audio.max_duration_sec 2; lower the threshold or lengthen the window",
  ]],
  [["dsp.sharpness=seed_peak"], [
    "--set dsp.sharpness=seed_peak: dsp.sharpness: seed_peak is 1 for every sound of two frames or more: S and one_minus_S add constants, and transient_S_threshold always holds; concentration measures",
  ]],
  [["audio.target_sr=8000"], [
    "--set audio.target_sr=8000: dsp.band_edges_hz.high: 8000 Hz is above half of audio.target_sr: the band ends at 4000 Hz",
  ]],
  [["audio.target_sr=4000"], [
    "--set audio.target_sr=4000: dsp.band_edges_hz.high: 8000 Hz is above half of audio.target_sr: the band ends at 2000 Hz",
  ]],
  [["dsp.band_edges_hz.high=[9000, 12000]"], [
    "--set dsp.band_edges_hz.high=[9000, 12000]: dsp.band_edges_hz.mid: nothing between 2000 and 9000 Hz is in a band",
    "--set dsp.band_edges_hz.high=[9000, 12000]: dsp.band_edges_hz.high: no bin of the spectrum lies in [9000, 12000) Hz: high_ratio is always 0",
  ]],
  [["dsp.band_edges_hz.low=[20, 200]"], [
    "--set dsp.band_edges_hz.low=[20, 200]: dsp.band_edges_hz.low: the bands low and mid overlap from 150 to 200 Hz",
  ]],
  [["dsp.frame_length=64"], [
    "--set dsp.frame_length=64: dsp.band_edges_hz.low: no bin of the spectrum lies in [20, 150) Hz: low_ratio is always 0",
    "--set dsp.frame_length=64: dsp.hop_length: is longer than dsp.frame_length: 192 of every 256 samples are not looked at",
  ]],
  [["dsp.attack_window_sec=0.007"], [
    "--set dsp.attack_window_sec=0.007: dsp.attack_window_sec: is less than half a hop of 0.016 s: attack_time is always 0",
  ]],
  [[
    "rule_scoring.weights.fill={E: 0, D: 0, S: 0, M: 0, flatness: 0}",
  ], [
    "--set rule_scoring.weights.fill={E: 0, D: 0, S: 0, M: 0, flatness: 0}: rule_scoring.weights.fill: every weight is 0: the rules say nothing of FILL",
  ]],
  [["fusion.alpha=0.5"], [
    "--set fusion.alpha=0.5: fusion.alpha: 0.5 has no effect without a model: the rules decide alone; name a model in clap.model_id",
  ]],
  [["fusion.alpha=1"], []],
  [["fusion.alpha=1", "clap.model_id=some-model"], [
    "--set fusion.alpha=1: fusion.alpha: 1 leaves no share to the model some-model; set clap.model_id to none to save its time",
  ]],
  [["fusion.alpha=0.5", "clap.model_id=some-model"], []],
  [["clap.top_k=5"], [
    "--set clap.top_k=5: clap.top_k: has no effect with clap.ensemble mean; it needs topk",
  ]],
  [["clap.top_k=5", "clap.ensemble=topk"], []],
  [["guards.low_conf_texture_extra_suppress.percussive_roles=[TEXTURE]"], [
    "--set guards.low_conf_texture_extra_suppress.percussive_roles=[TEXTURE]: guards.low_conf_texture_extra_suppress.percussive_roles: the guard can never fire: no role but TEXTURE counts as percussive",
  ]],
  [["pool.max_sizes={CORE: 0, FILL: 0}"], [
    "--set pool.max_sizes={CORE: 0, FILL: 0}: pool.max_sizes.CORE: 0 leaves no room in a required pool",
  ]],
  [["pool.promote_when_missing.forbid_motion_if.high_ratio_threshold=1"], [
    "--set pool.promote_when_missing.forbid_motion_if.high_ratio_threshold=1: pool.promote_when_missing.forbid_motion_if.high_ratio_threshold: no sample can ever be moved to MOTION: high_ratio is at most 1",
  ]],
  [["pool.rebalance_when_excess.min_margin_keep=0"], [
    "--set pool.rebalance_when_excess.min_margin_keep=0: pool.rebalance_when_excess.min_margin_keep: 0 lets no sample be moved: every margin is at least 0",
  ]],
];

for (const [sets, expected] of CASES) {
  Deno.test(`warnings of ${sets.join(" ")}`, async () => {
    assertEquals(await warnings({ ...BASE, sets }), [...expected]);
  });
}

Deno.test("a warning that a user's value causes stands at that value", async () => {
  const text = "version: 1\ndsp:\n  decay_window_sec: 0.5\n";
  const [first] = (await resolveConfig({
    files: [...BASE.files!, { name: "a.yaml", text }],
  })).warnings;
  assertEquals(
    [first!.key, first!.source, first!.line, first!.fromUser],
    ["guards.sustained_noise_suppress.decay_long_threshold", "a.yaml", 3, true],
  );
});

Deno.test("a complete file that repeats its preset says nothing by what has no effect", async () => {
  const model = "clap: {model_id: none, top_k: 3}\nfusion: {alpha: 0.9}\n";
  const own = "clap: {model_id: none, top_k: 4}\nfusion: {alpha: 0.8}\n";
  const keys = async (text: string) =>
    (await resolveConfig({ files: [...BASE.files!, { name: "a.yaml", text }] }))
      .warnings.map(({ key }) => key);
  assertEquals(await keys(model), []);
  assertEquals(await keys(own), ["fusion.alpha", "clap.top_k"]);
});

Deno.test("the longest decay is a whole number of frames, a second at most", async () => {
  const longest = async (...sets: string[]) =>
    longestDecay((await resolveConfig({ ...BASE, sets })).config);
  assertEquals(await longest("dsp.decay_window_sec=0.6"), 38 * 256 / 16000);
  assertEquals(await longest("dsp.decay_window_sec=5"), 1);
});

Deno.test("weights that a file gives in part", async () => {
  const weights = (text: string, sources: ConfigSources = {}) =>
    warnings({ ...sources, files: [{ name: "a.yaml", text }] });
  const partial =
    "rule_scoring:\n  weights:\n    core:\n      L: 1\n      H: 0\n";
  const { core } = (await resolveConfig({})).config.rule_scoring.weights;
  const others = Object.entries(core)
    .filter(([term, weight]) => term !== "L" && term !== "H" && weight !== 0);
  const numbers = others.map(([term, weight]) => `${term} (${weight})`);
  assertEquals(await weights(`preset: default\n${partial}`), [
    `a.yaml:5: rule_scoring.weights.core: gives some terms; ${
      numbers.join(", ")
    } come from the preset default; a term set to 0 is dropped; if the numbers are the seed's, add preset: seed`,
  ]);
  assertEquals(await weights(`preset: seed\n${partial}`), [
    "a.yaml:5: rule_scoring.weights.core: gives some terms; A_fast (0.25), D_short (0.25), flatness (-0.3), one_minus_S (0.1) come from the preset seed; a term set to 0 is dropped",
  ]);
  const dropped = others.map(([term]) => `${term}: 0`).join(", ");
  const whole = `rule_scoring: {weights: {core: {L: 1, H: 0, ${dropped}}}}`;
  assertEquals(await weights(whole), []);
  assertEquals(
    await weights(partial, {
      sets: others.map(([term]) => `rule_scoring.weights.core.${term}=0`),
    }),
    [],
    "terms dropped elsewhere are not the preset's",
  );
  assertEquals(
    await weights("", { sets: ["rule_scoring.weights.core.L=1"] }),
    [],
    "one term on the command line is a tweak of the preset",
  );
  assertEquals(
    await weights(
      "preset: seed\nrule_scoring: {weights: {core: {L: 0.4, A_fast: 0.25}}}",
    ),
    [],
    "the seed's own numbers over the seed",
  );
});
