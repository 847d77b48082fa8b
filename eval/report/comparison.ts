/**
 * This evaluation against another.
 *
 * @module
 */
import { type Html, html, name, path } from "../../src/report/html.ts";
import { amount, interval, signed } from "../../src/report/numbers.ts";
import type { Section } from "../../src/report/page.ts";
import { roleTag } from "../../src/report/roles.ts";
import { dataTable } from "../../src/report/table.ts";
import type { Comparison, Evaluation } from "../evaluation.ts";
import { pValue } from "./parts.ts";

const CHANGES: Readonly<
  Record<Comparison["changed"][number]["change"], Html>
> = {
  now_right: html`<span class="badge good">now right</span>`,
  now_wrong: html`<span class="badge bad">now wrong</span>`,
  still_wrong: html`<span class="badge">still wrong</span>`,
};

/** Differences and the samples that changed side; null without `--compare`. */
export function comparisonSection(
  { comparison, bootstrap }: Evaluation,
): Section | null {
  if (comparison === null) return null;
  const { mcnemar, changed } = comparison;
  const percent = Math.round(bootstrap.level * 100);
  const difference = (of: Comparison["accuracy"]) => {
    const text = interval(of.ci, signed);
    return html`${signed(of.difference)}${
      text !== null && html`
        <span class="quiet">(${percent} %: ${text})</span>
      `
    }`;
  };
  return {
    id: "comparison",
    title: "Against the other evaluation",
    short: "Comparison",
    lead:
      "This one less the other, on the samples that both have. An interval that reaches 0, or a p above 0.05, may be chance.",
    body: html`
      <dl class="facts">
        <dt>Accuracy</dt>
        <dd>${difference(comparison.accuracy)}</dd>
        <dt>Macro F1</dt>
        <dd>${difference(comparison.macro_f1)}</dd>
        <dt>McNemar</dt>
        <dd>
          ${amount(mcnemar.only_second)} right only here, ${amount(
            mcnemar.only_first,
          )} right only there, p ${pValue(mcnemar.p_value)}
        </dd>
        <dt>Samples</dt>
        <dd>
          ${amount(comparison.paired)} in both, ${amount(
            comparison.only_here,
          )} only here, ${amount(
            comparison.only_there,
          )} only there${comparison.relabelled > 0 &&
            html`, ${amount(comparison.relabelled)} with another label there`}
        </dd>
        <dt>The other</dt>
        <dd>
          configuration <span class="code">${comparison
            .config_digest}</span>, ${comparison.model === null
            ? "rules only"
            : html`model ${name(comparison.model)}`}
        </dd>
      </dl>
      ${changed.length > 0 && html`
        <h3>Samples that changed side <span class="quiet">${amount(
          changed.length,
        )}</span></h3>
        ${dataTable({
          label: "Samples that changed side",
          rows: changed,
          filter: changed.length > 12,
          fold: 12,
          most: 3000,
          columns: [
            {
              title: "Sample",
              kind: "name",
              cell: ({ filepath }) => path(filepath),
            },
            {
              title: "Label",
              kind: "text",
              cell: ({ label }) => roleTag(label),
            },
            {
              title: "Before",
              kind: "text",
              cell: ({ before }) => roleTag(before),
            },
            { title: "Now", kind: "text", cell: ({ after }) => roleTag(after) },
            {
              title: "Change",
              kind: "text",
              cell: ({ change }) => CHANGES[change],
            },
          ],
        })}
      `}
    `,
  };
}
