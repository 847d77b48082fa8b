/**
 * How sharply rules and model decide, and whose word counts for how much.
 *
 * @module
 */
import type { RolesConfig } from "../../src/config/schema.ts";
import type { Columns } from "../sweep/stages.ts";
import type { Bench } from "./bench.ts";
import { type Candidate, leastOrConfigured } from "./choose.ts";

/** Factors of `dsp.tau_rule`. */
const RULE_FACTORS = [
  0.4,
  0.5,
  0.6,
  0.7,
  0.8,
  0.9,
  1,
  1.1,
  1.25,
  1.5,
  1.75,
  2,
  2.5,
  3,
];

const TAUS = [0.03, 0.04, 0.05, 0.06, 0.07, 0.08, 0.1, 0.12, 0.15];
const ALPHAS = [
  0,
  0.05,
  0.1,
  0.15,
  0.2,
  0.25,
  0.3,
  0.35,
  0.4,
  0.5,
  0.6,
  0.7,
  0.8,
  0.9,
  1,
];

/** Standard errors that the best of so many must be better by. */
const ERRORS = 2;

/** The factor of `dsp.tau_rule` by the log loss of the rules. */
export function chooseRuleFactor(bench: Bench, logits: Columns): number {
  const candidate = (factor: number): Candidate<number> => ({
    value: factor,
    losses: bench.losses(bench.softmax(logits, factor)),
  });
  return leastOrConfigured(
    candidate(1),
    RULE_FACTORS.map(candidate),
    bench.balance,
    bench.groups,
    ERRORS,
  );
}

/** What of a configuration {@linkcode chooseFusion} finds. */
export interface FusionChoice {
  readonly tau_clap: number;
  readonly alpha: number;
}

/**
 * Temperature of the model and share of the rules together, by the soft errors of the fused scores: the log loss would ask how
 * sure they are, which is the calibration's business.
 */
export function chooseFusion(
  bench: Bench,
  rule: Columns,
  { clap, fusion }: RolesConfig,
): FusionChoice {
  const candidates = (tau_clap: number, alphas: readonly number[]) => {
    const p = bench.clap({ ...clap, tau_clap });
    return alphas.map((alpha): Candidate<FusionChoice> => ({
      value: { tau_clap, alpha },
      losses: bench.softErrors(
        bench.fused(rule, p, { ...fusion, alpha }).fused,
      ),
    }));
  };
  return leastOrConfigured(
    candidates(clap.tau_clap, [fusion.alpha])[0]!,
    TAUS.flatMap((tau) => candidates(tau, ALPHAS)),
    bench.balance,
    bench.groups,
    ERRORS,
  );
}
