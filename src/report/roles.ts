/**
 * How roles, scores and sounds look, the same on every page.
 *
 * @module
 */
import { type Role, type RoleMap, ROLES } from "../types.ts";
import { type Html, html, name, path } from "./html.ts";
import { figure, rounded } from "./numbers.ts";
import type { BankedSound } from "./sounds.ts";

/** The class that gives a role's colour to what it stands on and to all below it. */
export function roleClass(role: Role): string {
  return `r-${role.toLowerCase()}`;
}

/** A role's name with its colour beside it. */
export function roleTag(role: Role): Html {
  return html`<span class="role ${roleClass(role)}">${role}</span>`;
}

/** Five scores as one bar of five parts; says them in words too. */
export function scoreStrip(scores: RoleMap): Html {
  const total = ROLES.reduce((sum, role) => sum + Math.max(0, scores[role]), 0);
  let x = 0;
  const parts = ROLES.map((role) => {
    const width = total > 0 ? Math.max(0, scores[role]) / total * 100 : 0;
    const part = html`
      <rect class="${roleClass(role)}" x="${rounded(x, 1)}" width="${rounded(
        width,
        1,
      )}" height="4" />
    `;
    x += width;
    return part;
  });
  return html`
    <svg class="strip" viewBox="0 0 100 4" preserveAspectRatio="none" role="img"
      aria-label="Scores: ${scoresInWords(scores)}">${parts}</svg>
  `;
}

/** `CORE 0.62, FILL 0.20, …`, highest first. */
export function scoresInWords(scores: RoleMap): string {
  return ROLES.toSorted((a, b) => scores[b] - scores[a])
    .map((role) => `${role} ${figure(scores[role], 2)}`)
    .join(", ");
}

/** Five scores as a bar each; two roles may be marked. */
export function scoreBars(
  scores: RoleMap,
  notes: Readonly<Partial<Record<Role, string>>> = {},
): Html {
  return html`
    <table class="bars">
      <caption class="quiet">Final scores</caption>
      <tbody>${ROLES.map((role) =>
        html`
          <tr>
            <th scope="row">${roleTag(role)}</th>
            <td class="bar">${bar(scores[role], roleClass(role))}</td>
            <td class="number">${figure(scores[role], 2)}</td>
            <td class="note">${notes[role] ?? null}</td>
          </tr>
        `
      )}</tbody>
    </table>
  `;
}

/** A share 0..1 as a bar. It only repeats a number that stands beside it, so it says nothing itself. */
export function bar(share: number, className: string): Html {
  const width = rounded(Math.min(1, Math.max(0, share)) * 100, 1);
  return html`
    <svg class="gauge ${className}" viewBox="0 0 100 8" preserveAspectRatio="none"
      aria-hidden="true">
      <rect class="track" width="100" height="8" />
      <rect class="fill" width="${width}" height="8" />
    </svg>
  `;
}

/**
 * The button that plays a sound, with its outline on it. Without a script it is a link to the file, if there is one.
 *
 * @param label what a screen reader calls the sound.
 */
export function player(
  sound: BankedSound | null,
  label: string,
  className: string,
): Html {
  if (sound === null) {
    return html`<div class="player silent ${className}">no sound to show</div>`;
  }
  const { key, href, seconds, cut } = sound;
  const inner = html`
    <span class="icon" aria-hidden="true"></span><span class="wave"
      data-outline="${key}"></span>
  `;
  const length = html`<span class="seconds">${
    cut ? `first ${figure(seconds, 1)}` : figure(seconds, 2)
  } s</span>`;
  const attributes =
    html`class="player ${className}" data-play="${key}" data-seconds="${
      rounded(seconds, 3)
    }" aria-label="Play ${label}"`;
  return href === null
    ? html`<button type="button" ${attributes}>${inner}${length}</button>`
    : html`<a href="${href}" ${attributes}>${inner}${length}</a>`;
}

/** A sample's path with its confidence at the right. */
export function nameLine(filepath: string, confidence: number): Html {
  return html`
    <div class="line">
      <span class="name">${path(filepath)}</span>
      <span class="quiet">${figure(confidence, 2)}</span>
    </div>
  `;
}

/** A badge that a sample's role is uncertain. */
export function uncertainBadge(): Html {
  return html`<span class="badge warn">uncertain</span>`;
}

/** A list of names in running text. */
export function names(list: readonly string[]): Html {
  return html`${list.map((one, i) => html`${i > 0 && ", "}${name(one)}`)}`;
}
