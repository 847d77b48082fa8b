/** The fast path gives exactly what assignEvidence gives: same roles, and the same bits on the way to them. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { assignEvidence, explainEvidence } from "../../src/assign.ts";
import { judgingScorer, type Prototype } from "../../src/clap/prototypes.ts";
import type { RolesConfig, Term } from "../../src/config/schema.ts";
import { TERMS } from "../../src/config/schema.ts";
import { RolesError } from "../../src/errors.ts";
import { applyGuards } from "../../src/fusion/guards.ts";
import {
  DSPFeatures,
  type Evidence,
  ROLES,
  ScoreVector,
} from "../../src/types.ts";
import golden from "../../tests/golden/seed_assignments.json" with {
  type: "json",
};
import { madePrompts, madeSounds, SEED_CONFIG } from "../testing/samples.ts";
import { type PromptVectors, sweepData } from "./data.ts";
import { FastAssigner } from "./fast.ts";
import { similarityColumns } from "./similarity.ts";
import {
  type Columns,
  fuseColumns,
  guardedRoles,
  newColumns,
  softmaxColumns,
  takePenalties,
  weightedSum,
} from "./stages.ts";

/** Made-up sounds, real ones (their features alone), and ones on the edges of thresholds and in ties. */
const sounds: Pick<Evidence, "features" | "embedding">[] = [
  ...madeSounds(60, 5).map(({ evidence }) => evidence),
  ...golden.sounds.map(({ features }, i) => ({
    features: new DSPFeatures(features),
    embedding: madeSounds(1, 1, i).at(0)!.evidence.embedding,
  })),
  ...[0, 0.25, 0.32, 0.33, 0.35, 0.55, 0.6, 0.7, 1].flatMap((x) =>
    [0, x, 1].map((y) => ({
      features: new DSPFeatures({
        energy: y,
        sharpness: x,
        attack_time: x,
        decay_time: x,
        low_ratio: y,
        mid_ratio: x,
        high_ratio: x,
        spectral_flatness: x,
        zero_crossing_rate: y,
      }),
      embedding: madeSounds(1, 1, 99).at(0)!.evidence.embedding,
    }))
  ),
];

/** Sounds that are judged too, a copy of one with another role, and sounds that are not. */
const prototypes = [...sounds.slice(0, 6), sounds[0]!, ...madeSounds(5, 1, 55)]
  .map((sound, i): Prototype => ({
    path: `${i}.wav`,
    role: ROLES[i % ROLES.length]!,
    embedding: ("evidence" in sound ? sound.evidence : sound).embedding!,
  }));

const PROMPTS = new Map<string, PromptVectors>([
  ["default", madePrompts(7)],
  ["other", madePrompts(8)],
  ["taught", { ...madePrompts(9), prototypes }],
]);

const unit = fc.oneof(
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.constantFrom(0, 0.25, 0.32, 0.33, 0.35, 0.55, 0.6, 0.7, 1),
);
const multiply = fc.oneof(unit, fc.constantFrom(0, 1, 10));
const weight = fc.oneof(
  fc.double({ min: -2, max: 2, noNaN: true }),
  fc.constantFrom(0, 0.25, 1, 100),
);
const weights = fc.dictionary(
  fc.constantFrom(...Object.keys(TERMS) as Term[]),
  weight,
  { maxKeys: 6 },
) as fc.Arbitrary<RolesConfig["rule_scoring"]["weights"]["core"]>;
const temperature = fc.oneof(
  fc.double({ min: 0.001, max: 5, noNaN: true }),
  fc.constantFrom(0.001, 100),
);
const bias = fc.dictionary(
  fc.constantFrom(...ROLES),
  fc.oneof(fc.double({ min: -1, max: 1, noNaN: true }), fc.constant(-1)),
  { maxKeys: 5 },
) as fc.Arbitrary<RolesConfig["fusion"]["role_bias"]>;

