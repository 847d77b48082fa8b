import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { resolveConfig } from "../../src/config/load.ts";
import { DSPFeatures, ROLES, ScoreVector } from "../../src/types.ts";
import { defaultAliases } from "../../src/labels/aliases.ts";
import { Random } from "../random.ts";
import { madePrompts, madeSounds, SEED_CONFIG } from "../testing/samples.ts";
import { Bench } from "./bench.ts";
import { fitCalibration, fitRulesCalibration } from "./calibration.ts";
import { changesOf, weightChanges } from "./changes.ts";
import { leastOrConfigured } from "./choose.ts";
import { chooseBias, chooseGuards, guardsOff } from "./corrections.ts";
import { fit } from "./fit.ts";
import { fitSamples, type ReadLabel } from "./from_labels.ts";
import { fitMultinomial, fitMultinomials } from "./multinomial.ts";
import { judgedOf, type JudgedSample } from "./samples.ts";
import { summaryOf } from "./summary.ts";

const aliases = await defaultAliases();
const { config: DEFAULT } = await resolveConfig({});

const readOf = (
  n: number,
  packs: number,
  seed: number,
  more: Partial<ReadLabel> = {},
): ReadLabel[] =>
  madeSounds(n, packs, seed).map(({ label, evidence }) => ({
    label,
    evidence,
    model: null,
    judged: true,
    ...more,
  }));

const samplesOf = (n: number, packs: number, seed: number) =>
  fitSamples(readOf(n, packs, seed), aliases, 5).samples;

Deno.test("a path of penalties ends where each alone does", () => {
  const random = new Random(5);
  const x = Array.from(
    { length: 80 },
    () => [random.unit(), random.unit(), random.unit()],
  );
  const data = {
    x,
    y: x.map(([a, b]) => a! + 0.3 * random.unit() > 0.6 ? 0 : b! > 0.5 ? 1 : 2),
    weights: x.map(() => 0.5 + random.unit()),
    classes: 3,
  };
  const cs = [0.1, 1, 10, 100];
  const path = fitMultinomials(data, cs);
  for (const [i, c] of cs.entries()) {
    const alone = fitMultinomial(data, c).coefficients.flat();
    path[i]!.coefficients.flat().forEach((w, j) =>
      assertAlmostEquals(w, alone[j]!, 1e-5)
    );
  }
});

Deno.test("with offsets a strong penalty leaves everything as it was", () => {
  const offsets = [[3, 0], [0, 3], [1, 1]];
  const { intercepts, coefficients } = fitMultinomial({
    x: [[1], [0], [1]],
    y: [1, 0, 1],
    weights: [1, 1, 1],
    classes: 2,
    offsets,
  }, 1e-6);
  for (const w of [...intercepts, ...coefficients.flat()]) {
    assert(Math.abs(w) < 1e-5);
  }
});

Deno.test("the fit is better than what it began with, on packs that it did not see; it may be given to a user", () => {
  const samples = samplesOf(300, 20, 3);
  const prompts = madePrompts();
  const result = fit(samples, SEED_CONFIG, prompts);
  const before = summaryOf(result.judged, result.before);
  const after = summaryOf(result.judged, result.after);
  assert(after.macro_f1.value > before.macro_f1.value + 0.02);
  assertEquals(result.rules.method, "anew");
  assertEquals([...result.left.keys()], []);
  assert(
    after.ece < 0.1,
    `the confidence means something out of fold: ${after.ece}`,
  );
  // All weights were found anew, and the terms that are not fitted are said to be 0.
  const { changed, all } = weightChanges(SEED_CONFIG, result.config);
  assert(changed > 40 && changed <= all);
  assertEquals(result.config.rule_scoring.weights.core.one_minus_S, 0);
  // The same again gives the same.
  assertEquals(fit(samples, SEED_CONFIG, prompts).config, result.config);
});

Deno.test("labels that say nothing change nothing that was there but weights that are found anew", () => {
  const random = new Random(9);
  const samples = samplesOf(300, 20, 3).map((sample) => ({
    ...sample,
    role: ROLES[random.below(5)]!,
  }));
  const { config } = fit(samples, SEED_CONFIG, null);
  assertEquals(config.fusion.role_bias, {});
  assertEquals(config.guards, guardsOff(SEED_CONFIG.guards));
  // Nothing is sure where nothing can be known.
  const { rule_lead } = config.fusion.calibration_rules_only!;
  assert(rule_lead < 0.5, String(rule_lead));
});

