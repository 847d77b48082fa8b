/**
 * From a preset, files, `--set` arguments and flags to one checked configuration.
 *
 * Nothing is read from the disk here: texts are handed in.
 *
 * @module
 */
import * as v from "valibot";
import { ConfigError, type ConfigProblem } from "../errors.ts";
import { checkConfig } from "./check.ts";
import {
  isPresetName,
  PRESET_NAMES,
  type PresetName,
  PRESETS,
} from "./presets.ts";
import { ConfigSchema, type RolesConfig } from "./schema.ts";
import { setTree } from "./set_argument.ts";
import { nearest } from "./suggest.ts";
import {
  leavesOf,
  type MapTree,
  mergeTrees,
  nearestTree,
  type Origin,
  type Place,
  problemAt,
  quote,
  type Tree,
  treeAt,
  TreeError,
  treeOf,
  valueOf,
} from "./tree.ts";
import { problemsOf } from "./validate.ts";
import { type ConfigWarning, weightWarnings } from "./warning.ts";
import { parseYamlTree, type YamlTree } from "./yaml_tree.ts";

export type { ConfigWarning } from "./warning.ts";
export type { Origin } from "./tree.ts";

/** A value that a command-line flag gives, already typed. */
export interface FlagValue {
  /** Dotted key, as `clap.model_id`. */
  readonly key: string;
  /** `undefined`: the flag was not given. */
  readonly value: unknown;
  /** As typed, as `--model`. */
  readonly flag: string;
}

/** What a configuration is made of; later ones win: preset, files in order, `--set`s in order, flags. */
export interface ConfigSources {
  /** Wins over a file's key `preset`. Default: `default`. */
  readonly preset?: string | undefined;
  /** YAML texts with the names that problems call them by. */
  readonly files?:
    | readonly { readonly name: string; readonly text: string }[]
    | undefined;
  /** `a.b.c=value`, the value in YAML. */
  readonly sets?: readonly string[] | undefined;
  readonly flags?: readonly FlagValue[] | undefined;
}

/** A configuration with where it came from. */
export interface ResolvedConfig {
  readonly config: RolesConfig;
  /** The preset below everything else. */
  readonly preset: PresetName;
  /** What gave each value, by dotted key; a list is one value. */
  readonly origins: ReadonlyMap<string, Origin>;
  /** What is allowed but can hardly be meant. */
  readonly warnings: readonly ConfigWarning[];
}

/** Problems beyond these are counted only. */
const MAX_PROBLEMS = 100;

/**
 * Merges and checks all sources: maps key by key, lists and scalars whole.
 *
 * @throws {ConfigError} with every problem of every source, in order.
 *
 * @example
 * ```ts
 * const { config } = await resolveConfig({
 *   files: [{ name: "mine.yaml", text: "fusion: {alpha: 0.8}" }],
 *   sets: ["dsp.tau_rule=0.3"],
 * });
 * ```
 */
export async function resolveConfig(
  sources: ConfigSources,
): Promise<ResolvedConfig> {
  const files = await Promise.all(
    (sources.files ?? []).map(({ name, text }) =>
      parseYamlTree(text, (line) => ({
        origin: { kind: "file", name, line },
        source: name,
        line,
      }))
    ),
  );
  const sets = await Promise.all((sources.sets ?? []).map(setTree));
  return resolve(
    [...files, ...sets, ...(sources.flags ?? []).flatMap(flagTree)],
    sources.preset,
    { source: "--preset" },
  );
}

/**
 * The configuration of an object that has some of the keys, and maybe `preset`.
 *
 * @param preset wins over the object's own.
 * @throws {ConfigError} with every problem.
 */
export async function configFromDict(
  dict: unknown,
  preset?: string,
): Promise<RolesConfig> {
  return (await resolve([memoryTree(dict, {})], preset, {})).config;
}

function memoryTree(value: unknown, place: Place): YamlTree {
  try {
    return { tree: treeOf(value, place), problems: [] };
  } catch (error) {
    if (!(error instanceof TreeError)) throw error;
    return { tree: null, problems: [error.problem] };
  }
}

function flagTree({ key, value, flag }: FlagValue): YamlTree[] {
  if (value === undefined) return [];
  const place: Place = { origin: { kind: "flag", flag }, source: flag };
  const { tree, problems } = memoryTree(value, place);
  return [
    { tree: tree === null ? null : treeAt(key.split("."), tree), problems },
  ];
}

