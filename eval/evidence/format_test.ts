import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { l2Normalize } from "../../src/clap/pooling.ts";
import { resolveConfig } from "../../src/config/load.ts";
import { UsageError } from "../../src/errors.ts";
import { FEATURE_NAMES, ROLES } from "../../src/types.ts";
import {
  evidenceText,
  parseEvidence,
  type StoredSound,
  vectorText,
} from "./format.ts";
import { checkKeys, evidenceSounds } from "./sounds.ts";

const D = 6;
const unit = (values: readonly number[]) =>
  l2Normalize(Float32Array.from(values));
const vector = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), {
  minLength: D,
  maxLength: D,
}).map((x) => unit([...x.slice(1), 2]));
const name = fc.string({ minLength: 1, unit: "grapheme" });
const sound = fc.record({
  role: fc.constantFrom(...ROLES),
  pack: fc.option(name),
  source: fc.option(name),
  instrument: fc.option(name),
  weight: fc.double({ min: 0.01, max: 100, noNaN: true }),
  judged: fc.boolean(),
  features: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
    minLength: FEATURE_NAMES.length,
    maxLength: FEATURE_NAMES.length,
  }),
  model: fc.constantFrom("a", "b", null),
  embedding: vector,
});

const HEADER = {
  model: "made",
  dimension: D,
  keys: {},
  features: [...FEATURE_NAMES],
};
const PROMPTS = new Map([["kick", unit([1, 2, 3, 4, 5, 6])]]);
const MODELS = new Map([["a", PROMPTS], ["b", PROMPTS]]);

Deno.test("what is written is read back, to the digits that are kept", () => {
  fc.assert(fc.property(fc.array(sound, { minLength: 1 }), (made) => {
    const sounds = made.map((s, i): StoredSound => ({
      ...s,
      path: `${i}.wav`,
      embedding: s.model === null ? null : s.embedding,
      line: i + 4,
    }));
    const read = parseEvidence(evidenceText(HEADER, MODELS, sounds), "e");
    assertEquals(
      read.sounds.map(({ embedding: _, features: __, ...s }) => s),
      sounds.map(({ embedding: _, features: __, ...s }) => s),
    );
    for (const [i, { embedding, features }] of read.sounds.entries()) {
      const was = sounds[i]!;
      assertEquals(embedding === null, was.embedding === null);
      features.forEach((x, j) =>
        assert(Math.abs(x - was.features[j]!) <= 6e-4 * was.features[j]!)
      );
      embedding?.forEach((x, j) =>
        assert(Math.abs(x - was.embedding![j]!) < 1e-3)
      );
    }
    assertEquals([...read.models.keys()], ["a", "b"]);
  }));
});

Deno.test("one scorer serves several models: a sound meets its own model's prompts only", () => {
  const a = unit([1, 2, 3, 0, 0, 1]);
  const b = unit([3, -1, 0, 2, 1, 0]);
  const text = evidenceText(
    HEADER,
    new Map([["a", new Map([["kick", a]])], ["b", new Map([["kick", b]])]]),
    ([["a", a], ["b", b], ["a", b]] as const).map(([model, embedding], i) => ({
      path: `${i}.wav`,
      role: "CORE",
      pack: null,
      source: null,
      instrument: null,
      weight: 1,
      judged: true,
      features: FEATURE_NAMES.map(() => 0),
      model,
      embedding,
    })),
  );
  const { sounds, prompts } = evidenceSounds(parseEvidence(text, "e"));
  const cosines = sounds.map(({ evidence }) =>
    evidence.embedding!.reduce(
      (sum, x, i) => sum + x * prompts!.get("kick")![i]!,
      0,
    )
  );
  const cross = a.reduce((sum, x, i) => sum + x * b[i]!, 0);
  for (const [i, expected] of [1, 1, cross].entries()) {
    assert(Math.abs(cosines[i]! - expected) < 1e-3, `${i}: ${cosines[i]}`);
  }
});

const head = (more: Record<string, unknown> = {}) =>
  JSON.stringify({
    format: "roles-evidence",
    version: 1,
    ...HEADER,
    ...more,
  });
