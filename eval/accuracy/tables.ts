/**
 * The figures of docs/accuracy.md, as Markdown.
 *
 * @module
 */
import type { GuardsConfig, RolesConfig } from "../../src/config/schema.ts";
import { GUARD_NAMES } from "../../src/fusion/guards.ts";
import { type Assignment, ROLES } from "../../src/types.ts";
import type { Estimate } from "../evaluation.ts";
import type { LabelledEvidence } from "../evidence/sounds.ts";
import { assignedOutOfFold } from "../fit/fit.ts";
import { gainOf, type Summary, summaryOf, type Truth } from "../fit/summary.ts";
import { displayWidth, pad } from "../../src/cli/text.ts";
import { digits, probability, signed } from "../formats/columns.ts";
import { type Confusion, rowsOf } from "../metrics/confusion.ts";
import type { Part, Plain } from "./parts.ts";

/** Draws of packs behind the intervals. */
const DRAWS = { resamples: 2000, seed: 0 };

/** What is told of each protocol. */
const HELD: Readonly<Record<Part["protocol"], string>> = {
  packs: "packs held out",
  sources: "sources held out",
};

type Cells = readonly (string | number)[];

/** A Markdown table, laid out as `deno fmt` does. */
function table(head: Cells, rows: readonly Cells[]): string {
  const widths = head.map((_, c) =>
    Math.max(...[head, ...rows].map((row) => displayWidth(String(row[c]))))
  );
  const line = (cells: Cells) =>
    `| ${
      cells.map((cell, c) => pad(String(cell), widths[c]!)).join(" | ")
    } |\n`;
  return [head, widths.map((width) => "-".repeat(width)), ...rows]
    .map(line).join("");
}

const withRange = ({ value, ci }: Estimate) =>
  ci === null
    ? digits(value)
    : `${digits(value)} [${digits(ci[0])}–${digits(ci[1])}]`;

/** Truths of sounds, whose packs are the groups. */
function truthsOf(sounds: readonly LabelledEvidence[]): Truth[] {
  const packs = [...new Set(sounds.map(({ label }) => label.pack))].sort();
  return sounds.map(({ label }) => ({
    role: label.role,
    group: packs.indexOf(label.pack),
    weight: label.weight,
  }));
}

/** What is judged: sounds and what was said of them. */
interface Judged {
  readonly sounds: readonly LabelledEvidence[];
  readonly assignments: readonly Assignment[];
}

const summary = ({ sounds, assignments }: Judged) =>
  summaryOf(truthsOf(sounds), assignments, DRAWS);

const from = (source: string, { sounds, assignments }: Judged): Judged => {
  const own = [...sounds.keys()].filter((i) => sounds[i]!.source === source);
  return {
    sounds: own.map((i) => sounds[i]!),
    assignments: own.map((i) => assignments[i]!),
  };
};

const of = ({ sounds }: Part, assignments: readonly Assignment[]): Judged => ({
  sounds,
  assignments,
});

const HEADLINE = ["", "sounds", "accuracy", "macro F1", ...ROLES];

const SURENESS = ["ECE", "right of the surest 80 %"];

const sureness = (s: Summary): Cells => [
  digits(s.ece),
  digits(s.precision_at_80),
];

/** Accuracy, macro F1 and recalls of everything. */
export function headline(
  parts: readonly Part[],
  seed: Plain,
  licensed: { readonly alone: Plain; readonly fused: Plain },
): string {
  const row = (name: string, judged: Judged) =>
    figureRow(name, summary(judged));
  return table(
    HEADLINE,
    [
      row("preset seed", seed),
      ...parts.flatMap((part) => {
        const held = HELD[part.protocol];
        const { after, rulesOnly, modelOnly } = part.fit;
        const sources = [...new Set(part.sounds.map(({ source }) => source!))];
        return [
          row(`rules only, ${held}`, of(part, rulesOnly)),
          row(`model only, ${held}`, of(part, modelOnly!)),
          row(`**default, ${held}**`, of(part, after)),
          ...sources.map((source) =>
            row(`— ${source}`, from(source, of(part, after)))
          ),
        ];
      }),
      row("model only, trained on what may be redistributed", licensed.alone),
      row("… with the rules, sources held out", licensed.fused),
    ],
  );
}

/** Of a collection that nothing was chosen by: the figures of several configurations, and how they know themselves. */
export function apart(judged: Readonly<Record<string, Plain>>): string {
  return table(
    [...HEADLINE, ...SURENESS],
    Object.entries(judged).map(([name, plain]) => {
      const s = summary(plain);
      return [...figureRow(name, s), ...sureness(s)];
    }),
  );
}

const figureRow = (name: string, s: Summary): Cells => [
  name,
  s.n,
  withRange(s.accuracy),
  withRange(s.macro_f1),
  ...s.recall.map((recall) => recall === null ? "–" : digits(recall.value)),
];

/** Intervals of the default's recalls. */
export function recalls(parts: readonly Part[]): string {
  return table(
    ["recall", ...ROLES.map((r) => `${r}`)],
    parts.flatMap((part) =>
      ([["rules only", "rulesOnly"], ["default", "after"]] as const).map((
        [name, key],
      ) => [
        `${name}, ${HELD[part.protocol]}`,
        ...summary(of(part, part.fit[key])).recall
          .map((recall) => recall === null ? "–" : withRange(recall)),
      ])
    ),
  );
}

/** Calibration, and how right the surest are. */
export function confidence(parts: readonly Part[]): string {
  return table(
    ["", ...SURENESS],
    parts.flatMap((part) =>
      ([
        ["rules only", "rulesOnly"],
        ["default", "after"],
      ] as const).map(([name, key]) => {
        const s = summary(of(part, part.fit[key]));
        return [
          `${name}, ${HELD[part.protocol]}`,
          ...sureness(s),
        ];
      })
    ),
  );
}

