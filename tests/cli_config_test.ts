/**
 * `roles config` from outside.
 */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { roles } from "./helpers/cli.ts";
import { temporaryFolder, writeFiles } from "./helpers/sounds.ts";

Deno.test("show says where values are from, and its output is a configuration", async () => {
  using folder = temporaryFolder();
  const cwd = folder.path;
  writeFiles(cwd, {
    "mine.yaml": "preset: seed\nfusion:\n  confidence_margin_threshold: 0.2\n",
  });
  const from = ["--config=mine.yaml", "--set", "dsp.tau_rule=0.3"];
  const yaml = await roles(["config", "show", ...from], { cwd });
  assertEquals([yaml.code, yaml.stderr], [0, ""]);
  assertMatch(
    yaml.stdout,
    /^ {2}confidence_margin_threshold: 0\.2 # mine\.yaml:3$/m,
  );
  assertMatch(yaml.stdout, /^ {2}tau_rule: 0\.3 # --set dsp\.tau_rule=0\.3$/m);
  assertMatch(yaml.stdout, /^ {2}sharpness: seed_peak # preset seed$/m);

  writeFiles(cwd, { "again.yaml": yaml.stdout });
  const [json, again] = await Promise.all([
    roles(["config", "show", ...from, "--format=json"], { cwd }),
    roles(["config", "show", "--config=again.yaml", "--format=json"], { cwd }),
  ]);
  const shown = JSON.parse(json.stdout);
  assertEquals(JSON.parse(again.stdout).config, shown.config);
  assertEquals(shown.preset, "seed");
  assertEquals(
    shown.origins["fusion.confidence_margin_threshold"],
    "mine.yaml:3",
  );
});

Deno.test("check says every problem with its line; good files can be used", async () => {
  using folder = temporaryFolder();
  const cwd = folder.path;
  writeFiles(cwd, {
    "good.yaml": "fusion:\n  confidence_margin_threshold: 0.2\n",
    "odd.yaml":
      "preset: seed\nguards:\n  sustained_noise_suppress:\n    decay_long_threshold: 0.9\ndsp:\n  decay_window_sec: 0.5\n",
    "bad.yaml": "fusion:\n  alfa: 0.7\n  alpha: 7\nnonsense: 1\n",
  });
  const [good, odd, bad] = await Promise.all([
    roles(["config", "check", "good.yaml"], { cwd }),
    roles(["config", "check", "odd.yaml"], { cwd }),
    roles(["config", "check", "bad.yaml", "good.yaml"], { cwd }),
  ]);
  assertEquals(good, {
    code: 0,
    stdout: "good.yaml: can be used\n",
    stderr: "",
  });
  assertEquals(odd.code, 0);
  assertMatch(
    odd.stdout,
    /^warning: odd\.yaml:\d+: guards\.sustained_noise_suppress/m,
  );
  assertEquals(bad.code, 2);
  assertMatch(bad.stdout, /^error: bad\.yaml:2: fusion\.alfa: unknown key/m);
  assertMatch(bad.stdout, /^error: bad\.yaml:3: fusion\.alpha: /m);
  assertMatch(bad.stdout, /^error: bad\.yaml:4: nonsense: unknown key/m);
  assertStringIncludes(bad.stdout, "good.yaml: can be used");
});

Deno.test("schema is that of the project; a warning of the user's own values is said in a run", async () => {
  using folder = temporaryFolder();
  const [schema, warned, quiet] = await Promise.all([
    roles(["config", "schema"]),
    roles(["config", "show", "--set=dsp.sharpness=seed_peak"]),
    roles(["config", "show", "--preset=seed"], { cwd: folder.path }),
  ]);
  assertEquals(
    JSON.parse(schema.stdout),
    JSON.parse(
      Deno.readTextFileSync(new URL("../configs/schema.json", import.meta.url)),
    ),
  );
  assertMatch(warned.stderr, /^warning: --set dsp\.sharpness=seed_peak: /);
  // The seed's own thresholds that never fire are its own affair.
  assertEquals(quiet.stderr, "");
});
