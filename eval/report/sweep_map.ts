/**
 * The heat map of a sweep over two keys.
 *
 * @module
 */
import { type Chart, CHART_WIDTH } from "../../src/report/charts.ts";
import { type Html, html } from "../../src/report/html.ts";
import { figure } from "../../src/report/numbers.ts";
import type { SweepResult } from "../sweep/result.ts";
import {
  type KeyValue,
  scoreText,
  settingText,
  valueText,
} from "./sweep_setting.ts";

/** Values of an axis, beyond which a map is not readable. */
const MOST_CELLS = 60;
/** Shades: `--heat-1` to `--heat-9`. */
const SHADES = 9;
/** Width left and right of the cells. */
const MARGINS = { left: 70, right: 20 };
/** Gap between cells, as a share of a cell. */
const GAP = 0.04;

/** Whether a sweep is drawn as a map. */
export function isMap({ axes, method }: SweepResult): boolean {
  return axes.length === 2 && method === "grid" &&
    axes.every(({ values }) => values.length <= MOST_CELLS);
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

function shadeOf(score: number, [low, high]: readonly [number, number]) {
  const share = high === low ? 1 : (score - low) / (high - low);
  return 1 + Math.min(SHADES - 1, Math.floor(share * SHADES));
}

/** Where a value stands among an axis's values: the nearest, and how far from it in steps; null: nowhere. */
export function placeAmong(
  value: KeyValue,
  values: readonly KeyValue[],
): { readonly nearest: number; readonly off: number } | null {
  const exact = values.indexOf(value);
  if (exact !== -1) return { nearest: exact, off: 0 };
  const numbers = values.filter((x) => typeof x === "number");
  const rising = numbers.every((x, i) => i === 0 || x > numbers[i - 1]!);
  if (
    typeof value !== "number" || numbers.length !== values.length || !rising
  ) return null;
  const above = numbers.findIndex((x) => x > value);
  // Outside the swept values it stands at the map's edge.
  if (above === 0) return { nearest: 0, off: -0.5 };
  if (above === -1) return { nearest: numbers.length - 1, off: 0.5 };
  const below = numbers[above - 1]!;
  const share = (value - below) / (numbers[above]! - below);
  return share < 0.5
    ? { nearest: above - 1, off: share }
    : { nearest: above, off: share - 1 };
}

/** The metric over two keys, with the best point and the default's place. */
export function heatMap(result: SweepResult): Chart {
  const { axes: [across, up], metric, best } = result;
  const home = result.default.values;
  const extent = extentOf(result);
  const cells = result.points.flatMap(({ values: [x, y], score }) =>
    score === null ? [] : [{
      x: valueText(x!),
      y: valueText(y!),
      score,
      shade: shadeOf(score, extent),
    }]
  );
  const columns = across!.values.length;
  const rows = up!.values.length;
  const cellWidth = (CHART_WIDTH - MARGINS.left - MARGINS.right) /
    (columns + GAP);
  const cellHeight = Math.min(Math.max(22, 300 / rows), 560 / rows);
  const x = placeAmong(home[0]!, across!.values);
  const y = placeAmong(home[1]!, up!.values);
  const cross = x === null || y === null ? null : {
    x: valueText(across!.values[x.nearest]!),
    y: valueText(up!.values[y.nearest]!),
    dx: x.off * cellWidth,
    dy: -y.off * cellHeight,
  };
  const digits = extent[1] - extent[0] < 0.05 ? 3 : 2;
  const readable = columns <= 11 && rows <= 16;
  const ticksOf = (values: readonly KeyValue[], most: number) =>
    values
      .filter((_, i) => i % Math.ceil(values.length / most) === 0)
      .map(valueText);
  return {
    label: `${metric} over ${across!.short} and ${up!.short}; best ${
      scoreText(metric, best.score)
    } at ${settingText(result, best.values)}; default ${
      scoreText(metric, result.default.score)
    } at ${settingText(result, home)}`,
    caption: html`${
      best.point === null ? "The default is the best." : "Ring: the best point."
    } ${cross === null ? "The default" : "Cross: the default"}, ${
      settingText(result, home)
    }${x?.off === 0 && y?.off === 0 ? null : ", is none of the cells"}.`,
    plot: (Plot) => ({
      height: 72 + rows * cellHeight,
      marginLeft: MARGINS.left,
      marginRight: MARGINS.right,
      marginBottom: 42,
      padding: GAP,
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
        ...best.point === null ? [] : [
          Plot.cell([best], {
            x: ({ values: [x] }) => valueText(x!),
            y: ({ values: [, y] }) => valueText(y!),
            fill: "none",
            stroke: "currentColor",
            strokeWidth: 2.5,
            inset: -1,
          }),
        ],
        // On a light edge the cross stands out from every shade.
        ...cross === null
          ? []
          : [["var(--panel)", 6], ["currentColor", 2.5]].map(
            ([stroke, strokeWidth]) =>
              Plot.dot([cross], {
                x: "x",
                y: "y",
                dx: cross.dx,
                dy: cross.dy,
                symbol: "times",
                r: 6,
                stroke: stroke as string,
                strokeWidth: strokeWidth as number,
              }),
          ),
      ],
    }),
  };
}

/** The shades of a map, with the scores at its ends. */
export function heatLegend(result: SweepResult): Html {
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
