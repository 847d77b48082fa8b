/**
 * Evidence files: labelled sounds with all that assignment knows of them, so that a configuration can be judged and
 * fitted without the sounds and without the model.
 *
 * JSON Lines, in this order: a {@linkcode Header}; a {@linkcode ModelLine} for each model; a {@linkcode SoundLine} for
 * each sound. Vectors are float16, little-endian, in base64. Where a sound's embedding must not come from a model that
 * has heard its pack, there are several models, each with the vectors that it gives the prompts: a sound is compared
 * with those of its own model only.
 *
 * @module
 */
import * as v from "valibot";
import { UsageError } from "../../src/errors.ts";
import { FEATURE_NAMES, ROLES } from "../../src/types.ts";

/** Version of the format. */
export const VERSION = 1;

const MAX_LINES = 2_000_000;
/** Characters of a line: of a model with a thousand prompts of a thousand dimensions there are fewer. */
const MAX_LINE = 16_000_000;
const MAX_DIMENSION = 8192;

const name = v.pipe(v.string(), v.minLength(1), v.maxLength(4096));

const HeaderSchema = v.strictObject({
  format: v.literal("roles-evidence"),
  version: v.literal(VERSION),
  /** Name of the audio-text model; null: features only. */
  model: v.nullable(name),
  /** Length of its vectors. */
  dimension: v.nullable(
    v.pipe(
      v.number(),
      v.integer(),
      v.minValue(1),
      v.maxValue(MAX_DIMENSION),
    ),
  ),
  /** The part of the configuration that the sounds were heard and measured with. */
  keys: v.record(v.string(), v.unknown()),
  /** Names of the features, in the order of each sound's numbers. */
  features: v.pipe(v.array(name), v.maxLength(1000)),
});

const ModelSchema = v.strictObject({
  /** Which model it is, as `without tdm`. */
  model: name,
  /** The vector of each prompt, by its text. */
  prompts: v.record(v.string(), v.string()),
});

const SoundSchema = v.strictObject({
  path: name,
  role: v.picklist(ROLES),
  pack: v.optional(v.nullable(name), null),
  source: v.optional(v.nullable(name), null),
  instrument: v.optional(v.nullable(name), null),
  weight: v.optional(v.pipe(v.number(), v.gtValue(0), v.finite()), 1),
  /** false: a fit may learn from it, but no figure counts it. */
  judged: v.optional(v.boolean(), true),
  features: v.array(v.pipe(v.number(), v.finite())),
  /** Which model its embedding is of. Without an embedding: which model has not heard its pack. */
  model: v.optional(v.nullable(name), null),
  embedding: v.optional(v.nullable(v.string()), null),
});

/** The first line. */
export type Header = v.InferOutput<typeof HeaderSchema>;
/** A line of a model: the vectors of its prompts. */
export type ModelLine = v.InferOutput<typeof ModelSchema>;
/** A line of a sound. */
export type SoundLine = v.InferOutput<typeof SoundSchema>;

/** A sound of an evidence file. */
export interface StoredSound extends Omit<SoundLine, "embedding"> {
  readonly embedding: Float32Array | null;
  /** 1-based, in the file. */
  readonly line: number;
}

/** A checked evidence file. */
export interface StoredEvidence {
  readonly header: Header;
  /** The vectors of each model's prompts, by their texts. */
  readonly models: ReadonlyMap<string, ReadonlyMap<string, Float32Array>>;
  readonly sounds: readonly StoredSound[];
}

/**
 * Reads an evidence file.
 *
 * @param source what messages call it.
 * @throws {UsageError} with the line of what is wrong first: no such format or version, a line that is not as it
 * must be, a feature of this version that is not there, a vector of another length or with values that are no
 * numbers, a model without prompts, a path that stands twice.
 */
export function parseEvidence(text: string, source: string): StoredEvidence {
  const reader = new Reader(source);
  let from = 0;
  let line = 0;
  while (from < text.length) {
    const found = text.indexOf("\n", from);
    const to = found === -1 ? text.length : found;
    line++;
    if (line > MAX_LINES) reader.fail(line, `more than ${MAX_LINES} lines`);
    if (to - from > MAX_LINE) {
      reader.fail(line, `more than ${MAX_LINE} characters in a line`);
    }
    const json = text.slice(from, to).trim();
    if (json !== "") reader.read(json, line);
    from = to + 1;
  }
  return reader.end(line);
}

class Reader {
  readonly #source: string;
  #header: Header | null = null;
  #dimension = 0;
  readonly #models = new Map<string, ReadonlyMap<string, Float32Array>>();
  readonly #sounds: StoredSound[] = [];
  readonly #lines = new Map<string, number>();

  constructor(source: string) {
    this.#source = source;
  }

  fail(line: number, why: string): never {
    throw new UsageError(
      `Cannot read the evidence "${this.#source}":${line}: ${why}; ` +
        "`roles eval --write-evidence FILE` writes such a file",
    );
  }

