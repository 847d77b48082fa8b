/**
 * `preset seed` against the seed's own code: rule scores, softmax, fusion, guards, margin and role, given its features.
 */
import { assertAlmostEquals, assertEquals } from "@std/assert";
import { resolveConfig } from "../src/config/load.ts";
import { ruleScores, softmax } from "../src/dsp/rule_scoring.ts";
import { fuse } from "../src/fusion/fuse.ts";
import { applyGuards } from "../src/fusion/guards.ts";
import {
  DSPFeatures,
  type FeatureName,
  type Role,
  ROLES,
  ScoreVector,
} from "../src/types.ts";
import golden from "./golden/seed_assignments.json" with { type: "json" };

interface Case {
  alpha: number;
  role_bias: Partial<Record<Role, number>>;
  guards: boolean;
  /** Replaces the sound's own sharpness, so that the penalties and guards on it are exercised. */
  sharpness: number | null;
  rule_raw: number[];
  p_final: number[];
  margin: number;
  role: string;
}

interface Sound {
  features: Record<FeatureName, number>;
  p_rule: number[];
  p_clap: number[];
  cases: Case[];
}

/** What the issue of parity asks for. */
const TOLERANCE = 1e-6;

const { config } = await resolveConfig({ preset: "seed" });

function assertScores(actual: readonly number[], expected: readonly number[]) {
  for (const i of ROLES.keys()) {
    assertAlmostEquals(actual[i]!, expected[i]!, TOLERANCE);
  }
}

Deno.test("the seed's scores, margins and roles are reproduced", () => {
  for (const sound of golden.sounds as Sound[]) {
    const own = new DSPFeatures(sound.features);
    const p = softmax(
      ruleScores(own, config.rule_scoring),
      config.dsp.tau_rule,
    );
    assertScores([...p.values], sound.p_rule);
    for (const c of sound.cases) {
      const features = c.sharpness === null
        ? own
        : new DSPFeatures({ ...own, sharpness: c.sharpness });
      const raw = ruleScores(features, config.rule_scoring);
      assertScores(ROLES.map((role) => raw[role]), c.rule_raw);
      const fused = fuse(
        softmax(raw, config.dsp.tau_rule),
        new ScoreVector(sound.p_clap),
        {
          ...config.fusion,
          alpha: c.alpha,
          role_bias: c.role_bias as typeof config.fusion.role_bias,
        },
      );
      const { scores } = applyGuards(fused, features, {
        ...config.guards,
        enabled: c.guards,
      });
      assertScores([...scores.values], c.p_final);
      assertAlmostEquals(scores.margin(), c.margin, TOLERANCE);
      assertEquals<string>(scores.argmax(), c.role);
    }
  }
});

Deno.test("the reference exercises every role", () => {
  const found = new Set(
    (golden.sounds as Sound[]).flatMap((s) => s.cases.map((c) => c.role)),
  );
  assertEquals(ROLES.filter((role) => !found.has(role)), []);
});
