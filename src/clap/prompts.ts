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
import type { LineCounter, Node, Pair } from "yaml";
import { closestString } from "@std/text";
import { ConfigError, type ConfigProblem } from "../errors.ts";
import { type Role, ROLES } from "../types.ts";
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

const MAX_CHARACTERS = 1_000_000;

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
  if (text.length > MAX_CHARACTERS) {
    throw new ConfigError([{
      key: "prompts",
      message: `the file has more than ${MAX_CHARACTERS} characters`,
      source,
    }]);
  }
  const yaml = await import("yaml");
  const lineCounter = new yaml.LineCounter();
  const document = yaml.parseDocument(text, { lineCounter });
  const reader = new Reader(yaml, lineCounter, source);
  for (const error of document.errors) {
    reader.problem(
      "prompts",
      error.message.split("\n", 1)[0]!.replace(/ at line .*$/, ""),
      error.pos[0],
    );
  }
  if (reader.problems.length === 0) {
    const prompts = reader.read(document.contents);
    if (reader.problems.length === 0) return prompts;
  }
  throw new ConfigError(reader.problems);
}

type Yaml = typeof import("yaml");

class Reader {
  readonly problems: ConfigProblem[] = [];
  readonly #lines = new Map<string, number>();
  /** Where each prompt stands, by its text without case and outer blanks. */
  readonly #seen = new Map<string, { key: string; line: number }>();

  constructor(
    private readonly yaml: Yaml,
    private readonly lineCounter: LineCounter,
    private readonly source: string,
  ) {}

  problem(key: string, message: string, offset?: number, hint?: string) {
    this.problems.push({
      key,
      message,
      source: this.source,
      ...offset === undefined ? {} : { line: this.#line(offset) },
      ...hint === undefined ? {} : { hint },
    });
  }

  read(contents: Node | null): Prompts {
    const top = this.#fields(contents, "prompts", "", [
      "version",
      "group_weights",
      "roles",
    ]);
    const version = top.get("version");
    if (version === undefined) {
      this.problem("version", "missing", undefined, "write version: 1");
    } else if (
      !this.yaml.isScalar(version.value) || version.value.value !== 1
    ) {
      this.problem("version", "must be 1", offsetOf(version));
    }
    const weights = this.#weights(top.get("group_weights"));
    const roles = {} as Record<Role, PromptGroup[]>;
    const given = top.get("roles");
    if (given === undefined) {
      this.problem("roles", "missing", undefined, `give ${ROLES.join(", ")}`);
    }
    const byRole = given === undefined
      ? new Map<string, Field>()
      : this.#fields(given.value, "roles", "roles.", ROLES, offsetOf(given));
    for (const role of ROLES) {
      const field = byRole.get(role);
      roles[role] = field === undefined
        ? []
        : this.#role(field, `roles.${role}`, weights);
      if (field === undefined && given !== undefined) {
        this.problem(`roles.${role}`, "missing", offsetOf(given));
      }
    }
    return { source: this.source, roles, lines: this.#lines };
  }

  #weights(field: Field | undefined): Record<GroupName, number> {
    const weights = { general: 1, specific: 1 };
    if (field === undefined) return weights;
    const fields = this.#fields(
      field.value,
      "group_weights",
      "group_weights.",
      GROUP_NAMES,
      offsetOf(field),
    );
    for (const name of GROUP_NAMES) {
      const given = fields.get(name);
      if (given === undefined) continue;
      const value = this.yaml.isScalar(given.value)
        ? given.value.value
        : undefined;
      if (typeof value !== "number" || !(value > 0 && value <= 1000)) {
        this.problem(
          `group_weights.${name}`,
          "must be a number above 0, at most 1000",
          offsetOf(given),
        );
      } else weights[name] = value;
    }
    return weights;
  }

  #role(
    field: Field,
    key: string,
    weights: Record<GroupName, number>,
  ): PromptGroup[] {
    const groups = this.#fields(
      field.value,
      key,
      `${key}.`,
      GROUP_NAMES,
      offsetOf(field),
    );
    if (groups.size === 0) {
      this.problem(key, "has no prompts", offsetOf(field), "give general");
    }
    return [...groups].map(([name, group]) => ({
      name: name as GroupName,
      weight: weights[name as GroupName],
      prompts: this.#prompts(group, `${key}.${name}`),
    }));
  }

  #prompts(field: Field, key: string): string[] {
    if (!this.yaml.isSeq(field.value)) {
      this.problem(key, "must be a list of prompts", offsetOf(field));
      return [];
    }
    const items = field.value.items;
    if (items.length === 0) {
      this.problem(key, "the group is empty", offsetOf(field));
    }
    return items.flatMap((item, i) => {
      const here = `${key}[${i}]`;
      const node = item as Node | null;
      const offset = node?.range?.[0] ?? offsetOf(field);
      const value = this.yaml.isScalar(node) ? node.value : undefined;
      if (typeof value !== "string") {
        this.problem(here, "a prompt must be text", offset);
        return [];
      }
      const same = value.trim().toLowerCase();
      if (same === "") {
        this.problem(here, "the prompt is empty", offset);
        return [];
      }
      const line = this.#line(offset);
      const before = this.#seen.get(same);
      if (before !== undefined) {
        this.problem(
          here,
          `the prompt "${value}" stands already in line ${before.line}, ${before.key}`,
          offset,
        );
        return [];
      }
      this.#seen.set(same, { key: here, line });
      this.#lines.set(value, line);
      return [value];
    });
  }

  /** The known fields of a mapping, in the order of the file; says what is unknown. */
  #fields(
    node: unknown,
    key: string,
    prefix: string,
    known: readonly string[],
    offset?: number,
  ): Map<string, Field> {
    const fields = new Map<string, Field>();
    if (!this.yaml.isMap(node)) {
      this.problem(key, `must have ${known.join(", ")}`, offset);
      return fields;
    }
    for (const pair of node.items) {
      const name = this.yaml.isScalar(pair.key) ? String(pair.key.value) : "?";
      if (known.includes(name)) fields.set(name, pair as Field);
      else {
        this.problem(
          `${prefix}${name}`,
          "unknown key",
          offsetOf(pair as Field),
          `did you mean "${closestString(name, known)}"?`,
        );
      }
    }
    return fields;
  }

  #line(offset: number): number {
    return this.lineCounter.linePos(offset).line;
  }
}

type Field = Pair<Node, Node | null>;

function offsetOf(field: Field): number {
  return field.key.range?.[0] ?? 0;
}
