/**
 * The axes of a sweep, as they are written on a command line: `alpha=0.5..1.0`.
 *
 * @module
 */
import * as v from "valibot";
import { UsageError } from "../../src/errors.ts";
import { findKey, type KeyValue, type SweepKey } from "./keys.ts";

/** The span that a draw may take any value of. */
export interface AxisRange {
  readonly from: number;
  readonly to: number;
  readonly scale: "linear" | "log";
}

/** A key with the values that it takes. */
export interface Axis {
  readonly key: SweepKey;
  /** The values of a grid, in order. */
  readonly values: readonly KeyValue[];
  /** Where a draw may take any value between; null: only the values. */
  readonly range: AxisRange | null;
}

/** Points of `a..b`. */
const DEFAULT_POINTS = 11;
const MAX_VALUES = 10_000;

const NUMBER = String.raw`[-+]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+)?`;
const RANGE = new RegExp(`^(${NUMBER})\\.\\.(${NUMBER})(?::(.*))?$`);
const LOG = new RegExp(`^log:(${NUMBER})\\.\\.(${NUMBER})(?::(.*))?$`);

/**
 * Reads an axis.
 *
 * - `key=a..b`: 11 values from a to b; of a whole-number key the whole numbers among them
 * - `key=a..b:step`
 * - `key=log:a..b:n`: n values (11 without `:n`), each the same factor above the one before
 * - `key=x,y,z`: these values; numbers, `true` and `false`, choices, names of prompts files
 *
 * @param keys what {@linkcode sweepKeys} gives; a key may be shortened to an ending that only it has.
 * @throws {UsageError} if it cannot be read, or a value is not allowed.
 */
export function parseAxis(argument: string, keys: readonly SweepKey[]): Axis {
  const equals = argument.indexOf("=");
  if (equals <= 0) {
    throw new UsageError(
      `Cannot read "${argument}": write key=values, as in alpha=0.5..1.0`,
    );
  }
  const key = findKey(argument.slice(0, equals).trim(), keys);
  const text = argument.slice(equals + 1).trim();
  const fail = (why: string): never => {
    throw new UsageError(`Cannot read the values of ${key.key}: ${why}`);
  };
  const numeric = key.kind === "number" || key.kind === "integer";
  const log = LOG.exec(text);
  const linear = RANGE.exec(text);
  if ((log ?? linear) !== null && !numeric) {
    fail(`it takes ${key.allowed}, not a range`);
  }
  const axis = log !== null
    ? logAxis(key, log, fail)
    : linear !== null
    ? linearAxis(key, linear, fail)
    : listAxis(key, text, fail);
  for (const value of axis.values) {
    if (!v.is(key.schema, value)) {
      fail(`${JSON.stringify(value)} is not ${key.allowed}`);
    }
  }
  return axis;
}

type Fail = (why: string) => never;

function ends([, a, b]: RegExpExecArray, fail: Fail): [number, number] {
  const [from, to] = [Number(a), Number(b)];
  return from < to ? [from, to] : fail(`${a} is not below ${b}`);
}

function linearAxis(key: SweepKey, match: RegExpExecArray, fail: Fail): Axis {
  const [from, to] = ends(match, fail);
  const stepText = match[3];
  if (stepText === undefined) {
    const values = spaced(DEFAULT_POINTS, (t) => from + (to - from) * t, key);
    return { key, values, range: { from, to, scale: "linear" } };
  }
  const step = Number(stepText);
  if (!(step > 0) || stepText.trim() === "") {
    fail(`the step "${stepText}" is not a number above 0`);
  }
  // An end that is a whole number of steps away belongs to it, whatever the rounding.
  const steps = Math.floor((to - from) / step + 1e-9);
  if (steps >= MAX_VALUES) fail(`more than ${MAX_VALUES} values`);
  const values = Array.from(
    { length: steps + 1 },
    (_, i) => tidy(from + i * step),
  );
  return { key, values, range: null };
}

function logAxis(key: SweepKey, match: RegExpExecArray, fail: Fail): Axis {
  const [from, to] = ends(match, fail);
  if (from <= 0) fail(`log: needs numbers above 0, not ${match[1]}`);
  const n = match[3] === undefined ? DEFAULT_POINTS : Number(match[3]);
  if (!(Number.isInteger(n) && n >= 2 && n <= MAX_VALUES)) {
    fail(`"${match[3]}" is not a whole number from 2 to ${MAX_VALUES}`);
  }
  const values = spaced(n, (t) =>
    // The ends as they were written, what lies between to six digits.
    t === 0
      ? from
      : t === 1
      ? to
      : Number((from * (to / from) ** t).toPrecision(6)), key);
  return { key, values, range: { from, to, scale: "log" } };
}

/** `n` values of a curve over 0..1; of a whole-number key the whole numbers nearest to them, each once. */
function spaced(
  n: number,
  curve: (t: number) => number,
  key: SweepKey,
): number[] {
  const values = Array.from({ length: n }, (_, i) => tidy(curve(i / (n - 1))));
  return key.kind === "integer" ? [...new Set(values.map(Math.round))] : values;
}

/** A number without the dust of binary fractions: 0.7, not 0.7000000000000001. */
export function tidy(x: number): number {
  return Number(x.toPrecision(12));
}

function listAxis(key: SweepKey, text: string, fail: Fail): Axis {
  const parts = text.split(",").map((part) => part.trim());
  if (parts.includes("")) {
    fail("a value is empty; write a..b, a..b:step, log:a..b:n or x,y,z");
  }
  const values = parts.map((part): KeyValue => {
    switch (key.kind) {
      case "number":
      case "integer": {
        const number = Number(part);
        return Number.isFinite(number)
          ? number
          : fail(`"${part}" is not a number`);
      }
      case "boolean":
        return part === "true" || part === "false"
          ? part === "true"
          : fail(`"${part}" is not true or false`);
      case "choice":
      case "text":
        return part;
    }
  });
  if (new Set(values).size < values.length) fail("a value stands twice");
  return { key, values, range: null };
}

/** What decides whether axes can be swept. */
export interface AxesContext {
  /** Whether an audio-text model is in use. */
  readonly hasModel: boolean;
  /** Whether the sounds may be read again for each value (`--re-extract`). */
  readonly reExtract: boolean;
}

/**
 * Checks axes against each other and against what the run has.
 *
 * @throws {UsageError} if there is none, a key stands twice, a key needs a model and there is none, or a key changes
 * the evidence without `--re-extract`.
 */
export function checkAxes(
  axes: readonly Axis[],
  { hasModel, reExtract }: AxesContext,
): void {
  if (axes.length === 0) {
    throw new UsageError(
      "Nothing to sweep: name a key with values, as in alpha=0.5..1.0; --keys lists them",
    );
  }
  const seen = new Set<string>();
  for (const { key: { key, stage, needsModel } } of axes) {
    if (seen.has(key)) throw new UsageError(`${key} is swept twice`);
    seen.add(key);
    if (needsModel && !hasModel) {
      throw new UsageError(
        key === "fusion.alpha"
          ? "Cannot sweep fusion.alpha without a model: the rules decide alone, alpha counts as 1 and every point " +
            "would be the same; name a model with --model"
          : `Cannot sweep ${key} without a model: it changes nothing then; name a model with --model`,
      );
    }
    if (stage === "evidence" && !reExtract) {
      throw new UsageError(
        `Cannot sweep ${key} on the evidence at hand: it changes what is extracted from the sounds; ` +
          "--re-extract reads them again for each of its values",
      );
    }
  }
}
