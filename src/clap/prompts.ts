/**
 * Prompts files: the words that stand for each role, in YAML.
 *
 * ```yaml
 * version: 1
 * group_weights: { general: 1, specific: 2 } # optional; 1 each
 * roles:
 *   CORE:
 *     general: ["the sound of a kick drum"]
 *     specific: ["an 808 kick with a long boomy tail"]
 * ```
 *
 * @module
 */
import { nearest } from "../config/suggest.ts";
import {
  joinKey,
  type Place,
  problemAt,
  quote,
  type Tree,
} from "../config/tree.ts";
import { parseYamlTree } from "../config/yaml_tree.ts";
import { ConfigError, type ConfigProblem } from "../errors.ts";
import { mapRoles, type Role, ROLES } from "../types.ts";
import DEFAULT_TEXT from "../../prompts/default.yaml" with { type: "text" };
import SEED_TEXT from "../../prompts/seed.yaml" with { type: "text" };

/** The groups that a role may have. */
export const GROUP_NAMES = ["general", "specific"] as const;

/** Name of a group of prompts. */
export type GroupName = typeof GROUP_NAMES[number];

/** Prompts that are taken together before they count for their role. */
export interface PromptGroup {
  readonly name: GroupName;
  /** Weight among the role's groups, above 0. */
  readonly weight: number;
  readonly prompts: readonly string[];
}

/** A checked prompts file: every role has a group, every group a prompt, no prompt stands twice. */
export interface Prompts {
  /** Where it comes from, for messages: a path, or `prompts/default.yaml`. */
  readonly source: string;
  readonly roles: Readonly<Record<Role, readonly PromptGroup[]>>;
  /** 1-based line of each prompt in `source`. */
  readonly lines: ReadonlyMap<string, number>;
}

const BUILT_IN = { default: DEFAULT_TEXT, seed: SEED_TEXT } as const;

/** Name of a prompts file that comes with the tool. */
export type PromptsName = keyof typeof BUILT_IN;

/** The prompts files that come with the tool. */
export const PROMPTS_NAMES = Object.keys(BUILT_IN) as readonly PromptsName[];

/** Whether `clap.prompts` names a built-in file; else it is a path, which the caller reads. */
export function isPromptsName(name: string): name is PromptsName {
  return Object.hasOwn(BUILT_IN, name);
}

/** A prompts file that comes with the tool. */
export function loadPrompts(name: PromptsName): Promise<Prompts> {
  return parsePrompts(BUILT_IN[name], `prompts/${name}.yaml`);
}

/** Every prompt, role by role in the order of the file. */
export function promptTexts(prompts: Prompts): string[] {
  return ROLES.flatMap((role) => prompts.roles[role].flatMap((g) => g.prompts));
}

/**
 * Checks that no prompt is longer than the model takes.
 *
 * @param counts tokens of each prompt, in the order of {@linkcode promptTexts}.
 * @throws {ConfigError} with the line of every prompt that is too long.
 */
export function checkPromptTokens(
  prompts: Prompts,
  counts: readonly number[],
  maxTokens: number,
): void {
  const problems: ConfigProblem[] = [];
  let i = 0;
  for (const role of ROLES) {
    for (const group of prompts.roles[role]) {
      for (const [index, prompt] of group.prompts.entries()) {
        const count = counts[i++]!;
        if (count <= maxTokens) continue;
        problems.push({
          key: `roles.${role}.${group.name}[${index}]`,
          message:
            `the prompt has ${count} tokens, the model takes ${maxTokens}`,
          hint: "shorten it",
          source: prompts.source,
          line: prompts.lines.get(prompt)!,
        });
      }
    }
  }
  if (problems.length > 0) throw new ConfigError(problems);
}

/**
 * Reads and checks a prompts file.
 *
 * @param source what messages call it.
 * @throws {ConfigError} with all its problems, each with its line: syntax, unknown or missing keys, wrong types, a
 * role without prompts, an empty group, an empty prompt, a prompt that stands twice.
 */
export async function parsePrompts(
  text: string,
  source: string,
): Promise<Prompts> {
  const { tree, problems } = await parseYamlTree(
    text,
    (line) => ({ source, line }),
    "prompts",
  );
  if (tree === null) throw new ConfigError(problems);
  const reader = new Reader(source, problems);
  const prompts = reader.read(tree);
  if (reader.problems.length > 0) throw new ConfigError(reader.problems);
  return prompts;
}

/** Turns the tree of a prompts file into prompts and collects what is wrong with it. */
class Reader {
  readonly problems: ConfigProblem[];
  readonly #source: string;
  readonly #lines = new Map<string, number>();
  /** Key and place of each prompt, by its text without case and outer blanks. */
  readonly #seen = new Map<string, { key: string; place: Place }>();

