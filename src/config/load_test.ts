import { assertEquals, assertRejects } from "@std/assert";
import { ConfigError } from "../errors.ts";
import {
  configFromDict,
  type ConfigSources,
  type Origin,
  resolveConfig,
} from "./load.ts";
import { PRESET_NAMES } from "./presets.ts";
import { shapeAt, valueShapes } from "./shape.ts";

const file = (text: string, name = "a.yaml") => ({ files: [{ name, text }] });

async function configOf(sources: ConfigSources) {
  return (await resolveConfig(sources)).config;
}

Deno.test("each preset is complete, and each of its values says so", async () => {
  for (const name of PRESET_NAMES) {
    const { preset, origins } = await resolveConfig({ preset: name });
    assertEquals(preset, name);
    const expected: Origin = { kind: "preset", name };
    for (const origin of origins.values()) assertEquals(origin, expected);
    const optional =
      /^rule_scoring\.weights\.|^fusion\.role_bias\.|^fusion\.calibration(_rules_only)?\.|^pool\.max_sizes\./;
    const missing = [...valueShapes()]
      .map(([key]) => key)
      .filter((key) => !origins.has(key) && !optional.test(key));
    assertEquals(missing, []);
  }
});

Deno.test("the default preset is in force unless another is named", async () => {
  const sharpness = async (sources: ConfigSources) =>
    (await configOf(sources)).dsp.sharpness;
  assertEquals(await sharpness({}), "concentration");
  assertEquals(await sharpness(file("")), "concentration");
  assertEquals(await sharpness(file("# nothing\n---\n")), "concentration");
  assertEquals(await sharpness({ preset: "seed" }), "seed_peak");
  assertEquals(await sharpness(file("preset: seed")), "seed_peak");
  assertEquals(await sharpness({ sets: ["preset=seed"] }), "seed_peak");
  assertEquals(
    await sharpness({ ...file("preset: seed"), preset: "default" }),
    "concentration",
  );
  assertEquals(
    (await configFromDict({ preset: "seed" })).dsp.sharpness,
    "seed_peak",
  );
  assertEquals(
    (await configFromDict({}, "seed")).dsp.sharpness,
    "seed_peak",
  );
});

Deno.test("a wrong preset in a file is a problem even when the option wins", async () => {
  await assertRejects(
    () => resolveConfig({ ...file("preset: sead"), preset: "default" }),
    ConfigError,
    "a.yaml:1: preset",
  );
});

Deno.test("later files win, key by key; --set wins over files, flags over both", async () => {
  const files = [
    {
      name: "a.yaml",
      text: "dsp: {tau_rule: 0.1, hop_length: 100}\nfusion: {alpha: 0.1}",
    },
    { name: "b.yaml", text: "dsp: {tau_rule: 0.2, frame_length: 512}" },
  ];
  const sets = ["dsp.frame_length=256", "fusion.alpha=0.3", "fusion.alpha=0.4"];
  const flags = [
    { key: "fusion.alpha", value: 0.5, flag: "--alpha" },
    { key: "clap.device", value: undefined, flag: "--device" },
  ];
  const { config, origins } = await resolveConfig({ files, sets, flags });
  assertEquals([config.dsp.tau_rule, origins.get("dsp.tau_rule")], [
    0.2,
    { kind: "file", name: "b.yaml", line: 1 },
  ]);
  assertEquals([config.dsp.hop_length, origins.get("dsp.hop_length")], [
    100,
    { kind: "file", name: "a.yaml", line: 1 },
  ]);
  assertEquals([config.dsp.frame_length, origins.get("dsp.frame_length")], [
    256,
    { kind: "set", argument: "dsp.frame_length=256" },
  ]);
  assertEquals([config.fusion.alpha, origins.get("fusion.alpha")], [
    0.5,
    { kind: "flag", flag: "--alpha" },
  ]);
  assertEquals([config.clap.device, origins.get("clap.device")], [
    "auto",
    { kind: "preset", name: "default" },
  ]);
});

