/**
 * The charts of a sweep: a curve for one key, a heat map for two, a curve a key for more.
 *
 * @module
 */
import { type Chart, CHART_WIDTH, figureOf } from "../../src/report/charts.ts";
import { type Html, html } from "../../src/report/html.ts";
import { figure } from "../../src/report/numbers.ts";
import type { Section } from "../../src/report/page.ts";
import type { SweepResult } from "../sweep/result.ts";
import { heatLegend, heatMap, isMap } from "./sweep_map.ts";
import { type KeyValue, valueText } from "./sweep_setting.ts";

/** Keys whose curves are drawn. */
const MOST_KEYS = 8;
/** A chart's scores span at least this. */
const LEAST_SPAN = 0.02;

/** How the metric goes with the keys. */
export async function curvesSection(result: SweepResult): Promise<Section> {
  const { axes, metric } = result;
  const charts = axes.length === 1
    ? [curveOfPoints(result)]
    : isMap(result)
    ? [heatMap(result)]
    : result.sensitivity.slice(0, MOST_KEYS).map((one) =>
      curveOfLevels(result, one)
    );
  const drawn: Html[] = [];
  for (const chart of charts) drawn.push(await figureOf(chart));
  return {
    id: "curve",
    title: `${metric} over ${axes.length === 1 ? axes[0]!.short : "the keys"}`,
    short: axes.length === 1 ? "Curve" : isMap(result) ? "Heat map" : "Curves",
    ...charts.length > 1
      ? {
        lead:
          "Solid: the mean over all points with this value, whatever the other keys are; thin: the best of them; dashed: the default.",
      }
      : {},
    body: html`
      ${isMap(result) && heatLegend(result)}
      <div class="${charts.length > 1 && "columns"}">${drawn}</div>
    `,
  };
}

/** The marks of what was chosen, over a curve. */
interface Mark {
  readonly name: string;
  readonly x: KeyValue;
  readonly y: number;
}

function marksOf(result: SweepResult): Mark[] {
  const marks = [
    { name: "default", values: result.default.values, y: result.default.score },
    { name: "best", values: result.best.values, y: result.best.score },
    {
      name: "one standard error",
      values: result.one_se.values,
      y: result.one_se.score,
    },
  ];
  const byPlace = Map.groupBy(
    marks.filter((mark) => mark.y !== null),
    ({ values }) => values[0]!,
  );
  return [...byPlace].map(([x, some]) => ({
    name: some.map(({ name }) => name).join(", "),
    x,
    y: some[0]!.y!,
  }));
}

/** The metric at each point of a sweep over one key. */
function curveOfPoints(result: SweepResult): Chart {
  const { axes: [axis], metric } = result;
  const points = result.points
    .flatMap(({ values: [x], score }) =>
      score === null ? [] : [{ x: x!, y: score }]
    );
  const numeric = points.every(({ x }) => typeof x === "number");
  if (numeric) points.sort((a, b) => Number(a.x) - Number(b.x));
  const marks = marksOf(result);
  return {
    label: `${metric} over ${axis!.short}; ${
      marks.map(({ name, x, y }) => `${name} at ${valueText(x)}: ${figure(y)}`)
        .join("; ")
    }`,
    caption:
      "The dashed line is the default. Scores are on all samples, so the best one flatters itself.",
    plot: (Plot) => ({
      height: 320,
      marginTop: 30,
      marginLeft: 55,
      marginBottom: 42,
      x: {
        ...numeric ? scaleOf(axis!) : { domain: axis!.values.map(valueText) },
        label: `${axis!.short} →`,
        labelAnchor: "center",
        nice: numeric,
      },
      y: {
        label: `↑ ${metric}`,
        domain: scoreDomain([...points, ...marks].map(({ y }) => y)),
        grid: true,
        nice: true,
        ticks: 6,
      },
      marks: [
        ...numeric && typeof axis!.default === "number"
          ? [
            Plot.ruleX([axis!.default], {
              stroke: "currentColor",
              strokeDasharray: "4 4",
              strokeOpacity: 0.6,
            }),
          ]
          : [],
        ...numeric
          ? [
            Plot.line(points, {
              x: "x",
              y: "y",
              stroke: "var(--accent)",
              strokeWidth: 2,
            }),
          ]
          : [],
        ...points.length <= 200
          ? [
            Plot.dot(points, {
              x: numeric ? "x" : ({ x }) => valueText(x),
              y: "y",
              r: 3,
              fill: "var(--accent)",
              title: ({ x, y }) => `${valueText(x)}: ${figure(y)}`,
            }),
          ]
          : [],
        Plot.dot(marks, {
          x: numeric ? "x" : ({ x }) => valueText(x),
          y: "y",
          r: 6,
          fill: "none",
          stroke: "currentColor",
          strokeWidth: 2,
        }),
        ...marks.map((mark) =>
          Plot.text([mark], {
            x: numeric ? "x" : ({ x }) => valueText(x),
            y: "y",
            text: "name",
            // Names stay inside the chart at its ends.
            textAnchor: numeric
              ? anchorOf(mark, [...points, ...marks])
              : "middle",
            dy: -14,
            stroke: "var(--paper)",
            strokeWidth: 4,
            fill: "currentColor",
          })
        ),
      ],
    }),
  };
}

