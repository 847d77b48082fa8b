/**
 * The models that are known by name: models/registry.json, with the size and sha256 of every file.
 *
 * @module
 */
import { closestString, levenshteinDistance } from "@std/text";
import * as v from "valibot";
import builtIn from "../../models/registry.json" with { type: "json" };
import { ModelError } from "./errors.ts";

/** What a model's files are for. */
export const FILE_KINDS = [
  "audio_model",
  "preprocessor_config",
  "text_model",
  "tokenizer",
] as const;

/** What a file of a model is for. */
export type FileKind = typeof FILE_KINDS[number];

/** The two halves of a model, which can be pulled apart, with the files that each needs. */
export const PARTS = {
  audio: ["audio_model", "preprocessor_config"],
  text: ["text_model", "tokenizer"],
} as const satisfies Record<string, readonly FileKind[]>;

/** Half of a model: what hears, or what reads prompts. */
export type ModelPart = keyof typeof PARTS;

/** Both halves. */
export const ALL_PARTS = Object.keys(PARTS) as readonly ModelPart[];

const nonEmpty = v.pipe(v.string(), v.minLength(1));
const hex = (digits: number) =>
  v.pipe(
    v.string(),
    v.regex(
      new RegExp(`^[0-9a-f]{${digits}}$`),
      `must be ${digits} hex digits`,
    ),
  );

const ModelFileSchema = v.strictObject({
  kind: v.picklist(FILE_KINDS),
  // It becomes a path below the cache folder and a part of a URL.
  path: v.pipe(
    v.string(),
    v.regex(
      /^[A-Za-z0-9_][A-Za-z0-9_.-]*(\/[A-Za-z0-9_][A-Za-z0-9_.-]*)*$/,
      "must be a relative path of plain names",
    ),
  ),
  bytes: v.pipe(v.number(), v.integer(), v.minValue(1)),
  sha256: hex(64),
});

const plainName = v.pipe(
  v.string(),
  v.regex(/^[a-z0-9][a-z0-9-]*$/, "must be lower-case words with hyphens"),
);

const common = {
  name: plainName,
  aliases: v.array(nonEmpty),
  front_end: plainName,
  dimension: v.pipe(v.number(), v.integer(), v.minValue(1)),
  quantized: v.boolean(),
  licence: nonEmpty,
  licence_source: nonEmpty,
  note: nonEmpty,
  files: v.pipe(
    v.array(ModelFileSchema),
    v.check(
      (files) =>
        files.length === FILE_KINDS.length &&
        FILE_KINDS.every((kind) => files.some((file) => file.kind === kind)),
      `must hold one file of each kind: ${FILE_KINDS.join(", ")}`,
    ),
  ),
};

const ModelEntrySchema = v.union([
  v.strictObject({
    ...common,
    repository: v.pipe(v.string(), v.regex(/^[\w.-]+\/[\w.-]+$/)),
    revision: hex(40),
  }),
  v.strictObject({ ...common, embedded: plainName }),
]);

const RegistrySchema = v.pipe(
  v.strictObject({
    version: v.literal(1),
    models: v.array(ModelEntrySchema),
  }),
  v.check(({ models }) => {
    const names = models.flatMap(({ name, aliases }) => [name, ...aliases]);
    return new Set(names).size === names.length && !names.includes("none");
  }, 'names and aliases must differ from each other and from "none"'),
);

/** A file of a model, as pinned in the registry. */
export type ModelFile = v.InferOutput<typeof ModelFileSchema>;

/** A model of the registry: on a hub (`repository`, `revision`), or in this package (`embedded`: its folder below models/). */
export type ModelEntry = v.InferOutput<typeof ModelEntrySchema>;

/** A model of the registry that a hub holds. */
export type HubEntry = Extract<ModelEntry, { repository: string }>;

/** Whether the model comes from a hub. */
export function isHubEntry(entry: ModelEntry): entry is HubEntry {
  return "repository" in entry;
}

/** The files of some parts of a model, in the registry's order. */
export function filesOf(
  entry: ModelEntry,
  parts: readonly ModelPart[],
): ModelFile[] {
  const kinds: readonly FileKind[] = parts.flatMap((part) => PARTS[part]);
  return entry.files.filter(({ kind }) => kinds.includes(kind));
}

/** The models that are known by name. */
export class Registry {
  readonly entries: readonly ModelEntry[];

  private constructor(entries: readonly ModelEntry[]) {
    this.entries = entries;
  }

  /**
   * Checks a registry's shape.
   *
   * @throws {ModelError} `bad_registry`, naming the first place that is wrong.
   */
  static from(json: unknown): Registry {
    const result = v.safeParse(RegistrySchema, json);
    if (result.success) return new Registry(result.output.models);
    const issue = result.issues[0];
    throw new ModelError(
      "bad_registry",
      `Cannot use the registry of models: ${
        v.getDotPath(issue) ?? "registry"
      }: ${issue.message}`,
    );
  }

  /** The registry of this package. */
  static builtIn(): Registry {
    return Registry.from(builtIn);
  }

  /** The entry with this name or alias. */
  find(id: string): ModelEntry | undefined {
    return this.entries.find((entry) =>
      entry.name === id || entry.aliases.includes(id)
    );
  }

  /** The name or alias that is nearly this, for "did you mean". */
  nearest(id: string): string | undefined {
    const names = this.entries.flatMap(({ name, aliases }) => [
      name,
      ...aliases,
    ]);
    const longer = names.find((name) => name.startsWith(id));
    if (names.length === 0 || longer !== undefined) return longer;
    const best = closestString(id, names, { caseSensitive: false });
    const distance = levenshteinDistance(id.toLowerCase(), best.toLowerCase());
    return distance <= Math.max(2, best.length / 3) ? best : undefined;
  }
}