Deno.test("twenty sounds correct the weights or leave them; the rest stays, and it is said why", () => {
  const { config, left, rules } = fit(samplesOf(20, 6, 4), DEFAULT, null);
  assertEquals(rules.method, "corrected");
  assertEquals(
    [...left.keys()].filter((stage) => stage !== "rules"),
    ["tau_rule", "fusion", "guards", "role_bias", "calibration"],
  );
  assertEquals(config.guards, DEFAULT.guards);
  assertEquals(config.fusion, DEFAULT.fusion);
  for (const { key } of changesOf(DEFAULT, config)) {
    assert(key.startsWith("rule_scoring."), key);
  }
});

Deno.test("two packs are judged by each other", () => {
  const samples = samplesOf(12, 2, 8);
  const { after, left } = fit(samples, DEFAULT, null);
  assertEquals(after.length, 12);
  assert(left.size >= 4);
});

Deno.test("sounds that no figure counts teach the rules, but not those of their own fold", () => {
  // Two models: what the one did not hear is a fold of its own.
  const judged = ["a", "b"].flatMap((model, i) =>
    readOf(100, 8, 20 + i, { model }).map((sound) => ({
      ...sound,
      label: { ...sound.label, pack: `${model} ${sound.label.pack}` },
    }))
  );
  const extra = readOf(400, 10, 30, { judged: false, model: null });
  const own = readOf(400, 10, 31, { judged: false, model: "a" });
  const of = (sounds: ReadLabel[]) => fitSamples(sounds, aliases, 5);
  const { samples, folds } = of([...judged, ...extra, ...own]);
  assertEquals(folds, ["a", "b"]);
  assertEquals(judgedOf(samples).length, 200);
  assertEquals(
    new Set(samples.slice(200, 600).map(({ fold }) => fold)),
    new Set([null]),
  );
  assertEquals(
    new Set(samples.slice(600).map(({ fold }) => fold)),
    new Set([0]),
  );
  const roles = (sounds: ReadLabel[]) => {
    const result = fit(of(sounds).samples, SEED_CONFIG, null);
    return (model: string) =>
      result.after.flatMap(({ rule_raw_scores }, i) =>
        judged[i]!.model === model ? [rule_raw_scores] : []
      );
  };
  const alone = roles([...judged, ...extra]);
  const withOwn = roles([...judged, ...extra, ...own]);
  // Fold a is judged by rules that did not learn from sounds of a.
  assertEquals(withOwn("a"), alone("a"));
  assert(JSON.stringify(withOwn("b")) !== JSON.stringify(alone("b")));
});

/** Judged sounds with given features, in packs of five. */
function judgedWith(
  n: number,
  make: (i: number, random: Random) => {
    role: JudgedSample["role"];
    decay: number;
  },
): JudgedSample[] {
  const random = new Random(2);
  return Array.from({ length: n }, (_, i): JudgedSample => {
    const { role, decay } = make(i, random);
    const group = Math.floor(i / 5);
    return {
      evidence: {
        features: new DSPFeatures({
          energy: 0.3,
          sharpness: 0.9,
          attack_time: 0.01,
          decay_time: decay,
          low_ratio: 0.3,
          mid_ratio: 0.3,
          high_ratio: 0.4,
          spectral_flatness: 0.1,
          zero_crossing_rate: 0.1,
        }),
        embedding: null,
      },
      role,
      weight: 1,
      group,
      fold: group % 5,
      judged: true,
    };
  });
}

const benchOf = (samples: readonly JudgedSample[]) =>
  new Bench(
    samples,
    new Map(samples.map(({ group, fold }) => [group, fold])),
    null,
    "default",
  );

/** The same scores for every sound. */
const scoresOf = (bench: Bench, scores: readonly number[]) =>
  scores.map((x) => new Float64Array(bench.n).fill(x)) as unknown as Parameters<
    Bench["fused"]
  >[0];

