/**
 * What may stand at the end of a command line that is not finished: from the descriptions of the commands alone.
 *
 * Stricli's own proposals know neither `--no-cache`, nor `--format=json`, nor where a file's name goes.
 *
 * @module
 */
import type { Command, RouteMap } from "@stricli/core";
import type { Cli } from "../context.ts";

/** What a shell may put there of its own accord. */
export type Place = "nothing" | "files" | "folders";

/** A whole word that fits. */
export interface Candidate {
  /** One that ends in `=` goes on: no space comes after it. */
  readonly value: string;
  readonly brief: string;
}

export interface Proposals {
  readonly candidates: readonly Candidate[];
  readonly place: Place;
}

const NOTHING: Proposals = { candidates: [], place: "nothing" };

type Parameters = Command<Cli>["parameters"];
type Flag = NonNullable<Parameters["flags"]>[string];

/** What is read here of an option or argument that takes a value. */
interface Value {
  readonly values?: readonly string[];
  readonly placeholder?: string;
  readonly proposeCompletions?: (
    this: Cli,
    partial: string,
  ) => readonly string[] | Promise<readonly string[]>;
}

const HELP: Candidate = { value: "--help", brief: "Show this help" };
const VERSION: Candidate = { value: "--version", brief: "Show the version" };

/**
 * The words that fit at the end of a command line.
 *
 * @param words all words after the tool's name; the last is the one being typed, and may be empty.
 */
export async function propose(
  root: RouteMap<Cli>,
  words: readonly string[],
  context: Cli,
): Promise<Proposals> {
  const typed = words.at(-1) ?? "";
  const before = words.slice(0, -1);
  let target: Command<Cli> | RouteMap<Cli> | undefined = root;
  while ("getAllEntries" in target) {
    const name = before.shift();
    if (name === undefined) return ofRoutes(target, typed, target === root);
    target = target.getRoutingTargetForInput(name);
    if (target === undefined) return NOTHING;
  }
  return await ofCommand(target.parameters, before, typed, context);
}

function ofRoutes(
  map: RouteMap<Cli>,
  typed: string,
  isRoot: boolean,
): Proposals {
  const routes = map.getAllEntries()
    .filter(({ hidden }) => !hidden)
    .map(({ name, target }) => ({
      value: name["convert-camel-to-kebab"],
      brief: target.brief,
    }));
  const options = isRoot ? [HELP, VERSION] : [HELP];
  return {
    candidates: fitting(typed.startsWith("-") ? options : routes, typed),
    place: "nothing",
  };
}

const fitting = (candidates: readonly Candidate[], typed: string) =>
  candidates.filter(({ value }) => value.startsWith(typed));

async function ofCommand(
  { flags = {}, positional }: Parameters,
  before: readonly string[],
  typed: string,
  context: Cli,
): Promise<Proposals> {
  const options = new Map(
    Object.entries(flags).map(([name, flag]) => [`--${kebab(name)}`, flag]),
  );
  const given = new Set<string>();
  let waiting: Flag | undefined;
  let positionals = 0;
  let optionsEnded = false;
  for (const word of before) {
    if (waiting !== undefined) waiting = undefined;
    else if (optionsEnded || !/^-./.test(word)) positionals++;
    else if (word === "--") optionsEnded = true;
    else {
      const flag = options.get(word);
      given.add(word.replace(/=.*/s, "").replace(/^--no-/, "--"));
      if (flag !== undefined && takesValue(flag)) waiting = flag;
    }
  }
  if (waiting !== undefined) return await ofValue(waiting, typed, context);
  if (typed.startsWith("-") && !optionsEnded) {
    const [, name, value] = /^(--[^=]+)=(.*)$/s.exec(typed) ?? [];
    if (name === undefined || value === undefined) {
      return { candidates: ofOptions(options, given, typed), place: "nothing" };
    }
    const flag = options.get(name);
    if (flag === undefined || !takesValue(flag)) return NOTHING;
    const { candidates, place } = await ofValue(flag, value, context);
    return {
      candidates: candidates.map((c) => ({
        ...c,
        value: `${name}=${c.value}`,
      })),
      place,
    };
  }
  const argument = positional?.kind === "array"
    ? positional.parameter
    : positional?.parameters[positionals];
  return argument === undefined
    ? NOTHING
    : await ofValue(argument, typed, context);
}

const takesValue = ({ kind }: Flag) => kind === "parsed" || kind === "enum";

function ofOptions(
  options: ReadonlyMap<string, Flag>,
  given: ReadonlySet<string>,
  typed: string,
): Candidate[] {
  const candidates: Candidate[] = [];
  for (const [value, flag] of options) {
    const { brief, hidden } = flag;
    const again = "variadic" in flag && flag.variadic;
    if (hidden || (given.has(value) && !again)) continue;
    candidates.push({ value, brief });
    if (flag.kind === "boolean" && flag.withNegated !== false) {
      candidates.push({ value: value.replace("--", "--no-"), brief });
    }
  }
  return fitting([...candidates, HELP], typed);
}

async function ofValue(
  value: Value,
  typed: string,
  context: Cli,
): Promise<Proposals> {
  const { values = [], placeholder = "", proposeCompletions } = value;
  const proposed = await proposeCompletions?.call(context, typed) ?? values;
  const candidates = proposed.map((line): Candidate => {
    const [value = "", brief = ""] = line.split("\t");
    return { value, brief };
  });
  return {
    candidates: fitting(candidates, typed),
    place: /\b(PATH|FILE)\b/.test(placeholder)
      ? "files"
      : /\bDIR\b/.test(placeholder)
      ? "folders"
      : "nothing",
  };
}

/** `filesFrom` as it is typed: `files-from`. */
export function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
