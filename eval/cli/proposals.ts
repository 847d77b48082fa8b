/**
 * What the options of evaluation propose for their values.
 *
 * @module
 */
import type * as Gates from "../gates.ts";
import type * as Keys from "../sweep/keys.ts";
import type * as Metric from "../sweep/metric.ts";

// By URL, as a literal import() would be read at every start.
const loadGates = (): Promise<typeof Gates> =>
  import(import.meta.resolve("../gates.ts"));
const loadKeys = (): Promise<typeof Keys> =>
  import(import.meta.resolve("../sweep/keys.ts"));
const loadMetric = (): Promise<typeof Metric> =>
  import(import.meta.resolve("../sweep/metric.ts"));

/** Metrics of a sweep. */
export async function proposeMetrics(): Promise<readonly string[]> {
  return (await loadMetric()).SWEEP_METRICS;
}

/** Figures of a gate, as `macro_f1=`. */
export async function proposeGates(): Promise<readonly string[]> {
  return (await loadGates()).GATE_METRICS.map((name) => `${name}=`);
}

/** Keys of a sweep by their short names, or whole where they begin so; then the values of those with a choice. */
export async function proposeAxes(
  partial: string,
): Promise<readonly string[]> {
  const keys = (await loadKeys()).sweepNames();
  const equals = partial.indexOf("=");
  if (equals !== -1) {
    const name = partial.slice(0, equals);
    const shape = keys.find(({ key, short }) => name === key || name === short)
      ?.shape;
    const values = shape?.allowed === "true or false"
      ? ["true", "false"]
      : shape?.choices ?? [];
    const before = partial.slice(0, partial.lastIndexOf(",") + 1) ||
      `${name}=`;
    return values.map((value) => before + value);
  }
  return keys.flatMap(({ key, short, shape }) => {
    const name = [short, key].find((name) => name.startsWith(partial));
    return name === undefined ? [] : [`${name}=\t${shape.description}`];
  });
}