Deno.test("a guard that is right is found, one that only looks right is not", () => {
  // Scores say TEXTURE always; short sounds are FILL.
  const real = judgedWith(200, (i, random) => {
    const short = i % 2 === 0;
    return {
      role: short ? "FILL" : "TEXTURE",
      decay: short ? 0.05 * random.unit() : 0.4 + 0.5 * random.unit(),
    };
  });
  const chosen = (samples: readonly JudgedSample[]) => {
    const bench = benchOf(samples);
    const fused = bench.fused(
      scoresOf(bench, [0, 0, 0, 0.4, 0.6]),
      null,
      SEED_CONFIG.fusion,
    );
    return chooseGuards(bench, fused, SEED_CONFIG.guards);
  };
  const found = chosen(real);
  assert(found.texture_suppress.multiply < 1);
  assert(found.texture_suppress.decay_short_threshold < 0.4);
  assertEquals(found.enabled, true);
  // The same sounds, roles by chance: the best of many settings is luck.
  const random = new Random(11);
  const lucky = chosen(real.map((sample) => ({
    ...sample,
    role: random.below(5) < 4 ? "TEXTURE" : "FILL",
  })));
  assertEquals(lucky, guardsOff(SEED_CONFIG.guards));
});

Deno.test("a bias that is right is found, and no more than that", () => {
  const samples = judgedWith(200, (i) => ({
    role: i % 5 === 0 ? "CORE" : "ACCENT",
    decay: 0.1,
  }));
  const bench = benchOf(samples);
  const rule = scoresOf(bench, [0.42, 0.4, 0.06, 0.06, 0.06]);
  const found = chooseBias(
    bench,
    (role_bias) =>
      bench.fused(rule, null, { ...SEED_CONFIG.fusion, role_bias }),
    guardsOff(SEED_CONFIG.guards),
  );
  assertEquals(Object.keys(found).length, 1);
  assert((found.CORE ?? 0) < 0 || (found.ACCENT ?? 0) > 0);
});

Deno.test("a choice moves only beyond some standard errors, counted by packs", () => {
  const losses = (by: number, noise: number) => {
    const random = new Random(6);
    return Float64Array.from(
      { length: 100 },
      () => 1 + by + noise * (random.unit() - 0.5),
    );
  };
  const choose = (by: number, groups: readonly number[], errors = 1) =>
    leastOrConfigured(
      { value: "configured", losses: losses(0, 0) },
      [{ value: "other", losses: losses(by, 2) }],
      Array(100).fill(1),
      groups,
      errors,
    );
  const alone = Array.from({ length: 100 }, (_, i) => i);
  assertEquals(choose(-0.5, alone), "other");
  assertEquals(choose(-0.5, alone, 10), "configured");
  assertEquals(choose(0.5, alone), "configured");
  // Of one pack that all sounds are of, nothing is known.
  const mean = losses(0, 2).reduce((a, b) => a + b, 0) / 100 - 1;
  assertEquals(choose(-mean - 0.01, alone), "configured");
});

Deno.test("calibration: odds that are true stay, and what is not worth a sign gets none", () => {
  const random = new Random(4);
  const answers = Array.from({ length: 4000 }, () => {
    const p = 0.5 + 0.5 * random.unit();
    const scores = ScoreVector.from({
      CORE: p,
      ACCENT: 1 - p,
      MOTION: 0,
      FILL: 0,
      TEXTURE: 0,
    });
    const support = random.unit();
    const rule = ScoreVector.from({
      CORE: support,
      ACCENT: 1 - support,
      MOTION: 0,
      FILL: 0,
      TEXTURE: 0,
    });
    return {
      scores: { rule, clap: scores, final: scores },
      right: random.unit() < p,
      weight: 1,
    };
  });
  const own = fitCalibration(answers);
  assertAlmostEquals(own.model_lead, 1, 0.1);
  assertAlmostEquals(own.rule_lead, 0, 0.1);
  assertAlmostEquals(own.intercept, 0, 0.15);
  const ruled = answers.map((answer) => ({
    ...answer,
    scores: { ...answer.scores, rule: answer.scores.final, clap: null },
  }));
  assertAlmostEquals(fitRulesCalibration(ruled).rule_lead, 1, 0.1);
  // Where a lead speaks against the answer, it must not count for it, nor turn the order round.
  const turned = ruled.map((a) => ({ ...a, right: !a.right }));
  assertEquals(fitRulesCalibration(turned).rule_lead, 0);
});
