/**
 * Which roles are found and which are taken for others.
 *
 * @module
 */
import { type Content, html } from "../../src/report/html.ts";
import { amount, figure, interval } from "../../src/report/numbers.ts";
import type { Section } from "../../src/report/page.ts";
import { roleClass, roleTag } from "../../src/report/roles.ts";
import { dataTable, type NumberColumn } from "../../src/report/table.ts";
import { type Role, ROLES } from "../../src/types.ts";
import type { Evaluation } from "../evaluation.ts";
import { confusionLegend, confusionTable } from "./confusion.ts";

/** The confusion matrix. */
export function confusionSection({ confusion }: Evaluation): Section {
  return {
    id: "confusion",
    title: "Confusion matrix",
    short: "Confusion",
    lead:
      "A row for each label, a column for each assigned role: how many samples, and what share of the row.",
    body: html`${confusionLegend()}${
      confusionTable(
        confusion.matrix,
        "Confusion matrix: rows are labels, columns are assigned roles",
      )
    }`,
  };
}

/** Precision, recall and F1 of each role. */
export function rolesSection({ roles }: Evaluation): Section {
  const column = (
    title: string,
    name: "precision" | "recall" | "f1",
  ): NumberColumn<Role> => ({
    title,
    kind: "number",
    value: (role) => roles[role][name],
    say: (x, role) => withInterval(x, roles[role].ci[name]),
  });
  return {
    id: "roles",
    title: "Roles",
    lead:
      "Precision: of what got the role, so much has this label. Recall: of what has this label, so much got the role. F1 is their harmonic mean.",
    body: dataTable<Role>({
      label: "Figures of each role",
      rows: ROLES,
      columns: [
        { title: "Role", kind: "name", cell: roleTag },
        column("Precision", "precision"),
        column("Recall", "recall"),
        column("F1", "f1"),
        { kind: "bar", value: (role) => roles[role].f1, className: roleClass },
        {
          title: "Labelled",
          kind: "number",
          value: (role) => roles[role].support,
          say: amount,
        },
        {
          title: "Assigned",
          kind: "number",
          value: (role) => roles[role].predicted,
          say: amount,
        },
      ],
    }),
  };
}

/** A figure with its interval below it. */
export function withInterval(
  x: number,
  ci: readonly [number, number] | null,
  say: (x: number) => string = figure,
): Content {
  const text = interval(ci, say);
  return html`${say(x)}${
    text !== null && html`<span class="ci-small">${text}</span>`
  }`;
}
