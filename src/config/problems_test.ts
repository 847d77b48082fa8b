import { assertEquals } from "@std/assert";
import { ConfigError, formatConfigProblem } from "../errors.ts";
import { configFromDict, type ConfigSources, resolveConfig } from "./load.ts";

/** The lines of the error that the sources cause. */
async function problems(sources: ConfigSources): Promise<string[]> {
  try {
    await resolveConfig(sources);
  } catch (error) {
    if (error instanceof ConfigError) {
      return error.problems.map(formatConfigProblem);
    }
    throw error;
  }
  return [];
}

const inFile = (text: string) =>
  problems({ files: [{ name: "a.yaml", text }] });

/** Each: what is wrong, the file, the lines that must be printed. */
const CASES: readonly [string, string, readonly string[]][] = [
  [
    "an unknown key near a known one",
    "version: 1\nfusion:\n  alfa: 0.5\n",
    ['a.yaml:3: fusion.alfa: unknown key; did you mean "alpha"?'],
  ],
  [
    "an unknown section",
    "guard: {enabled: false}",
    ['a.yaml:1: guard: unknown key; did you mean "guards"?'],
  ],
  [
    "a key in the wrong section",
    "dsp:\n  tau_clap: 0.1\nalpha: 0.5\n",
    [
      "a.yaml:2: dsp.tau_clap: unknown key; did you mean clap.tau_clap?",
      "a.yaml:3: alpha: unknown key; did you mean fusion.alpha?",
    ],
  ],
  [
    "a misspelt key in the wrong section",
    "pool:\n  alfa: 0.5\n",
    ["a.yaml:2: pool.alfa: unknown key; did you mean fusion.alpha?"],
  ],
  [
    "a key in another case",
    "rule_scoring: {weights: {CORE: {L: 1}, core: {l: 1}}}",
    [
      'a.yaml:1: rule_scoring.weights.CORE: unknown key; did you mean "core"?',
      'a.yaml:1: rule_scoring.weights.core.l: unknown key; did you mean "L"?',
    ],
  ],
  [
    "a dotted key",
    "fusion.alpha: 0.5",
    [
      'a.yaml:1: "fusion.alpha": unknown key; nest it: fusion: {alpha: …}',
    ],
  ],
  [
    "a key that resembles nothing",
    "output:\n  xyzzy_plugh: 1\n",
    [
      "a.yaml:2: output.xyzzy_plugh: unknown key; allowed in output: pools_json, per_sample_json",
    ],
  ],
  [
    "names of JavaScript's objects",
    "__proto__: {polluted: 1}\nconstructor: 1\noutput: {toString: 1}",
    [
      "a.yaml:1: __proto__: unknown key; allowed at the top level: preset, version, audio, dsp, rule_scoring, clap, fusion, guards, pool, output",
      "a.yaml:2: constructor: unknown key; allowed at the top level: preset, version, audio, dsp, rule_scoring, clap, fusion, guards, pool, output",
      "a.yaml:3: output.toString: unknown key; allowed in output: pools_json, per_sample_json",
    ],
  ],
  [
    "keys that are no text",
    "1: x\n? [a]\n: x\n",
    [
      "a.yaml:1: 1: unknown key; allowed at the top level: preset, version, audio, dsp, rule_scoring, clap, fusion, guards, pool, output",
      "a.yaml:2: YAML: a key must be text",
    ],
  ],
  [
    "text for a number",
    "dsp:\n  tau_rule: soft\n  hop_length: '128'\n",
    [
      'a.yaml:2: dsp.tau_rule: must be a number from 0.001 to 100, got "soft"',
      'a.yaml:3: dsp.hop_length: must be a whole number from 16 to 8192, got "128"; write 128 without quotes',
    ],
  ],
  [
    "a number for text",
    "clap:\n  prompts: 7",
    ["a.yaml:2: clap.prompts: must be text, got 7; put it in quotes"],
  ],
  [
    "a fraction for a whole number",
    "clap: {top_k: 1.5}",
    [
      "a.yaml:1: clap.top_k: must be a whole number from 1 to 1000, got 1.5",
    ],
  ],
  [
    "two faults of one value: one line",
    "clap: {top_k: 5000.5}",
    [
      "a.yaml:1: clap.top_k: must be a whole number from 1 to 1000, got 5000.5",
    ],
  ],
  [
    "out of range",
    "fusion:\n  alpha: 1.5\naudio: {peak_target: 0}",
    [
      "a.yaml:2: fusion.alpha: must be a number from 0 to 1, got 1.5",
      "a.yaml:3: audio.peak_target: must be a number from 0.001 to 1, got 0",
    ],
  ],
  [
    "numbers that are not finite",
    "fusion: {alpha: .nan}\ndsp: {tau_rule: .inf, band_edges_hz: {high: [2000, 1e999]}}",
    [
      "a.yaml:1: fusion.alpha: must be a number from 0 to 1, got NaN",
      "a.yaml:2: dsp.tau_rule: must be a number from 0.001 to 100, got Infinity",
      "a.yaml:2: dsp.band_edges_hz.high[1]: must be a number from 0 to 96000, got Infinity",
    ],
  ],
  [
    "YAML 1.1's truth",
    "%YAML 1.1\n---\naudio: {trim_silence: yes, peak_normalize: off}\nguards: {enabled: maybe}",
    [
      'a.yaml:3: audio.trim_silence: must be true or false, got "yes"; did you mean true?',
      'a.yaml:3: audio.peak_normalize: must be true or false, got "off"; did you mean false?',
      'a.yaml:4: guards.enabled: must be true or false, got "maybe"',
    ],
  ],
  [
    "a wrong choice",
    "clap: {audio_pooling: mena}\ndsp: {sharpness: loud}",
    [
      'a.yaml:1: clap.audio_pooling: must be one of mean, max, got "mena"; did you mean "mean"?',
      'a.yaml:2: dsp.sharpness: must be one of concentration, seed_peak, got "loud"',
    ],
  ],
  [
    "a wrong item of a list, on its own line",
    "pool:\n  required_roles:\n    - CORE\n    - Fill\n    - [x]\n",
    [
      'a.yaml:4: pool.required_roles[1]: must be one of CORE, ACCENT, MOTION, FILL, TEXTURE, got "Fill"; did you mean "FILL"?',
      'a.yaml:5: pool.required_roles[2]: must be one of CORE, ACCENT, MOTION, FILL, TEXTURE, got ["x"]',
    ],
  ],
  [
    "something else for a list",
    "pool: {required_roles: CORE}",
    [
      'a.yaml:1: pool.required_roles: must be a list of CORE, ACCENT, MOTION, FILL, TEXTURE, got "CORE"; did you mean [CORE]?',
    ],
  ],
  [
    "a band of one edge, of three, upside down",
    "dsp:\n  band_edges_hz:\n    low: [20]\n    mid: [1, 2, 3]\n    high: [8000, 2000]",
    [
      "a.yaml:3: dsp.band_edges_hz.low: must be a list of 2 numbers from 0 to 96000, got [20]",
      "a.yaml:4: dsp.band_edges_hz.mid: must be a list of 2 numbers from 0 to 96000, got [1, 2, 3]",
      "a.yaml:5: dsp.band_edges_hz.high: the lower edge must be below the upper one, got [8000, 2000]",
    ],
  ],
  [
    "checks that only code can make",
    "dsp: {frame_length: 1000}\noutput: {pools_json: ../x.json}",
    [
      "a.yaml:1: dsp.frame_length: must be a power of two, got 1000",
      'a.yaml:2: output.pools_json: must be a file name, without a folder, got "../x.json"',
    ],
  ],
  [
    "a value for a section, and nothing at all",
    "audio: 3\nfusion:\noutput: []\nclap: {model_id: }",
    [
      "a.yaml:1: audio: must be a mapping of target_sr, mono, max_duration_sec, trim_silence, trim_top_db, peak_normalize, peak_target, got 3",
      "a.yaml:2: fusion: must be a mapping of alpha, confidence_margin_threshold, role_bias, calibration, calibration_rules_only, got null; leave the key out to keep the preset's values",
      "a.yaml:3: output: must be a mapping of pools_json, per_sample_json, got []",
      "a.yaml:4: clap.model_id: must be text, got null; leave the key out to keep the preset's value",
    ],
  ],
  [
    "a section for a value",
    "dsp: {tau_rule: {x: 1}}",
    [
      "a.yaml:1: dsp.tau_rule: must be a number from 0.001 to 100, got a mapping",
    ],
  ],
  [
    "another version",
    "version: 2",
    ["a.yaml:1: version: must be 1, got 2"],
  ],
  [
    "an incomplete calibration",
    "preset: seed\nfusion:\n  calibration_rules_only:\n    rule_lead: 2\n",
    [
      "a.yaml:3: fusion.calibration_rules_only.intercept: is missing; the preset does not give it",
    ],
  ],
  [
    "one name for two files",
    "version: 1\noutput: {pools_json: Role_Assignment_Debug.json}\n",
    [
      "a.yaml:2: output: pools_json and per_sample_json must be two names",
    ],
  ],
  [
    "a key given twice",
    "dsp:\n  tau_rule: 0.1\n  hop_length: 128\n  tau_rule: 0.2\ndsp: {}\n",
    [
      "a.yaml:4: dsp.tau_rule: given twice, first in line 2; remove one",
      "a.yaml:5: dsp: given twice, first in line 1; remove one",
    ],
  ],
  [
    "bad YAML",
    "dsp:\n  hop_length: 128\n   tau_rule: 0.1\n",
    [
      "a.yaml:2: YAML: Nested mappings are not allowed in compact mappings",
      "a.yaml:2: YAML: Implicit keys need to be on a single line",
    ],
  ],
  [
    "an unknown tag",
    "version: 1\ndsp: {tau_rule: !float32 0.1}",
    ["a.yaml:2: YAML: Unresolved tag: !float32"],
  ],
  [
    "a list at the top",
    "- version: 1",
    [
      "a.yaml:1: configuration: must be a mapping of preset, version, audio, dsp, rule_scoring, clap, fusion, guards, pool, output, got a list of 1",
    ],
  ],
  [
    "text at the top",
    "hello",
    [
      'a.yaml:1: configuration: must be a mapping of preset, version, audio, dsp, rule_scoring, clap, fusion, guards, pool, output, got "hello"',
    ],
  ],
  [
    "an unknown preset",
    "version: 1\npreset: sead\n",
    [
      'a.yaml:2: preset: must be one of default, seed, got "sead"; did you mean "seed"?',
    ],
  ],
  [
    "a preset that is no text",
    "preset: [seed]",
    [
      "a.yaml:1: preset: must be one of default, seed, got another type",
    ],
  ],
  [
    "a value that would rewrite the terminal",
    'clap: {audio_pooling: "\\e[2J\\u202Ereversed"}',
    [
      'a.yaml:1: clap.audio_pooling: must be one of mean, max, got "\\u001b[2J\\u{202e}reversed"',
    ],
  ],
];

