/**
 * YAML text as a {@linkcode Tree}: every value with its line, every fault of the text as a problem.
 *
 * YAML 1.2, core schema, so `yes`, `on` and `012` are what they look like: text and the number 12. Anchors, aliases and
 * merge keys (`<<`) are followed, within a budget.
 *
 * @module
 */
import type * as Yaml from "yaml";
import type { ConfigProblem } from "../errors.ts";
import {
  joinKey,
  type MapTree,
  NodeBudget,
  type Place,
  problemAt,
  quote,
  type Tree,
  TreeError,
} from "./tree.ts";

/** Largest text that is parsed, in UTF-16 units. */
export const MAX_TEXT = 262_144;

/** Faults of one text that are listed. */
const MAX_FAULTS = 20;

const TOO_DEEP = "nested too deeply";

/** What a text holds, and what is wrong with it. */
export interface YamlTree {
  /** Null if the text is not YAML. */
  readonly tree: Tree | null;
  readonly problems: readonly ConfigProblem[];
}

/**
 * Parses one YAML document. The parser is loaded on the first call.
 *
 * @param placeAt the place of a line, 1-based.
 * @param key what problems of the text as a whole are listed under.
 */
export async function parseYamlTree(
  text: string,
  placeAt: (line: number) => Place,
  key = "YAML",
): Promise<YamlTree> {
  const { line: _, ...whole } = placeAt(1);
  const fault = (message: string, place: Place = whole): YamlTree => ({
    tree: null,
    problems: [problemAt(place, key, message)],
  });
  if (text.length > MAX_TEXT) {
    return fault(
      `the text has ${text.length} characters, ${MAX_TEXT} are allowed`,
    );
  }
  const yaml = await import("yaml");
  const lines = new yaml.LineCounter();
  const lineAt = (offset: number) => Math.max(1, lines.linePos(offset).line);
  let document: Yaml.Document.Parsed;
  try {
    document = yaml.parseDocument(text, {
      lineCounter: lines,
      schema: "core",
      resolveKnownTags: false,
      // Looked after below: the parser compares every key with every other one.
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: "silent",
    });
    const faults = [...document.errors, ...document.warnings];
    if (faults.length > 0) {
      return {
        tree: null,
        problems: faults.slice(0, MAX_FAULTS).map(({ message, pos }) =>
          problemAt(placeAt(lineAt(pos[0])), key, oneLine(message))
        ),
      };
    }
    return new Builder(yaml, document, placeAt, lineAt).build();
  } catch (error) {
    // The parser recurses: text that is nested thousands deep exhausts the stack.
    if (error instanceof RangeError) return fault(TOO_DEEP);
    throw error;
  }
}

function oneLine(message: string): string {
  if (message.startsWith("Maximum call stack")) return TOO_DEEP;
  const [first = ""] = message.split("\n");
  const text = first.length > 200 ? `${first.slice(0, 200)}…` : first;
  return text.replace(/\p{C}/gu, "�");
}

/** Turns the parser's nodes into trees. */
class Builder {
  readonly #yaml: typeof Yaml;
  readonly #root: Yaml.Node | null;
  readonly #placeAt: (line: number) => Place;
  readonly #lineAt: (offset: number) => number;
  readonly #targets: ReadonlyMap<Yaml.Alias, Yaml.Node>;
  readonly #budget = new NodeBudget();
  readonly #problems: ConfigProblem[] = [];

  constructor(
    yaml: typeof Yaml,
    document: Yaml.Document.Parsed,
    placeAt: (line: number) => Place,
    lineAt: (offset: number) => number,
  ) {
    this.#yaml = yaml;
    this.#root = document.contents;
    this.#placeAt = placeAt;
    this.#lineAt = lineAt;
    this.#targets = this.#resolveAliases(document);
  }

