/**
 * An evaluation for a terminal.
 *
 * @module
 */
import { ROLE_STYLE } from "../../src/cli/roles.ts";
import { count, harmless, type Paint } from "../../src/cli/text.ts";
import { type Role, ROLES } from "../../src/types.ts";
import type { Estimate, Evaluation, Slice } from "../evaluation.ts";
import { formatGate } from "../gates.ts";
import {
  amount,
  type Cell,
  digits,
  percent,
  probability,
  range,
  signed,
  tableLines,
} from "./columns.ts";

/** How much to print. */
export interface EvaluationTextOptions {
  readonly paint: Paint;
  /** Mistakes that are listed. Default 10. */
  readonly mistakes?: number;
}

/** Worst packs and instruments that are listed. */
const WORST = 5;

const roleCell = (role: Role): Cell => [role, ROLE_STYLE[role]];
const head = (...cells: readonly string[]): Cell[] =>
  cells.map((cell) => [cell, "dim"]);

/** An evaluation as text, with an LF at the end. */
export function evaluationText(
  e: Evaluation,
  { paint, mistakes = 10 }: EvaluationTextOptions,
): string {
  const sections: readonly (readonly [string, readonly string[]])[] = [
    ["", summaryLines(e, paint)],
    ["Roles", roleLines(e, paint)],
    ["Confusion (rows: labels, columns: assigned)", confusionLines(e, paint)],
    ["Confidence", confidenceLines(e)],
    ["Parts alone", e.ablation.length < 2 ? [] : ablationLines(e, paint)],
    ["Guards (against the configuration without each)", guardLines(e, paint)],
    ["Worst packs", sliceLines(e.packs, paint)],
    ["Worst instruments", sliceLines(e.instruments, paint)],
    [
      `Surest mistakes (${
        Math.min(mistakes, e.mistakes.length)
      } of ${e.mistakes.length})`,
      mistakeLines(e, mistakes, paint),
    ],
    ["Against the other evaluation", comparisonLines(e)],
    ["Gates", gateLines(e, paint)],
  ];
  return sections
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) =>
      (title === "" ? "" : paint("bold", title) + "\n") +
      lines.map((line) => title === "" ? line : `  ${line}`).join("\n") + "\n"
    )
    .join("\n");
}

function summaryLines(e: Evaluation, paint: Paint): string[] {
  const figure = (name: string, { value, ci }: Estimate): Cell[] => [
    name,
    [digits(value), "bold"],
    [range(ci), "dim"],
  ];
  const failed = e.failed === 0
    ? ""
    : `, ${count(e.failed, "file")} could not be read`;
  const listed = e.label_problems.length === 0
    ? ""
    : `, ${count(e.label_problems.length, "label problem")}`;
  return [
    `${count(e.n, "sample")} in ${
      count(e.groups.count, "group")
    }${failed}${listed}`,
    `configuration ${e.config_digest}, ${
      e.model === null ? "rules only" : `model ${harmless(e.model)}`
    }`,
    ...(e.groups.note === null ? [] : [paint("yellow", e.groups.note)]),
    "",
    ...tableLines(
      [
        figure("accuracy", e.accuracy),
        figure("macro F1", e.macro_f1),
        figure("weighted F1", e.weighted_f1),
        figure("balanced accuracy", e.balanced_accuracy),
        [
          "Cohen's kappa",
          [digits(e.kappa.value), "bold"],
          [range(e.kappa.ci), "dim"],
        ],
        figure("top-2 accuracy", e.top2_accuracy),
        ["log loss", [digits(e.log_loss), "bold"]],
        ["Brier score", [digits(e.brier), "bold"]],
        ["ECE", [digits(e.ece), "bold"], [
          e.reliability.of === "score"
            ? "of the scores: the configuration has no calibration"
            : "",
          "dim",
        ]],
      ],
      [1],
      paint,
    ),
    ...(e.accuracy.ci === null ? [] : [
      paint(
        "dim",
        `[${
          100 * e.bootstrap.level
        } % intervals, ${e.bootstrap.resamples} bootstrap draws of whole groups]`,
      ),
    ]),
  ];
}

function roleLines(e: Evaluation, paint: Paint): string[] {
  return tableLines(
    [
      head("", "precision", "recall", "F1", "support", "recall's interval"),
      ...ROLES.map((role): Cell[] => {
        const f = e.roles[role];
        return [
          roleCell(role),
          digits(f.precision),
          digits(f.recall),
          digits(f.f1),
          amount(f.support),
          [range(f.ci.recall), "dim"],
        ];
      }),
    ],
    [1, 2, 3, 4],
    paint,
  );
}

