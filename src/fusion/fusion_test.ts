import { assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { resolveConfig } from "../config/load.ts";
import {
  DSPFeatures,
  FEATURE_NAMES,
  type FeatureName,
  ROLES,
  ScoreVector,
} from "../types.ts";
import { confidenceOf, fuse } from "./fuse.ts";
import { applyGuards } from "./guards.ts";

const { config } = await resolveConfig({ preset: "seed" });

/** A sound that no guard of the seed objects to, but for what a test changes. */
const features = (changes: Partial<Record<FeatureName, number>> = {}) =>
  new DSPFeatures({
    energy: 0.3,
    sharpness: 0.4,
    attack_time: 0.01,
    decay_time: 0.4,
    low_ratio: 0.3,
    mid_ratio: 0.3,
    high_ratio: 0.4,
    spectral_flatness: 0.2,
    zero_crossing_rate: 0.1,
    ...changes,
  });

const scores = (
  CORE: number,
  ACCENT: number,
  MOTION: number,
  FILL: number,
  TEXTURE: number,
) => ScoreVector.from({ CORE, ACCENT, MOTION, FILL, TEXTURE });

const fired = (fused: ScoreVector, f: DSPFeatures) =>
  applyGuards(fused, f, config.guards).effects.map((effect) => effect.guard);

Deno.test("alpha blends the two sources; without a model the rules stand alone", () => {
  const rule = scores(1, 0, 0, 0, 0);
  const clap = scores(0, 0, 1, 0, 0);
  const blended = fuse(rule, clap, { ...config.fusion, alpha: 0.7 });
  assertAlmostEquals(blended.get("CORE"), 0.7, 1e-12);
  assertAlmostEquals(blended.get("MOTION"), 0.3, 1e-12);
  assertEquals(fuse(rule, null, { ...config.fusion, alpha: 0.7 }), rule);
});

Deno.test("role_bias is added, negatives are cut off, the rest sums to 1", () => {
  const fused = fuse(scores(0.5, 0.5, 0, 0, 0), null, {
    ...config.fusion,
    role_bias: { ACCENT: -0.8, FILL: 0.5 },
  });
  assertEquals(fused.toJSON(), {
    CORE: 0.5,
    ACCENT: 0,
    MOTION: 0,
    FILL: 0.5,
    TEXTURE: 0,
  });
});

Deno.test("a bias that leaves nothing gives every role the same", () => {
  const fused = fuse(scores(1, 0, 0, 0, 0), null, {
    ...config.fusion,
    role_bias: { CORE: -1 },
  });
  assertEquals([...fused.values], [0.2, 0.2, 0.2, 0.2, 0.2]);
});

Deno.test("confidence is the margin, or by how far the role leads in the rules and in the model", () => {
  const final = scores(0.1, 0.6, 0.3, 0, 0);
  const rule = scores(0.2, 0.2, 0.5, 0.1, 0);
  const bundle = { rule, clap: scores(0.1, 0.7, 0.2, 0, 0), final };
  const rulesOnly = { ...bundle, clap: null };
  const none = {
    ...config.fusion,
    calibration: null,
    calibration_rules_only: null,
  };
  assertAlmostEquals(confidenceOf(bundle, none), 0.3, 1e-12);
  assertAlmostEquals(confidenceOf(rulesOnly, none), 0.3, 1e-12);
  const fusion = {
    ...config.fusion,
    calibration: { rule_lead: 1, model_lead: 2, intercept: 0 },
    calibration_rules_only: { rule_lead: 1, intercept: -1 },
  };
  // The rules are 0.2 : 0.5 against ACCENT, the model 0.7 : 0.2 for it, which counts twice.
  const odds = 0.4 * 3.5 ** 2;
  assertAlmostEquals(confidenceOf(bundle, fusion), odds / (odds + 1), 1e-12);
  assertAlmostEquals(
    confidenceOf(rulesOnly, fusion),
    0.4 / (0.4 + Math.E),
    1e-12,
  );
});

Deno.test("confidence grows with both leads; nothing is surer than sure", () => {
  const fusion = {
    ...config.fusion,
    calibration: { rule_lead: 0.6, model_lead: 1.2, intercept: 0.3 },
  };
  const at = (rules: number, model: number) =>
    confidenceOf({
      rule: scores(rules, 1 - rules, 0, 0, 0),
      clap: scores(model, 1 - model, 0, 0, 0),
      final: scores(1, 0, 0, 0, 0),
    }, fusion);
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(share, share, share, share, (a, b, c, d) => {
      const low = at(Math.min(a, b), Math.min(c, d));
      const high = at(Math.max(a, b), Math.max(c, d));
      return low <= high + 1e-12 && low > 0 && high < 1;
    }),
  );
});

