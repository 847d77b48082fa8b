/**
 * From labelled sounds to a configuration: every choice in its order, each on sounds that the rules before it did not
 * learn from.
 *
 * @module
 */
import { assignEvidence } from "../../src/assign.ts";
import { judgingScorer } from "../../src/clap/prototypes.ts";
import type { ClapScorer } from "../../src/clap/scoring.ts";
import type { RolesConfig } from "../../src/config/schema.ts";
import { ROLES } from "../../src/types.ts";
import { stratifiedGroupFolds } from "../folds.ts";
import type { PromptVectors } from "../sweep/data.ts";
import { Bench } from "./bench.ts";
import {
  type Answer,
  fitCalibration,
  fitRulesCalibration,
} from "./calibration.ts";
import { leastOrConfigured } from "./choose.ts";
import { chooseBias, chooseGuards, guardsOff } from "./corrections.ts";
import {
  type FittedRules,
  type LearnFrom,
  methodFor,
  RuleFitter,
  type RuleMethod,
  STRENGTHS,
} from "./rules.ts";
import { type FitSample, judgedOf, type JudgedSample } from "./samples.ts";
import { chooseFusion, chooseRuleFactor } from "./temperatures.ts";

/** What may be fitted, in the order in which it is. */
export const STAGES = [
  "rules",
  "tau_rule",
  "fusion",
  "guards",
  "role_bias",
  "calibration",
] as const;

/** One of {@linkcode STAGES}. */
export type Stage = typeof STAGES[number];

/** How rule weights were found. */
export interface RuleChoice {
  readonly method: RuleMethod;
  /** Inverse of the penalty; 0: the weights are those configured. */
  readonly strength: number;
  /** What the logits are divided by: above 1, the rules were too sure. */
  readonly softened: number;
}

/** A configuration that was fitted. */
export interface Fitted {
  readonly config: RolesConfig;
  /** How the rule weights were found. */
  readonly rules: RuleChoice;
  /** What was left as it is configured, and why. */
  readonly left: ReadonlyMap<Stage, string>;
}

const FEW_FOR_FUSION = { sounds: 30, packs: 5 };
const FEW_FOR_CORRECTIONS = { sounds: 200, packs: 10, ofRole: 10 };
const FEW_FOR_CALIBRATION = { sounds: 50, wrong: 5 };

/** With fewer folds than these, rules would learn from too little where one is left out: packs are dealt anew. */
const ENOUGH_FOLDS = 4;
const INNER_FOLDS = 5;

/** Strength for sounds of one pack, none of which can be left out to judge it. */
const USUAL: Readonly<Record<RuleMethod, number>> = {
  anew: 10,
  corrected: 0.03,
};

/** What fits to any folds share. */
export interface Workshop {
  readonly samples: readonly FitSample[];
  readonly config: RolesConfig;
  /** null: rules only. */
  readonly prompts: PromptVectors | null;
  readonly fitter: RuleFitter;
  readonly method: RuleMethod;
}

/** Lays out what fits to any folds share. */
export function workshopOf(
  samples: readonly FitSample[],
  config: RolesConfig,
  prompts: PromptVectors | null,
): Workshop {
  const method = methodFor(samples);
  const fitter = new RuleFitter(samples, config, method);
  return { samples, config, prompts, fitter, method };
}

/** What scores embeddings under a configuration; null: rules only. */
export function scorerOf(
  prompts: PromptVectors | null,
  { clap }: RolesConfig,
): ClapScorer | null {
  return prompts === null ? null : judgingScorer(prompts, clap);
}

/**
 * Fits a configuration to the sounds of some folds.
 *
 * @param corrected whether guards and biases may win; else they are off.
 */
export function fitFolds(
  shop: Workshop,
  folds: readonly number[],
  corrected: boolean,
): Fitted {
  return new Fitting(shop, folds).run(corrected);
}

class Fitting {
  readonly #shop: Workshop;
  readonly #folds: readonly number[];
  readonly #judged: readonly JudgedSample[];
  /** Inner fold of each group that is judged. */
  readonly #foldOf: ReadonlyMap<number, number>;
  readonly #bench: Bench;
  readonly #left = new Map<Stage, string>();
  #config: RolesConfig;

