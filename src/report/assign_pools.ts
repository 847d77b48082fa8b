/**
 * The pools on the contact sheet: what stands in each, what was moved there and why, what stayed out.
 *
 * @module
 */
import type { PoolCandidate, PoolMove, RolePools } from "../pool/role_pools.ts";
import { type Role, ROLES } from "../types.ts";
import { type Html, html, path } from "./html.ts";
import { amount, count, figure } from "./numbers.ts";
import type { Section } from "./page.ts";
import {
  nameLine,
  player,
  roleClass,
  roleTag,
  uncertainBadge,
} from "./roles.ts";
import type { SoundBank } from "./sounds.ts";
import { dataTable, moreButton } from "./table.ts";

/** Samples of a pool that are shown at once, … */
const FOLD = 12;
/** … and in all: what has no limit stands below by its role. */
const MOST = 100;

/** A pool beside the others, each sample with its sound. */
export function poolsSection(
  pools: RolePools<PoolCandidate>,
  uncertain: ReadonlySet<string>,
  sounds: SoundBank,
): Section {
  const moves = new Map(
    pools.moves.map((move) => [move.sample.filepath, move]),
  );
  const { unfilled, unpooled } = pools;
  return {
    id: "pools",
    title: "Pools",
    lead:
      "Which samples serve which role in a kit, surest first. A sample may serve another role than its own; its role does not change.",
    body: html`${
      unfilled.map(({ role, reason }) =>
        html`<p class="verdict warn">${
          roleTag(role)
        } has no sample: ${reason}.</p>`
      )
    }<div class="pools">${
      ROLES.map((role) => pool(role, pools.get(role), moves, uncertain, sounds))
    }</div>${
      unpooled.length > 0 &&
      html`
        <div
          class="group"><h3>In no pool <span class="quiet">${count(
            unpooled.length,
            "sample",
          )}</span></h3>${dataTable({
            label: "Samples in no pool",
            rows: unpooled,
            fold: 10,
            most: 1000,
            columns: [
              {
                title: "Sample",
                kind: "name",
                cell: ({ sample }) => path(sample.filepath),
              },
              {
                title: "Role",
                kind: "text",
                cell: ({ sample }) => roleTag(sample.role),
              },
              {
                title: "Margin",
                kind: "number",
                value: ({ sample }) => sample.margin,
                say: (x) => figure(x, 2),
              },
              { title: "Why", kind: "long", cell: ({ reason }) => reason },
            ],
          })}</div>
      `
    }`,
  };
}

function pool(
  role: Role,
  members: readonly PoolCandidate[],
  moves: ReadonlyMap<string, PoolMove<PoolCandidate>>,
  uncertain: ReadonlySet<string>,
  sounds: SoundBank,
): Html {
  const shown = members.slice(0, MOST);
  const left = members.length - shown.length;
  return html`
    <div class="pool ${roleClass(role)}" data-list data-fold="${FOLD}">
      <h3>${roleTag(role)} <span class="quiet">${amount(
        members.length,
      )}</span></h3>
      ${members.length === 0 && html`<p class="quiet">Empty.</p>`}
      <ul class="sheet">
        ${shown.map((sample) =>
          member(
            sample,
            moves.get(sample.filepath) ?? null,
            uncertain.has(sample.filepath),
            sounds,
          )
        )}
      </ul>
      ${shown.length > FOLD && moreButton()}
      ${left > 0 &&
        html`<p class="quiet">${amount(left)} more stand below.</p>`}
    </div>
  `;
}

function member(
  { filepath, role, confidence }: PoolCandidate,
  move: PoolMove<PoolCandidate> | null,
  uncertain: boolean,
  sounds: SoundBank,
): Html {
  return html`
    <li class="sample" data-item>
      ${player(sounds.get(filepath), filepath, roleClass(role))}
      ${nameLine(filepath, confidence)}
      ${(uncertain || move !== null) &&
        html`<div class="line"><span>${uncertain && uncertainBadge()} ${
          move !== null && html`<span class="badge">from ${role}</span>`
        }</span></div>`}
      ${move !== null &&
        html`<p class="why">${
          move.kind === "promote" ? "Promoted" : "Moved"
        }: ${move.reason}.</p>`}
    </li>
  `;
}
