/**
 * Every sample on the contact sheet, by its role, and the files that could not be read.
 *
 * @module
 */
import { type FailedSample, type Role, ROLES } from "../types.ts";
import type { AssignedSample } from "./assign.ts";
import { type Html, html, path } from "./html.ts";
import { amount, count, rounded } from "./numbers.ts";
import type { Section } from "./page.ts";
import {
  nameLine,
  player,
  roleClass,
  roleTag,
  scoreStrip,
  uncertainBadge,
} from "./roles.ts";
import type { SoundBank } from "./sounds.ts";
import {
  dataTable,
  onlyBox,
  roleFilter,
  roleLegend,
  searchBox,
  sortBox,
  tools,
} from "./table.ts";

/** All samples, surest first in each role. */
export function samplesSection(
  shown: readonly AssignedSample[],
  total: number,
  sounds: SoundBank,
): Section {
  const byRole = Map.groupBy(shown, ({ role }) => role);
  const left = total - shown.length;
  return {
    id: "samples",
    title: "Samples by role",
    short: "Samples",
    lead:
      "The strip under each sound is its scores, one part a role; the number is the confidence.",
    body: html`${
      left > 0 && html`
        <p
          class="verdict warn">${amount(shown.length)} of ${amount(
            total,
          )} samples are shown: those in the pools, then the least sure. The other formats list all.</p>
      `
    }${roleLegend()}<div data-list>${
      tools(html`${searchBox()}${roleFilter("Role", "role")}${
        sortBox([
          ["-confidence", "surest first"],
          ["confidence", "least sure first"],
          ["name", "by name"],
        ])
      }${onlyBox("only uncertain", "uncertain")}`)
    }${ROLES.map((role) => group(role, byRole.get(role) ?? [], sounds))}</div>`,
  };
}

function group(
  role: Role,
  samples: readonly AssignedSample[],
  sounds: SoundBank,
): Html | null {
  if (samples.length === 0) return null;
  const surestFirst = samples.toSorted((a, b) => b.confidence - a.confidence);
  return html`
    <div class="group" data-group>
      <h3>${roleTag(role)} <span class="quiet">${count(
        samples.length,
        "sample",
      )}</span></h3>
      <ul class="sheet">${surestFirst.map((sample) =>
        tile(sample, sounds)
      )}</ul>
    </div>
  `;
}

function tile(
  { filepath, role, confidence, uncertain, scores, warnings }: AssignedSample,
  sounds: SoundBank,
): Html {
  const [second] = scores.final.second();
  return html`
    <li class="sample" data-item data-role="${role}"
      data-confidence="${rounded(confidence)}" data-name="${filepath}"
      ${uncertain && html`data-uncertain`}>
      ${player(sounds.get(filepath), filepath, roleClass(role))}
      ${scoreStrip(scores.final.toJSON())}
      ${nameLine(filepath, confidence)}
      ${uncertain &&
        html`<div class="line"><span>${uncertainBadge()} or ${second}</span></div>`}
      ${warnings.map(({ message }) => html`<p class="why">${message}</p>`)}
    </li>
  `;
}

/** The files without a role. */
export function failuresSection(failed: readonly FailedSample[]): Section {
  return {
    id: "failed",
    title: "Files that could not be read",
    short: "Failed files",
    body: dataTable({
      label: "Files that could not be read",
      rows: failed,
      filter: failed.length > 10,
      fold: 50,
      most: 2000,
      columns: [
        {
          title: "File",
          kind: "name",
          cell: ({ filepath }) => path(filepath),
        },
        { title: "Error", kind: "long", cell: ({ error }) => error.message },
        {
          title: "Code",
          kind: "text",
          cell: ({ error }) => html`<span class="code">${error.code}</span>`,
        },
      ],
    }),
  };
}