const model = (more: Record<string, unknown> = {}) =>
  JSON.stringify({
    model: "a",
    prompts: { kick: vectorText(PROMPTS.get("kick")!) },
    ...more,
  });
const line = (more: Record<string, unknown> = {}) =>
  JSON.stringify({
    path: "a.wav",
    role: "CORE",
    features: FEATURE_NAMES.map(() => 0.5),
    ...more,
  });

Deno.test("what is broken or hostile is refused with its line", () => {
  const zero = vectorText(new Float32Array(D));
  const nan = vectorText(new Float32Array(D).fill(NaN));
  const cases: [lines: string[], words: string][] = [
    [[], '"e":1: it is empty'],
    [["{"], '"e":1: it is not JSON'],
    [["[1]"], 'its first line has no "format":"roles-evidence"'],
    [[head({ version: 2 })], "it is of another version than 1"],
    [[head({ features: ["energy"] })], 'it has no feature "sharpness"'],
    [[head({ dimension: 1e9 })], '"e":1: dimension: '],
    [[head({ dimension: null })], "model and dimension must both be there"],
    [[head({ more: 1 })], '"e":1: more: '],
    [[head()], "it has no sounds"],
    [[head(), model(), model()], '"e":3: the model "a" stands twice'],
    [[head(), line(), model()], "models must stand before the sounds"],
    [
      [head({ model: null, dimension: null }), model()],
      "the first line names no model",
    ],
    [[head(), model({ prompts: { kick: "?" } })], "a vector is not base64"],
    [[head(), model({ prompts: { kick: "AAAA" } })], "a vector of 3 bytes"],
    [[head(), model({ prompts: { kick: zero } })], "a vector of the length 0"],
    [[head(), model({ prompts: { kick: nan } })], "of the length NaN"],
    [[head(), model({ prompts: [] })], '"e":2: '],
    [[head(), line({ role: "KICK" })], '"e":2: role: '],
    [[head(), line({ path: "" })], '"e":2: path: '],
    [[head(), line({ weight: 0 })], '"e":2: weight: '],
    [[head(), line({ features: [1] })], `1 features, the first line names`],
    [[head(), line({ features: ["x"] })], '"e":2: features.0: '],
    [[head(), line({ model: "a" })], 'there is no model "a" above it'],
    [[head(), line({ embedding: zero })], "no model that it is of"],
    [[head(), line(), "", line()], '"e":4: "a.wav" stands already in line 2'],
    [[head(), line({ ["__proto__x"]: 1 })], '"e":2: __proto__x: '],
  ];
  for (const [lines, words] of cases) {
    const error = assertThrows(
      () => parseEvidence(lines.join("\n"), "e"),
      UsageError,
    );
    assert(error.message.includes(words), `${words}\n${error.message}`);
    assert(error.message.length < 600 && !error.message.includes("\n"));
  }
});

Deno.test("a configuration that hears or measures otherwise is refused, key by key", async () => {
  const { config } = await resolveConfig({ sets: ["clap.model_id=made"] });
  const { tau_rule: _, ...dsp } = config.dsp;
  const { max_duration_sec, audio_source, audio_pooling } = config.clap;
  const keys = {
    audio: config.audio,
    dsp,
    clap: { max_duration_sec, audio_source, audio_pooling },
  };
  const stored = parseEvidence(`${head({ keys })}\n${line()}`, "e");
  const check = async (...sets: string[]) =>
    checkKeys(
      stored,
      (await resolveConfig({ sets: ["clap.model_id=made", ...sets] })).config,
      "e",
    );
  await check("dsp.tau_rule=3", "fusion.alpha=1", "clap.tau_clap=0.5");
  await check("clap.model_id=none", "clap.max_duration_sec=3");
  for (
    const [set, words] of [
      ["dsp.hop_length=512", "dsp.hop_length 256, the configuration has 512"],
      ["dsp.band_edges_hz.low=[20, 99]", "dsp.band_edges_hz.low [20,150]"],
      ["clap.max_duration_sec=3", "clap.max_duration_sec 1.5"],
      ["clap.model_id=other", "of the model made, the configuration has other"],
    ] as const
  ) {
    let message = "";
    await check(set).catch((error: Error) => message = error.message);
    assert(message.includes(words), `${words}\n${message}`);
  }
});
