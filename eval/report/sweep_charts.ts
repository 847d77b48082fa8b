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
import {
  type KeyValue,
  scoreText,
  settingText,
  valueText,
} from "./sweep_setting.ts";

/** Keys whose curves are drawn. */
const MOST_KEYS = 8;
/** Values of an axis of a heat map, beyond which it is not readable. */
const MOST_CELLS = 60;
/** A chart's scores span at least this. */
const LEAST_SPAN = 0.02;
/** Shades of a heat map: `--heat-1` to `--heat-9`. */
const SHADES = 9;

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

function isMap({ axes, method }: SweepResult): boolean {
  return axes.length === 2 && method === "grid" &&
    axes.every(({ values }) => values.length <= MOST_CELLS);
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
        domain: scoreDomain(points.map(({ y }) => y)),
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
        Plot.text(marks, {
          x: numeric ? "x" : ({ x }) => valueText(x),
          y: "y",
          text: "name",
          dy: -14,
          stroke: "var(--paper)",
          strokeWidth: 4,
          fill: "currentColor",
        }),
      ],
    }),
  };
}

/** The scale of a numeric key; plain numbers at a logarithm's ticks, not 100m. */
function scaleOf({ scale }: SweepResult["axes"][number]) {
  return scale === "log"
    ? { type: "log" as const, ticks: 5, tickFormat: "~g" }
    : { type: "linear" as const };
}

function extentOf({ points }: SweepResult): [low: number, high: number] {
  let low = Infinity;
  let high = -Infinity;
  for (const { score } of points) {
    if (score === null) continue;
    low = Math.min(low, score);
    high = Math.max(high, score);
  }
  return [low, high];
}

/** A span of scores that is never so small that noise looks like a mountain. */
function scoreDomain(scores: readonly number[]): [low: number, high: number] {
  const low = Math.min(...scores);
  const high = Math.max(...scores);
  const room = Math.max(0, LEAST_SPAN - (high - low)) / 2;
  return [low - room, high + room];
}

function shadeOf(score: number, [low, high]: readonly [number, number]) {
  const share = high === low ? 1 : (score - low) / (high - low);
  return 1 + Math.min(SHADES - 1, Math.floor(share * SHADES));
}

function heatMap(result: SweepResult): Chart {
  const { axes: [across, up], metric } = result;
  const extent = extentOf(result);
  const cells = result.points.flatMap(({ values: [x, y], score }) =>
    score === null ? [] : [{
      x: valueText(x!),
      y: valueText(y!),
      score,
      shade: shadeOf(score, extent),
    }]
  );
  const inMap = ([x, y]: readonly KeyValue[]) =>
    across!.values.includes(x!) && up!.values.includes(y!);
  const rings = [
    { name: "default", values: result.default.values, dash: "3 3" },
    { name: "best", values: result.best.values, dash: "none" },
  ].filter(({ values }) => inMap(values)).map(({ values, ...ring }) => ({
    ...ring,
    x: valueText(values[0]!),
    y: valueText(values[1]!),
  }));
  const columns = across!.values.length;
  const rows = up!.values.length;
  const digits = extent[1] - extent[0] < 0.05 ? 3 : 2;
  const readable = columns <= 11 && rows <= 16;
  const ticksOf = (values: readonly KeyValue[], most: number) =>
    values
      .filter((_, i) => i % Math.ceil(values.length / most) === 0)
      .map(valueText);
  return {
    label: `${metric} over ${across!.short} and ${up!.short}; best ${
      scoreText(metric, result.best.score)
    } at ${settingText(result, result.best.values)}`,
    caption: html`
      Solid ring: the best point. Dashed ring: the default${!inMap(
        result.default.values,
      ) &&
        html`, which lies between the cells at ${
          settingText(result, result.default.values)
        }`}.
    `,
    plot: (Plot) => ({
      height: Math.min(640, 80 + rows * Math.max(22, 300 / rows)),
      marginLeft: 70,
      marginBottom: 42,
      padding: 0.04,
      x: {
        domain: across!.values.map(valueText),
        label: `${across!.short} →`,
        labelAnchor: "center",
        ticks: ticksOf(across!.values, 11),
      },
      y: {
        domain: up!.values.map(valueText).reverse(),
        label: `↑ ${up!.short}`,
        ticks: ticksOf(up!.values, 16),
      },
      marks: [
        Plot.cell(cells, {
          x: "x",
          y: "y",
          fill: ({ shade }) => `var(--heat-${shade})`,
          title: ({ x, y, score }) =>
            `${across!.short} = ${x}, ${up!.short} = ${y}: ${figure(score)}`,
        }),
        ...readable
          ? [
            Plot.text(cells, {
              x: "x",
              y: "y",
              text: ({ score }) => score.toFixed(digits).replace(/^0/, ""),
              fontSize: 10,
              fill: ({ shade }) =>
                shade >= 7
                  ? "var(--heat-ink)"
                  : shade === 6
                  ? "var(--heat-ink-6)"
                  : "currentColor",
            }),
          ]
          : [],
        ...rings.map((ring) =>
          Plot.cell([ring], {
            x: "x",
            y: "y",
            fill: "none",
            stroke: "currentColor",
            strokeWidth: 2.5,
            strokeDasharray: ring.dash,
            inset: -1,
          })
        ),
      ],
    }),
  };
}

/** The shades of a heat map, with the scores at its ends. */
function heatLegend(result: SweepResult): Html {
  const [low, high] = extentOf(result);
  return html`
    <p class="legend shades">
      <span>${result.metric} ${figure(low)}</span>
      <span>${Array.from(
        { length: SHADES },
        (_, i) => html`<span class="shade h${i + 1}"></span>`,
      )}</span>
      <span>${figure(high)}</span>
    </p>
  `;
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
