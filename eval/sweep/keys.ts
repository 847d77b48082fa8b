/**
 * Which keys of the configuration a sweep may vary, by what names, and what each costs.
 *
 * @module
 */
import type * as v from "valibot";
import type { RolesConfig } from "../../src/config/schema.ts";
import { type ValueShape, valueShapes } from "../../src/config/shape.ts";
import { nearest } from "../../src/config/suggest.ts";
import { UsageError } from "../../src/errors.ts";

/** A value that a key takes in a sweep. */
export type KeyValue = number | boolean | string;

/** What varying a key asks for: assignment alone, or reading the sounds again. */
export type KeyStage = "assignment" | "evidence";

/** A key that a sweep may vary. */
export interface SweepKey {
  /** Dotted, as `guards.texture_suppress.multiply`. */
  readonly key: string;
  /** A short ending that no other key has, as `alpha` or `texture_suppress.multiply`. */
  readonly short: string;
  readonly stage: KeyStage;
  readonly kind: "number" | "integer" | "boolean" | "choice" | "text";
  /** What is allowed, in words. */
  readonly allowed: string;
  readonly choices: readonly string[];
  readonly description: string;
  /** Its value in the configuration; a weight or bias that is not given counts as 0. */
  readonly value: KeyValue;
  /** Whether it does anything only with an audio-text model. */
  readonly needsModel: boolean;
  /** Checks one value. */
  readonly schema: v.GenericSchema;
}

/** Why keys whose names start so are not swept, the first that fits. */
const REFUSED: readonly (readonly [RegExp, string])[] = [
  [/^(version|output)(\.|$)/, "it does not change a role"],
  [
    /^pool(\.|$)/,
    "it changes the pools; the role is what is scored, and pools never change it",
  ],
  [
    /^fusion\.confidence_margin_threshold$/,
    "it marks roles as uncertain and changes none",
  ],
  [
    /^fusion\.calibration(_rules_only)?(\.|$)/,
    "it changes how sure a role is said to be, not the role",
  ],
  [
    /^clap\.(backend|device|batch_size|threads|cache_text_embeddings|cache_dir)$/,
    "it says how the model is run, and does not change a role",
  ],
  [/^audio\.mono$/, "it has one value only"],
  [
    /^clap\.prototypes\.labels$/,
    "it names the sounds to learn from: --prototypes gives them",
  ],
];

/** Keys of the assignment stage outside `rule_scoring` and `guards`. */
const ASSIGNMENT =
  /^(rule_scoring\.|guards\.|dsp\.tau_rule$|fusion\.|clap\.(tau_clap|ensemble|top_k|prompts|prototypes\.(weight|shrinkage|reach))$)/;

/** Keys that do nothing without a model. */
const NEEDS_MODEL = /^(fusion\.alpha$|clap\.(?!model_id$))/;

/** A key that a sweep may vary, whatever the configuration. */
export interface SweepName extends Pick<SweepKey, "key" | "short"> {
  readonly shape: ValueShape;
}

/** Every key that a sweep may vary, in the schema's order. */
export function sweepNames(): SweepName[] {
  const shapes = [...valueShapes()].filter(([key, shape]) =>
    refusal(key, shape) === null
  );
  const names = shapes.map(([key]) => key);
  return shapes.map(([key, shape]) => ({
    key,
    short: shortest(key, names),
    shape,
  }));
}

/** Every key that a sweep may vary, in the schema's order, with its value in a configuration. */
export function sweepKeys(config: RolesConfig): SweepKey[] {
  return sweepNames().map(({ key, short, shape }): SweepKey => {
    const value = valueAt(config, key) ?? 0;
    return {
      key,
      short,
      stage: ASSIGNMENT.test(key) ? "assignment" : "evidence",
      kind: kindOf(shape, value),
      allowed: shape.allowed,
      choices: shape.choices,
      description: shape.description,
      value: value as KeyValue,
      needsModel: NEEDS_MODEL.test(key),
      schema: shape.schema,
    };
  });
}

function refusal(key: string, shape: ValueShape): string | null {
  const refused = REFUSED.find(([pattern]) => pattern.test(key));
  if (refused !== undefined) return refused[1];
  return shape.allowedItem === null
    ? null
    : "its value is a list, and a sweep varies single values";
}

function kindOf(shape: ValueShape, value: unknown): SweepKey["kind"] {
  if (typeof value === "boolean") return "boolean";
  if (shape.choices.length > 0) return "choice";
  if (shape.isText) return "text";
  return shape.allowed.startsWith("a whole number") ? "integer" : "number";
}

/** The shortest ending of a dotted key that no other has; with the name of its section where it lies deep. */
function shortest(key: string, keys: readonly string[]): string {
  const parts = key.split(".");
  for (let n = parts.length > 2 ? 2 : 1; n < parts.length; n++) {
    const ending = parts.slice(-n).join(".");
    if (keys.filter((k) => endsWith(k, ending)).length === 1) return ending;
  }
  return key;
}

const endsWith = (key: string, ending: string) =>
  key === ending || key.endsWith(`.${ending}`);

/** The value at a dotted key of a configuration; undefined if it is not given. */
export function valueAt(config: RolesConfig, key: string): unknown {
  let value: unknown = config;
  for (const name of key.split(".")) {
    value = (value as Record<string, unknown> | null | undefined)?.[name];
  }
  return value;
}

/**
 * The key that a name stands for: the key itself, or any ending of it that only one key has.
 *
 * @throws {UsageError} if there is none, more than one, or it is not swept, with the reason.
 */
export function findKey(name: string, keys: readonly SweepKey[]): SweepKey {
  const exact = keys.find(({ key }) => key === name);
  if (exact !== undefined) return exact;
  const found = keys.filter(({ key }) => endsWith(key, name));
  if (found.length === 1) return found[0]!;
  if (found.length > 1) {
    throw new UsageError(
      `"${name}" stands for ${found.length} keys: name ${
        listed(found.map(({ short }) => short))
      }`,
    );
  }
  const refused = [...valueShapes()].filter(([key]) => endsWith(key, name));
  const [first] = refused;
  if (first !== undefined) {
    throw new UsageError(
      `Cannot sweep ${first[0]}: ${refusal(...first)}`,
    );
  }
  const near = nearest(
    name,
    keys.flatMap(({ key, short }) => [key, short]),
  );
  throw new UsageError(
    `Unknown key "${name.slice(0, 100)}"; ` +
      (near === null
        ? "--keys lists the keys of a sweep"
        : `did you mean "${near}"?`),
  );
}

const listed = (names: readonly string[]) =>
  names.length <= 4
    ? names.join(" or ")
    : `${names.slice(0, 4).join(", ")} or another that --keys lists`;
