import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { canonicalJson, configDigest, evidenceKeys } from "./digest.ts";
import { type ConfigSources, resolveConfig } from "./load.ts";
import { PRESET_NAMES } from "./presets.ts";
import { configToObject, configToYaml, formatOrigin } from "./show.ts";

const SOURCES: ConfigSources = {
  preset: "seed",
  files: [{ name: "my file.yaml", text: "fusion:\n  role_bias: {FILL: 0.1}" }],
  sets: [
    "clap.cache_dir=a: b #c\nversion: 7",
    "pool.required_roles=[CORE]",
    "clap.prompts='null'",
    "output.pools_json=- x",
  ],
  flags: [{ key: "clap.model_id", value: "yes", flag: "--model" }],
};

Deno.test("what is shown loads to the same configuration", async () => {
  const all: ConfigSources[] = [
    SOURCES,
    ...PRESET_NAMES.map((preset) => ({ preset })),
  ];
  for (const sources of all) {
    const resolved = await resolveConfig(sources);
    for (const origins of [false, true]) {
      const text = await configToYaml(resolved, { origins });
      const again = await resolveConfig({ files: [{ name: "b.yaml", text }] });
      assertEquals(again.config, resolved.config);
      assertEquals([...again.origins.keys()], [...resolved.origins.keys()]);
    }
  }
});

Deno.test("each value is shown with what gave it", async () => {
  const resolved = await resolveConfig(SOURCES);
  const lines = (await configToYaml(resolved, { origins: true })).split("\n");
  for (
    const line of [
      "  tau_rule: 0.2 # preset seed",
      "    low: [20, 150] # preset seed",
      "    FILL: 0.1 # my file.yaml:2",
      "  required_roles: [CORE] # --set pool.required_roles=[CORE]",
    ]
  ) assert(lines.includes(line), line);
  assertStringIncludes(lines.join("\n"), "# --model\n");
  const bare = lines.filter((line) =>
    !line.includes("#") && !line.endsWith(":") &&
    !/^(\s+(a: b|version)|preset:)/.test(line)
  );
  assertEquals(bare, [""]);
});

Deno.test("as an object: origins in words", async () => {
  const { preset, config, origins, warnings } = configToObject(
    await resolveConfig({ preset: "seed", sets: ["fusion.alpha=0.5"] }),
  );
  assertEquals(preset, "seed");
  assertEquals(config.fusion.alpha, 0.5);
  assertEquals(origins["fusion.alpha"], "--set fusion.alpha=0.5");
  assertEquals(origins["dsp.sharpness"], "preset seed");
  assertEquals(warnings.filter(({ fromUser }) => fromUser).length, 1);
});

Deno.test("an origin is one line, whatever its name holds", () => {
  assertEquals(
    formatOrigin({ kind: "file", name: "a\n\u001b[2Jb\u2028", line: 3 }),
    "a��[2Jb�:3",
  );
});

Deno.test("the digest names what results depend on", async () => {
  const digest = async (...sets: string[]) =>
    await configDigest(
      (await resolveConfig({ preset: "seed", sets })).config,
    );
  const base = await digest();
  assert(/^[0-9a-f]{16}$/.test(base), base);
  for (
    const same of [
      "output.pools_json=x.json",
      "clap.device=cpu",
      "clap.batch_size=1",
      "clap.threads=2",
      "clap.backend=onnx",
      "clap.cache_dir=x",
      "clap.cache_text_embeddings=false",
      "fusion.alpha=0.90",
    ]
  ) assertEquals(await digest(same), base, same);
  const others = await Promise.all([
    "fusion.alpha=0.8",
    "rule_scoring.weights.fill.zcr=0.1",
    "clap.model_id=m",
    "clap.tau_clap=0.1",
    "dsp.hop_length=128",
    "pool.max_sizes.FILL=3",
    "guards.enabled=false",
    "pool.required_roles=[CORE]",
  ].map((set) => digest(set)));
  assertEquals(new Set([base, ...others]).size, others.length + 1);
  assertEquals(
    await digest("pool.max_sizes={FILL: 1, TEXTURE: 2}"),
    await digest("pool.max_sizes.TEXTURE=2", "pool.max_sizes.FILL=1"),
    "the order of keys does not count",
  );
});

Deno.test("canonical JSON knows no order of keys", () => {
  assertEquals(
    canonicalJson({ b: [{ d: 1, c: 2 }], a: null }),
    '{"a":null,"b":[{"c":2,"d":1}]}',
  );
});

Deno.test("evidence depends on the audio, the features and the model's hearing alone", async () => {
  const keys = async (...sets: string[]) =>
    evidenceKeys((await resolveConfig({ preset: "seed", sets })).config);
  const base = await keys();
  for (
    const same of [
      "dsp.tau_rule=1",
      "fusion.alpha=0.1",
      "clap.audio_pooling=max",
      "clap.prompts=seed",
      "clap.tau_clap=1",
      "rule_scoring.weights.core.L=0",
      "clap.device=cpu",
    ]
  ) assertEquals(await keys(same), base, same);
  for (
    const other of [
      "audio.target_sr=22050",
      "audio.trim_top_db=40",
      "dsp.sharpness=concentration",
      "dsp.decay_window_sec=0.5",
      "dsp.band_edges_hz.low=[30, 150]",
      "clap.model_id=m",
    ]
  ) assert(await keys(other) !== base, other);
  const model = await keys("clap.model_id=m");
  assert(await keys("clap.model_id=m", "clap.audio_pooling=max") !== model);
  assert(await keys("clap.model_id=m", "clap.audio_source=original") !== model);
  assertEquals(await keys("clap.model_id=m", "clap.prompts=seed"), model);
});
