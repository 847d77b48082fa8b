/**
 * The figures that come first: how right the roles are, how sure that is, and whether the gates are met.
 *
 * @module
 */
import { type Html, html } from "../../src/report/html.ts";
import { amount, figure, interval, rounded } from "../../src/report/numbers.ts";
import type { Section } from "../../src/report/page.ts";
import { dataTable } from "../../src/report/table.ts";
import type { Evaluation } from "../evaluation.ts";

/** The headline figures with their intervals. */
export function headlineSection(evaluation: Evaluation): Section {
  const { groups, bootstrap } = evaluation;
  const percent = Math.round(bootstrap.level * 100);
  return {
    id: "figures",
    title: "Figures",
    lead:
      html`1 is perfect. Below each figure stands its ${percent} % interval, from ${
        amount(bootstrap.resamples)
      } resamples of whole ${groupWord(evaluation)} (${groups.count} of them)${
        groups.note !== null && html`: ${groups.note}`
      }.`,
    body: html`
      <dl class="tiles">
        ${tile("Accuracy", evaluation.accuracy)}
        ${tile("Macro F1", evaluation.macro_f1)}
        ${tile("Balanced accuracy", evaluation.balanced_accuracy)}
        ${tile("Top-2 accuracy", evaluation.top2_accuracy)}
        ${tile("Weighted F1", evaluation.weighted_f1)}
        ${tile("Cohen’s kappa", evaluation.kappa)}
      </dl>
      <dl class="tiles">
        ${smallTile(
          "Precision at 80 % coverage",
          evaluation.precision_at_80,
          "of the surest 80 %, so many are right",
        )}
        ${smallTile(
          "Calibration error",
          evaluation.ece,
          "0 is best: confidence means what it says",
        )}
        ${smallTile("Log loss", evaluation.log_loss, "0 is best")}
        ${smallTile("Brier score", evaluation.brier, "0 is best, 2 is worst")}
      </dl>
      ${gates(evaluation)}
    `,
  };
}

/** What was resampled as a whole, in the plural. */
export function groupWord({ groups }: Evaluation): string {
  return { pack: "packs", folder: "folders", file: "files" }[groups.by];
}

function tile(
  title: string,
  { value, ci }: { value: number | null; ci: readonly [number, number] | null },
): Html {
  const text = interval(ci);
  return html`
    <div>
      <dt>${title}</dt>
      <dd>
        <div class="value">${figure(value)}</div>
        <div class="ci">${text ?? "no interval"}</div>
        ${value !== null && rangeBar(value, ci)}
      </dd>
    </div>
  `;
}

/** A figure between 0 and 1 with its interval; says nothing that is not written above it. */
function rangeBar(
  value: number,
  ci: readonly [number, number] | null,
): Html {
  const at = (x: number) => rounded(Math.min(1, Math.max(0, x)) * 100, 1);
  return html`
    <svg class="range" viewBox="0 0 100 8" preserveAspectRatio="none"
      aria-hidden="true">
      <rect class="track" y="3" width="100" height="2" />
      ${ci !== null &&
        html`
          <rect class="band" x="${at(ci[0])}" y="1" width="${rounded(
            at(ci[1]) - at(ci[0]),
            1,
          )}" height="6" />
        `}
      <rect class="at" x="${rounded(Math.max(0, at(value) - 0.5), 1)}" width="1"
        height="8" />
    </svg>
  `;
}

function smallTile(title: string, value: number, words: string): Html {
  return html`
    <div class="small">
      <dt>${title}</dt>
      <dd>
        <div class="value">${figure(value)}</div>
        <div class="ci">${words}</div>
      </dd>
    </div>
  `;
}

function gates({ gates }: Evaluation): Html | null {
  if (gates.length === 0) return null;
  const unmet = gates.filter(({ met }) => !met).length;
  return html`
    <h3>Gates <span class="quiet">${unmet === 0
      ? "all met"
      : `${unmet} of ${gates.length} not met`}</span></h3>
    ${dataTable({
      label: "Gates",
      rows: gates,
      columns: [
        {
          title: "Figure",
          kind: "name",
          cell: ({ metric }) => html`<span class="code">${metric}</span>`,
        },
        { title: "Is", kind: "number", value: ({ value }) => value },
        {
          title: "Must be",
          kind: "number",
          value: ({ limit }) => limit,
          say: (limit, { bound }) => `${bound === "min" ? "≥" : "≤"} ${limit}`,
        },
        {
          title: "Gate",
          kind: "text",
          cell: ({ met }) =>
            met
              ? html`<span class="badge good">met</span>`
              : html`<span class="badge bad">not met</span>`,
        },
      ],
    })}
  `;
}
