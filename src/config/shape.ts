/**
 * The schema as plain data: which keys there are, and in words what each takes. Problems, the key reference and
 * "did you mean" read it, so that none of them can disagree with the checks.
 *
 * @module
 */
import type * as v from "valibot";
import { ConfigSchema } from "./schema.ts";
import { joinKey } from "./tree.ts";

/** A part of the configuration, or a value. */
export type Shape = SectionShape | ValueShape;

export interface SectionShape {
  readonly kind: "section";
  readonly entries: ReadonlyMap<string, Shape>;
  /** Whether null may stand for the whole section. */
  readonly nullable: boolean;
  readonly description: string;
}

export interface ValueShape {
  readonly kind: "value";
  /** Checks one value. */
  readonly schema: v.GenericSchema;
  /** What is allowed, in words: `a number from 0 to 1`. */
  readonly allowed: string;
  /** The choices of a value, or of a list's items, that takes one of some. */
  readonly choices: readonly string[];
  /** What an item of a list takes; null for a value that is no list. */
  readonly allowedItem: string | null;
  /** Whether every value is text (or null). */
  readonly isText: boolean;
  readonly nullable: boolean;
  readonly description: string;
}

/** What is read here of a valibot schema or of a part of its pipe. */
interface Part {
  readonly type: string;
  readonly entries?: Readonly<Record<string, Part>>;
  readonly wrapped?: Part;
  readonly item?: Part;
  readonly items?: readonly Part[];
  readonly options?: readonly string[];
  readonly literal?: unknown;
  readonly requirement?: unknown;
  readonly description?: string;
  readonly pipe?: readonly Part[];
}

const WRAPPERS = ["optional", "nullable"];

/** The schema's own type first, then all that its pipes and wrappers add. */
function flatten(
  part: Part,
): { core: Part; extras: Part[]; nullable: boolean } {
  const [first, ...rest] = part.pipe ?? [];
  if (first !== undefined && first.pipe !== undefined) {
    const inner = flatten(first);
    return { ...inner, extras: [...inner.extras, ...rest] };
  }
  const core = first ?? part;
  if (!WRAPPERS.includes(core.type) || core.wrapped === undefined) {
    return { core, extras: rest, nullable: false };
  }
  const inner = flatten(core.wrapped);
  return {
    core: inner.core,
    extras: [...inner.extras, ...rest],
    nullable: inner.nullable || core.type === "nullable",
  };
}

function shapeOf(part: Part): Shape {
  const { core, extras, nullable } = flatten(part);
  const description =
    extras.findLast((extra) => extra.type === "description")?.description ?? "";
  if (core.entries !== undefined) {
    const entries = Object.entries(core.entries).map((
      [name, entry],
    ): [string, Shape] => [name, shapeOf(entry)]);
    return {
      kind: "section",
      entries: new Map(entries),
      nullable,
      description,
    };
  }
  const item = core.item ?? core.items?.[0];
  return {
    kind: "value",
    schema: part as unknown as v.GenericSchema,
    allowed: allowedIn(part),
    choices: core.options ?? item?.options ?? [],
    allowedItem: item === undefined ? null : allowedIn(item),
    isText: core.type === "string",
    nullable,
    description,
  };
}

function allowedIn(part: Part): string {
  const { core, extras, nullable } = flatten(part);
  const limit = (type: string) =>
    extras.find((extra) => extra.type === type)?.requirement;
  const [min, max] = [limit("min_value"), limit("max_value")];
  const words = (): string => {
    switch (core.type) {
      case "number": {
        const whole = extras.some((extra) => extra.type === "integer");
        return `a ${whole ? "whole " : ""}number from ${min} to ${max}`;
      }
      case "boolean":
        return "true or false";
      case "literal":
        return String(core.literal);
      case "picklist":
        return `one of ${core.options!.join(", ")}`;
      case "string":
        return "text";
      case "array":
        return `a list of ${flatten(core.item!).core.options!.join(", ")}`;
      case "strict_tuple": {
        const item = allowedIn(core.items![0]!).replace(/^a number/, "numbers");
        return `a list of ${core.items!.length} ${item}`;
      }
      default:
        throw new TypeError(`Cannot describe a schema of type ${core.type}`);
    }
  };
  return nullable ? `${words()}, or null` : words();
}

/** The whole configuration. */
export const CONFIG_SHAPE = shapeOf(
  ConfigSchema as unknown as Part,
) as SectionShape;

/** Every value (not section) below a shape, with its dotted key, in the schema's order. */
export function* valueShapes(
  shape: Shape = CONFIG_SHAPE,
  key = "",
): Generator<[string, ValueShape]> {
  if (shape.kind === "value") yield [key, shape];
  else {
    for (const [name, child] of shape.entries) {
      yield* valueShapes(child, joinKey(key, name));
    }
  }
}

/** Every section and value below a shape, with its dotted key. */
export function* allShapes(
  shape: Shape = CONFIG_SHAPE,
  key = "",
): Generator<[string, Shape]> {
  if (key !== "") yield [key, shape];
  if (shape.kind === "section") {
    for (const [name, child] of shape.entries) {
      yield* allShapes(child, joinKey(key, name));
    }
  }
}

/** The shape at a dotted key; undefined if there is none. */
export function shapeAt(path: readonly string[]): Shape | undefined {
  let shape: Shape | undefined = CONFIG_SHAPE;
  for (const name of path) {
    shape = shape?.kind === "section" ? shape.entries.get(name) : undefined;
  }
  return shape;
}
