/**
 * The kinds of values that the schema is built of, each described for people who read the key reference.
 *
 * @module
 */
import * as v from "valibot";

/** A number in a closed range, described for people who read the JSON schema. */
export const number = (min: number, max: number, description: string) =>
  v.pipe(
    v.number(),
    v.minValue(min),
    v.maxValue(max),
    v.description(description),
  );

export const integer = (min: number, max: number, description: string) =>
  v.pipe(
    v.number(),
    v.integer(),
    v.minValue(min),
    v.maxValue(max),
    v.description(description),
  );

export const boolean = (description: string) =>
  v.pipe(v.boolean(), v.description(description));

export const text = (description: string) =>
  v.pipe(v.string(), v.minLength(1), v.description(description));

/** A share, a probability, a normalised feature: 0..1. */
export const unit = (description: string) => number(0, 1, description);

export const fileName = (description: string) =>
  v.pipe(
    text(description),
    v.check(
      (name) => !/[/\\\0]/.test(name) && name !== "." && name !== "..",
      "must be a file name, without a folder",
    ),
  );

/** A part of the configuration: its keys and what it is for. */
export const section = <E extends v.ObjectEntries>(
  description: string,
  entries: E,
) => v.pipe(v.strictObject(entries), v.description(description));