Deno.test("lists are replaced whole, and have one origin", async () => {
  const { config, origins } = await resolveConfig(
    file("pool:\n  required_roles:\n    - FILL\n"),
  );
  assertEquals(config.pool.required_roles, ["FILL"]);
  assertEquals(
    [...origins].filter(([key]) => key.startsWith("pool.required_roles")),
    [["pool.required_roles", { kind: "file", name: "a.yaml", line: 2 }]],
  );
});

Deno.test("origins know the line of each key", async () => {
  const { origins } = await resolveConfig(
    file(
      "dsp:\n  # why\n  tau_rule: 0.3\n\n  band_edges_hz: {low: [30,\n    150]}\nfusion:\n  role_bias:\n    CORE: 0.1\n    FILL: 0.2\n",
    ),
  );
  const lines = [...origins].flatMap(([key, origin]) =>
    origin.kind === "file" ? [`${key} ${origin.line}`] : []
  );
  assertEquals(lines, [
    "dsp.band_edges_hz.low 5",
    "dsp.tau_rule 3",
    "fusion.role_bias.CORE 9",
    "fusion.role_bias.FILL 10",
  ]);
});

Deno.test("a section that null stands for can be given, and taken back", async () => {
  const text = "preset: seed\n" +
    "fusion: {calibration_rules_only: {rule_lead: 2, intercept: -1}}";
  const given = async (...sets: string[]) =>
    (await configOf({ ...file(text), sets })).fusion.calibration_rules_only;
  assertEquals(await given(), { rule_lead: 2, intercept: -1 });
  assertEquals(await given("fusion.calibration_rules_only.rule_lead=3"), {
    rule_lead: 3,
    intercept: -1,
  });
  assertEquals(await given("fusion.calibration_rules_only=null"), null);
});

Deno.test("--set takes YAML, and text as it stands", async () => {
  const config = await configOf({
    sets: [
      "fusion.alpha=0.8",
      "pool.required_roles=[CORE]",
      "fusion.role_bias={CORE: 0.1}",
      "guards.enabled=false",
      "clap.model_id=0.5",
      "clap.prompts=my prompts: #1 [new].yaml",
      "clap.cache_dir='C:\\sounds'",
      " output.pools_json = a=b.json ",
    ],
  });
  assertEquals(config.fusion.alpha, 0.8);
  assertEquals(config.pool.required_roles, ["CORE"]);
  assertEquals(config.fusion.role_bias, { CORE: 0.1 });
  assertEquals(config.guards.enabled, false);
  assertEquals(config.clap.model_id, "0.5");
  assertEquals(config.clap.prompts, "my prompts: #1 [new].yaml");
  assertEquals(config.clap.cache_dir, "C:\\sounds");
  assertEquals(config.output.pools_json, "a=b.json");
  const cleared = await configOf({
    ...file("clap: {cache_dir: here}"),
    sets: ["clap.cache_dir=null"],
  });
  assertEquals(cleared.clap.cache_dir, null);
});

Deno.test("an object may have some of the keys; undefined is none", async () => {
  const config = await configFromDict({
    dsp: { tau_rule: 0.3, hop_length: undefined },
    guards: undefined,
  });
  const base = await configOf({});
  assertEquals(config, { ...base, dsp: { ...base.dsp, tau_rule: 0.3 } });
  assertEquals(await configFromDict(base), base);
});

Deno.test("the presets are not changed by what is laid on them", async () => {
  const before = JSON.stringify(await configOf({}));
  const { config } = await resolveConfig({});
  config.pool.required_roles.push("FILL");
  config.dsp.band_edges_hz.low[0] = 99;
  assertEquals(JSON.stringify(await configOf({})), before);
});

Deno.test("every key of the schema is described, with what it takes", () => {
  for (const [key, shape] of valueShapes()) {
    assertEquals(shapeAt(key.split(".")), shape);
    if (shape.description === "") throw new Error(`${key} has no description`);
  }
});
