/**
 * Charts as markup: drawn by Observable Plot when the page is made, so that a page needs no script to show them.
 *
 * Colours are the page's own variables, which know light and dark.
 *
 * @module
 */
import { type Content, Html, html, visible } from "./html.ts";

/** What is used of Plot; its module is heavy, so it loads with the first chart. */
export type Plot = typeof import("@observablehq/plot");

/** Width of every chart in its own units: text keeps a readable size on a phone. */
export const CHART_WIDTH = 480;

/** A chart for {@linkcode figureOf}. */
export interface Chart {
  /** What the chart shows, for people who do not see it. */
  readonly label: string;
  readonly caption?: Content;
  /** Options of `Plot.plot`; marks included. */
  readonly plot: (plot: Plot) => Parameters<Plot["plot"]>[0];
}

/** Draws a chart. */
export async function figureOf(
  { label, caption, plot }: Chart,
): Promise<Html> {
  const { parseHTML } = await import("linkedom");
  const Plot = await import("@observablehq/plot");
  // Types of a browser's document are not known outside one.
  const { document } = parseHTML("<html></html>") as unknown as {
    document: never;
  };
  const chart = Plot.plot({
    width: CHART_WIDTH,
    className: "chart",
    document,
    ...plot(Plot),
  }) as unknown as ChartElement;
  // The page's policy forbids styles inside the chart; the page has them.
  for (const element of chart.querySelectorAll("style")) element.remove();
  chart.removeAttribute("style");
  chart.setAttribute("role", "img");
  chart.setAttribute("aria-label", visible(label));
  chart.setAttribute("font-size", "12");
  chart.setAttribute("font-family", "inherit");
  return html`<figure>${new Html(rounded(chart.outerHTML))}${
    caption !== undefined && html`<figcaption>${caption}</figcaption>`
  }</figure>`;
}

/** The part of a browser's element that is used here. */
interface ChartElement {
  readonly outerHTML: string;
  querySelectorAll(selector: string): Iterable<{ remove(): void }>;
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
}

/** Takes away digits that nobody sees. */
function rounded(svg: string): string {
  return svg.replace(
    / (d|transform|x|y|x1|x2|y1|y2|cx|cy|r|width|height)="([^"]*)"/g,
    (_, attribute, value: string) =>
      ` ${attribute}="${
        value.replace(
          /-?\d+\.\d{3,}(e-\d+)?/g,
          (x) => String(Number(Number(x).toFixed(2))),
        )
      }"`,
  );
}
