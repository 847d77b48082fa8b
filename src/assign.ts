/**
 * From evidence to a role: the cheap, pure half of the system. No I/O, no audio; microseconds a sample.
 *
 * @module
 */
import type {
  ClapScorer,
  PromptSimilarity,
  PrototypeEffect,
} from "./clap/scoring.ts";
import type { RolesConfig } from "./config/schema.ts";
import {
  type PenaltyEffect,
  ruleScores,
  softmax,
  type TermContribution,
  termContributions,
  texturePenalties,
} from "./dsp/rule_scoring.ts";
import {
  confidenceOf,
  type ConfidenceTerm,
  confidenceTerms,
  fuse,
} from "./fusion/fuse.ts";
import { applyGuards } from "./fusion/guards.ts";
import type { Assignment, Evidence, Role, ScoreVector } from "./types.ts";

/**
 * Gives a sound its role.
 *
 * @param clap scores the embedding; null: the rules decide alone, and the evidence needs no embedding.
 * @throws {TypeError} if there is a scorer but no embedding: evidence and model do not belong together.
 */
export function assignEvidence(
  evidence: Pick<Evidence, "features" | "embedding">,
  config: RolesConfig,
  clap: ClapScorer | null = null,
): Assignment {
  const { features, embedding } = evidence;
  if (clap !== null && embedding === null) {
    throw new TypeError(
      "Cannot score a sample by the audio-text model: its evidence has no embedding",
    );
  }
  const raw = ruleScores(features, config.rule_scoring);
  const rule = softmax(raw, config.dsp.tau_rule);
  const model = clap === null ? null : clap.score(embedding!);
  const fused = fuse(rule, model?.p ?? null, config.fusion);
  const { scores: final, effects } = applyGuards(
    fused,
    features,
    config.guards,
  );
  const margin = final.margin();
  const scores = { rule, clap: model?.p ?? null, final };
  return {
    role: final.argmax(),
    margin,
    confidence: confidenceOf(scores, config.fusion),
    uncertain: margin < config.fusion.confidence_margin_threshold,
    scores,
    features,
    rule_raw_scores: raw,
    clap_similarities: model?.similarities ?? null,
    guards: effects,
  };
}

/** Why a sound has its role: an assignment with the parts of its scores laid open. */
export interface Explanation extends Assignment {
  /** The summands of each role's rule score. */
  readonly terms: Readonly<Record<Role, readonly TermContribution[]>>;
  /** What was taken from TEXTURE's rule score. */
  readonly penalties: readonly PenaltyEffect[];
  /** The summands of the log odds that the role is right; null where the confidence is the margin. */
  readonly confidence_terms: readonly ConfidenceTerm[] | null;
  /** The cosine with every prompt; null without a model. */
  readonly prompts: readonly PromptSimilarity[] | null;
  /** What labelled sounds have added to the model's similarities; null without any. */
  readonly prototypes: PrototypeEffect | null;
  /** Probabilities after fusion, before the guards. */
  readonly fused: ScoreVector;
  readonly runner_up: {
    readonly role: Role;
    readonly score: number;
    readonly behind_by: number;
  };
}

/** {@linkcode assignEvidence} with every intermediate result: what `roles explain` prints. */
export function explainEvidence(
  evidence: Pick<Evidence, "features" | "embedding">,
  config: RolesConfig,
  clap: ClapScorer | null = null,
): Explanation {
  const assignment = assignEvidence(evidence, config, clap);
  const { rule, clap: model, final } = assignment.scores;
  const [role, score] = final.second();
  return {
    ...assignment,
    terms: termContributions(evidence.features, config.rule_scoring),
    penalties: texturePenalties(evidence.features, config.rule_scoring),
    confidence_terms: confidenceTerms(assignment.scores, config.fusion),
    prompts: clap === null ? null : clap.detail(evidence.embedding!),
    prototypes: clap?.prototypes?.(evidence.embedding!) ?? null,
    fused: fuse(rule, model, config.fusion),
    runner_up: { role, score, behind_by: assignment.margin },
  };
}
