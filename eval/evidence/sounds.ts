/**
 * From an evidence file to what the harness judges: labels, evidence, prompts with their vectors.
 *
 * @module
 */
import { type Prompts, promptTexts } from "../../src/clap/prompts.ts";
import { evidenceKeys } from "../../src/config/digest.ts";
import type { RolesConfig } from "../../src/config/schema.ts";
import { UsageError } from "../../src/errors.ts";
import {
  DSPFeatures,
  type Evidence,
  FEATURE_NAMES,
  type FeatureName,
} from "../../src/types.ts";
import type { Label } from "../../src/labels/labels.ts";
import type { StoredEvidence, StoredSound } from "./format.ts";

/** A labelled sound with its evidence. */
export interface LabelledEvidence {
  readonly label: Label;
  readonly evidence: Evidence;
  /** Collection that it comes from, above the pack. */
  readonly source: string | null;
  /** Which of the file's models its embedding is of, or would be. */
  readonly model: string | null;
  /** false: a fit may learn from it, but no figure counts it. */
  readonly judged: boolean;
}

/** The sounds of an evidence file. */
export interface EvidenceSounds {
  readonly sounds: readonly LabelledEvidence[];
  /** The vector of each prompt that all models have; null: features only. */
  readonly prompts: ReadonlyMap<string, Float32Array> | null;
}

/**
 * Lays an evidence file out so that one scorer serves sounds of several models: the models' spaces are put side by
 * side. A prompt's vector is that of each model, one after another; a sound's has zeros everywhere but in its own
 * model's place. Their product is the cosine in that model's space.
 */
export function evidenceSounds(stored: StoredEvidence): EvidenceSounds {
  const { header, models } = stored;
  const places = [...models.keys()];
  const dimension = header.dimension ?? 0;
  const size = dimension * places.length;
  const at: readonly number[] = FEATURE_NAMES.map((name) =>
    header.features.indexOf(name)
  );
  const side = (embedding: Float32Array, model: string) => {
    const whole = new Float32Array(size);
    whole.set(embedding, places.indexOf(model) * dimension);
    return whole;
  };
  return {
    sounds: stored.sounds.map((sound) => ({
      label: labelOf(sound),
      evidence: {
        features: new DSPFeatures(
          Object.fromEntries(
            FEATURE_NAMES.map((name, i) => [name, sound.features[at[i]!]!]),
          ) as Record<FeatureName, number>,
        ),
        embedding: sound.embedding === null
          ? null
          : side(sound.embedding, sound.model!),
        warnings: [],
      },
      source: sound.source,
      model: sound.model,
      judged: sound.judged,
    })),
    prompts: header.model === null
      ? null
      : promptVectors([...models.values()], size),
  };
}

function labelOf(
  { path, role, pack, instrument, weight, line }: StoredSound,
): Label {
  return { path, role, pack, instrument, weight, line };
}

function promptVectors(
  models: readonly ReadonlyMap<string, Float32Array>[],
  size: number,
): Map<string, Float32Array> {
  const texts = [...models[0]?.keys() ?? []]
    .filter((text) => models.every((model) => model.has(text)));
  return new Map(texts.map((text) => {
    const whole = new Float32Array(size);
    let from = 0;
    for (const model of models) {
      const vector = model.get(text)!;
      whole.set(vector, from);
      from += vector.length;
    }
    return [text, whole];
  }));
}

/**
 * Checks that a configuration hears and measures sounds as the file's were.
 *
 * @throws {UsageError} that names the first key that differs.
 */
export function checkKeys(
  { header }: StoredEvidence,
  config: RolesConfig,
  source: string,
): void {
  const rulesOnly = config.clap.model_id === "none";
  if (!rulesOnly && header.model === null) {
    throw new UsageError(
      `The evidence "${source}" has features only: judge the rules alone, with --model none`,
    );
  }
  if (!rulesOnly && header.model !== config.clap.model_id) {
    throw new UsageError(
      `The evidence "${source}" is of the model ${header.model}, the configuration has ${config.clap.model_id}: ` +
        `take --model ${header.model}, or none`,
    );
  }
  const given = leaves(header.keys);
  const wanted = leaves(JSON.parse(evidenceKeys(config)));
  for (const [key, value] of wanted) {
    if (given.get(key) === value) continue;
    throw new UsageError(
      `The evidence "${source}" was measured with ${key} ${
        given.get(key) ?? "unknown"
      }, the configuration has ${value}: ` +
        "set that, or write the evidence anew from the sounds",
    );
  }
}

/** Values by dotted keys, as JSON. */
function leaves(value: unknown, key = ""): Map<string, string> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return new Map([[key, JSON.stringify(value)]]);
  }
  return new Map(
    Object.entries(value).flatMap(([name, item]) => [
      ...leaves(item, key === "" ? name : `${key}.${name}`),
    ]),
  );
}

/** Checks that every prompt has a vector; the model that could make one is not there. */
export function checkPrompts(
  { prompts: vectors }: EvidenceSounds,
  prompts: Prompts,
  source: string,
): void {
  const missing = promptTexts(prompts).find((text) => !vectors!.has(text));
  if (missing === undefined) return;
  throw new UsageError(
    `The evidence "${source}" has no vector of the prompt "${
      missing.slice(0, 100)
    }" of ${prompts.source}: other words can be judged on the sounds alone, with --labels`,
  );
}
