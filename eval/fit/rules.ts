/**
 * Rule weights from labelled sounds.
 *
 * @module
 */
import type {
  RolesConfig,
  RuleScoringConfig,
  Term,
} from "../../src/config/schema.ts";
import {
  FITTED_TERMS,
  ruleScores,
  TERM_VALUE,
  WEIGHTS_KEY,
} from "../../src/dsp/rule_scoring.ts";
import { type DSPFeatures, mapRoles, ROLES } from "../../src/types.ts";
import { fitMultinomials, type Multinomial } from "./multinomial.ts";
import { balanced, type FitSample } from "./samples.ts";

/** How the weights are found. */
export type RuleMethod =
  /** From nothing: for many sounds of every role. */
  | "anew"
  /** What the configured weights get wrong: little data changes little. */
  | "corrected";

/** Strengths (inverse of the penalty) that are tried; at 0 the configured weights stay. */
export const STRENGTHS: Readonly<Record<RuleMethod, readonly number[]>> = {
  anew: [1, 3, 10, 30],
  corrected: [0, 0.01, 0.03, 0.1, 0.3, 1],
};

const MANY_SOUNDS = 15;
const MANY_PACKS = 5;

/** Whether there are enough sounds of every role, from enough packs, to find weights without those configured. */
export function methodFor(samples: readonly FitSample[]): RuleMethod {
  const many = ROLES.every((role) => {
    const own = samples.filter((s) => s.role === role);
    return own.length >= MANY_SOUNDS &&
      new Set(own.map(({ group }) => group)).size >= MANY_PACKS;
  });
  return many ? "anew" : "corrected";
}

/** Samples to learn from. */
export interface LearnFrom {
  readonly name: string;
  readonly has: (sample: FitSample) => boolean;
}

/** Rules that were fitted, as logits: what softmax makes the roles' probabilities of. */
export interface FittedRules {
  /** The logits of a sound, in the order of ROLES. */
  logits(features: DSPFeatures): number[];
  /**
   * As a configuration has it.
   *
   * @param tau its `dsp.tau_rule`: the weights are such that softmax(score / tau) is that of the logits.
   */
  config(tau: number): RuleScoringConfig;
}

/**
 * Fits rules to any of the samples; what was fitted once is kept.
 *
 * The weights are those of a multinomial logistic regression on the feature terms, so that softmax(score / tau_rule) is
 * the probability of each role. Weights that are found anew also stand for the texture penalty, which is then off.
 */
export class RuleFitter {
  readonly #samples: readonly FitSample[];
  readonly #config: RolesConfig;
  readonly #method: RuleMethod;
  /** Of each strength above 0, by the name of the samples. */
  readonly #models = new Map<string, readonly Multinomial[]>();

  constructor(
    samples: readonly FitSample[],
    config: RolesConfig,
    method: RuleMethod,
  ) {
    this.#samples = samples;
    this.#config = config;
    this.#method = method;
  }

  /**
   * @param from the samples to learn from, under a name that no others have.
   * @param strength one of {@linkcode STRENGTHS}.
   */
  fit(from: LearnFrom, strength: number): FittedRules {
    if (strength === 0) {
      return {
        logits: (features) => this.#configured(features),
        config: () => this.#config.rule_scoring,
      };
    }
    const model = this.#model(from, strength);
    return {
      logits: (features) => {
        const offsets = this.#method === "corrected"
          ? this.#configured(features)
          : ROLES.map(() => 0);
        const x = termsOf(features);
        return model.intercepts.map((intercept, k) =>
          x.reduce(
            (sum, value, j) => sum + value * model.coefficients[k]![j]!,
            offsets[k]! + intercept,
          )
        );
      },
      config: (tau) => this.#asConfig(model, tau),
    };
  }

  #configured(features: DSPFeatures): number[] {
    const { rule_scoring, dsp } = this.#config;
    const scores = ruleScores(features, rule_scoring);
    return ROLES.map((role) => scores[role] / dsp.tau_rule);
  }

  #model({ name, has }: LearnFrom, strength: number): Multinomial {
    const strengths = STRENGTHS[this.#method].filter((c) => c > 0);
    let models = this.#models.get(name);
    if (models === undefined) {
      const samples = this.#samples.filter(has);
      models = fitMultinomials(
        {
          x: samples.map(({ evidence }) => termsOf(evidence.features)),
          y: samples.map(({ role }) => ROLES.indexOf(role)),
          weights: balanced(samples),
          classes: ROLES.length,
          ...(this.#method === "corrected"
            ? {
              offsets: samples.map(({ evidence }) =>
                this.#configured(evidence.features)
              ),
            }
            : {}),
        },
        strengths,
      );
      this.#models.set(name, models);
    }
    return models[strengths.indexOf(strength)]!;
  }

  #asConfig(model: Multinomial, tau: number): RuleScoringConfig {
    const { rule_scoring } = this.#config;
    const corrected = this.#method === "corrected";
    const weights = mapRoles((role, k): Partial<Record<Term, number>> => {
      const configured = rule_scoring.weights[WEIGHTS_KEY[role]];
      // Said to be 0, not left out: files are merged over presets, which have these.
      const before = Object.fromEntries(
        Object.entries(configured).map((
          [term, weight],
        ) => [term, corrected ? weight : 0]),
      ) as Partial<Record<Term, number>>;
      const added = new Map<Term, number>([
        ["constant", model.intercepts[k]!],
        ...FITTED_TERMS.map((term, j) =>
          [term, model.coefficients[k]![j]!] as const
        ),
      ]);
      const own = [...added].map(([term, x]) =>
        [term, round((before[term] ?? 0) + x * tau)] as const
      );
      return { ...before, ...Object.fromEntries(own) };
    });
    return {
      weights: {
        core: weights.CORE,
        accent: weights.ACCENT,
        motion: weights.MOTION,
        fill: weights.FILL,
        texture: weights.TEXTURE,
      },
      texture_penalty: corrected
        ? rule_scoring.texture_penalty
        : { ...rule_scoring.texture_penalty, enabled: false },
    };
  }
}

const termsOf = (features: DSPFeatures) =>
  FITTED_TERMS.map((term) => TERM_VALUE[term](features));

/** Four digits: as exact as the data, and readable. */
const round = (x: number) => Math.round(x * 1e4) / 1e4;
