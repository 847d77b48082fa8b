/**
 * What the figures leave out: labels that are wrong, files that cannot be read.
 *
 * @module
 */
import { html, name, path } from "../../src/report/html.ts";
import type { Section } from "../../src/report/page.ts";
import { dataTable } from "../../src/report/table.ts";
import type { Evaluation } from "../evaluation.ts";

/** Rows of a table that stand open. */
const FOLD = 20;

/** Problems of the labels and failed files; null where there are none. */
export function leftOutSection(
  { label_problems, failures }: Evaluation,
): Section | null {
  if (label_problems.length === 0 && failures.length === 0) return null;
  return {
    id: "left-out",
    title: "What was left out",
    short: "Left out",
    body: html`
      ${failures.length > 0 && html`
        <h3>Files that could not be read</h3>
        ${dataTable({
          label: "Files that could not be read",
          rows: failures,
          fold: FOLD,
          most: 2000,
          columns: [
            {
              title: "File",
              kind: "name",
              cell: ({ filepath }) => path(filepath),
            },
            { title: "Error", kind: "long", cell: ({ message }) => message },
          ],
        })}
      `}
      ${label_problems.length > 0 && html`
        <h3>Labels that could not be used as they are</h3>
        ${dataTable({
          label: "Labels that could not be used as they are",
          rows: label_problems,
          fold: FOLD,
          most: 2000,
          columns: [
            {
              title: "Where",
              kind: "name",
              cell: ({ source, line }) =>
                html`${name(source)}${line !== null && html`:${line}`}`,
            },
            {
              title: "Path",
              kind: "text",
              cell: (problem) =>
                problem.path === null ? "–" : path(problem.path),
            },
            { title: "Problem", kind: "long", cell: ({ message }) => message },
          ],
        })}
      `}
    `,
  };
}
