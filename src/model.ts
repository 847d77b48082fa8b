/**
 * The audio-text model of a configuration: its files, its prompts, its scorer, and the embedder once it is needed.
 *
 * @module
 */
import type { EvidenceCache } from "./cache/cache.ts";
import { knownDevice } from "./clap/devices.ts";
import type { Embedder } from "./clap/embedder.ts";
import { cudaFolder } from "./clap/cuda.ts";
import {
  type Embed,
  type EmbeddingSpec,
  embedSounds,
} from "./clap/embed_sounds.ts";
import { createFrontEnd } from "./clap/front_end.ts";
import { openEmbedder, readFrontEnd } from "./clap/open.ts";
import { understoodPrompts } from "./clap/prompt_words.ts";
import {
  checkPromptTokens,
  isPromptsName,
  loadPrompts,
  parsePrompts,
  type Prompts,
  promptTexts,
} from "./clap/prompts.ts";
import type { Prototype } from "./clap/prototypes.ts";
import { type ClapScorer, createClapScorer } from "./clap/scoring.ts";
import { readVocabulary } from "./clap/vocabulary.ts";
import { evidenceKeys } from "./config/digest.ts";
import type { RolesConfig } from "./config/schema.ts";
import { UsageError } from "./errors.ts";
import type { HearingSpec } from "./evidence.ts";
import { formatBytes } from "./models/errors.ts";
import { modelDigest, type ResolvedModel, sizeOf } from "./models/model.ts";
import type { PullEvent } from "./models/pull.ts";
import { type ModelPart, PARTS } from "./models/registry.ts";
import { ModelStore } from "./models/store.ts";

/** Bytes of the largest sound model whose layers are too small to be shared among threads. */
const LARGEST_SMALL = 2 ** 25;

/** How a model is got hold of. */
export interface ModelOptions {
  /** Where prompts' embeddings are kept. */
  readonly cache: EvidenceCache | null;
  /** Never touch the network. */
  readonly offline: boolean;
  /** Told what happens: a download and its size, the device. */
  readonly onNotice: (message: string) => void;
  /** Told what is odd: words that the model does not know, labelled sounds that teach nothing. Default: `onNotice`. */
  readonly onWarning?: (message: string) => void;
  readonly onPull?: (event: PullEvent) => void;
}

/** Prompts and the vector of each, and what corrects them. */
export interface PromptVectors {
  /** As far as the model understands them. */
  readonly prompts: Prompts;
  readonly vectors: ReadonlyMap<string, Float32Array>;
  /** The labelled sounds that the model learned from; absent for none. */
  readonly prototypes?: readonly Prototype[];
}

/** A model that is ready to judge sounds. */
export interface Model {
  readonly name: string;
  /** What of a sound it hears. */
  readonly hearing: HearingSpec;
  /** Scores embeddings against the prompts, corrected by labelled sounds where it has learned from some. */
  readonly scorer: ClapScorer;
  /**
   * The same, but a sound that is itself among those is judged by the others alone: what figures of labelled sounds
   * must come from.
   */
  readonly heldOutScorer: ClapScorer;
  /** Names all that its evidence depends on besides the sound: part of the cache's key. */
  readonly scope: { readonly keys: string; readonly model: string };
  /**
   * The embedding of each sound from its windows. The model starts at the first call.
   *
   * @throws {EmbedderError} if it does not start, or fails.
   */
  readonly embed: Embed;
  /**
   * How workers are to run the model, each for itself on one core, which is faster for a small one. Null where it must
   * be one for all: a large model, whose memory would be needed as often; a graphics device; a number of threads that
   * was asked for.
   *
   * @throws {EmbedderError} if it does not start.
   */
  spread(): Promise<EmbeddingSpec | null>;
  /**
   * The prompts of a file, as `clap.prompts` names them, with their vectors.
   *
   * @throws {UsageError} if they cannot be had.
   */
  promptVectors(name: string): Promise<PromptVectors>;
  close(): Promise<void>;
}

/**
 * The model of `clap.model_id`; null where that is `none`.
 *
 * Files that are missing are pulled, unless `offline`. The text half is needed only for prompts whose embeddings are
 * not in the cache.
 *
 * @throws {UsageError} if the model, its files or the prompts cannot be had; the message says what to do.
 */
