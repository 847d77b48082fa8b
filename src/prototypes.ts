/**
 * The labelled sounds of `clap.prototypes`: found, heard, and learned from.
 *
 * @module
 */
import { dirname, isAbsolute, join } from "node:path";
import { COPY } from "./clap/correction.ts";
import { dot } from "./clap/pooling.ts";
import {
  MAX_PROTOTYPES,
  type Prototype,
  withPrototypes,
} from "./clap/prototypes.ts";
import type { RolesConfig } from "./config/schema.ts";
import { UsageError } from "./errors.ts";
import { scan } from "./files/scan.ts";
import { defaultAliases } from "./labels/aliases.ts";
import { labelsOfFolders } from "./labels/label_folders.ts";
import {
  formatLabelProblem,
  type LabelProblem,
  readLabels,
} from "./labels/labels.ts";
import type { Model } from "./model.ts";
import type { Role } from "./types.ts";

/** A sound that a person gave a role to. */
export interface LabelledSound {
  /** Where it is. */
  readonly path: string;
  /** What messages call it: as in the labels. */
  readonly filepath: string;
  readonly role: Role;
}

/** A labelled sound's vector, or why it has none: a message that names it. */
export type HeardSound =
  | { readonly embedding: Float32Array; readonly error: null }
  | { readonly embedding: null; readonly error: string };

/** Hears sounds: gives the vector of each, in order. */
export type Listen = (
  sounds: readonly LabelledSound[],
) => Promise<readonly HeardSound[]>;

/** Bad labels and unreadable sounds that are told one by one. */
const TOLD = 10;

const HOW =
  "name a CSV file with the columns path and role, or a folder whose folders are named as roles (or kick, snare, …)";

/**
 * Refuses labelled sounds where no model could learn from them.
 *
 * @throws {UsageError} that says what to do.
 */
export function refusePrototypes({ clap }: RolesConfig): void {
  const { labels } = clap.prototypes;
  if (labels === null) return;
  throw new UsageError(
    `Cannot learn from "${labels}" (clap.prototypes.labels) without an audio-text model: name one in clap.model_id, ` +
      "or teach the rules with `roles fit`",
  );
}

/**
 * A model that has learned from the labelled sounds of its configuration; the model itself if there are none.
 *
 * What is wrong with single labels or sounds is told, and the others teach.
 *
 * @param listen hears the sounds by that model.
 * @throws {UsageError} if the labels cannot be read, none of them or of their sounds is usable, or they are more than
 * {@linkcode MAX_PROTOTYPES}.
 */
export async function taught(
  model: Model,
  config: RolesConfig,
  listen: Listen,
  onWarning: (message: string) => void,
): Promise<Model> {
  const source = config.clap.prototypes.labels;
  if (source === null) return model;
  const { sounds, problems } = await labelledSounds(source);
  const told = problems.map(formatLabelProblem);
  if (sounds.length === 0) {
    throw new UsageError(
      [...told.slice(0, TOLD), `No usable label in "${source}": ${HOW}`]
        .join("\n"),
    );
  }
  if (sounds.length > MAX_PROTOTYPES) {
    throw new UsageError(
      `"${source}" has ${sounds.length} labelled sounds, ${MAX_PROTOTYPES} are learned from at most: ` +
        "take fewer, or fit the configuration to them with `roles fit`",
    );
  }
  const heard = await listen(sounds);
  const prototypes: Prototype[] = [];
  for (const [i, { filepath, role }] of sounds.entries()) {
    const { embedding, error } = heard[i]!;
    if (error !== null) told.push(`${source}: ${error}`);
    else prototypes.push({ path: filepath, role, embedding });
  }
  told.push(...copiesOfTwoRoles(prototypes, source));
  if (prototypes.length === 0) {
    throw new UsageError(
      [
        ...told.slice(0, TOLD),
        `None of the ${sounds.length} sounds of "${source}" can be read`,
      ].join("\n"),
    );
  }
  for (const line of told.slice(0, TOLD)) onWarning(line);
  if (told.length > TOLD) {
    onWarning(`${source}: ${told.length - TOLD} more like these`);
  }
  return await learned(model, prototypes, config);
}

async function learned(
  model: Model,
  prototypes: readonly Prototype[],
  config: RolesConfig,
): Promise<Model> {
  const scorer = withPrototypes(model.scorer, prototypes, config.clap);
  return {
    ...model,
    name: `${model.name} with ${prototypes.length} ${
      prototypes.length === 1 ? "prototype" : "prototypes"
    } (${await digestOf(prototypes)})`,
    scorer,
    heldOutScorer: scorer.heldOut,
    promptVectors: async (name: string) => ({
      ...await model.promptVectors(name),
      prototypes,
    }),
  };
}

/** Sounds with their roles from a CSV file or from folders. */
async function labelledSounds(
  source: string,
): Promise<
  { sounds: LabelledSound[]; problems: readonly LabelProblem[] }
> {
  const aliases = await defaultAliases();
  if (isA("isDirectory", source)) {
    const paths: string[] = [];
    const unread: LabelProblem[] = [];
    for (const { filepath: path, error } of scan([source])) {
      if (error === null) paths.push(path);
      else {
        const { message } = error;
        unread.push({
          code: "missing_file",
          message,
          source,
          line: null,
          path,
        });
      }
    }
    const { labels, problems } = labelsOfFolders(paths, { source, aliases });
    return {
      sounds: labels.map(({ path, role }) => ({ path, filepath: path, role })),
      problems: [...unread, ...problems],
    };
  }
  const root = dirname(source);
  const placeOf = (path: string) => isAbsolute(path) ? path : join(root, path);
  const { labels, problems } = readLabels(textOf(source), {
    source,
    aliases,
    exists: (path) => isA("isFile", placeOf(path)),
  });
  return {
    sounds: labels.map(({ path, role }) => ({
      path: placeOf(path),
      filepath: path,
      role,
    })),
    problems,
  };
}

function textOf(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    const why = error instanceof Deno.errors.NotFound
      ? "there is no such file or folder"
      : (error as Error).message;
    throw new UsageError(
      `Cannot read the prototypes "${path}" (clap.prototypes.labels): ${why}; ${HOW}`,
    );
  }
}

function isA(kind: "isFile" | "isDirectory", path: string): boolean {
  try {
    return Deno.statSync(path)[kind];
  } catch {
    return false;
  }
}

/** Sounds that are the same to the model and were given two roles: they teach the one against the other. */
function copiesOfTwoRoles(
  prototypes: readonly Prototype[],
  source: string,
): string[] {
  return prototypes.flatMap((one, i) => {
    const other = prototypes.slice(0, i).find((other) =>
      other.role !== one.role && dot(other.embedding, one.embedding) >= COPY
    );
    return other === undefined ? [] : [
      `${source}: "${one.path}" is ${one.role}, but the same sound "${other.path}" is ${other.role}`,
    ];
  });
}

/** Names what is learned from: eight hexadecimal digits over roles and vectors. */
async function digestOf(prototypes: readonly Prototype[]): Promise<string> {
  const parts = prototypes.flatMap(({ role, embedding }) => [
    new TextEncoder().encode(role),
    new Uint8Array(Float32Array.from(embedding).buffer),
  ]);
  const bytes = await new Blob(parts).arrayBuffer();
  const hash = await crypto.subtle.digest("SHA-256", bytes);
  return new Uint8Array(hash).toHex().slice(0, 8);
}