function confusionLines(e: Evaluation, paint: Paint): string[] {
  return tableLines(
    [
      head("", ...ROLES),
      ...ROLES.map((role, i): Cell[] => [
        roleCell(role),
        ...ROLES.map((_, j): Cell => {
          const weight = e.confusion.matrix[i]![j]!;
          const text = weight === 0
            ? "·"
            : `${amount(weight)} (${
              Math.round(100 * e.confusion.normalised[i]![j]!)
            } %)`;
          return [text, i === j ? "bold" : weight === 0 ? "dim" : "yellow"];
        }),
      ]),
    ],
    ROLES.map((_, j) => j + 1),
    paint,
  );
}

function confidenceLines(e: Evaluation): string[] {
  return [
    ...e.surest.map(({ precision, confidence, coverage }) =>
      confidence === null
        ? `no confidence leaves ${percent(precision)} right`
        : `${percent(precision)} right: confidence ${
          digits(confidence)
        } or more, ${percent(coverage!)} of the samples`
    ),
    `of the surest 80 %, ${percent(e.precision_at_80)} are right`,
  ];
}

const VARIANTS = {
  fused: "as configured",
  rules_only: "rules only",
  clap_only: "model only",
  guards_off: "guards off",
} as const;

function ablationLines(e: Evaluation, paint: Paint): string[] {
  return tableLines(
    [
      head("", "accuracy", "macro F1", "against as configured"),
      ...e.ablation.map((row): Cell[] => {
        const against = row.against_fused;
        return [
          VARIANTS[row.variant],
          digits(row.accuracy.value),
          digits(row.macro_f1.value),
          against === null
            ? ""
            : `macro F1 ${signed(against.macro_f1.difference)} ${
              range(against.macro_f1.ci)
            }, McNemar p ${probability(against.mcnemar.p_value)}`,
        ];
      }),
    ],
    [1, 2],
    paint,
  );
}

function guardLines(e: Evaluation, paint: Paint): string[] {
  if (e.guards.length === 0) return [];
  return tableLines(
    [
      head("", "fired", "helped", "harmed", "wrong either way", "no change"),
      ...e.guards.map((g): Cell[] => [
        g.guard,
        String(g.fired),
        [String(g.helped), g.helped > 0 ? "green" : "dim"],
        [String(g.harmed), g.harmed > 0 ? "red" : "dim"],
        String(g.swapped),
        String(g.no_change),
      ]),
    ],
    [1, 2, 3, 4, 5],
    paint,
  );
}

function sliceLines(slices: readonly Slice[], paint: Paint): string[] {
  const worst = slices.filter(({ wrong }) => wrong > 0).slice(0, WORST);
  return tableLines(
    worst.map(({ name, n, accuracy, confused }): Cell[] => [
      harmless(name),
      percent(accuracy),
      `of ${n}`,
      [
        confused === null
          ? ""
          : `mostly ${confused.label} called ${confused.role} (${confused.n})`,
        "dim",
      ],
    ]),
    [1, 2],
    paint,
  );
}

function mistakeLines(e: Evaluation, most: number, paint: Paint): string[] {
  return e.mistakes.slice(0, most).flatMap((m) => [
    `${harmless(m.filepath)}: ${paint(ROLE_STYLE[m.label], m.label)} called ${
      paint(ROLE_STYLE[m.role], m.role)
    }, confidence ${digits(m.confidence)}`,
    ...m.reasons.map((reason) => paint("dim", `  ${harmless(reason)}`)),
  ]);
}

function comparisonLines(e: Evaluation): string[] {
  const c = e.comparison;
  if (c === null) return [];
  const changed = (kind: typeof c.changed[number]["change"]) =>
    c.changed.filter(({ change }) => change === kind).length;
  return [
    `${
      count(c.paired, "sample")
    } in both; ${c.only_here} only here, ${c.only_there} only there` +
    (c.relabelled === 0
      ? ""
      : `; ${c.relabelled} with another label there (this one counts)`),
    `accuracy ${signed(c.accuracy.difference)} ${range(c.accuracy.ci)}`,
    `macro F1 ${signed(c.macro_f1.difference)} ${range(c.macro_f1.ci)}`,
    `McNemar p ${probability(c.mcnemar.p_value)} (${
      c.mcnemar.method === "exact" ? "exact binomial" : "corrected chi²"
    })`,
    `${changed("now_right")} now right, ${changed("now_wrong")} now wrong, ${
      changed("still_wrong")
    } wrong either way`,
  ];
}

function gateLines(e: Evaluation, paint: Paint): string[] {
  return e.gates.map((gate) =>
    `${gate.met ? paint("green", "met    ") : paint("red", "not met")}  ${
      formatGate(gate)
    }`
  );
}