export async function openModel(
  config: RolesConfig,
  options: ModelOptions,
): Promise<Model | null> {
  const { clap } = config;
  if (clap.model_id === "none") return null;
  // First what costs nothing to be wrong.
  await promptsOf(clap.prompts);
  const files = await ModelFiles.find(config, options);
  await files.need("audio");
  const frontEnd = createFrontEnd(await readFrontEnd(files.model.files));
  const id = await modelDigest(files.model, "audio");
  let embedder: Promise<Embedder> | undefined;
  const size = await sizeOf(files.model.files.audio_model);
  const small = size !== null && size <= LARGEST_SMALL;
  const opening = {
    id,
    files: files.model.files,
    device: clap.device,
    batchSize: clap.batch_size,
    batchOnCpu: small,
    threads: clap.threads || (small ? 1 : 0),
    libraries: files.root,
    cuda: cudaFolder(files.root),
  };
  let announced = false;
  const announce = (device: string) => {
    if (!announced) options.onNotice(`${files.model.name} runs on ${device}`);
    announced = true;
  };
  const open = () =>
    embedder ??= openEmbedder({ ...opening, onWarning: options.onNotice }).then(
      (opened) => {
        announce(opened.provider);
        return opened;
      },
    );
  const close = async () => {
    // One that did not open has nothing to close.
    await embedder?.then((opened) => opened.close(), () => {});
  };
  try {
    const vectorsOf = async (name: string): Promise<PromptVectors> => {
      const prompts = await understood(name, files, options);
      const vectors = await embedded(prompts, config, files, options, open);
      return { prompts, vectors };
    };
    const { prompts, vectors } = await vectorsOf(clap.prompts);
    const scorer = createClapScorer(prompts, vectors, clap);
    return {
      name: files.model.name,
      hearing: {
        frontEnd: frontEnd.spec,
        source: clap.audio_source,
        maxDurationSec: clap.max_duration_sec,
      },
      scorer,
      heldOutScorer: scorer,
      scope: {
        keys: evidenceKeys(config),
        // Devices agree to some digits, not to the bit.
        model: `${id} ${frontEnd.id} ${clap.device}`,
      },
      async embed(sounds) {
        if (sounds.length === 0) return [];
        return await embedSounds(await open(), sounds, clap.audio_pooling);
      },
      async spread() {
        if (clap.threads > 0 || !small) return null;
        const device = knownDevice(clap.device) ?? (await open()).provider;
        if (device !== "cpu") return null;
        announce(device);
        return {
          open: { ...opening, device },
          pooling: clap.audio_pooling,
        };
      },
      promptVectors: vectorsOf,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function promptsOf(name: string): Promise<Prompts> {
  if (isPromptsName(name)) return await loadPrompts(name);
  let text: string;
  try {
    text = await Deno.readTextFile(name);
  } catch (error) {
    throw new UsageError(
      `Cannot read the prompts file "${name}": ${(error as Error).message}`,
    );
  }
  return await parsePrompts(text, name);
}

/** The prompts of a file as far as the model understands them; says what it does not. */
async function understood(
  name: string,
  { model }: ModelFiles,
  { onNotice, onWarning = onNotice }: ModelOptions,
): Promise<Prompts> {
  const prompts = await promptsOf(name);
  // A test holds that the model in this package knows the words of the prompts in it.
  const known = model.source === "embedded" && name === "default";
  const { tokenizer } = model.files;
  // Without its text half a model can take prompts from the cache, but not look at their words.
  if (known || await sizeOf(tokenizer) === null) return prompts;
  const vocabulary = await readVocabulary(tokenizer);
  if (vocabulary === null) return prompts;
  const found = understoodPrompts(prompts, vocabulary, model.name);
  found.warnings.forEach((warning) => onWarning(warning));
  return found.prompts;
}

/** The vector of every prompt: from the cache, else by the text half of the model. */
async function embedded(
  prompts: Prompts,
  { clap }: RolesConfig,
  files: ModelFiles,
  { cache }: ModelOptions,
  open: () => Promise<Embedder>,
): Promise<Map<string, Float32Array>> {
  const texts = promptTexts(prompts);
  const kept = clap.cache_text_embeddings ? cache : null;
  const id = await modelDigest(files.model, "text");
  const known = kept?.getText(id, texts) ?? [];
  const vectors = new Map<string, Float32Array>();
  texts.forEach((text, i) => known[i] && vectors.set(text, known[i]));
  const missing = texts.filter((text) => !vectors.has(text));
  if (missing.length === 0) return vectors;
  await files.need("text");
  const embedder = await open();
  checkPromptTokens(
    prompts,
    await embedder.countTokens(texts),
    embedder.maxTokens,
  );
  const found = await embedder.embedText(missing);
  missing.forEach((text, i) => vectors.set(text, found[i]!));
  kept?.putText(
    id,
    missing.map((prompt, i) => ({ prompt, embedding: found[i]! })),
  );
  return vectors;
}

/** A model's files, pulled by the half as they are needed. */
class ModelFiles {
  readonly #store: ModelStore;
  readonly #options: ModelOptions;
  readonly model: ResolvedModel;

  private constructor(
    store: ModelStore,
    model: ResolvedModel,
    options: ModelOptions,
  ) {
    this.#store = store;
    this.model = model;
    this.#options = options;
  }

  static async find(
    config: RolesConfig,
    options: ModelOptions,
  ): Promise<ModelFiles> {
    const store = ModelStore.open({ cacheDir: config.clap.cache_dir });
    const model = await store.resolve(config.clap.model_id);
    return new ModelFiles(store, model, options);
  }

  /** The cache's folder; null for none. */
  get root(): string | null {
    return this.#store.root;
  }

  /** Makes sure that a half is there. */
  async need(part: ModelPart): Promise<void> {
    const kinds: readonly string[] = PARTS[part];
    const missing = this.model.missing.filter(({ kind }) =>
      kinds.includes(kind)
    );
    if (missing.length === 0) return;
    const bytes = missing.reduce((sum, file) => sum + file.bytes, 0);
    const { offline, onNotice, onPull } = this.#options;
    if (!offline) {
      onNotice(
        `${this.model.name}: pulling ${formatBytes(bytes)} (${
          missing.map(({ path }) => path).join(", ")
        })`,
      );
    }
    await this.#store.pull(this.model.name, {
      parts: [part],
      offline,
      ...(onPull === undefined ? {} : { onEvent: onPull }),
    });
  }
}
