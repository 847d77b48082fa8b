/**
 * What each part of the assignment is worth: rules, model, guards.
 *
 * @module
 */
import { html } from "../../src/report/html.ts";
import { type Chart, figureOf } from "../../src/report/charts.ts";
import { amount, figure, signed } from "../../src/report/numbers.ts";
import type { Section } from "../../src/report/page.ts";
import { dataTable } from "../../src/report/table.ts";
import type { AblationRow, Evaluation } from "../evaluation.ts";
import { withInterval } from "./by_role.ts";

const VARIANTS: Readonly<Record<AblationRow["variant"], string>> = {
  fused: "as configured",
  rules_only: "rules only",
  clap_only: "model only",
  guards_off: "guards off",
};

/** The configuration with parts taken away. */
export async function ablationSection(
  { ablation }: Evaluation,
): Promise<Section> {
  return {
    id: "ablation",
    title: "What each part is worth",
    short: "Parts",
    lead:
      "The same samples with a part of the assignment taken away. A difference whose interval reaches 0 may be chance.",
    body: html`
      <div class="stack">
        ${dataTable({
          label: "Variants of the configuration",
          rows: ablation,
          columns: [
            {
              title: "Variant",
              kind: "name",
              cell: ({ variant }) => VARIANTS[variant],
            },
            {
              title: "Accuracy",
              kind: "number",
              value: ({ accuracy }) => accuracy.value,
              say: (x, { accuracy }) => withInterval(x, accuracy.ci),
            },
            {
              title: "Macro F1",
              kind: "number",
              value: ({ macro_f1 }) => macro_f1.value,
              say: (x, { macro_f1 }) => withInterval(x, macro_f1.ci),
            },
            {
              title: "Difference",
              kind: "number",
              value: ({ against_fused }) =>
                against_fused?.macro_f1.difference ?? null,
              say: (x, { against_fused }) =>
                withInterval(x, against_fused!.macro_f1.ci, signed),
            },
            {
              title: "McNemar p",
              kind: "number",
              value: ({ against_fused }) =>
                against_fused?.mcnemar.p_value ?? null,
              say: pValue,
            },
          ],
        })}
        ${await figureOf(ablationChart(ablation))}
      </div>
    `,
  };
}

/** `0.031`, `< 0.001`. */
export function pValue(p: number): string {
  return p < 0.001 ? "< 0.001" : figure(p);
}

function ablationChart(ablation: readonly AblationRow[]): Chart {
  const rows = ablation.map(({ variant, macro_f1: { value, ci } }) => ({
    variant: VARIANTS[variant],
    value,
    low: ci?.[0] ?? value,
    high: ci?.[1] ?? value,
  }));
  return {
    label: "Macro F1 of each variant with its interval",
    caption: "Macro F1 of each variant; the line is its interval.",
    plot: (Plot) => ({
      height: 60 + 34 * rows.length,
      marginLeft: 95,
      marginRight: 30,
      marginBottom: 40,
      x: { label: "macro F1 →", labelAnchor: "center", grid: true, nice: true },
      y: { label: null, domain: rows.map(({ variant }) => variant) },
      marks: [
        Plot.link(rows, {
          x1: "low",
          x2: "high",
          y: "variant",
          stroke: "var(--accent)",
          strokeWidth: 2,
        }),
        Plot.dot(rows, {
          x: "value",
          y: "variant",
          r: 5,
          fill: "var(--accent)",
          stroke: "var(--panel)",
          title: (row: typeof rows[number]) => figure(row.value),
        }),
      ],
    }),
  };
}

/** What each guard did. */
export function guardsSection({ guards }: Evaluation): Section | null {
  if (guards.length === 0) return null;
  return {
    id: "guards",
    title: "Guards",
    lead:
      "Each guard against the same configuration without it, on the samples on which it fired.",
    body: dataTable({
      label: "What each guard did",
      rows: guards,
      columns: [
        {
          title: "Guard",
          kind: "name",
          cell: ({ guard }) => html`<span class="code">${guard}</span>`,
        },
        {
          title: "Fired",
          kind: "number",
          value: ({ fired }) => fired,
          say: amount,
        },
        {
          title: "Helped",
          kind: "number",
          value: ({ helped }) => helped,
          say: amount,
        },
        {
          title: "Harmed",
          kind: "number",
          value: ({ harmed }) => harmed,
          say: amount,
        },
        {
          title: "Net",
          kind: "number",
          value: ({ helped, harmed }) => helped - harmed,
          say: (x) => signed(x, 0),
        },
        {
          title: "Other mistake",
          kind: "number",
          value: ({ swapped }) => swapped,
          say: amount,
        },
        {
          title: "No change",
          kind: "number",
          value: ({ no_change }) => no_change,
          say: amount,
        },
      ],
    }),
  };
}