Deno.test("texture_suppress fires on a sharp and short sound, thresholds included", () => {
  const fused = scores(0.1, 0.1, 0.1, 0.35, 0.35);
  assertEquals(
    fired(fused, features({ sharpness: 0.6, decay_time: 0.32 })).includes(
      "texture_suppress",
    ),
    true,
  );
  assertEquals(
    fired(fused, features({ sharpness: 0.59, decay_time: 0.32 })).includes(
      "texture_suppress",
    ),
    false,
  );
  assertEquals(
    fired(fused, features({ sharpness: 0.6, decay_time: 0.33 })).includes(
      "texture_suppress",
    ),
    false,
  );
});

Deno.test("sustained_noise_suppress takes from CORE and ACCENT", () => {
  const fused = scores(0.4, 0.4, 0.2, 0, 0);
  const f = features({ decay_time: 0.7, spectral_flatness: 0.25 });
  const effect = applyGuards(fused, f, config.guards).effects.find((e) =>
    e.guard === "sustained_noise_suppress"
  );
  assertEquals(effect?.multiplied, { CORE: 0.65, ACCENT: 0.75 });
  assertEquals(effect?.changed_role, true);
  assertEquals(
    fired(fused, features({ decay_time: 0.69, spectral_flatness: 0.25 }))
      .length,
    2,
  );
});

Deno.test("motion_min_condition wants treble and shortness", () => {
  const fused = scores(0, 0, 0.6, 0.4, 0);
  assertEquals(fired(fused, features()), []);
  assertEquals(fired(fused, features({ high_ratio: 0.32 })), [
    "motion_min_condition",
  ]);
  assertEquals(fired(fused, features({ decay_time: 0.56 })), [
    "motion_min_condition",
  ]);
});

Deno.test("fill_conservative wants a likely FILL and a clear margin", () => {
  assertEquals(fired(scores(0, 0, 0.6, 0.4, 0), features()), []);
  assertEquals(fired(scores(0, 0.1, 0.6, 0.3, 0), features()), [
    "fill_conservative",
  ]);
  assertEquals(fired(scores(0, 0, 0.45, 0.55, 0), features()), [
    "fill_conservative",
  ]);
});

Deno.test("low_conf_texture_extra_suppress wants TEXTURE first, a percussive second, and doubt", () => {
  const guard = "low_conf_texture_extra_suppress";
  assertEquals(
    fired(scores(0, 0, 0.45, 0, 0.55), features()).includes(guard),
    false,
  );
  assertEquals(
    fired(scores(0, 0, 0.46, 0, 0.54), features()).includes(guard),
    true,
  );
  assertEquals(
    fired(scores(0, 0, 0.54, 0, 0.46), features()).includes(guard),
    false,
  );
});

Deno.test("a guard sees what the one before it left", () => {
  // texture_suppress takes the lead from TEXTURE, so that the last guard has nothing to object to.
  const names = fired(
    scores(0, 0, 0.46, 0, 0.54),
    features({ sharpness: 0.7, decay_time: 0.2 }),
  );
  assertEquals(names.includes("texture_suppress"), true);
  assertEquals(names.includes("low_conf_texture_extra_suppress"), false);
});

Deno.test("guards that are off leave the scores alone", () => {
  const fused = scores(0.1, 0.1, 0.1, 0.2, 0.5);
  const off = applyGuards(fused, features({ sharpness: 1, decay_time: 0 }), {
    ...config.guards,
    enabled: false,
  });
  assertEquals(off, { scores: fused, effects: [] });
});

const unit = fc.double({ min: 0, max: 1, noNaN: true });

Deno.test("guarded scores are probabilities, and a role that no guard multiplied only gains", () => {
  fc.assert(fc.property(
    fc.array(unit, { minLength: 5, maxLength: 5 }),
    fc.tuple(...FEATURE_NAMES.map(() => unit)),
    (values, featureValues) => {
      const f = new DSPFeatures(
        Object.fromEntries(
          FEATURE_NAMES.map((name, i) => [name, featureValues[i]!]),
        ) as Record<FeatureName, number>,
      );
      const fused = new ScoreVector(values).normalize();
      const { scores: guarded, effects } = applyGuards(fused, f, config.guards);
      assertAlmostEquals(guarded.values.reduce((a, b) => a + b, 0), 1, 1e-9);
      for (const role of ROLES) {
        if (effects.some((effect) => effect.multiplied[role] !== undefined)) {
          continue;
        }
        if (guarded.get(role) < fused.get(role) - 1e-12) {
          throw new Error(`${role} fell without a guard`);
        }
      }
    },
  ));
});
