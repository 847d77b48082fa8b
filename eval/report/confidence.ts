/**
 * Whether a confidence means what it says, and how many roles are right if only the surest are taken.
 *
 * @module
 */
import { type Content, type Html, html } from "../../src/report/html.ts";
import { type Chart, figureOf } from "../../src/report/charts.ts";
import { amount, figure, percent, rounded } from "../../src/report/numbers.ts";
import type { Section } from "../../src/report/page.ts";
import { dataTable } from "../../src/report/table.ts";
import type { Evaluation } from "../evaluation.ts";

/** Reliability diagram, precision at coverage, and the confidences to ask for. */
export async function confidenceSection(
  evaluation: Evaluation,
): Promise<Section> {
  return {
    id: "confidence",
    title: "Confidence",
    body: html`
      <div class="columns">
        <div>
          <h3>Reliability</h3>
          ${await figureOf(reliabilityChart(evaluation))}
        </div>
        <div>
          <h3>Precision at coverage</h3>
          ${await figureOf(coverageChart(evaluation))}
          ${surestTable(evaluation)}
        </div>
      </div>
    `,
  };
}

function reliabilityChart({ reliability, ece }: Evaluation): Chart {
  const bins = reliability.bins.filter((bin) => bin.weight > 0);
  const most = Math.max(...bins.map(({ weight }) => weight));
  const what = reliability.of === "confidence"
    ? "calibrated confidence"
    : "score of the assigned role";
  return {
    label:
      `Reliability diagram: share that is right against ${what}, expected calibration error ${
        figure(ece)
      }`,
    caption:
      `Judged is the ${what}. On the dashed line it means what it says; a bar below it is too sure of itself. The larger the dot, the more samples.`,
    plot: (Plot) => ({
      height: 360,
      marginLeft: 50,
      marginBottom: 42,
      x: { domain: [0, 1], label: `${what} →`, labelAnchor: "center" },
      y: {
        domain: [0, 1],
        label: "↑ share that is right",
        grid: true,
        ticks: 5,
      },
      r: { type: "sqrt", domain: [0, most], range: [1.5, 9] },
      marks: [
        Plot.rect(bins, {
          x1: "from",
          x2: "to",
          y1: 0,
          y2: "accuracy",
          inset: 0.75,
          fill: "var(--heat-3)",
        }),
        Plot.line([[0, 0], [1, 1]], {
          stroke: "currentColor",
          strokeDasharray: "4 4",
          strokeOpacity: 0.6,
        }),
        Plot.dot(bins, {
          x: "confidence",
          y: "accuracy",
          r: "weight",
          fill: "var(--accent)",
          stroke: "var(--panel)",
          title: (bin: typeof bins[number]) =>
            `${figure(bin.from, 2)} to ${figure(bin.to, 2)}: ${
              amount(bin.weight)
            } samples, ${figure(bin.accuracy, 2)} right`,
        }),
        Plot.ruleY([0]),
      ],
    }),
  };
}

/** The share that is right of the samples of at least this confidence. */
function precisionFrom(
  least: number,
  samples: Evaluation["samples"],
): number {
  let right = 0;
  let all = 0;
  for (const { confidence, label, role, weight } of samples) {
    if (confidence < least) continue;
    all += weight;
    if (label === role) right += weight;
  }
  return right / all;
}

function coverageChart({ coverage, surest, samples }: Evaluation): Chart {
  // `surest` says the share that was wanted; what is reached there may be more.
  const reached = surest.flatMap(({ coverage, confidence }) =>
    coverage === null || confidence === null ? [] : [{
      coverage,
      confidence,
      precision: precisionFrom(confidence, samples),
    }]
  );
  // The curve is thinned, so the points that are marked may be missing in it.
  const curve = [...coverage, ...reached].sort((a, b) =>
    a.coverage - b.coverage || b.confidence - a.confidence
  );
  const lowest = Math.min(0.9, ...coverage.map(({ precision }) => precision));
  return {
    label:
      "Share of right roles among the surest samples, by how many are taken",
    caption:
      "From left to right more samples are taken, surest first. Dots: the most that can be taken with at least 90, 95 and 99 % right.",
    plot: (Plot) => ({
      height: 300,
      marginLeft: 50,
      marginBottom: 42,
      x: {
        domain: [0, 1],
        label: "share of the samples taken →",
        labelAnchor: "center",
        tickFormat: "%",
      },
      y: {
        domain: [Math.floor(lowest * 10) / 10, 1],
        label: "↑ share of them that is right",
        grid: true,
        tickFormat: "%",
        ticks: 5,
      },
      marks: [
        Plot.line(curve, {
          x: "coverage",
          y: "precision",
          stroke: "var(--accent)",
          strokeWidth: 2,
        }),
        Plot.dot(reached, {
          x: "coverage",
          y: "precision",
          r: 4.5,
          fill: "var(--accent)",
          stroke: "var(--panel)",
          title: (point: typeof reached[number]) =>
            `${percent(point.precision)} right at confidence ${
              rounded(point.confidence, 3)
            } or more`,
        }),
      ],
    }),
  };
}

function surestTable({ surest }: Evaluation): Html {
  return dataTable({
    label: "The confidence that leaves a share of right roles",
    rows: surest,
    columns: [
      {
        title: "To be right",
        kind: "name",
        value: ({ precision }) => precision,
        cell: ({ precision }) => percent(precision),
      },
      {
        title: "take confidence",
        kind: "number",
        value: ({ confidence }) => confidence,
        say: (x): Content => `≥ ${figure(x)}`,
      },
      {
        title: "which leaves",
        kind: "number",
        value: ({ coverage }) => coverage,
        say: (x): Content => `${percent(x)} of the samples`,
      },
    ],
  });
}
