/**
 * The page of `roles sweep --report`.
 *
 * @module
 */
import { html, name } from "../../src/report/html.ts";
import { count } from "../../src/report/numbers.ts";
import { renderPage } from "../../src/report/page.ts";
import type { SweepResult } from "../sweep/result.ts";
import { curvesSection } from "./sweep_charts.ts";
import { choiceSection, sensitivitySection } from "./sweep_choice.ts";
import { confusionsSection, pointsSection, stepsOf } from "./sweep_points.ts";

/** What a page needs that the sweep does not hold. */
export interface SweepReportOptions {
  /** The labels: a file or a folder, as given. */
  readonly labels: string;
}

/** A sweep as one HTML file. The same sweep gives the same bytes. */
export async function renderSweepReport(
  result: SweepResult,
  { labels }: SweepReportOptions,
): Promise<string> {
  const { axes, groups } = result;
  const steps = stepsOf(result);
  return renderPage({
    kicker: "roles sweep",
    title: [
      `Sweep over ${
        axes.length <= 2
          ? axes.map(({ short }) => short).join(" and ")
          : count(axes.length, "key")
      } on `,
      labels,
      "",
    ],
    lead: html`
      <p>${count(result.points.length, "point")} (${result.method === "grid"
        ? "grid"
        : `Sobol draw, seed ${result.seed}`}) on ${count(
          result.n,
          "labelled sample",
        )} in ${count(groups.count, "group")}${result.failed > 0 &&
        html`; ${
          count(result.failed, "file")
        } could not be read`}. ${result.model === null
        ? "Rules only, no audio-text model."
        : html`With the model ${name(result.model)}.`}${groups.note !== null &&
        html`
          Groups: ${groups.note}.
        `}</p>
    `,
    sounds: null,
    data: { steps: steps.map(({ label, cells }) => ({ label, cells })) },
    sections: [
      choiceSection(result),
      await curvesSection(result),
      axes.length > 1 ? sensitivitySection(result) : null,
      confusionsSection(result, steps),
      pointsSection(result, steps),
    ],
    footer: html`
      <p>Configuration <span class="code">${result
        .config_digest}</span>, folds of whole groups, seed ${result.seed}.</p>
    `,
  });
}