  read(json: string, line: number): void {
    let value: unknown;
    try {
      value = JSON.parse(json);
    } catch {
      this.fail(line, "it is not JSON");
    }
    if (this.#header === null) this.#readHeader(value, line);
    else if (isObject(value) && "prompts" in value) {
      this.#readModel(value, line);
    } else this.#readSound(value, line);
  }

  end(lines: number): StoredEvidence {
    if (this.#header === null) this.fail(1, "it is empty");
    if (this.#sounds.length === 0) this.fail(lines, "it has no sounds");
    return {
      header: this.#header,
      models: this.#models,
      sounds: this.#sounds,
    };
  }

  #readHeader(value: unknown, line: number): void {
    if (!isObject(value) || value["format"] !== "roles-evidence") {
      this.fail(line, 'its first line has no "format":"roles-evidence"');
    }
    if (value["version"] !== VERSION) {
      this.fail(
        line,
        `it is of another version than ${VERSION}: write it anew`,
      );
    }
    const header = this.#checked(HeaderSchema, value, line);
    for (const feature of FEATURE_NAMES) {
      if (!header.features.includes(feature)) {
        this.fail(line, `it has no feature "${feature}": write it anew`);
      }
    }
    if ((header.model === null) !== (header.dimension === null)) {
      this.fail(line, "model and dimension must both be there, or neither");
    }
    this.#header = header;
    this.#dimension = header.dimension ?? 0;
  }

  #readModel(value: unknown, line: number): void {
    if (this.#sounds.length > 0) {
      this.fail(line, "models must stand before the sounds");
    }
    const { model, prompts } = this.#checked(ModelSchema, value, line);
    if (this.#models.has(model)) {
      this.fail(line, `the model "${short(model)}" stands twice`);
    }
    if (this.#dimension === 0) {
      this.fail(line, "a model's prompts, but the first line names no model");
    }
    this.#models.set(
      model,
      new Map(
        Object.entries(prompts).map(([text, vector]) => [
          text,
          this.#vector(vector, line),
        ]),
      ),
    );
  }

  #readSound(value: unknown, line: number): void {
    const sound = this.#checked(SoundSchema, value, line);
    const { path, features, model, embedding } = sound;
    const before = this.#lines.get(path);
    if (before !== undefined) {
      this.fail(line, `"${short(path)}" stands already in line ${before}`);
    }
    this.#lines.set(path, line);
    const { length } = this.#header!.features;
    if (features.length !== length) {
      this.fail(
        line,
        `${features.length} features, the first line names ${length}`,
      );
    }
    if (model === null && embedding !== null) {
      this.fail(line, "an embedding, but no model that it is of");
    }
    if (model !== null && !this.#models.has(model)) {
      this.fail(line, `there is no model "${short(model)}" above it`);
    }
    this.#sounds.push({
      ...sound,
      embedding: embedding === null ? null : this.#vector(embedding, line),
      line,
    });
  }

  #checked<S extends v.GenericSchema>(
    schema: S,
    value: unknown,
    line: number,
  ): v.InferOutput<S> {
    const result = v.safeParse(schema, value, { abortEarly: true });
    if (result.success) return result.output;
    const [issue] = result.issues;
    this.fail(
      line,
      `${short(v.getDotPath(issue) ?? "the line")}: ${short(issue.message)}`,
    );
  }

  /** The unit vector of a text. */
  #vector(base64: string, line: number): Float32Array {
    let bytes: Uint8Array<ArrayBuffer>;
    try {
      bytes = Uint8Array.fromBase64(base64);
    } catch {
      this.fail(line, "a vector is not base64");
    }
    if (bytes.length !== 2 * this.#dimension) {
      this.fail(
        line,
        `a vector of ${bytes.length} bytes, ${this.#dimension} float16 take ${
          2 * this.#dimension
        }`,
      );
    }
    const view = new DataView(bytes.buffer);
    const vector = Float32Array.from(
      { length: this.#dimension },
      (_, i) => view.getFloat16(2 * i, true),
    );
    // Half floats are exact to three digits: the length is made 1 again.
    const norm = Math.hypot(...vector);
    if (!(norm > 0.5 && norm < 2)) {
      this.fail(line, `a vector of the length ${norm}, it must be 1`);
    }
    return vector.map((x) => x / norm);
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const short = (text: string) => text.slice(0, 100);

/** A unit vector as text. */
export function vectorText(vector: Float32Array): string {
  const view = new DataView(new ArrayBuffer(2 * vector.length));
  vector.forEach((x, i) => view.setFloat16(2 * i, x, true));
  return new Uint8Array(view.buffer).toBase64();
}

/** The text of an evidence file; {@linkcode parseEvidence} reads it back. */
export function evidenceText(
  header: Omit<Header, "format" | "version">,
  models: ReadonlyMap<string, ReadonlyMap<string, Float32Array>>,
  sounds: readonly Omit<StoredSound, "line">[],
): string {
  const lines: unknown[] = [
    { format: "roles-evidence", version: VERSION, ...header },
    ...[...models].map(([model, prompts]): ModelLine => ({
      model,
      prompts: Object.fromEntries(
        [...prompts].map(([text, vector]) => [text, vectorText(vector)]),
      ),
    })),
    ...sounds.map(({ embedding, features, judged, weight, ...sound }) => ({
      path: sound.path,
      role: sound.role,
      ...named({
        pack: sound.pack,
        source: sound.source,
        instrument: sound.instrument,
      }),
      ...(weight === 1 ? {} : { weight }),
      ...(judged ? {} : { judged }),
      features: features.map(rounded),
      ...named({ model: sound.model }),
      ...(embedding === null ? {} : { embedding: vectorText(embedding) }),
    })),
  ];
  return lines.map((line) => JSON.stringify(line) + "\n").join("");
}

/** Those that are known. */
const named = (values: Record<string, string | null>) =>
  Object.fromEntries(Object.entries(values).filter(([, x]) => x !== null));

/** Four digits: more than a threshold is ever given with. */
const rounded = (x: number) => Number(x.toPrecision(4));
