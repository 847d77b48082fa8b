/**
 * Markup that cannot be broken out of: whatever is put into a template is text, unless it is {@linkcode Html} itself.
 *
 * @module
 */

/** A piece of markup that is safe to put into a page. */
export class Html {
  readonly #markup: string;

  /** @param markup taken as it is: only for text that no outsider can have written. */
  constructor(markup: string) {
    this.#markup = markup;
  }

  toString(): string {
    return this.#markup;
  }
}

/** What a template takes: null and false are nothing, a list is its parts one after another. */
export type Content =
  | Html
  | string
  | number
  | null
  | false
  | readonly Content[];

/**
 * A template whose values are escaped, for text and for quoted attributes alike.
 *
 * @example
 * ```ts
 * import { html } from "./html.ts";
 *
 * const name = `<b>"kick"</b>.wav`;
 * const row = html`<td title="${name}">${name}</td>`;
 * if (String(row).includes("<b>")) throw new Error("never");
 * ```
 */
export function html(
  parts: TemplateStringsArray,
  ...values: readonly Content[]
): Html {
  let markup = parts[0]!;
  for (const [i, value] of values.entries()) {
    markup += markupOf(value) + parts[i + 1]!;
  }
  return new Html(markup);
}

function markupOf(content: Content): string {
  if (content === null || content === false) return "";
  if (content instanceof Html) return String(content);
  if (typeof content === "number") return String(content);
  if (typeof content === "string") return escaped(content);
  return content.map(markupOf).join("");
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/**
 * What a reader could be fooled by: controls, invisible marks of format and writing direction, line separators, lone
 * surrogates. A line break alone is harmless in a page.
 */
const TREACHEROUS = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** A text with what could mislead a reader written out, as in `\u{202e}`; not yet safe in markup. */
export function visible(text: string): string {
  return text.replace(
    TREACHEROUS,
    (c) => `\\u{${c.codePointAt(0)!.toString(16)}}`,
  );
}

/** A text for markup. */
function escaped(text: string): string {
  return visible(text).replace(/[&<>"']/g, (c) => ENTITIES[c]!);
}

/** A name from outside (a file, a folder, a pack): its writing direction does not reach the text around it. */
export function name(text: string): Html {
  return html`<bdi>${text}</bdi>`;
}

/** A file's path with its last part set off; may wrap after each slash. */
export function path(filepath: string): Html {
  const cut = filepath.lastIndexOf("/") + 1;
  const folders = filepath.slice(0, cut).split("/").slice(0, -1);
  return html`<bdi class="path">${
    cut > 0 && html`<span class="dir">${
      folders.map((folder) => html`${folder}/<wbr>`)
    }</span>`
  }<span class="file">${filepath.slice(cut)}</span></bdi>`;
}

/** Data for a script, as JSON that no HTML parser mistakes for markup. */
export function jsonScript(id: string, data: unknown): Html {
  const json = JSON.stringify(data).replace(
    /[<>&\u2028\u2029]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return html`<script type="application/json" id="${id}">${new Html(
    json,
  )}</script>`;
}
