/**
 * What a sweep chose, whether to believe it, and which key matters.
 *
 * @module
 */
import { type Content, html } from "../../src/report/html.ts";
import { figure, percent, signed } from "../../src/report/numbers.ts";
import type { Section } from "../../src/report/page.ts";
import { dataTable } from "../../src/report/table.ts";
import { verdict } from "../formats/sweep_text.ts";
import type { SweepChoice, SweepResult } from "../sweep/result.ts";
import { withInterval } from "./by_role.ts";
import { keyName, settingText } from "./sweep_setting.ts";

interface Candidate {
  readonly name: string;
  readonly choice: Pick<SweepChoice, "point" | "values" | "score" | "honest">;
}

/** The verdict and the three candidates. */
export function choiceSection(result: SweepResult): Section {
  const candidates: Candidate[] = [
    {
      name: "default",
      choice: {
        point: null,
        values: result.default.values,
        score: result.default.score,
        honest: null,
      },
    },
    { name: "best", choice: result.best },
    { name: "within one standard error", choice: result.one_se },
  ];
  return {
    id: "choice",
    title: "Choice",
    lead: html`
      The best of many points is partly the luckiest on these samples. “Held out” judges each choice on ${result
        .folds} folds of packs that had no part in it. Third stands the point nearest to the defaults of those within one standard error (${figure(
          result.standard_error,
        )}) of the best.
    `,
    body: html`
      <p class="verdict ${result.within_noise && "warn"}">${verdict(result)
        .join(
          " ",
        )}</p>
      ${dataTable<Candidate>({
        label: "What was chosen",
        rows: candidates,
        columns: [
          { title: "Choice", kind: "name", cell: ({ name }) => name },
          {
            title: "Values",
            kind: "long",
            cell: ({ choice }) =>
              html`<span class="code">${
                settingText(result, choice.values)
              }</span>`,
          },
          {
            title: html`<span class="code">${result.metric}</span>`,
            kind: "number",
            value: ({ choice }) => choice.score,
          },
          {
            title: "Held out",
            kind: "number",
            // Nobody chose the default by these samples.
            value: ({ name, choice }) =>
              name === "default" ? choice.score : choice.honest?.score ?? null,
          },
          {
            title: "Gain",
            kind: "number",
            value: ({ choice }) => choice.honest?.gain ?? null,
            say: (x, { choice }): Content =>
              withInterval(x, choice.honest!.gain_ci, signed),
          },
          {
            title: "Spread",
            kind: "number",
            value: ({ choice }) => choice.honest?.spread ?? null,
          },
        ],
      })}
      ${result.best.honest !== null && picks(result)}
    `,
  };
}

/** What was chosen without each fold: the same point each time is a good sign. */
function picks(result: SweepResult) {
  const honest = result.best.honest!;
  const folds = honest.picks.map((values, f) => ({
    fold: f + 1,
    values,
    score: honest.folds[f] ?? null,
    default: result.default.folds[f] ?? null,
  }));
  return html`
    <details>
      <summary>What was chosen without each fold</summary>
      ${dataTable({
        label: "What was chosen without each fold",
        rows: folds,
        columns: [
          { title: "Fold", kind: "name", cell: ({ fold }) => fold },
          {
            title: "Best without it",
            kind: "long",
            cell: ({ values }) =>
              html`<span class="code">${
                values === null ? "–" : settingText(result, values)
              }</span>`,
          },
          {
            title: "Score on it",
            kind: "number",
            value: ({ score }) => score,
          },
          {
            title: "Default on it",
            kind: "number",
            value: (row) => row.default,
          },
        ],
      })}
    </details>
  `;
}

/** The share of the score's variance that each key explains. */
export function sensitivitySection(result: SweepResult): Section {
  return {
    id: "sensitivity",
    title: "Which key matters",
    short: "Keys",
    lead: html`
      Share: how much of the variance of <span
        class="code">${result
          .metric}</span> over the points the key explains on its own. Swing: the mean at its best value less the mean at its worst.
    `,
    body: dataTable({
      label: "Sensitivity of each key",
      rows: result.sensitivity,
      columns: [
        {
          title: "Key",
          kind: "name",
          cell: ({ key }) => keyName(key),
        },
        {
          title: "Share",
          kind: "number",
          value: ({ share }) => share,
          say: percent,
        },
        { kind: "bar", value: ({ share }) => share },
        { title: "Swing", kind: "number", value: ({ swing }) => swing },
      ],
    }),
  };
}
