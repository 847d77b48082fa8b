/**
 * Packs and instruments, worst first.
 *
 * @module
 */
import { html, name } from "../../src/report/html.ts";
import { amount } from "../../src/report/numbers.ts";
import type { Section } from "../../src/report/page.ts";
import { roleTag } from "../../src/report/roles.ts";
import { dataTable } from "../../src/report/table.ts";
import type { Evaluation, Slice } from "../evaluation.ts";

/** Rows that stand open. */
const FOLD = 12;

/** Where it goes wrong by pack. */
export function packsSection(
  { packs, groups }: Evaluation,
): Section | null {
  return groups.by === "file"
    ? null
    : section(groups.by === "pack" ? "Packs" : "Folders", "packs", packs);
}

/** Where it goes wrong by instrument. */
export function instrumentsSection(
  { instruments }: Evaluation,
): Section | null {
  return instruments.length === 0
    ? null
    : section("Instruments", "instruments", instruments);
}

function section(
  title: string,
  id: string,
  slices: readonly Slice[],
): Section {
  return {
    id,
    title: `${title}, worst first`,
    short: title,
    body: dataTable({
      label: title,
      rows: slices,
      filter: slices.length > FOLD,
      fold: FOLD,
      columns: [
        {
          title: title.slice(0, -1),
          kind: "name",
          cell: (slice) => name(slice.name),
        },
        { title: "Samples", kind: "number", value: ({ n }) => n, say: amount },
        {
          title: "Accuracy",
          kind: "number",
          value: ({ accuracy }) => accuracy,
        },
        { kind: "bar", value: ({ accuracy }) => accuracy },
        {
          title: "Wrong",
          kind: "number",
          value: ({ wrong }) => wrong,
          say: amount,
        },
        {
          title: "Most frequent mistake",
          kind: "long",
          cell: ({ confused }) =>
            confused === null
              ? "–"
              : html`${roleTag(confused.label)} as ${
                roleTag(confused.role)
              } <span class="quiet">× ${amount(confused.n)}</span>`,
        },
      ],
    }),
  };
}