for (const [what, text, expected] of CASES) {
  Deno.test(`problem in a file: ${what}`, async () => {
    assertEquals(await inFile(text), [...expected]);
  });
}

Deno.test("problems of all sources are listed at once, each file's in the order of its lines", async () => {
  assertEquals(
    await problems({
      preset: "nosuch",
      files: [
        { name: "a.yaml", text: "x: 1\ndsp: {tau_rule: 0}\ndsp: {}\n" },
        { name: "b.yaml", text: "fusion: [\n" },
        { name: "c.yaml", text: "version: 3" },
      ],
      sets: ["alpha=0.5"],
      flags: [{ key: "fusion.alpha", value: 7, flag: "--alpha" }],
    }).then((lines) => lines.map((line) => line.replace(/: must.*|;.*/, ""))),
    [
      "--preset: preset",
      "a.yaml:1: x: unknown key",
      "a.yaml:2: dsp.tau_rule",
      "a.yaml:3: dsp: given twice, first in line 2",
      "b.yaml:2: YAML: Flow sequence in block collection must be sufficiently indented and end with a ]",
      "c.yaml:1: version",
      "--set alpha=0.5: alpha: unknown key",
      "--alpha: fusion.alpha",
    ],
  );
});

Deno.test("problems of --set", async () => {
  const cases: readonly [string, string][] = [
    [
      "alpha=0.5",
      "--set alpha=0.5: alpha: unknown key; did you mean fusion.alpha?",
    ],
    [
      "fusion.alpha=high",
      '--set fusion.alpha=high: fusion.alpha: must be a number from 0 to 1, got "high"',
    ],
    [
      "fusion.alpha",
      '--set: "fusion.alpha": has no value; write it as fusion.alpha=0.8',
    ],
    [
      "fusion..alpha=1",
      '--set: "fusion..alpha=1": the key has an empty part; write it as fusion.alpha=0.8',
    ],
    [
      "=1",
      '--set: "=1": the key has an empty part; write it as fusion.alpha=0.8',
    ],
    [
      "pool.required_roles=[CORE",
      "--set pool.required_roles=[CORE: pool.required_roles: Flow sequence must end with a ]",
    ],
    [
      "fusion.alpha.x=1",
      "--set fusion.alpha.x=1: fusion.alpha: must be a number from 0 to 1, got a mapping",
    ],
    [
      "__proto__.x=1",
      "--set __proto__.x=1: __proto__: unknown key; allowed at the top level: preset, version, audio, dsp, rule_scoring, clap, fusion, guards, pool, output",
    ],
  ];
  for (const [argument, expected] of cases) {
    assertEquals(await problems({ sets: [argument] }), [expected]);
  }
});

