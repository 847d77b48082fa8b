/**
 * Prompts against the words that a model knows.
 *
 * @module
 */
import { nearest } from "../config/suggest.ts";
import { ConfigError, type ConfigProblem } from "../errors.ts";
import { mapRoles, type Role } from "../types.ts";
import type { PromptGroup, Prompts } from "./prompts.ts";
import { type Vocabulary, wordsOf } from "./vocabulary.ts";

/** Words that name no sound: a prompt with none but these and unknown ones is like any other. */
const NAMELESS = new Set(
  ("a an and are as at be being by for from in instrument into is it its hit like of on once one or single some " +
    "sound sounds that the this to very with").split(" "),
);

/** Prompts as far as a model understands them. */
export interface UnderstoodPrompts {
  /** Without those that say nothing to the model. */
  readonly prompts: Prompts;
  /** What it does not understand, a line for each prompt. */
  readonly warnings: readonly string[];
}

/**
 * Looks for words that a model does not know. They are left out of a prompt, as the model does; a prompt that names no
 * sound without them is left out whole, since its vector would stand for anything.
 *
 * @param model its name, for messages.
 * @throws {ConfigError} for a role of which no prompt is left.
 */
export function understoodPrompts(
  prompts: Prompts,
  vocabulary: Vocabulary,
  model: string,
): UnderstoodPrompts {
  const found: Finding[] = [];
  const keep = (prompt: string, role: Role) => {
    const finding = findingOf(prompt, role, vocabulary, model);
    if (finding === null) return true;
    found.push({ ...finding, line: prompts.lines.get(prompt)! });
    return !finding.saysNothing;
  };
  const roles = mapRoles((role): readonly PromptGroup[] =>
    prompts.roles[role].map((group) => ({
      ...group,
      prompts: group.prompts.filter((prompt) => keep(prompt, role)),
    })).filter((group) => group.prompts.length > 0)
  );
  const { source } = prompts;
  const problems = found.filter(({ role }) => roles[role].length === 0)
    .map(({ role, line, message }): ConfigProblem => ({
      key: `roles.${role}`,
      message,
      hint:
        `${role} has no other: \`roles model words ${model}\` lists what it knows`,
      source,
      line,
    }));
  if (problems.length > 0) throw new ConfigError(problems);
  return {
    prompts: found.length === 0 ? prompts : { ...prompts, roles },
    warnings: found.map(({ role, line, message }) =>
      `${source}:${line}: ${role}: ${message}`
    ),
  };
}

/** A prompt with words that a model does not know. */
interface Finding {
  readonly role: Role;
  readonly line: number;
  /** Whether no sound is named without them. */
  readonly saysNothing: boolean;
  readonly message: string;
}

function findingOf(
  prompt: string,
  role: Role,
  vocabulary: Vocabulary,
  model: string,
): Omit<Finding, "line"> | null {
  const unknown = vocabulary.unknownIn(prompt);
  if (unknown.length === 0) return null;
  const saysNothing = wordsOf(prompt).every((word) =>
    unknown.includes(word) || NAMELESS.has(word.toLowerCase())
  );
  const words = unknown.map((word) => {
    const known = nearest(word, vocabulary.words);
    return `"${word}"` + (known === null ? "" : ` (did you mean "${known}"?)`);
  });
  const effect = saysNothing
    ? "left out"
    : `read without ${unknown.length === 1 ? "it" : "them"}`;
  return {
    role,
    saysNothing,
    message: `${model} does not know ${
      words.join(", ")
    }: the prompt "${prompt}" is ${effect}`,
  };
}
