/**
 * Checks what one source gives, key by key, against the schema: every problem with its place, not the first alone.
 *
 * @module
 */
import * as v from "valibot";
import type { ConfigProblem } from "../errors.ts";
import {
  CONFIG_SHAPE,
  type SectionShape,
  type Shape,
  type ValueShape,
} from "./shape.ts";
import { didYouMeanKey, nearest } from "./suggest.ts";
import {
  joinKey,
  type ListTree,
  problemAt,
  quote,
  type Tree,
  valueOf,
} from "./tree.ts";

/** What problems of the configuration as a whole are listed under. */
const ROOT = "configuration";

/** The problems of a part of a configuration, in the order in which it gives its keys. Keys may be missing. */
export function problemsOf(tree: Tree): ConfigProblem[] {
  return [...problemsIn(tree, CONFIG_SHAPE, "")];
}

function* problemsIn(
  tree: Tree,
  shape: Shape,
  key: string,
): Generator<ConfigProblem> {
  if (shape.kind === "value") yield* valueProblems(tree, shape, key);
  else yield* sectionProblems(tree, shape, key);
}

function* sectionProblems(
  tree: Tree,
  shape: SectionShape,
  key: string,
): Generator<ConfigProblem> {
  // Whoever reads a source takes the top-level key `preset` out before it comes here.
  const names = [...(key === "" ? ["preset"] : []), ...shape.entries.keys()];
  if (tree.kind !== "map") {
    const isNull = tree.kind === "scalar" && tree.value === null;
    if (isNull && shape.nullable) return;
    yield problemAt(
      tree.place,
      key || ROOT,
      `must be a mapping of ${names.join(", ")}${
        shape.nullable ? ", or null" : ""
      }, got ${describe(tree)}`,
      isNull && key !== ""
        ? "leave the key out to keep the preset's values"
        : undefined,
    );
    return;
  }
  for (const [name, child] of tree.entries) {
    const childKey = joinKey(key, name);
    const childShape = shape.entries.get(name);
    if (childShape !== undefined) {
      yield* problemsIn(child, childShape, childKey);
      continue;
    }
    const section = key === "" ? "at the top level" : `in ${key}`;
    yield problemAt(
      child.place,
      childKey,
      "unknown key",
      didYouMeanKey(name, names) ?? `allowed ${section}: ${names.join(", ")}`,
    );
  }
}

function* valueProblems(
  tree: Tree,
  shape: ValueShape,
  key: string,
): Generator<ConfigProblem> {
  const result = v.safeParse(shape.schema, valueOf(tree));
  if (result.success) return;
  const seen = new Set<Tree>();
  for (const issue of result.issues) {
    const item = tree.kind === "list" ? itemOf(tree, issue) : null;
    const at = item?.tree ?? tree;
    if (seen.has(at)) continue;
    seen.add(at);
    const custom = issue.type === "check";
    const allowed = item === null ? shape.allowed : shape.allowedItem;
    yield problemAt(
      at.place,
      item === null ? key : `${key}[${item.index}]`,
      `${custom ? issue.message : `must be ${allowed}`}, got ${describe(at)}`,
      hint(at, shape, item === null && shape.allowedItem !== null),
    );
  }
}

/** The item of a list that an issue is about; null if it is about the list. */
function itemOf(tree: ListTree, issue: v.BaseIssue<unknown>) {
  const index = issue.path?.[0]?.key;
  if (typeof index !== "number" || issue.type === "strict_tuple") return null;
  const item = tree.items[index];
  return item === undefined ? null : { tree: item, index };
}

const YES_NO: Readonly<Record<string, string>> = {
  yes: "true",
  on: "true",
  y: "true",
  no: "false",
  off: "false",
  n: "false",
};

function hint(
  tree: Tree,
  shape: ValueShape,
  wantsList: boolean,
): string | undefined {
  const value = tree.kind === "scalar" ? tree.value : undefined;
  if (value === null && !shape.nullable) {
    return "leave the key out to keep the preset's value";
  }
  if (shape.isText && ["number", "boolean"].includes(typeof value)) {
    return "put it in quotes";
  }
  if (typeof value !== "string") return undefined;
  if (shape.choices.length > 0) {
    const choice = nearest(value, shape.choices);
    if (choice === null) return undefined;
    return `did you mean ${wantsList ? `[${choice}]` : `"${choice}"`}?`;
  }
  if (shape.allowed === "true or false") {
    const meant = YES_NO[value.toLowerCase()];
    return meant === undefined ? undefined : `did you mean ${meant}?`;
  }
  const unquoted = Number(value);
  return v.is(shape.schema, unquoted) && value.trim() !== ""
    ? `write ${unquoted} without quotes`
    : undefined;
}

/** A value as a problem names it. */
function describe(tree: Tree): string {
  switch (tree.kind) {
    case "map":
      return "a mapping";
    case "list":
      return tree.items.length <= 5 &&
          tree.items.every((item) => item.kind === "scalar")
        ? `[${tree.items.map(describe).join(", ")}]`
        : `a list of ${tree.items.length}`;
    case "scalar":
      if (typeof tree.value === "string") return quote(tree.value);
      return ["number", "boolean"].includes(typeof tree.value) ||
          tree.value === null
        ? String(tree.value)
        : `something of type ${typeof tree.value}`;
  }
}
