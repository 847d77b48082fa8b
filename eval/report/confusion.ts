/**
 * Confusion matrices as tables of heat.
 *
 * @module
 */
import { type Html, html } from "../../src/report/html.ts";
import { amount, percent } from "../../src/report/numbers.ts";
import { roleTag } from "../../src/report/roles.ts";
import { ROLES } from "../../src/types.ts";

/** A cell: what stands in it, and how hot it is, 0 to 9. */
export type ConfusionCell = readonly [
  count: string,
  share: string,
  heat: number,
];

/** The cells of a matrix of weights whose rows are labels. */
export function confusionCells(
  matrix: readonly (readonly number[])[],
): ConfusionCell[][] {
  return matrix.map((row) => {
    const sum = row.reduce((a, b) => a + b, 0);
    return row.map((n): ConfusionCell => {
      const share = sum === 0 ? 0 : n / sum;
      return [
        amount(n),
        sum === 0 ? "–" : percent(share),
        share === 0 ? 0 : Math.min(9, 1 + Math.floor(share * 9)),
      ];
    });
  });
}

/** A matrix with its counts and, below each, the share of its row. */
export function confusionTable(
  matrix: readonly (readonly number[])[],
  label: string,
): Html {
  return html`
    <table class="confusion">
      <caption class="unseen">${label}</caption>
      <thead>
        <tr>
          <td class="corner">label</td>
          ${ROLES.map((role) => html`<th scope="col">${roleTag(role)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${confusionCells(matrix).map((row, r) =>
          html`<tr><th scope="row">${roleTag(ROLES[r]!)}</th>${
            row.map(([count, share, heat], c) =>
              html`
                <td
                  class="${r === c
                    ? "on"
                    : "off"} h${heat}"><span>${count}</span><span class="share">${share}</span></td>
              `
            )
          }</tr>`
        )}
      </tbody>
    </table>
  `;
}

/** How to read the colours. */
export function confusionLegend(): Html {
  return html`
    <ul class="legend">
      <li><span class="swatch h6"></span>label and role agree</li>
      <li><span class="swatch off h6"></span>they do not</li>
      <li>stronger: a larger share of the label's samples</li>
    </ul>
  `;
}
