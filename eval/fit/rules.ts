/**
 * Rule weights and the confidence's calibration from labelled sounds, judged on packs that had no part in them.
 *
 * @module
 */
import { assignEvidence } from "../../src/assign.ts";
import type { ClapScorer } from "../../src/clap/scoring.ts";
import type { RolesConfig, Term } from "../../src/config/schema.ts";
import { TERM_VALUE, WEIGHTS_KEY } from "../../src/dsp/rule_scoring.ts";
import {
  type Assignment,
  type Evidence,
  mapRoles,
  type Role,
  ROLES,
} from "../../src/types.ts";
import { confusionMatrix, macroF1 } from "../metrics/confusion.ts";
import {
  answersOf,
  fitCalibration,
  fitRulesCalibration,
} from "./calibration.ts";
import { fitMultinomial } from "./multinomial.ts";

/** A labelled sound. */
export interface FitSample {
  readonly evidence: Pick<Evidence, "features" | "embedding">;
  readonly role: Role;
  /** How much it counts, above 0. */
  readonly weight: number;
  /** Number of its pack. */
  readonly group: number;
  /** Fold that its pack is in. */
  readonly fold: number;
}

/** What a fit found. */
export interface FitResult {
  /** The configuration with the fitted weights and calibration, from all samples. */
  readonly config: RolesConfig;
  /** Inverse strength of the penalty that did best out of fold. */
  readonly c: number;
  /** macro F1 of the configuration as it was. */
  readonly before: number;
  /** macro F1 out of fold: each fold judged with weights from the others. */
  readonly after: number;
  /** Out-of-fold role of each sample. */
  readonly assignments: readonly Assignment[];
}

/** Terms that are fitted. M is left to the intercept: L, M and H sum to 1. */
const TERMS = ["L", "H", "E", "S", "D", "A_fast", "flatness", "zcr"] as const;

/** Strengths that are tried. */
const STRENGTHS = [0.3, 1, 3, 10, 30, 100];

/** Rarer roles and smaller packs count for more than their number, but not as much as the others. */
const BALANCE = -0.5;

/**
 * Fits the rule weights by multinomial logistic regression on the feature terms, so that softmax(score / tau_rule) is
 * the probability of each role; the texture penalty, which the weights take the place of, is off. Then fits the
 * calibration of the confidence (Platt, 1999) on the out-of-fold margins.
 *
 * @param samples in at least two folds.
 */
export function fitRules(
  samples: readonly FitSample[],
  config: RolesConfig,
  clap: ClapScorer | null,
): FitResult {
  const folds = [...new Set(samples.map(({ fold }) => fold))].sort();
  const outOfFold = (c: number) => {
    const assignments: Assignment[] = Array(samples.length);
    for (const fold of folds) {
      const fitted = withWeights(
        config,
        samples.filter((s) => s.fold !== fold),
        c,
      );
      samples.forEach(({ evidence, fold: own }, i) => {
        if (own === fold) {
          assignments[i] = assignEvidence(evidence, fitted, clap);
        }
      });
    }
    return { c, assignments, score: scoreOf(samples, assignments) };
  };
  const best = STRENGTHS.map(outOfFold)
    .reduce((a, b) => b.score > a.score ? b : a);
  const fitted = withWeights(config, samples, best.c);
  const before = samples.map(({ evidence }) =>
    assignEvidence(evidence, config, clap)
  );
  const answers = answersOf(best.assignments, samples);
  return {
    config: {
      ...fitted,
      fusion: {
        ...fitted.fusion,
        ...(clap === null
          ? { calibration_rules_only: fitRulesCalibration(answers) }
          : { calibration: fitCalibration(answers) }),
      },
    },
    c: best.c,
    before: scoreOf(samples, before),
    after: best.score,
    assignments: best.assignments,
  };
}

function scoreOf(
  samples: readonly FitSample[],
  assignments: readonly Assignment[],
): number {
  const index = (role: Role) => ROLES.indexOf(role);
  return macroF1(confusionMatrix(
    Uint8Array.from(samples, ({ role }) => index(role)),
    Uint8Array.from(assignments, ({ role }) => index(role)),
    ROLES.length,
    Float64Array.from(samples, ({ weight }) => weight),
  ));
}

/** The configuration with rule weights fitted to samples. */
function withWeights(
  config: RolesConfig,
  samples: readonly FitSample[],
  c: number,
): RolesConfig {
  const model = fitMultinomial({
    x: samples.map(({ evidence }) =>
      TERMS.map((term) => TERM_VALUE[term](evidence.features))
    ),
    y: samples.map(({ role }) => ROLES.indexOf(role)),
    weights: balanced(samples),
    classes: ROLES.length,
  }, c);
  const weights = mapRoles((role, k): Partial<Record<Term, number>> => {
    // Said to be 0, not left out: files are merged over presets, which have these.
    const dropped = Object.fromEntries(
      Object.keys(config.rule_scoring.weights[WEIGHTS_KEY[role]]).map((
        term,
      ) => [
        term,
        0,
      ]),
    );
    // L + M + H = 1, so that the intercept can stand in their weights.
    const intercept = model.intercepts[k]!;
    const scaled = (x: number) => round(x * config.dsp.tau_rule);
    const own = Object.fromEntries(
      TERMS.map((term, j) => {
        const share = term === "L" || term === "H" ? intercept : 0;
        return [term, scaled(model.coefficients[k]![j]! + share)];
      }),
    );
    return { ...dropped, ...own, M: scaled(intercept) };
  });
  return {
    ...config,
    rule_scoring: {
      weights: {
        core: weights.CORE,
        accent: weights.ACCENT,
        motion: weights.MOTION,
        fill: weights.FILL,
        texture: weights.TEXTURE,
      },
      texture_penalty: {
        ...config.rule_scoring.texture_penalty,
        enabled: false,
      },
    },
  };
}

/** Four digits: as exact as the data, and readable. */
const round = (x: number) => Math.round(x * 1e4) / 1e4;

/** Weights of samples, their mean 1. */
function balanced(samples: readonly FitSample[]): number[] {
  const count = (key: (s: FitSample) => unknown) =>
    Map.groupBy(samples, key) as Map<unknown, FitSample[]>;
  const roles = count(({ role }) => role);
  const packs = count(({ group }) => group);
  const raw = samples.map((s) =>
    s.weight * roles.get(s.role)!.length ** BALANCE *
    packs.get(s.group)!.length ** BALANCE
  );
  const mean = raw.reduce((a, b) => a + b, 0) / raw.length;
  return raw.map((w) => w / mean);
}