Deno.test("problems of an object have paths, no lines", async () => {
  const circular: Record<string, unknown> = {};
  circular.dsp = circular;
  const cases: readonly [unknown, readonly string[]][] = [
    [{ fusion: { alfa: 1, alpha: 2 } }, [
      'fusion.alfa: unknown key; did you mean "alpha"?',
      "fusion.alpha: must be a number from 0 to 1, got 2",
    ]],
    [{ preset: "sed" }, [
      'preset: must be one of default, seed, got "sed"; did you mean "seed"?',
    ]],
    [{ dsp: { tau_rule: 1n, hop_length: new Date(0), sharpness: () => 0 } }, [
      "dsp.tau_rule: must be a number from 0.001 to 100, got something of type bigint",
      "dsp.hop_length: must be a whole number from 16 to 8192, got something of type object",
      "dsp.sharpness: must be one of concentration, seed_peak, got something of type function",
    ]],
    [JSON.parse('{"output": {"__proto__": {"x": 1}}}'), [
      "output.__proto__: unknown key; allowed in output: pools_json, per_sample_json",
    ]],
    [circular, [`${"dsp.".repeat(33).slice(0, -1)}: nested more than 32 deep`]],
    [Array(30_000).fill(0), [
      "[19999]: more than 20000 values, aliases counted",
    ]],
  ];
  for (const [dict, expected] of cases) {
    const lines = await configFromDict(dict).then(() => [], (error) => {
      if (!(error instanceof ConfigError)) throw error;
      return error.problems.map(formatConfigProblem);
    });
    assertEquals(lines, [...expected]);
  }
});

Deno.test("more than a hundred problems are counted", async () => {
  const text = Array.from({ length: 150 }, (_, i) => `key${i}: 1`).join("\n");
  const lines = await inFile(text);
  assertEquals(lines.length, 101);
  assertEquals(lines.at(-1), "configuration: 50 more problems");
});
