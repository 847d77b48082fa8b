/**
 * The page of `roles eval --report`.
 *
 * @module
 */
import { html, name } from "../../src/report/html.ts";
import { count } from "../../src/report/numbers.ts";
import { renderPage } from "../../src/report/page.ts";
import { gatherSounds, type SoundSource } from "../../src/report/sounds.ts";
import type { RoleMap } from "../../src/types.ts";
import type { Evaluation } from "../evaluation.ts";
import { confusionSection, rolesSection } from "./by_role.ts";
import { comparisonSection } from "./comparison.ts";
import { confidenceSection } from "./confidence.ts";
import { groupWord, headlineSection } from "./headline.ts";
import { leftOutSection } from "./left_out.ts";
import { mistakesSection, MOST_MISTAKES } from "./mistakes.ts";
import { ablationSection, guardsSection } from "./parts.ts";
import { instrumentsSection, packsSection } from "./slices.ts";

/** What a page needs that the evaluation does not hold. */
export interface EvalReportOptions {
  /** The labels: a file or a folder, as given. */
  readonly labels: string;
  /** Sounds of the mistakes; null: nothing is drawn or played. */
  readonly sounds: SoundSource | null;
  /** Final scores of a sample; null where they are not known. */
  readonly scoresOf: (filepath: string) => RoleMap | null;
}

/** An evaluation as one HTML file. The same evaluation and sounds give the same bytes. */
export async function renderEvalReport(
  evaluation: Evaluation,
  { labels, sounds, scoresOf }: EvalReportOptions,
): Promise<string> {
  const { n, failed, groups } = evaluation;
  const bank = await gatherSounds(
    evaluation.mistakes.slice(0, MOST_MISTAKES).map(({ filepath }) => filepath),
    sounds,
  );
  return renderPage({
    kicker: "roles eval",
    title: ["How right the roles of ", labels, " are"],
    lead: html`
      <p>${count(n, "labelled sample")} of ${groups.count} ${groupWord(
        evaluation,
      )}${failed > 0 &&
        html`; ${
          count(failed, "file")
        } could not be read`}. ${evaluation.model === null
        ? "Rules only, no audio-text model."
        : html`With the model ${name(evaluation.model)}.`}</p>
    `,
    sounds: bank,
    sections: [
      headlineSection(evaluation),
      comparisonSection(evaluation),
      confusionSection(evaluation),
      rolesSection(evaluation),
      await confidenceSection(evaluation),
      await ablationSection(evaluation),
      guardsSection(evaluation),
      packsSection(evaluation),
      instrumentsSection(evaluation),
      mistakesSection(evaluation, scoresOf, bank),
      leftOutSection(evaluation),
    ],
    footer:
      html`<p>Configuration <span class="code">${evaluation.config_digest}</span>; bootstrap of ${evaluation.bootstrap.resamples} resamples, seed ${evaluation.bootstrap.seed}. Figures are defined as scikit-learn defines them.</p>`,
  });
}
