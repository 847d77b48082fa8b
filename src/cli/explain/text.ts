/**
 * An explanation in words, numbers and bars.
 *
 * @module
 */
import type { Explanation } from "../../assign.ts";
import type { PrototypeEffect } from "../../clap/scoring.ts";
import type { RolesConfig } from "../../config/schema.ts";
import {
  type DSPFeatures,
  FEATURE_NAMES,
  type FeatureName,
  type GuardEffect,
  type Role,
  ROLES,
  type Warning,
} from "../../types.ts";
import { ROLE_STYLE, ROLE_WIDTH } from "../roles.ts";
import { bar, harmless, type Paint } from "../text.ts";

/** Columns of the longest bar. */
const BAR = 20;

/** Columns of the longest name of a feature or term. */
const NAME = 19;

/** Labelled sounds that are listed. */
const NEAREST = 5;

/** Why a sound has its role, for a person to read. */
export function explanationText(
  filepath: string,
  explanation: Explanation,
  warnings: readonly Warning[],
  config: RolesConfig,
  paint: Paint,
): string {
  const heading = (text: string) => ["", paint("bold", text)];
  const byFinal = explanation.scores.final.sorted().map(([role]) => role);
  return [
    ...verdictLines(filepath, explanation, config, paint),
    ...warnings.map(({ message }) =>
      `${paint("yellow", "warning:")} ${message}`
    ),
    ...heading("Features"),
    ...featureLines(explanation.features),
    ...heading("Scores"),
    ...scoreLines(byFinal, explanation, paint),
    ...(explanation.confidence_terms === null ? [] : [
      ...heading("What the confidence is made of"),
      ...confidenceLines(explanation, paint),
    ]),
    ...heading("What each rule score is made of"),
    ...byFinal.flatMap((role) => termLines(role, explanation, paint)),
    ...(explanation.prompts === null ? [] : [
      ...heading("What the model hears (cosine of the sound with each prompt)"),
      ...byFinal.flatMap((role) => promptLines(role, explanation, paint)),
    ]),
    ...(explanation.prototypes === null ? [] : [
      ...heading("What your labelled sounds add, and the nearest of them"),
      ...addedLines(byFinal, explanation, paint),
      ...prototypeLines(explanation.prototypes, paint),
    ]),
    ...heading("Guards"),
    ...guardLines(explanation.guards, config),
  ].join("\n") + "\n";
}

function verdictLines(
  filepath: string,
  { role, confidence, uncertain, runner_up }: Explanation,
  { fusion }: RolesConfig,
  paint: Paint,
): string[] {
  const behind = `${runner_up.role} comes second, ${
    say(runner_up.behind_by)
  } behind`;
  return [
    `${paint("bold", harmless(filepath))}: ${
      paint(ROLE_STYLE[role], role)
    }, confidence ${say(confidence)}`,
    uncertain
      ? `${behind}: ${
        paint("yellow", "uncertain")
      }, under ${fusion.confidence_margin_threshold}`
      : behind,
  ];
}

/** Features in other units than shares; a bar is for what lies in 0..1. */
const UNIT: Readonly<Partial<Record<FeatureName, string>>> = {
  attack_time: "s",
  decay_time: "s",
  temporal_centroid: "s",
  spectral_skewness: "octaves",
  high_irregularity: "dB",
  low_ring: "decades",
  mid_ring: "decades",
};

function featureLines(features: DSPFeatures): string[] {
  return FEATURE_NAMES.map((name) => {
    const unit = UNIT[name] ?? " ";
    const value = features[name];
    const number = value < 0
      ? `${name.padEnd(NAME - 1)}${signed(value)}`
      : `${name.padEnd(NAME)}${say(value)}`;
    return `  ${number} ${unit} ${unit.length > 1 ? "" : bar(value, BAR)}`
      .trimEnd();
  });
}

/** Of each role: the rule score, what softmax makes of it, after fusion, after the guards. */
function scoreLines(
  roles: readonly Role[],
  { rule_raw_scores, scores, fused }: Explanation,
  paint: Paint,
): string[] {
  const sources = [
    ["rules", scores.rule],
    ...(scores.clap === null ? [] : [["model", scores.clap] as const]),
    ["fused", fused],
    ["final", scores.final],
  ] as const;
  const titles = ["rule score", ...sources.map(([title]) => title.padStart(7))];
  return [
    paint("dim", `  ${" ".repeat(ROLE_WIDTH)}  ${titles.join("")}`),
    ...roles.map((role) => {
      const numbers = [
        say(rule_raw_scores[role]).padStart(10),
        ...sources.map(([, vector]) => say(vector.get(role)).padStart(7)),
      ];
      const name = paint(ROLE_STYLE[role], role.padEnd(ROLE_WIDTH));
      return `  ${name}  ${numbers.join("")}  ${
        bar(scores.final.get(role), BAR)
      }`.trimEnd();
    }),
  ];
}