/** Configurations with everything varied that assignment depends on. */
const configArb: fc.Arbitrary<RolesConfig> = fc.record({
  rule_scoring: fc.record({
    weights: fc.oneof(
      fc.constant(SEED_CONFIG.rule_scoring.weights),
      fc.record({
        core: weights,
        accent: weights,
        motion: weights,
        fill: weights,
        texture: weights,
      }),
      // Every role the same score: ties all the way.
      weights.map((w) => ({
        core: w,
        accent: w,
        motion: w,
        fill: w,
        texture: w,
      })),
    ),
    texture_penalty: fc.record({
      enabled: fc.boolean(),
      transient_S_threshold: unit,
      decay_short_threshold: unit,
      penalty: multiply,
      use_flatness_gate: fc.boolean(),
      flatness_threshold: unit,
      flatness_penalty: multiply,
    }),
  }),
  tau_rule: temperature,
  clap: fc.record({
    prompts: fc.constantFrom(...PROMPTS.keys()),
    ensemble: fc.constantFrom("mean", "max", "topk", "logsumexp"),
    top_k: fc.integer({ min: 1, max: 6 }),
    tau_clap: temperature,
    prototypes: fc.record({
      labels: fc.constant(null),
      weight: fc.double({ min: 0, max: 20, noNaN: true }),
      shrinkage: fc.double({ min: 0.01, max: 10, noNaN: true }),
      reach: fc.double({ min: 0.01, max: 10, noNaN: true }),
    }),
  }),
  fusion: fc.record({ alpha: unit, role_bias: bias }),
  guards: fc.record({
    enabled: fc.boolean(),
    texture_suppress: fc.record({
      transient_S_threshold: unit,
      decay_short_threshold: unit,
      multiply,
    }),
    sustained_noise_suppress: fc.record({
      decay_long_threshold: unit,
      flatness_threshold: unit,
      core_multiply: multiply,
      accent_multiply: multiply,
    }),
    motion_min_condition: fc.record({
      high_ratio_threshold: unit,
      decay_max_threshold: unit,
      multiply,
    }),
    fill_conservative: fc.record({
      min_prob: unit,
      min_margin: unit,
      multiply,
    }),
    low_conf_texture_extra_suppress: fc.record({
      enabled: fc.boolean(),
      margin_threshold: unit,
      multiply,
      percussive_roles: fc.subarray([...ROLES]),
    }),
  }),
}).map(({ rule_scoring, tau_rule, clap, fusion, guards }) => ({
  ...SEED_CONFIG,
  dsp: { ...SEED_CONFIG.dsp, tau_rule },
  rule_scoring,
  clap: { ...SEED_CONFIG.clap, ...clap },
  fusion: { ...SEED_CONFIG.fusion, ...fusion },
  guards,
})) as fc.Arbitrary<RolesConfig>;

const scorerOf = ({ clap }: RolesConfig) => {
  return judgingScorer(PROMPTS.get(clap.prompts)!, clap);
};

const plainRoles = (config: RolesConfig, withModel: boolean) => {
  const scorer = withModel ? scorerOf(config) : null;
  return sounds.map((sound) => assignEvidence(sound, config, scorer).role);
};

const name = (roles: Uint8Array) => Array.from(roles, (r) => ROLES[r]!);

for (const withModel of [false, true]) {
  Deno.test(`the fast path's roles are the plain path's, ${withModel ? "with a model" : "rules only"}`, () => {
    const data = sweepData(sounds, withModel ? PROMPTS : null);
    const fast = new FastAssigner(data);
    const seen = new Set<string>();
    fc.assert(
      fc.property(configArb, (config) => {
        const roles = name(fast.assign(config));
        assertEquals(roles, plainRoles(config, withModel));
        roles.forEach((role) => seen.add(role));
      }),
      { numRuns: 150 },
    );
    assertEquals(seen.size, ROLES.length);
  });
}

Deno.test("one key changed at a time, forth and back: nothing old remains", () => {
  const data = sweepData(sounds, PROMPTS);
  const fast = new FastAssigner(data);
  fc.assert(
    fc.property(
      configArb,
      configArb,
      fc.array(
        fc.constantFrom("dsp", "rule_scoring", "clap", "fusion", "guards"),
        { minLength: 1, maxLength: 4 },
      ),
      (a, b, sections) => {
        let config = a;
        for (const section of sections) {
          config = { ...config, [section]: b[section as keyof RolesConfig] };
          assertEquals(name(fast.assign(config)), plainRoles(config, true));
        }
      },
    ),
    { numRuns: 40 },
  );
});

