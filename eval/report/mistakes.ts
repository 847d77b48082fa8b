/**
 * The most confident mistakes: what a person should listen to, with the reasons.
 *
 * @module
 */
import { type Html, html, name, path } from "../../src/report/html.ts";
import { amount, count, figure, rounded } from "../../src/report/numbers.ts";
import type { Section } from "../../src/report/page.ts";
import {
  player,
  roleClass,
  roleTag,
  scoreBars,
} from "../../src/report/roles.ts";
import type { SoundBank } from "../../src/report/sounds.ts";
import {
  dataTable,
  moreButton,
  roleFilter,
  searchBox,
  sortBox,
  tools,
} from "../../src/report/table.ts";
import type { RoleMap } from "../../src/types.ts";
import type { Evaluation } from "../evaluation.ts";

/** Mistakes with their sound and reasons; the rest stand in a table. */
export const MOST_MISTAKES = 200;
/** Mistakes that stand open. */
const FOLD = 24;

/** A mistake of an evaluation. */
export type Mistake = Evaluation["mistakes"][number];

/** The mistakes, most confident first. */
export function mistakesSection(
  { mistakes, n }: Evaluation,
  scoresOf: (filepath: string) => RoleMap | null,
  sounds: SoundBank,
): Section {
  const shown = mistakes.slice(0, MOST_MISTAKES);
  return {
    id: "mistakes",
    title: "Mistakes, most confident first",
    short: "Mistakes",
    lead: mistakes.length === 0
      ? html`None: each of ${count(n, "sample")} got the role of its label.`
      : html`${amount(mistakes.length)} of ${
        count(n, "sample")
      } got another role than their label. Listen: some labels may be wrong.`,
    body: html`
      ${shown.length > 0 && html`
        <div data-list data-fold="${FOLD}">
          ${tools(html`
            ${searchBox()} ${roleFilter("Label", "label")} ${roleFilter(
              "Assigned",
              "role",
            )} ${sortBox([
              ["-confidence", "most confident first"],
              ["confidence", "least confident first"],
              ["name", "by name"],
            ])}
          `)}
          <ul class="mistakes">
            ${shown.map((mistake) =>
              card(mistake, scoresOf(mistake.filepath), sounds)
            )}
          </ul>
          ${shown.length > FOLD && moreButton()}
        </div>
      `}
      ${mistakes.length > shown.length && restOf(mistakes)}
    `,
  };
}

function card(
  mistake: Mistake,
  scores: RoleMap | null,
  sounds: SoundBank,
): Html {
  const { filepath, label, role, confidence, pack, instrument, reasons } =
    mistake;
  return html`
    <li class="mistake panel" data-item data-label="${label}"
      data-role="${role}" data-confidence="${rounded(confidence)}"
      data-name="${filepath}">
      ${player(sounds.get(filepath), filepath, roleClass(role))}
      <p class="verdict-line">
        <span>${roleTag(label)} taken for ${roleTag(role)}</span>
        <span class="quiet">confidence ${figure(confidence, 2)}</span>
      </p>
      <div class="name">${path(filepath)}</div>
      <p class="quiet">${name(pack)}${instrument !== null &&
        html`, ${name(instrument)}`}</p>
      ${scores !== null &&
        scoreBars(scores, { [label]: "label", [role]: "assigned" })}
      <ul>
        ${reasons.map((reason) => html`<li>${reason}</li>`)}
      </ul>
    </li>
  `;
}

function restOf(mistakes: readonly Mistake[]): Html {
  const rest = mistakes.slice(MOST_MISTAKES);
  return html`
    <h3 class="group">The other mistakes <span class="quiet">${amount(
      rest.length,
    )}</span></h3>
    ${dataTable({
      label: "The other mistakes",
      rows: rest,
      filter: true,
      fold: 25,
      most: 3000,
      columns: [
        {
          title: "Sample",
          kind: "name",
          cell: ({ filepath }) => path(filepath),
        },
        { title: "Label", kind: "text", cell: ({ label }) => roleTag(label) },
        { title: "Assigned", kind: "text", cell: ({ role }) => roleTag(role) },
        {
          title: "Confidence",
          kind: "number",
          value: ({ confidence }) => confidence,
        },
      ],
    })}
  `;
}
