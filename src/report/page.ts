/**
 * What every page has: one file that opens offline, light and dark, on a phone and on paper, and a policy that lets
 * nothing foreign in.
 *
 * @module
 */
import { type Content, Html, html, jsonScript, name } from "./html.ts";
import type { SoundBank } from "./sounds.ts";
import CSS from "./page.css" with { type: "text" };
import SCRIPT from "./page.js" with { type: "text" };

/** A part of a page under its own heading, reachable from the page's contents. */
export interface Section {
  /** Unique in the page; letters and hyphens. */
  readonly id: string;
  readonly title: string;
  /** A short title for the contents; the title without it. */
  readonly short?: string;
  /** How to read it, one or two sentences. */
  readonly lead?: Content;
  readonly body: Content;
}

/** A whole page. */
export interface Page {
  /** A name from outside, with what stands before and after it. */
  readonly title: readonly [before: string, name: string, after: string];
  /** Stands over the title, small: what made the page. */
  readonly kicker: string;
  /** Stands under the title. */
  readonly lead: Content;
  /** null parts are left out. */
  readonly sections: readonly (Section | null)[];
  readonly footer: Content;
  /** The sounds that the page draws and plays; null for a silent page. */
  readonly sounds: SoundBank | null;
  /** For the page's script, beside the sounds. */
  readonly data?: Readonly<Record<string, unknown>>;
}

/** The page as one HTML file. The same page gives the same bytes. */
export async function renderPage(page: Page): Promise<string> {
  const sections = page.sections.filter((section) => section !== null);
  const [before, named, after] = page.title;
  const data = { ...page.sounds?.data, ...page.data };
  const document = html`
    <!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="${await policy(
          page.sounds,
        )}">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="referrer" content="no-referrer">
        <title>${page.title}</title>
        <link rel="icon" href="data:,">
        <style>${new Html(CSS)}</style>
      </head>
      <body>
    <a class="skip" href="#main">Skip to the content</a>
    <header class="top">
    <p class="kicker">${page.kicker}</p>
    <h1>${before}${name(named)}${after}</h1>
    <div class="lead">${page.lead}</div>
    <nav aria-label="Contents"><ul>${sections.map((
      { id, title, short = title },
    ) => html`<li><a href="#${id}">${short}</a></li>`)}</ul></nav>
    </header>
    <main id="main">${sections.map(({ id, title, lead, body }) =>
      html`
        <section id="${id}" aria-labelledby="${id}-title">
        <h2 id="${id}-title">${title}</h2>
        ${lead !== undefined && html`<p class="how">${lead}</p>`}
        ${body}
        </section>
      `
    )}
    </main>
    <footer>${page.footer}</footer>
    <p id="status" class="status" role="status" aria-live="polite"></p>
    ${jsonScript("data", data)}
    <script>${new Html(SCRIPT)}</script>
      </body>
    </html>
  `;
  return String(document).trimStart();
}

/** Nothing but this page's own style and script, and the sounds it was made for. */
async function policy(sounds: SoundBank | null): Promise<string> {
  const media = [
    ...sounds?.embeds ? ["data:"] : [],
    // A page that was opened as a file has no origin of its own, so the scheme has to be named.
    ...sounds?.links ? ["'self'", "file:"] : [],
  ];
  return [
    "default-src 'none'",
    `style-src '${await digest(CSS)}'`,
    `script-src '${await digest(SCRIPT)}'`,
    "img-src data:",
    `media-src ${media.length === 0 ? "'none'" : media.join(" ")}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

async function digest(text: string): Promise<string> {
  const bytes = new TextEncoder().encode(text);
  const hash = await crypto.subtle.digest("SHA-256", bytes);
  return `sha256-${new Uint8Array(hash).toBase64()}`;
}