Deno.test("scores on the way are the same to the last bit", () => {
  const n = sounds.length;
  const data = sweepData(sounds, PROMPTS);
  fc.assert(
    fc.property(configArb, (config) => {
      const [raw, rule, similarities, clap, fused] = Array.from(
        { length: 5 },
        () => newColumns(n),
      ) as [
        ReturnType<typeof newColumns>,
        ReturnType<typeof newColumns>,
        ReturnType<typeof newColumns>,
        ReturnType<typeof newColumns>,
        ReturnType<typeof newColumns>,
      ];
      const margin = new Float64Array(n);
      const { weights, texture_penalty } = config.rule_scoring;
      for (const [r, role] of ROLES.entries()) {
        const key = role.toLowerCase() as keyof typeof weights;
        weightedSum(data, weights[key], raw[r]!);
      }
      takePenalties(data, texture_penalty, raw[4]);
      softmaxColumns(raw, config.dsp.tau_rule, rule);
      const prompts = data.prompts!.find((p) => p.name === config.clap.prompts);
      similarityColumns(prompts!, config.clap, similarities);
      softmaxColumns(similarities, config.clap.tau_clap, clap);
      fuseColumns(rule, clap, config.fusion, fused, margin);
      const scorer = scorerOf(config);
      for (const [i, sound] of sounds.entries()) {
        const plain = explainEvidence(sound, config, scorer);
        for (const [r, role] of ROLES.entries()) {
          assert(Object.is(raw[r]![i]! + 0, plain.rule_raw_scores[role] + 0));
          assert(Object.is(rule[r]![i], plain.scores.rule.values[r]));
          assert(
            Object.is(similarities[r]![i], plain.clap_similarities![role]),
          );
          assert(Object.is(clap[r]![i], plain.scores.clap!.values[r]));
          assert(Object.is(fused[r]![i], plain.fused.values[r]));
        }
        assert(Object.is(margin[i], plain.fused.margin()));
      }
    }),
    { numRuns: 25 },
  );
});

/** Fused scores with ties, and neighbours that differ in the last bit on either side of a power of two. */
const fusedArb = fc.array(
  fc.constantFrom(0, 0.1, 0.2, 0.25, 0.25 * (1 - Number.EPSILON / 2), 0.3),
  { minLength: 5, maxLength: 5 },
);

Deno.test("guards: ties, and scores that become equal only when they are divided at the end, as in the plain path", () => {
  let collapsed = 0;
  fc.assert(
    fc.property(
      fusedArb,
      configArb.map((config) => config.guards),
      fc.constantFrom(...sounds.map(({ features }) => features)),
      (scores, guards, features) => {
        const vector = new ScoreVector(scores);
        const plain = applyGuards(vector, features, guards).scores;
        const columns = scores.map((x) => Float64Array.of(x));
        const roles = new Uint8Array(1);
        guardedRoles(
          columns as unknown as Columns,
          Float64Array.of(vector.margin()),
          {
            sharpness: Float64Array.of(features.sharpness),
            decay: Float64Array.of(features.decay_time),
            flatness: Float64Array.of(features.spectral_flatness),
            high: Float64Array.of(features.high_ratio),
          },
          guards,
          roles,
        );
        const [first, second] = plain.sorted();
        if (
          guards.enabled && first![1] === second![1] &&
          new Set(scores).size === 5
        ) {
          collapsed++;
        }
        return ROLES[roles[0]!] === plain.argmax();
      },
    ),
    { numRuns: 8000 },
  );
  assert(collapsed > 0, "no case collapsed");
});

Deno.test("prompts that the data does not have", () => {
  const fast = new FastAssigner(sweepData(sounds, PROMPTS));
  const config = {
    ...SEED_CONFIG,
    clap: { ...SEED_CONFIG.clap, prompts: "nowhere.yaml" },
  };
  assertThrows(() => fast.assign(config), RolesError, "nowhere.yaml");
});

Deno.test("prompts need embeddings", () => {
  const bare = [{ ...sounds[0]!, embedding: null }];
  assertThrows(() => sweepData(bare, PROMPTS), TypeError, "no embedding");
  assertEquals(sweepData(bare, null).prompts, null);
});
