/**
 * Every point of a sweep: its figures in a table, its confusion matrix under a slider.
 *
 * @module
 */
import { type Content, html } from "../../src/report/html.ts";
import { count } from "../../src/report/numbers.ts";
import type { Section } from "../../src/report/page.ts";
import { type Column, dataTable } from "../../src/report/table.ts";
import type { SweepResult } from "../sweep/result.ts";
import {
  type ConfusionCell,
  confusionCells,
  confusionLegend,
  confusionTable,
} from "./confusion.ts";
import {
  keyName,
  type PlacedPoint,
  rankedPoints,
  sameValues,
  scoreText,
  settingText,
  valueText,
} from "./sweep_setting.ts";

/** Rows of the table of points; the other formats have all. */
const MOST_POINTS = 2000;
/** Rows that stand open. */
const FOLD = 15;

/** One stop of the slider. */
export interface Step {
  /** Place of the point in the sweep; null: the configuration as it was. */
  readonly point: number | null;
  readonly label: string;
  readonly cells: readonly (readonly ConfusionCell[])[];
}

/** The stops of the slider: along the key if there is one, else the default, then the best first. */
export function stepsOf(result: SweepResult): Step[] {
  const stops = result.confusions.map(({ point, matrix }) => {
    const { values, score } = point === null
      ? result.default
      : result.points[point]!;
    return { point, matrix, values, score };
  });
  const ends = result.axes.length === 1 &&
    stops.every(({ values: [x] }) => typeof x === "number");
  if (ends) stops.sort((a, b) => Number(a.values[0]) - Number(b.values[0]));
  return stops.map(({ point, matrix, values, score }) => ({
    point,
    label: `${point === null ? "default: " : ""}${
      settingText(result, values)
    }; ${scoreText(result.metric, score)}`,
    cells: confusionCells(matrix),
  }));
}

/** The slider over the confusion matrices. */
export function confusionsSection(
  result: SweepResult,
  steps: readonly Step[],
): Section {
  const start = steps.findIndex(({ point }) => point === null);
  const matrix = result.confusions.find(({ point }) => point === null)!.matrix;
  const fewer = result.confusions.length <= result.points.length;
  return {
    id: "confusion",
    title: "Confusion matrices",
    short: "Confusion",
    lead: fewer
      ? html`The default and the ${
        count(steps.length - 1, "best point")
      }, best first. Rows are labels, columns are assigned roles.`
      : "Of the default and of every point. Rows are labels, columns are assigned roles.",
    body: html`
      ${confusionLegend()}
      <div data-steps>
        <p class="code" data-step-label>${steps[start]!.label}</p>
        <div class="slider" hidden>
          <input type="range" min="0" max="${steps.length -
            1}" value="${start}" aria-label="Point of the sweep">
        </div>
        ${confusionTable(
          matrix,
          "Confusion matrix of a point: rows are labels, columns are assigned roles",
        )}
      </div>
    `,
  };
}

/** All points with their figures, best first. */
export function pointsSection(
  result: SweepResult,
  steps: readonly Step[],
): Section {
  const stepOf = new Map(steps.map(({ point }, step) => [point, step]));
  const points: PlacedPoint[] = rankedPoints(result);
  const inSweep = points.some(({ values }) =>
    sameValues(values, result.default.values)
  );
  // A default that is no point of the sweep stands where its score belongs.
  if (!inSweep) {
    points.splice(result.default.rank - 1, 0, {
      ...result.default,
      place: null,
    });
  }
  const rows = points.map((point, i): RankedPoint => ({
    ...point,
    rank: i + 1,
  }));
  const figure = (
    title: string,
    value: (point: RankedPoint) => number | null,
  ) => ({
    title: html`<span class="code">${title}</span>`,
    kind: "number" as const,
    value,
  });
  const figures = [
    figure(result.metric, ({ score }) => score),
    figure("accuracy", ({ accuracy }) => accuracy),
    figure("macro_f1", ({ macro_f1 }) => macro_f1),
    // The metric itself may be one of the two.
  ].filter((_, i) =>
    i === 0 || ["accuracy", "macro_f1"][i - 1] !== result.metric
  );
  const recalls = result.roles.map((role, r): Column<RankedPoint> => ({
    title: html`recall<br>${role}`,
    kind: "number",
    value: ({ recall }) => recall[r] ?? null,
  }));
  return {
    id: "points",
    title: "All points",
    short: "Points",
    lead: html`
      ${count(
        result.points.length,
        "point",
      )}, best first; the default is number ${result
        .default.rank}.
    `,
    body: dataTable<RankedPoint>({
      label: "All points",
      rows,
      filter: rows.length > FOLD,
      fold: FOLD,
      most: MOST_POINTS,
      columns: [
        {
          title: "Point",
          kind: "name",
          value: ({ rank }) => rank,
          cell: (point) => nameOf(result, point, stepOf),
        },
        ...result.axes.map((axis, d): Column<RankedPoint> => ({
          title: keyName(axis.short),
          kind: "text",
          cell: ({ values }) => valueText(values[d]!),
        })),
        ...figures,
        ...recalls,
      ],
    }),
  };
}

interface RankedPoint extends PlacedPoint {
  /** 1 is the best. */
  readonly rank: number;
}

/** A point's rank, what it is, and a button that shows its matrix. */
function nameOf(
  { default: home, best, one_se }: SweepResult,
  { values, place, rank }: RankedPoint,
  stepOf: ReadonlyMap<number | null, number>,
): Content {
  const step = stepOf.get(place);
  const names = [
    ...sameValues(values, home.values) ? ["default"] : [],
    ...sameValues(values, best.values) ? ["best"] : [],
    ...sameValues(values, one_se.values) ? ["one standard error"] : [],
  ];
  return html`
    ${rank}
    ${step !== undefined &&
      html`
        <button type="button" class="link quiet" data-step="${step}"
          hidden>matrix</button>
      `}
    ${names.map((one) =>
      html`
        <span class="badge">${one}</span>
      `
    )}
  `;
}