async function resolve(
  layers: readonly YamlTree[],
  givenPreset: string | undefined,
  givenPlace: Place,
): Promise<ResolvedConfig> {
  const problems: ConfigProblem[] = [];
  const trees: MapTree[] = [];
  let preset: PresetName = "default";
  for (const layer of layers) {
    const { tree, chosen, problems: found } = takePreset(layer);
    problems.push(...found);
    if (tree !== null) trees.push(tree);
    if (chosen !== null) preset = chosen;
  }
  if (givenPreset !== undefined) {
    if (isPresetName(givenPreset)) preset = givenPreset;
    else problems.unshift(presetProblem(givenPreset, givenPlace));
  }
  refuse(problems);

  const base = await loadPreset(preset);
  const merged = trees.reduce<Tree>(mergeTrees, base.tree);
  const result = v.safeParse(ConfigSchema, valueOf(merged));
  if (!result.success) {
    refuse(result.issues.map((issue) => wholeProblem(issue, merged)));
  }
  const config = result.output as RolesConfig;
  const origins = originsOf(merged);
  return {
    config,
    preset,
    origins,
    warnings: [
      ...weightWarnings(config, origins, base.config),
      ...checkConfig(config, origins, base.config),
    ],
  };
}

function refuse(problems: readonly ConfigProblem[]) {
  if (problems.length === 0) return;
  const more = problems.length - MAX_PROBLEMS;
  throw new ConfigError(
    more <= 0 ? problems : [
      ...problems.slice(0, MAX_PROBLEMS),
      { key: "configuration", message: `${more} more problems` },
    ],
  );
}

/** Checks a layer and takes its key `preset` out. */
function takePreset(layer: YamlTree): {
  tree: MapTree | null;
  chosen: PresetName | null;
  problems: ConfigProblem[];
} {
  const { tree } = layer;
  const isEmpty = tree?.kind === "scalar" && tree.value === null;
  if (tree === null || isEmpty) {
    return { tree: null, chosen: null, problems: [...layer.problems] };
  }
  const problems = [...layer.problems];
  if (tree.kind !== "map") {
    return { tree: null, chosen: null, problems: problemsOf(tree) };
  }
  const entries = new Map(tree.entries);
  const named = entries.get("preset");
  entries.delete("preset");
  const name = named?.kind === "scalar" ? named.value : undefined;
  let chosen: PresetName | null = null;
  if (typeof name === "string" && isPresetName(name)) chosen = name;
  else if (named !== undefined) problems.push(presetProblem(name, named.place));
  const rest: MapTree = { ...tree, entries };
  problems.push(...problemsOf(rest));
  problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  return { tree: rest, chosen, problems };
}

function presetProblem(name: unknown, place: Place): ConfigProblem {
  const shown = typeof name === "string" ? quote(name) : "another type";
  const near = typeof name === "string" ? nearest(name, PRESET_NAMES) : null;
  return problemAt(
    place,
    "preset",
    `must be one of ${PRESET_NAMES.join(", ")}, got ${shown}`,
    near === null ? undefined : `did you mean "${near}"?`,
  );
}

/** What shows only once everything is merged: a section that null stood for and that is now given in part. */
function wholeProblem(
  issue: v.BaseIssue<unknown>,
  merged: Tree,
): ConfigProblem {
  const path = (issue.path ?? []).map(({ key }) => String(key));
  return problemAt(
    nearestTree(merged, path).place,
    path.join("."),
    issue.input === undefined ? "is missing" : issue.message,
    issue.input === undefined ? "the preset does not give it" : undefined,
  );
}

function originsOf(tree: Tree): Map<string, Origin> {
  const origins = new Map<string, Origin>();
  for (const [key, { place }] of leavesOf(tree)) {
    if (place.origin !== undefined) origins.set(key, place.origin);
  }
  return origins;
}

interface Preset {
  readonly tree: Tree;
  readonly config: RolesConfig;
}

const presets = new Map<PresetName, Promise<Preset>>();

/** A preset, parsed once. */
function loadPreset(name: PresetName): Promise<Preset> {
  let preset = presets.get(name);
  if (preset === undefined) {
    preset = parsePreset(name);
    presets.set(name, preset);
  }
  return preset;
}

async function parsePreset(name: PresetName): Promise<Preset> {
  const source = `configs/${name}.yaml`;
  const { tree, problems } = await parseYamlTree(
    PRESETS[name],
    (line) => ({ origin: { kind: "preset", name }, source, line }),
  );
  if (tree === null || problems.length > 0) throw new ConfigError(problems);
  const wrong = problemsOf(tree);
  if (wrong.length > 0) throw new ConfigError(wrong);
  return { tree, config: v.parse(ConfigSchema, valueOf(tree)) };
}