  build(): YamlTree {
    try {
      const tree = this.#tree(this.#root, this.#placeAt(1), 0, "");
      return { tree, problems: this.#problems };
    } catch (error) {
      if (!(error instanceof TreeError)) throw error;
      return { tree: null, problems: [error.problem] };
    }
  }

  /** Each alias with its node, in one pass: the parser's own look-up reads the whole document for each. */
  #resolveAliases(document: Yaml.Document.Parsed) {
    const anchors = new Map<string, Yaml.Node>();
    const targets = new Map<Yaml.Alias, Yaml.Node>();
    this.#yaml.visit(document, {
      Node: (_key, node) => {
        if (this.#yaml.isAlias(node)) {
          const target = anchors.get(node.source);
          if (target !== undefined) targets.set(node, target);
        } else if ("anchor" in node && node.anchor !== undefined) {
          anchors.set(node.anchor, node);
        }
      },
    });
    return targets;
  }

  #line(node: unknown, otherwise = 1): number {
    const range = this.#yaml.isNode(node) ? node.range : null;
    return range ? this.#lineAt(range[0]) : otherwise;
  }

  #tree(node: unknown, place: Place, depth: number, key: string): Tree {
    const excess = this.#budget.spend(depth);
    if (excess !== null) {
      throw new TreeError(problemAt(place, key || "YAML", excess));
    }
    if (this.#yaml.isAlias(node)) {
      const target = this.#targets.get(node);
      if (target === undefined) {
        const message = `no anchor &${oneLine(node.source)} stands above`;
        throw new TreeError(problemAt(place, key || "YAML", message));
      }
      return this.#tree(target, place, depth + 1, key);
    }
    if (this.#yaml.isMap(node)) return this.#map(node, place, depth, key);
    if (this.#yaml.isSeq(node)) {
      const items = node.items.map((item, i) =>
        this.#tree(
          item,
          this.#placeAt(this.#line(item, place.line)),
          depth + 1,
          `${key}[${i}]`,
        )
      );
      return { kind: "list", items, place };
    }
    const value = this.#yaml.isScalar(node) ? node.value : null;
    return { kind: "scalar", value, place };
  }

  #map(node: Yaml.YAMLMap, place: Place, depth: number, key: string): MapTree {
    const entries = new Map<string, Tree>();
    const firstLine = new Map<string, number | undefined>();
    const merges: unknown[] = [];
    for (const pair of node.items) {
      const line = this.#line(pair.key, place.line);
      const at = this.#placeAt(line);
      const name = this.#key(pair.key);
      if (name === null) {
        this.#problems.push(problemAt(at, key || "YAML", "a key must be text"));
      } else if (name === "<<") {
        merges.push(pair.value);
      } else if (firstLine.has(name)) {
        this.#problems.push(
          problemAt(
            at,
            joinKey(key, name),
            `given twice, first in line ${firstLine.get(name)}`,
            "remove one",
          ),
        );
      } else {
        firstLine.set(name, line);
        entries.set(
          name,
          this.#tree(pair.value, at, depth + 1, joinKey(key, name)),
        );
      }
    }
    for (const value of merges) this.#merge(value, entries, place, depth, key);
    return { kind: "map", entries, place };
  }

  /** `<<: *other` and `<<: [*a, *b]`: their keys where the map has none of its own. */
  #merge(
    value: unknown,
    entries: Map<string, Tree>,
    place: Place,
    depth: number,
    key: string,
  ) {
    const tree = this.#tree(value, place, depth + 1, joinKey(key, "<<"));
    for (const source of tree.kind === "list" ? tree.items : [tree]) {
      if (source.kind !== "map") {
        this.#problems.push(
          problemAt(
            place,
            joinKey(key, "<<"),
            "a merge key takes a mapping or a list of them",
          ),
        );
        return;
      }
      for (const [name, child] of source.entries) {
        if (!entries.has(name)) entries.set(name, child);
      }
    }
  }

  #key(node: unknown): string | null {
    const scalar = this.#yaml.isAlias(node) ? this.#targets.get(node) : node;
    if (!this.#yaml.isScalar(scalar)) return null;
    const { value, source } = scalar;
    return typeof value === "string" ? value : source ?? quote(String(value));
  }
}
