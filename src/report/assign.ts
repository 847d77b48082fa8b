/**
 * The page of `roles assign --report`: a contact sheet to look through and to listen to. Pools first, then every
 * sample by its role.
 *
 * @module
 */
import type { PoolCandidate, RolePools } from "../pool/role_pools.ts";
import {
  type FailedSample,
  ROLES,
  type SampleRecord,
  type SampleResult,
} from "../types.ts";
import { poolsSection } from "./assign_pools.ts";
import { failuresSection, samplesSection } from "./assign_samples.ts";
import { type Html, html, name } from "./html.ts";
import { amount, count, percent } from "./numbers.ts";
import { type Page, renderPage } from "./page.ts";
import { bar, roleClass, roleTag } from "./roles.ts";
import { gatherSounds, type SoundSource } from "./sounds.ts";

/** Samples on one page at most: those in the pools, then the least sure. */
export const MOST_SAMPLES = 5000;

/** What {@linkcode renderAssignReport} shows of a sample; a `SampleResult` is one. */
export type AssignedSample =
  & Pick<
    SampleResult,
    | "sample_id"
    | "filepath"
    | "role"
    | "margin"
    | "confidence"
    | "uncertain"
    | "warnings"
    | "error"
  >
  & { readonly scores: Pick<SampleResult["scores"], "final"> };

/** What the page is made of. */
export interface AssignReport {
  /** In the run's order. */
  readonly records: readonly (AssignedSample | FailedSample)[];
  /** null where no pools were asked for. */
  readonly pools: RolePools<PoolCandidate> | null;
  /** null: nothing is drawn or played. */
  readonly sounds: SoundSource | null;
  /** What was looked through, as given on the command line. */
  readonly paths: readonly string[];
  /** Name of the audio-text model; null: rules only. */
  readonly model: string | null;
  readonly configDigest: string;
}

/** The part of a record that the page needs, for runs that keep many. */
export function assignedSampleOf(
  record: SampleRecord,
): AssignedSample | FailedSample {
  if (record.error !== null) return record;
  const { sample_id, filepath, role, margin, confidence, uncertain } = record;
  const { warnings, error, scores: { final } } = record;
  return {
    sample_id,
    filepath,
    role,
    margin,
    confidence,
    uncertain,
    warnings,
    error,
    scores: { final },
  };
}

/** The contact sheet of a run, as one HTML file. */
export async function renderAssignReport(
  report: AssignReport,
): Promise<string> {
  const samples = report.records.filter((r): r is AssignedSample =>
    r.error === null
  );
  const failed = report.records.filter((r): r is FailedSample =>
    r.error !== null
  );
  const pools = report.pools;
  const shown = shownSamples(samples, pools);
  const sounds = await gatherSounds(
    shown.map(({ filepath }) => filepath),
    report.sounds,
  );
  const uncertain = new Set(
    samples.filter((s) => s.uncertain).map(({ filepath }) => filepath),
  );
  return renderPage({
    kicker: "roles assign",
    title: titleOf(report.paths),
    lead: leadOf(samples, failed),
    sounds,
    sections: [
      pools === null ? null : poolsSection(pools, uncertain, sounds),
      samples.length === 0
        ? null
        : samplesSection(shown, samples.length, sounds),
      failed.length === 0 ? null : failuresSection(failed),
    ],
    footer:
      html`<p>Configuration <span class="code">${report.configDigest}</span>, ${
        report.model === null ? "rules only" : html`model ${name(report.model)}`
      }. A role is uncertain where the best score is hardly above the second. Up and down arrows go from sound to sound, Escape stops.</p>`,
  });
}

function titleOf(paths: readonly string[]): Page["title"] {
  const [first, ...others] = paths;
  return first === undefined
    ? ["Roles", "", ""]
    : others.length === 0
    ? ["Roles of ", first, ""]
    : ["Roles of ", first, ` and ${amount(others.length)} more`];
}

function leadOf(
  samples: readonly AssignedSample[],
  failed: readonly FailedSample[],
): Html {
  const uncertain = samples.filter((s) => s.uncertain).length;
  const parts = [
    count(samples.length, "sample"),
    ...uncertain > 0 ? [`${amount(uncertain)} uncertain`] : [],
    ...failed.length > 0
      ? [`${count(failed.length, "file")} could not be read`]
      : [],
  ];
  return html`<p>${parts.join(", ")}.</p>${roleShares(samples)}`;
}

/** How the samples divide among the roles. */
function roleShares(samples: readonly AssignedSample[]): Html | null {
  if (samples.length === 0) return null;
  const counts = Map.groupBy(samples, ({ role }) => role);
  return html`
    <table class="bars">
      <caption hidden>Samples by role</caption>
      <tbody>${ROLES.map((role) => {
        const n = counts.get(role)?.length ?? 0;
        const share = n / samples.length;
        return html`
          <tr>
            <th scope="row">${roleTag(role)}</th>
            <td class="bar">${bar(share, roleClass(role))}</td>
            <td class="number">${amount(n)}</td>
            <td class="note">${percent(share)}</td>
          </tr>
        `;
      })}</tbody>
    </table>
  `;
}

/** What fits on the page, in the run's order. */
function shownSamples(
  samples: readonly AssignedSample[],
  pools: RolePools<PoolCandidate> | null,
): readonly AssignedSample[] {
  if (samples.length <= MOST_SAMPLES) return samples;
  const pooled = new Set(
    pools === null
      ? []
      : ROLES.flatMap((role) =>
        pools.get(role).map(({ filepath }) => filepath)
      ),
  );
  const wanted = samples
    .toSorted((a, b) =>
      Number(pooled.has(b.filepath)) - Number(pooled.has(a.filepath)) ||
      a.margin - b.margin
    )
    .slice(0, MOST_SAMPLES);
  const chosen = new Set(wanted);
  return samples.filter((sample) => chosen.has(sample));
}
