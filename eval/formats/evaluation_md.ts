/**
 * An evaluation in Markdown, for a pull request or a page.
 *
 * @module
 */
import { harmless } from "../../src/cli/text.ts";
import { ROLES } from "../../src/types.ts";
import type { Estimate, Evaluation, Slice } from "../evaluation.ts";
import { formatGate } from "../gates.ts";
import {
  amount,
  digits,
  percent,
  probability,
  range,
  signed,
} from "./columns.ts";

/** Mistakes, packs and instruments that are listed. */
const LISTED = 20;

/**
 * A name as Markdown shows it to the letter: no markup, no HTML, no link, no new cell or line, nothing that a reader
 * could be fooled by.
 */
export function markdownText(text: string): string {
  return harmless(text)
    .replace(
      /[\\`*_{}[\]()#+\-.!|~<>&@:$^="']/g,
      (c) => `&#${c.codePointAt(0)!};`,
    );
}

function table(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  left = 1,
): string {
  const rule = header.map((_, c) => c < left ? "---" : "---:");
  return [header, rule, ...rows]
    .map((row) => `| ${row.join(" | ")} |`)
    .join("\n");
}

const estimate = ({ value, ci }: Estimate) => [digits(value), range(ci)];

/** An evaluation as Markdown (GitHub's tables), with an LF at the end. */
export function evaluationMarkdown(e: Evaluation): string {
  const parts = [
    "# Evaluation of roles",
    `${e.n} samples in ${e.groups.count} groups, ${e.failed} files could not be read. Configuration \`${e.config_digest}\`, ` +
    (e.model === null ? "rules only." : `model ${markdownText(e.model)}.`),
    ...(e.groups.note === null ? [] : [`> ${e.groups.note}`]),
    ...gates(e),
    table(["figure", "value", `${100 * e.bootstrap.level} % interval`], [
      ["accuracy", ...estimate(e.accuracy)],
      ["macro F1", ...estimate(e.macro_f1)],
      ["weighted F1", ...estimate(e.weighted_f1)],
      ["balanced accuracy", ...estimate(e.balanced_accuracy)],
      ["Cohen's kappa", digits(e.kappa.value), range(e.kappa.ci)],
      ["top-2 accuracy", ...estimate(e.top2_accuracy)],
      ["log loss", digits(e.log_loss), ""],
      ["Brier score", digits(e.brier), ""],
      [`ECE of the ${e.reliability.of}`, digits(e.ece), ""],
    ]),
    "## Roles",
    table(
      ["role", "precision", "recall", "F1", "support"],
      ROLES.map((role) => {
        const { precision, recall, f1, support } = e.roles[role];
        return [
          role,
          digits(precision),
          digits(recall),
          digits(f1),
          amount(support),
        ];
      }),
    ),
    "Confusion: rows are labels, columns assigned roles.",
    table(
      ["", ...ROLES],
      ROLES.map((role, i) => [
        `**${role}**`,
        ...ROLES.map((_, j) => {
          const weight = e.confusion.matrix[i]![j]!;
          return i === j ? `**${amount(weight)}**` : amount(weight);
        }),
      ]),
    ),
    "## Confidence",
    table(
      ["wanted right", "confidence", "share of the samples"],
      e.surest.map(({ precision, confidence, coverage }) => [
        percent(precision),
        digits(confidence),
        coverage === null ? "none" : percent(coverage),
      ]),
    ),
    `Of the surest 80 %, ${percent(e.precision_at_80)} are right.`,
    ...ablation(e),
    ...guards(e),
    ...slices("Packs", e.packs),
    ...slices("Instruments", e.instruments),
    ...mistakes(e),
    ...comparison(e),
  ];
  return parts.join("\n\n") + "\n";
}

function gates({ gates }: Evaluation): string[] {
  return gates.length === 0 ? [] : [
    gates.map((gate) =>
      `- ${gate.met ? "met" : "**not met**"}: ${formatGate(gate)}`
    ).join("\n"),
  ];
}

function ablation({ ablation }: Evaluation): string[] {
  if (ablation.length < 2) return [];
  return [
    "## Parts alone",
    table(
      [
        "variant",
        "accuracy",
        "macro F1",
        "macro F1 against fused",
        "McNemar p",
      ],
      ablation.map(({ variant, accuracy, macro_f1, against_fused: a }) => [
        variant,
        digits(accuracy.value),
        digits(macro_f1.value),
        a === null
          ? ""
          : `${signed(a.macro_f1.difference)} ${range(a.macro_f1.ci)}`,
        a === null ? "" : probability(a.mcnemar.p_value),
      ]),
    ),
  ];
}

function guards({ guards }: Evaluation): string[] {
  if (guards.length === 0) return [];
  return [
    "## Guards",
    table(
      ["guard", "fired", "helped", "harmed", "wrong either way", "no change"],
      guards.map((g) => [
        g.guard,
        ...[g.fired, g.helped, g.harmed, g.swapped, g.no_change].map(String),
      ]),
    ),
  ];
}

function slices(title: string, all: readonly Slice[]): string[] {
  const worst = all.filter(({ wrong }) => wrong > 0).slice(0, LISTED);
  if (worst.length === 0) return [];
  return [
    `## ${title}, worst first`,
    table(
      ["name", "accuracy", "samples", "mostly"],
      worst.map(({ name, accuracy, n, confused }) => [
        markdownText(name),
        percent(accuracy),
        String(n),
        confused === null
          ? ""
          : `${confused.label} called ${confused.role} (${confused.n})`,
      ]),
    ),
  ];
}

function mistakes({ mistakes }: Evaluation): string[] {
  if (mistakes.length === 0) return [];
  return [
    `## Surest mistakes (${
      Math.min(LISTED, mistakes.length)
    } of ${mistakes.length})`,
    table(
      ["file", "label", "assigned", "why", "confidence"],
      mistakes.slice(0, LISTED).map((m) => [
        markdownText(m.filepath),
        m.label,
        m.role,
        m.reasons.map(markdownText).join("<br>"),
        digits(m.confidence),
      ]),
      4,
    ),
  ];
}

function comparison({ comparison: c }: Evaluation): string[] {
  if (c === null) return [];
  const changed = c.changed.slice(0, LISTED);
  return [
    "## Against the other evaluation",
    `${c.paired} samples in both, ${c.only_here} only here, ${c.only_there} only there. ` +
    `Accuracy ${signed(c.accuracy.difference)} ${
      range(c.accuracy.ci)
    }, macro F1 ${signed(c.macro_f1.difference)} ${
      range(c.macro_f1.ci)
    }, McNemar p ${probability(c.mcnemar.p_value)} (${c.mcnemar.method}).`,
    ...(changed.length === 0 ? [] : [
      table(
        ["file", "label", "before", "after", "change"],
        changed.map((s) => [
          markdownText(s.filepath),
          s.label,
          s.before,
          s.after,
          s.change.replace("_", " "),
        ]),
        5,
      ),
    ]),
  ];
}