  constructor(source: string, problems: readonly ConfigProblem[]) {
    this.#source = source;
    this.problems = [...problems];
  }

  read(tree: Tree): Prompts {
    const top = this.#map(tree, "", ["version", "group_weights", "roles"]);
    const version = this.#required(top, tree, "version", "write version: 1");
    if (version && !(version.kind === "scalar" && version.value === 1)) {
      this.#problem(version, "version", "must be 1");
    }
    const weights = this.#weights(top.get("group_weights"));
    const hint = `give ${ROLES.join(", ")}`;
    const given = this.#required(top, tree, "roles", hint);
    const byRole = given ? this.#map(given, "roles", ROLES) : new Map();
    const roles = mapRoles((role): PromptGroup[] => {
      const key = `roles.${role}`;
      const groups = given?.kind === "map"
        ? this.#required(byRole, given, key, "give its prompts", role)
        : undefined;
      return groups ? this.#groups(groups, key, weights) : [];
    });
    return { source: this.#source, roles, lines: this.#lines };
  }

  #weights(tree: Tree | undefined): Record<GroupName, number> {
    const weights = { general: 1, specific: 1 };
    if (tree === undefined) return weights;
    const given = this.#map(tree, "group_weights", GROUP_NAMES);
    for (const [name, weight] of given) {
      const value = weight.kind === "scalar" ? weight.value : undefined;
      if (typeof value === "number" && value > 0 && value <= 1000) {
        weights[name as GroupName] = value;
      } else {
        const key = `group_weights.${name}`;
        this.#problem(weight, key, "must be a number above 0, at most 1000");
      }
    }
    return weights;
  }

  #groups(
    tree: Tree,
    key: string,
    weights: Record<GroupName, number>,
  ): PromptGroup[] {
    const groups = this.#map(tree, key, GROUP_NAMES);
    if (groups.size === 0 && tree.kind === "map") {
      this.#problem(tree, key, "has no prompts", "give general or specific");
    }
    return [...groups].map(([group, list]) => {
      const name = group as GroupName;
      const prompts = this.#prompts(list, `${key}.${name}`);
      return { name, weight: weights[name], prompts };
    });
  }

  #prompts(tree: Tree, key: string): string[] {
    if (tree.kind !== "list") {
      this.#problem(tree, key, "must be a list of prompts");
      return [];
    }
    if (tree.items.length === 0) {
      this.#problem(tree, key, "has no prompts", "give some, or leave it out");
    }
    return tree.items.flatMap((item, i) => {
      const here = `${key}[${i}]`;
      const prompt = item.kind === "scalar" ? item.value : undefined;
      if (typeof prompt !== "string" || prompt.trim() === "") {
        this.#problem(item, here, "a prompt must be text, not empty");
        return [];
      }
      const folded = prompt.trim().toLowerCase();
      const before = this.#seen.get(folded);
      if (before !== undefined) {
        const { key, place } = before;
        const message = `${
          quote(prompt)
        } is already ${key}, line ${place.line}`;
        this.#problem(item, here, message, "remove one");
        return [];
      }
      this.#seen.set(folded, { key: here, place: item.place });
      this.#lines.set(prompt, item.place.line!);
      return [prompt];
    });
  }

  /** The known entries of a mapping, in the order of the file; says what is unknown. */
  #map(
    tree: Tree,
    key: string,
    known: readonly string[],
  ): ReadonlyMap<string, Tree> {
    const entries = new Map<string, Tree>();
    if (tree.kind !== "map") {
      const message = `must be a mapping with ${known.join(", ")}`;
      this.#problem(tree, key || "prompts", message);
      return entries;
    }
    for (const [name, child] of tree.entries) {
      if (known.includes(name)) {
        entries.set(name, child);
        continue;
      }
      const word = nearest(name, known);
      const hint = word === null
        ? `known are ${known.join(", ")}`
        : `did you mean "${word}"?`;
      this.#problem(child, joinKey(key, name), "unknown key", hint);
    }
    return entries;
  }

  #required(
    entries: ReadonlyMap<string, Tree>,
    parent: Tree,
    key: string,
    hint: string,
    name = key,
  ): Tree | undefined {
    const tree = entries.get(name);
    if (tree === undefined && parent.kind === "map") {
      this.#problem(parent, key, "missing", hint);
    }
    return tree;
  }

  #problem(at: Tree, key: string, message: string, hint?: string) {
    this.problems.push(problemAt(at.place, key, message, hint));
  }
}
