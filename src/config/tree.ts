/**
 * Values with the place that each came from: what files, `--set` arguments, flags and objects become before they are
 * checked and merged.
 *
 * Maps are `Map`s, so that a key named `__proto__` is a key like any other.
 *
 * @module
 */
import type { ConfigProblem } from "../errors.ts";

/** What gave a key its value. */
export type Origin =
  | { readonly kind: "preset"; readonly name: string }
  | { readonly kind: "file"; readonly name: string; readonly line: number }
  | { readonly kind: "set"; readonly argument: string }
  | { readonly kind: "flag"; readonly flag: string };

/** Where a value stands. */
export interface Place {
  /** Absent for a value of an object in memory. */
  readonly origin?: Origin;
  /** The file, `--set` argument or flag, as problems name it. */
  readonly source?: string;
  /** 1-based line in `source`. */
  readonly line?: number;
}

export type Tree = MapTree | ListTree | ScalarTree;

export interface MapTree {
  readonly kind: "map";
  readonly entries: ReadonlyMap<string, Tree>;
  readonly place: Place;
}

export interface ListTree {
  readonly kind: "list";
  readonly items: readonly Tree[];
  readonly place: Place;
}

export interface ScalarTree {
  readonly kind: "scalar";
  /** Text, number, boolean or null; anything else is a wrong type wherever it stands. */
  readonly value: unknown;
  readonly place: Place;
}

/** A configuration holds about 150 values; aliases of hostile YAML multiply. */
export const MAX_NODES = 20_000;
export const MAX_DEPTH = 32;

/** Counts the nodes of one tree while it is built. */
export class NodeBudget {
  #left = MAX_NODES;

  /** @returns what is wrong with one more node at this depth, or null. */
  spend(depth: number): string | null {
    if (depth > MAX_DEPTH) return `nested more than ${MAX_DEPTH} deep`;
    if (this.#left-- <= 0) {
      return `more than ${MAX_NODES} values, aliases counted`;
    }
    return null;
  }
}

/** A value that cannot become a tree. */
export class TreeError extends Error {
  override readonly name = "TreeError";
  readonly problem: ConfigProblem;

  constructor(problem: ConfigProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

/**
 * The tree of a value in memory. Keys whose value is `undefined` are left out.
 *
 * @throws {TreeError} if the value is nested too deeply (or in itself), or too large.
 */
export function treeOf(value: unknown, place: Place): Tree {
  const budget = new NodeBudget();
  const build = (value: unknown, depth: number, key: string): Tree => {
    const excess = budget.spend(depth);
    if (excess !== null) throw new TreeError(problemAt(place, key, excess));
    if (Array.isArray(value)) {
      const items = value.map((item, i) =>
        build(item, depth + 1, `${key}[${i}]`)
      );
      return { kind: "list", items, place };
    }
    if (!isPlainObject(value)) return { kind: "scalar", value, place };
    const entries = new Map<string, Tree>();
    for (const [name, item] of Object.entries(value)) {
      if (item === undefined) continue;
      entries.set(name, build(item, depth + 1, joinKey(key, name)));
    }
    return { kind: "map", entries, place };
  };
  return build(value, 0, "");
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** The tree of one value at a dotted path. */
export function treeAt(path: readonly string[], leaf: Tree): Tree {
  return path.reduceRight<Tree>(
    (tree, name) => ({
      kind: "map",
      entries: new Map([[name, tree]]),
      place: leaf.place,
    }),
    leaf,
  );
}

/** `over` laid on `base`: maps key by key, everything else whole. */
export function mergeTrees(base: Tree, over: Tree): Tree {
  if (base.kind !== "map" || over.kind !== "map") return over;
  const entries = new Map(base.entries);
  for (const [name, tree] of over.entries) {
    const below = entries.get(name);
    entries.set(name, below === undefined ? tree : mergeTrees(below, tree));
  }
  return { kind: "map", entries, place: over.place };
}

/** The plain value of a tree whose keys have been checked. */
export function valueOf(tree: Tree): unknown {
  switch (tree.kind) {
    case "scalar":
      return tree.value;
    case "list":
      return tree.items.map(valueOf);
    case "map":
      return Object.fromEntries(
        [...tree.entries].map(([name, child]) => [name, valueOf(child)]),
      );
  }
}

/** Every leaf (scalar, list, empty map) with its dotted key, in order. */
export function* leavesOf(tree: Tree, key = ""): Generator<[string, Tree]> {
  if (tree.kind !== "map" || tree.entries.size === 0) {
    yield [key, tree];
    return;
  }
  for (const [name, child] of tree.entries) {
    yield* leavesOf(child, joinKey(key, name));
  }
}

/** The subtree at a dotted path, or the deepest one on the way to it. */
export function nearestTree(tree: Tree, path: readonly string[]): Tree {
  let node = tree;
  for (const name of path) {
    const next = node.kind === "map" ? node.entries.get(name) : undefined;
    if (next === undefined) return node;
    node = next;
  }
  return node;
}

export function joinKey(parent: string, name: string): string {
  const shown = showKey(name);
  return parent === "" ? shown : `${parent}.${shown}`;
}

/** A key as it may be printed: names as they are, anything else quoted, shortened and without control characters. */
export function showKey(name: string): string {
  return /^[\w-]{1,64}$/.test(name) ? name : quote(name);
}

/** Text in quotes, at most 40 characters of it, harmless to a terminal. */
export function quote(text: string): string {
  const short = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  return JSON.stringify(short).replace(
    /[\p{C}]/gu,
    (c) => `\\u{${c.codePointAt(0)!.toString(16)}}`,
  );
}

/** A problem at a place. */
export function problemAt(
  place: Place,
  key: string,
  message: string,
  hint?: string,
): ConfigProblem {
  return {
    key,
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(place.source === undefined ? {} : { source: place.source }),
    ...(place.line === undefined ? {} : { line: place.line }),
  };
}