  constructor(shop: Workshop, folds: readonly number[]) {
    this.#shop = shop;
    this.#folds = folds;
    this.#config = shop.config;
    this.#judged = judgedOf(shop.samples)
      .filter(({ fold }) => folds.includes(fold));
    this.#foldOf = innerFolds(this.#judged, folds);
    this.#bench = new Bench(
      this.#judged,
      this.#foldOf,
      shop.prompts,
      shop.config.clap.prompts,
    );
  }

  run(corrected: boolean): Fitted {
    const { method, prompts } = this.#shop;
    const left = this.#left;
    const bench = this.#bench;
    if (bench.folds.length < 2) {
      for (const stage of STAGES.slice(1)) left.set(stage, "one pack only");
      const rules = { method, strength: USUAL[method], softened: 1 };
      this.#change(this.#ruleKeys(null, rules));
      return { config: this.#config, rules, left };
    }
    const { strength, logits } = this.#chooseStrength();
    if (strength === 0) left.set("rules", "no gain beyond noise");
    const few = this.#tooFew();
    if (few.fusion !== null) left.set("tau_rule", few.fusion);
    const softened = few.fusion === null ? chooseRuleFactor(bench, logits) : 1;
    const rules = { method, strength, softened };
    this.#change(this.#ruleKeys(null, rules));
    const rule = bench.softmax(logits, softened);
    if (prompts === null || few.fusion !== null) {
      left.set("fusion", few.fusion ?? "rules only");
    } else {
      const { clap, fusion } = this.#config;
      const { tau_clap, alpha } = chooseFusion(bench, rule, this.#config);
      this.#change({
        clap: { ...clap, tau_clap },
        fusion: { ...fusion, alpha },
      });
    }

    if (few.corrections !== null) {
      left.set("guards", few.corrections);
      left.set("role_bias", few.corrections);
    } else {
      const { clap, fusion, guards: configured } = this.#config;
      const model = prompts === null ? null : bench.clap(clap);
      const fuse = (role_bias: RolesConfig["fusion"]["role_bias"]) =>
        bench.fused(rule, model, { ...fusion, role_bias });
      const guards = corrected
        ? chooseGuards(bench, fuse({}), configured)
        : guardsOff(configured);
      const role_bias = corrected ? chooseBias(bench, fuse, guards) : {};
      this.#change({ guards, fusion: { ...fusion, role_bias } });
    }
    this.#calibrate(rules);
    return { config: this.#config, rules, left };
  }

  #change(part: Partial<RolesConfig>): void {
    this.#config = { ...this.#config, ...part };
  }

  /**
   * The keys of rules from the sounds of the folds, but for those of an inner fold. How much they are softened stands in
   * weights that are found anew, else in the temperature.
   */
  #ruleKeys(
    without: number | null,
    { method, strength, softened }: RuleChoice,
  ): Pick<RolesConfig, "rule_scoring" | "dsp"> {
    const { dsp } = this.#shop.config;
    const rules = this.#rules(without, strength);
    return method === "anew"
      ? { rule_scoring: rules.config(dsp.tau_rule / softened), dsp }
      : {
        rule_scoring: rules.config(dsp.tau_rule),
        dsp: { ...dsp, tau_rule: rounded(dsp.tau_rule * softened) },
      };
  }

  /** Rules from the sounds of the folds, but for those of an inner fold. */
  #rules(without: number | null, strength: number): FittedRules {
    const own = areMany(this.#folds);
    // The same folds are the same samples, whichever fold of which others is left out.
    const folds = own
      ? this.#folds.filter((fold) => fold !== without)
      : this.#folds;
    const inner = own ? null : without;
    const from: LearnFrom = {
      name: inner === null ? folds.join() : `${folds.join()} without ${inner}`,
      has: ({ fold, group }) =>
        (fold === null || folds.includes(fold)) &&
        (inner === null || this.#foldOf.get(group) !== inner),
    };
    return this.#shop.fitter.fit(from, strength);
  }

  /**
   * Of weights found anew the strength of the best macro F1; configured weights are corrected only if that is better
   * beyond noise.
   */
  #chooseStrength() {
    const bench = this.#bench;
    const { method } = this.#shop;
    const candidates = STRENGTHS[method].map((strength) => {
      const logits = bench.ruleLogits((fold) => this.#rules(fold, strength));
      const losses = bench.losses(bench.softmax(logits, 1));
      return { value: { strength, logits }, losses };
    });
    const { balance, groups } = bench;
    if (method === "corrected") {
      const configured = candidates.find((c) => c.value.strength === 0)!;
      return leastOrConfigured(configured, candidates, balance, groups, 1);
    }
    const scores = candidates.map(({ value: { logits } }) =>
      bench.macroF1(bench.best(logits))
    );
    return candidates[scores.indexOf(Math.max(...scores))]!.value;
  }

  #calibrate(rules: RuleChoice): void {
    const { prompts } = this.#shop;
    const own = this.#answers(rules, prompts !== null);
    const wrong = own.filter(({ right }) => !right).length;
    if (own.length < FEW_FOR_CALIBRATION.sounds) {
      const why =
        `${own.length} sounds, ${FEW_FOR_CALIBRATION.sounds} are wanted`;
      this.#left.set("calibration", why);
    } else if (wrong < FEW_FOR_CALIBRATION.wrong) {
      const why = `only ${wrong} wrong answers to learn doubt from`;
      this.#left.set("calibration", why);
    } else {
      const rulesOnly = prompts === null ? own : this.#answers(rules, false);
      this.#change({
        fusion: {
          ...this.#config.fusion,
          ...(prompts === null ? {} : { calibration: fitCalibration(own) }),
          calibration_rules_only: fitRulesCalibration(rulesOnly),
        },
      });
    }
  }

  /** What the configuration says of each sound, with rules that did not learn from its inner fold. */
  #answers(rules: RuleChoice, withModel: boolean): Answer[] {
    const scorer = withModel
      ? scorerOf(this.#shop.prompts, this.#config)
      : null;
    const configs = new Map(this.#bench.folds.map((fold) => [fold, {
      ...this.#config,
      ...this.#ruleKeys(fold, rules),
    }]));
    return this.#judged.map(({ evidence, role, weight }, i) => {
      const config = configs.get(this.#bench.fold[i]!)!;
      const { scores, role: given } = assignEvidence(evidence, config, scorer);
      return { scores, right: given === role, weight };
    });
  }

  #tooFew(): { fusion: string | null; corrections: string | null } {
    const { n, groups, truth } = this.#bench;
    const packs = new Set(groups).size;
    const wanting = (need: { sounds: number; packs: number }) =>
      n < need.sounds || packs < need.packs
        ? `${n} sounds in ${packs} packs, ${need.sounds} in ${need.packs} are wanted`
        : null;
    const counts = ROLES.map((_, r) => truth.filter((t) => t === r).length);
    const rarest = Math.min(...counts);
    const role = ROLES[counts.indexOf(rarest)]!;
    const { ofRole } = FEW_FOR_CORRECTIONS;
    return {
      fusion: wanting(FEW_FOR_FUSION),
      corrections: wanting(FEW_FOR_CORRECTIONS) ??
        (rarest < ofRole
          ? `${rarest} sounds of ${role}, ${ofRole} are wanted`
          : null),
    };
  }
}

const areMany = (folds: readonly number[]) => folds.length >= ENOUGH_FOLDS;

/** Fold of each group, to choose by: the folds themselves where they are many. */
function innerFolds(
  judged: readonly JudgedSample[],
  folds: readonly number[],
): Map<number, number> {
  if (areMany(folds)) {
    return new Map(judged.map(({ group, fold }) => [group, fold]));
  }
  const groups = [...new Set(judged.map(({ group }) => group))]
    .sort((a, b) => a - b);
  const ids = judged.map(({ group }) => groups.indexOf(group));
  const k = Math.min(INNER_FOLDS, groups.length);
  if (k < 2) return new Map(groups.map((group) => [group, 0]));
  const fold = stratifiedGroupFolds(
    judged.map(({ role }) => ROLES.indexOf(role)),
    ids,
    ROLES.length,
    k,
  );
  return new Map(judged.map(({ group }, i) => [group, fold[i]!]));
}

/** Three digits: as exact as a temperature is known. */
const rounded = (x: number) => Number(x.toPrecision(3));
