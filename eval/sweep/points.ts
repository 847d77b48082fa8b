/**
 * The points of a sweep: every combination of the axes' values, or draws that fill the space evenly.
 *
 * @module
 */
import * as v from "valibot";
import { ConfigSchema, type RolesConfig } from "../../src/config/schema.ts";
import { UsageError } from "../../src/errors.ts";
import { Random } from "../random.ts";
import type { Axis } from "./axes.ts";
import type { KeyValue } from "./keys.ts";
import { MAX_DIMENSIONS, sobolPoints } from "./sobol.ts";

/** One value for each axis, in the axes' order. */
export type Point = readonly KeyValue[];

/** The most points of a sweep: their figures take about 1 KB each. */
export const MAX_POINTS = 200_000;

/**
 * Every combination of the axes' values; the last axis varies fastest.
 *
 * @throws {UsageError} if there are more than {@linkcode MAX_POINTS}.
 */
export function gridPoints(axes: readonly Axis[]): Point[] {
  const count = axes.reduce((n, { values }) => n * values.length, 1);
  if (count > MAX_POINTS) {
    throw new UsageError(
      `The grid has ${count.toLocaleString("en-US")} points, at most ${
        MAX_POINTS.toLocaleString("en-US")
      } are swept: take fewer values, or --draws`,
    );
  }
  let points: KeyValue[][] = [[]];
  for (const { values } of axes) {
    points = points.flatMap((point) =>
      values.map((value) => [...point, value])
    );
  }
  return points;
}

/**
 * `n` draws from the axes: points of a Sobol sequence that the seed shifts. An axis of a range gives any value of it
 * (to six digits), any other axis one of its values.
 *
 * @throws {UsageError} if there are more than {@linkcode MAX_POINTS}, or too many axes.
 */
export function drawPoints(
  axes: readonly Axis[],
  n: number,
  seed: number,
): Point[] {
  if (!(Number.isInteger(n) && n >= 1 && n <= MAX_POINTS)) {
    throw new UsageError(
      `Cannot draw ${n} points: take a whole number from 1 to ${
        MAX_POINTS.toLocaleString("en-US")
      }`,
    );
  }
  if (axes.length > MAX_DIMENSIONS) {
    throw new UsageError(
      `Cannot draw from ${axes.length} keys at once: at most ${MAX_DIMENSIONS}`,
    );
  }
  const random = new Random(seed);
  const shift = Uint32Array.from(axes, () => random.uint32());
  const coordinates = sobolPoints(n, axes.length, shift);
  return Array.from(
    { length: n },
    (_, i) =>
      axes.map((axis, d) => drawn(axis, coordinates[i * axes.length + d]!)),
  );
}

/** The value of an axis at `u` in [0, 1). */
function drawn({ key, values, range }: Axis, u: number): KeyValue {
  if (range === null) return values[Math.floor(u * values.length)]!;
  const { from, to, scale } = range;
  if (key.kind === "integer") {
    const low = Math.ceil(from);
    const count = Math.floor(to) - low + 1;
    return scale === "linear" ? low + Math.floor(u * count) : Math.min(
      Math.floor(low * ((low + count) / low) ** u),
      low + count - 1,
    );
  }
  const value = scale === "linear"
    ? from + (to - from) * u
    : from * (to / from) ** u;
  return Number(value.toPrecision(6));
}

/** Places in {@linkcode STAGES} of what a key's change makes anew; what comes after it is made anew as well. */
const STAGES: readonly RegExp[] = [
  /^clap\.prompts$/,
  /^clap\.(ensemble|top_k)$/,
  /^clap\.tau_clap$/,
  /^rule_scoring\./,
  /^dsp\.tau_rule$/,
  /^fusion\./,
  /^guards\./,
];

/**
 * The order in which points are cheapest to evaluate one after another: keys of early stages vary slowest, so that
 * what they decide is computed rarely.
 *
 * @returns places in `points`.
 */
export function cheapestOrder(
  points: readonly Point[],
  axes: readonly Axis[],
): Uint32Array {
  const rank = (axis: Axis) =>
    STAGES.findIndex((stage) => stage.test(axis.key.key));
  const slowestFirst = axes
    .map((axis, d) => ({ d, rank: rank(axis) }))
    .sort((a, b) => a.rank - b.rank || a.d - b.d)
    .map(({ d }) => d);
  return Uint32Array.from(points.keys()).sort((a, b) => {
    for (const d of slowestFirst) {
      const x = points[a]![d]!;
      const y = points[b]![d]!;
      if (x !== y) return x < y ? -1 : 1;
    }
    return a - b;
  });
}

/** A configuration whose swept keys can be set again and again. */
export interface EditableConfig {
  /** Changes with every {@linkcode set}. */
  readonly config: RolesConfig;
  set(point: Point): void;
}

/**
 * A copy of a configuration with some keys open to be set. Its keys stand in the schema's order.
 *
 * @param keys dotted, in the order of the points' values.
 * @param point any one of the points.
 */
export function editableConfig(
  base: RolesConfig,
  keys: readonly string[],
  point: Point,
): EditableConfig {
  const draft = structuredClone(base);
  for (const [d, key] of keys.entries()) {
    const { section, name } = placeOf(draft, key);
    section[name] = point[d]!;
  }
  const config = v.parse(ConfigSchema, draft) as RolesConfig;
  const places = keys.map((key) => placeOf(config, key));
  return {
    config,
    set(point) {
      for (const [d, { section, name }] of places.entries()) {
        section[name] = point[d]!;
      }
    },
  };
}

/** A configuration with a point's values. */
export function configAt(
  base: RolesConfig,
  axes: readonly Axis[],
  point: Point,
): RolesConfig {
  return editableConfig(base, axes.map(({ key }) => key.key), point).config;
}

function placeOf(config: RolesConfig, key: string) {
  const path = key.split(".");
  let section = config as unknown as Record<string, unknown>;
  for (const name of path.slice(0, -1)) {
    section = section[name] as Record<string, unknown>;
  }
  return { section, name: path.at(-1)! };
}