function anchorOf(
  { x }: { readonly x: KeyValue },
  all: readonly { readonly x: KeyValue }[],
): "start" | "middle" | "end" {
  const places = all.map(({ x }) => Number(x));
  const low = Math.min(...places);
  const high = Math.max(...places);
  const share = high === low ? 0.5 : (Number(x) - low) / (high - low);
  return share < 0.3 ? "start" : share > 0.7 ? "end" : "middle";
}

/** The scale of a numeric key; plain numbers at a logarithm's ticks, not 100m. */
function scaleOf({ scale }: SweepResult["axes"][number]) {
  return scale === "log"
    ? { type: "log" as const, ticks: 5, tickFormat: "~g" }
    : { type: "linear" as const };
}

/** A span of scores that is never so small that noise looks like a mountain. */
function scoreDomain(scores: readonly number[]): [low: number, high: number] {
  const low = Math.min(...scores);
  const high = Math.max(...scores);
  const room = Math.max(0, LEAST_SPAN - (high - low)) / 2;
  return [low - room, high + room];
}

/** Mean and best score at each value of a key, whatever the other keys are. */
function curveOfLevels(
  { axes, metric }: SweepResult,
  { key, levels }: SweepResult["sensitivity"][number],
): Chart {
  const axis = axes.find((axis) => axis.key === key)!;
  const numeric = levels.every(({ from }) => typeof from === "number");
  const middle = ({ from, to }: typeof levels[number]): number | string =>
    numeric ? (Number(from) + Number(to)) / 2 : valueText(from);
  const rows = levels.flatMap((level) => [
    { x: middle(level), y: level.mean, what: "mean" },
    { x: middle(level), y: level.best, what: "best" },
  ]);
  return {
    label: `${metric} by ${key}`,
    plot: (Plot) => ({
      width: CHART_WIDTH,
      height: 230,
      marginLeft: 55,
      marginBottom: 42,
      x: {
        ...numeric
          ? scaleOf(axis)
          : { type: "point" as const, domain: levels.map(middle) },
        label: `${axis.short} →`,
        labelAnchor: "center",
      },
      y: {
        label: `↑ ${metric}`,
        domain: scoreDomain(rows.map(({ y }) => y)),
        grid: true,
        nice: true,
        ticks: 5,
      },
      marks: [
        ...numeric && typeof axis.default === "number"
          ? [
            Plot.ruleX([axis.default], {
              stroke: "currentColor",
              strokeDasharray: "4 4",
              strokeOpacity: 0.6,
            }),
          ]
          : [],
        Plot.line(rows, {
          x: "x",
          y: "y",
          z: "what",
          stroke: "var(--accent)",
          strokeWidth: ({ what }) => what === "mean" ? 2 : 1,
          strokeOpacity: ({ what }) => what === "mean" ? 1 : 0.6,
        }),
        Plot.dot(rows, {
          x: "x",
          y: "y",
          r: 2.5,
          fill: "var(--accent)",
          title: ({ x, y, what }) => `${what} at ${x}: ${figure(y)}`,
        }),
      ],
    }),
  };
}