/** A term of a rule score or of the confidence. */
type Summand =
  | Explanation["terms"][Role][number]
  | NonNullable<Explanation["confidence_terms"]>[number];

/** `weight × value = contribution` of a term, and a bar as long as that. */
function summandLine(
  { term, weight, contribution }: Summand,
  value: string,
  paint: Paint,
): string {
  const product = paint(
    contribution < 0 ? "red" : "green",
    signed(contribution),
  );
  return `    ${term.padEnd(NAME)}${signed(weight)} × ${value} = ${product}  ${
    bar(Math.abs(contribution), BAR)
  }`.trimEnd();
}

/** The terms of the log odds that the role is right, and their sum. */
function confidenceLines(
  { confidence_terms, confidence }: Explanation,
  paint: Paint,
): string[] {
  const terms = confidence_terms!;
  const sum = terms.reduce((all, { contribution }) => all + contribution, 0);
  return [
    ...terms.map((term) => summandLine(term, signed(term.value), paint)),
    `  ${signed(sum)} are the log odds of ${say(confidence)}`,
  ];
}

/** The terms of a role's rule score, the largest first, then the penalties. */
function termLines(
  role: Role,
  { terms, penalties, rule_raw_scores }: Explanation,
  paint: Paint,
): string[] {
  const largestFirst = terms[role].toSorted((a, b) =>
    Math.abs(b.contribution) - Math.abs(a.contribution)
  );
  const lines = largestFirst.map((term) =>
    summandLine(term, say(term.value), paint)
  );
  const taken = role !== "TEXTURE"
    ? []
    : penalties.map((p) =>
      `    ${p.penalty.padEnd(NAME + 17)}${
        paint("red", signed(p.contribution))
      }  ${p.reason}`
    );
  return [
    `  ${paint(ROLE_STYLE[role], role)} ${say(rule_raw_scores[role])}`,
    ...lines,
    ...taken,
  ];
}

/** The prompts of a role, the nearest first. */
function promptLines(
  role: Role,
  { prompts, prototypes, clap_similarities }: Explanation,
  paint: Paint,
): string[] {
  const taught = prototypes?.added[role] ?? 0;
  const nearestFirst = prompts!.filter((prompt) => prompt.role === role)
    .toSorted((a, b) => b.similarity - a.similarity);
  return [
    `  ${paint(ROLE_STYLE[role], role)} ${
      say(clap_similarities![role] - taught)
    }`,
    ...nearestFirst.map(({ prompt, similarity }) =>
      `    ${signed(similarity)}  ${
        bar(Math.max(0, similarity), BAR).padEnd(BAR)
      }  ${harmless(prompt)}`
    ),
  ];
}

/** What all labelled sounds together add to each role, and what that makes of its similarity. */
function addedLines(
  roles: readonly Role[],
  { prototypes, clap_similarities }: Explanation,
  paint: Paint,
): string[] {
  return roles.map((role) => {
    const added = prototypes!.added[role];
    return `  ${paint(ROLE_STYLE[role], role.padEnd(ROLE_WIDTH))}  ${
      paint(added < 0 ? "red" : "green", signed(added))
    } makes ${say(clap_similarities![role])}`;
  });
}

/** The nearest labelled sounds: how near, which role, what each adds to that. */
function prototypeLines(
  { nearest }: PrototypeEffect,
  paint: Paint,
): string[] {
  const more = nearest.length - NEAREST;
  return [
    ...nearest.slice(0, NEAREST).map(({ path, role, similarity, added }) =>
      `    ${signed(similarity)}  ${
        bar(Math.max(0, similarity), BAR).padEnd(BAR)
      }  ${harmless(path)}: ${paint(ROLE_STYLE[role], role)} ${signed(added)}`
    ),
    ...(more > 0 ? [paint("dim", `    and ${more} farther away`)] : []),
  ];
}

function guardLines(
  guards: readonly GuardEffect[],
  config: RolesConfig,
): string[] {
  if (!config.guards.enabled) return ["  switched off (guards.enabled: false)"];
  if (guards.length === 0) return ["  none fired"];
  return guards.map(({ guard, reason, multiplied, changed_role }) => {
    const factors = ROLES.filter((role) => multiplied[role] !== undefined)
      .map((role) => `${role} × ${multiplied[role]}`);
    return `  ${guard}: ${factors.join(", ")}${
      changed_role ? ", which changed the role" : ""
    }\n    ${reason}`;
  });
}

const say = (x: number) => x.toFixed(3);

const signed = (x: number) => (x < 0 ? "−" : "+") + say(Math.abs(x));