/** Whether the default beats its parts. */
export function against(parts: readonly Part[]): string {
  return table(
    ["the default", "won", "lost", "McNemar p", "macro F1 gained"],
    parts.flatMap((part) => {
      const { fit } = part;
      const row = (name: string, other: readonly Assignment[]) => {
        const { mcnemar, macro_f1 } = gainOf(
          truthsOf(part.sounds),
          other,
          fit.after,
          DRAWS,
        );
        return [
          `against ${name}, ${HELD[part.protocol]}`,
          mcnemar.only_second,
          mcnemar.only_first,
          probability(mcnemar.p_value).replace("= ", ""),
          gain(macro_f1),
        ];
      };
      return [
        row("its rules", fit.rulesOnly),
        row("its model", fit.modelOnly!),
      ];
    }),
  );
}

const gain = (
  { difference, ci }: ReturnType<typeof gainOf>["macro_f1"],
) => `${signed(difference)} [${ci === null ? "–" : ci.map(signed).join(", ")}]`;

/** A confusion matrix. */
export function confusion(judged: Judged): string {
  return table(
    ["label \\ given", ...ROLES.map((r) => `${r}`)],
    cellsOf(summary(judged).confusion),
  );
}

const cellsOf = (matrix: Confusion): Cells[] =>
  rowsOf(matrix).map((row, r) => [ROLES[r]!, ...row]);

/** What the fit to the other folds chose. */
export function choices(parts: readonly Part[]): string {
  const guardsOf = (guards: GuardsConfig) =>
    GUARD_NAMES.filter((guard) =>
      Object.entries(guards[guard]).some(([key, x]) =>
        key.endsWith("multiply") && x !== 1
      ) && !("enabled" in guards[guard] && !guards[guard].enabled)
    );
  return table(
    ["fitted", "C", "softened", "tau_clap", "alpha", "role_bias", "guards"],
    parts.flatMap((part) =>
      [
        ...[...part.fit.without].map(([fold, fitted]) =>
          [part.folds[fold]!, fitted] as const
        ),
        [`to all ${part.protocol}`, part.fit] as const,
      ].map(([name, { config, rules }]) => [
        name,
        rules.strength,
        rules.softened,
        config.clap.tau_clap,
        config.fusion.alpha,
        Object.entries(config.fusion.role_bias)
          .map(([role, by]) => `${role} ${signed(by!)}`).join(", ") || "–",
        guardsOf(config.guards).join(", ") || "–",
      ])
    ),
  );
}

/** Changes of the configuration that were tried, each judged out of fold like the default. */
const VARIANTS: readonly (readonly [
  string,
  (config: RolesConfig, seed: RolesConfig) => RolesConfig,
])[] = [
  ...(["mean", "max", "topk", "logsumexp"] as const).map((ensemble) =>
    [
      `\`clap.ensemble: ${ensemble}\``,
      (config: RolesConfig) => ({
        ...config,
        clap: { ...config.clap, ensemble },
      }),
    ] as const
  ),
  ...[0, 0.1, 0.3, 0.5, 0.7].map((alpha) =>
    [
      `\`fusion.alpha: ${alpha}\``,
      (config: RolesConfig) => ({
        ...config,
        fusion: { ...config.fusion, alpha },
      }),
    ] as const
  ),
  [
    "`fusion.role_bias: {}`",
    (config) => ({ ...config, fusion: { ...config.fusion, role_bias: {} } }),
  ],
  ...GUARD_NAMES.map((guard) =>
    [
      `the seed's guard \`${guard}\``,
      (config: RolesConfig, seed: RolesConfig) => ({
        ...config,
        guards: { ...config.guards, [guard]: seed.guards[guard] },
      }),
    ] as const
  ),
];

/** What each of the variants gains. */
export function tried(parts: readonly Part[], seed: RolesConfig): string {
  return table(
    ["in place of what was fitted", ...parts.map((p) => HELD[p.protocol])],
    VARIANTS.map(([name, change]) => [
      name,
      ...parts.map((part) => {
        const { macro_f1 } = gainOf(
          truthsOf(part.sounds),
          part.fit.after,
          assignedOutOfFold(
            part.fit.judged,
            part.fit.without,
            part.prompts,
            (config) => change(config, seed),
          ),
          DRAWS,
        );
        return gain(macro_f1);
      }),
    ]),
  );
}

/** A label of this confidence or more against it is listed. */
const DOUBTFUL = 0.9;

/** Labels that the default contradicts in all protocols alike, surest first. */
export function doubtful(parts: readonly Part[]): string {
  const [first, ...others] = parts.map(({ sounds, fit }) =>
    new Map(sounds.map(({ label }, i) => [label.path, {
      label,
      given: fit.after[i]!,
    }]))
  );
  const found = [...first!].flatMap(([path, { label, given }]) => {
    const all = [given, ...others.map((other) => other.get(path)!.given)];
    const least = Math.min(...all.map(({ confidence }) => confidence));
    return given.role === label.role || least < DOUBTFUL ||
        all.some(({ role }) => role !== given.role)
      ? []
      : [{ label, role: given.role, least }];
  }).sort((a, b) =>
    b.least - a.least || (a.label.path < b.label.path ? -1 : 1)
  );
  return table(
    ["sound", "instrument", "label", "heard as", "confidence"],
    found.map(({ label, role, least }) => [
      `\`${label.path}\``,
      label.instrument ?? "–",
      label.role,
      role,
      least.toFixed(2),
    ]),
  );
}
