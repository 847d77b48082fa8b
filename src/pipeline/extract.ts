/**
 * Files in, evidence out: in order, by several workers, with bounded memory.
 *
 * @module
 */
import type { RolesConfig } from "../config/schema.ts";
import { EmbedderError } from "../clap/embedder.ts";
import { type Hearing, hearingOf } from "../evidence.ts";
import type { Model } from "../model.ts";
import type { Evidence, FileError } from "../types.ts";
import { extractChunk, unpackOutcomes, withEmbeddings } from "./chunk.ts";
import type { EvidenceStore, Recalled } from "./evidence_store.ts";
import {
  fileError,
  type FileOutcome,
  type FileToRead,
} from "./extract_file.ts";
import type { WorkerReply, WorkerSettings } from "./worker.ts";
import { WorkerDied, WorkerPool } from "./worker_pool.ts";

/** A file with its evidence, or with its error. */
export type Extracted =
  | {
    readonly file: FileToRead;
    readonly evidence: Evidence;
    readonly error: null;
  }
  | {
    readonly file: FileToRead;
    readonly evidence: null;
    readonly error: FileError;
  };

/** How files are read. */
export interface ExtractOptions {
  readonly config: RolesConfig;
  /** Threads at work, 1 or more, besides the model's own. */
  readonly jobs: number;
  /** Gives the embeddings; null for none. */
  readonly model: Model | null;
  /** Knows files from earlier runs; null to read all anew. */
  readonly store: EvidenceStore | null;
}

/** Files that a worker is sent at a time. */
const CHUNK = 32;

/** The same with a model: what it takes is large, and it takes its time. */
const CHUNK_WITH_MODEL = 16;

/** Chunks, for each worker, that may be done or under way before the oldest one is: bounds the memory. */
const LOOK_AHEAD = 4;

type Pool = WorkerPool<readonly FileToRead[], WorkerReply>;

/**
 * Extracts the evidence of files, in their order, whatever `jobs` is.
 *
 * For no more files than a chunk everything but the model happens in this thread, as starting a worker takes longer
 * than that; with one job also when there is no model to be kept busy meanwhile.
 *
 * @throws {EmbedderError} if the model does not start, or fails.
 */
export async function* extractAll(
  files: Iterable<FileToRead>,
  options: ExtractOptions,
): AsyncGenerator<Extracted> {
  const { config, jobs, model } = options;
  // Made when a file is read in this thread: nothing may be, where workers or the store have them all.
  let hearing: Hearing | null = null;
  const here = async (chunk: readonly FileToRead[]) => {
    hearing ??= model && hearingOf(model.hearing);
    return await extractChunk(chunk, config, hearing, model?.embed ?? null);
  };
  using running = new DisposableStack();
  const start = async () => {
    const embedding = await model?.spread() ?? null;
    const settings: WorkerSettings = {
      config: { audio: config.audio, dsp: config.dsp },
      hearing: model?.hearing ?? null,
      embedding,
    };
    const url = new URL("./worker.ts", import.meta.url);
    const pool: Pool = running.use(new WorkerPool(url, jobs, settings));
    return { pool, embedded: embedding !== null };
  };
  let started: ReturnType<typeof start> | undefined;
  const there = async (chunk: readonly FileToRead[]) => {
    const { pool, embedded } = await (started ??= start());
    const outcomes = await outcomesOf(chunk, pool);
    return model === null || embedded
      ? outcomes
      : await withEmbeddings(outcomes, model.embed);
  };
  const underWay: Promise<Extracted[]>[] = [];
  const size = model === null ? CHUNK : CHUNK_WITH_MODEL;
  let first = true;
  for (const { chunk, last } of chunksOf(files, size)) {
    if ((jobs === 1 && model === null) || (first && last)) {
      yield* await evidenceOf(chunk, here, options.store);
      await breathe();
      continue;
    }
    first = false;
    const done = evidenceOf(chunk, there, options.store);
    done.catch(() => {}); // looked at when its turn comes
    underWay.push(done);
    if (underWay.length >= jobs * LOOK_AHEAD) yield* await underWay.shift()!;
  }
  for (const done of underWay) yield* await done;
}

/** The evidence of a chunk: what is known from the store, the rest by `read`. */
async function evidenceOf(
  chunk: readonly FileToRead[],
  read: (files: readonly FileToRead[]) => Promise<FileOutcome[]>,
  store: EvidenceStore | null,
): Promise<Extracted[]> {
  const recalled: readonly Recalled[] = store?.recall(chunk) ??
    chunk.map((file) => ({ file, evidence: null, identity: null }));
  const unknown = recalled.filter(({ evidence }) => evidence === null);
  const outcomes = unknown.length === 0
    ? []
    : await read(unknown.map(({ file }) => file));
  const found = new Map<FileToRead, Extracted>();
  const news: { identity: Recalled["identity"]; evidence: Evidence }[] = [];
  for (const [i, { file, identity }] of unknown.entries()) {
    const outcome = outcomes[i]!;
    if (outcome.error !== null) {
      found.set(file, { file, evidence: null, error: outcome.error });
      continue;
    }
    const { features, embedding, warnings } = outcome;
    const evidence = { features, embedding, warnings };
    found.set(file, { file, evidence, error: null });
    news.push({ identity, evidence });
  }
  store?.keep(news);
  return recalled.map(({ file, evidence }) =>
    evidence === null ? found.get(file)! : { file, evidence, error: null }
  );
}

/** The outcomes of files by a pool. The file over which a worker dies gets an error, the others their due. */
export async function outcomesOf(
  files: readonly FileToRead[],
  pool: Pool,
): Promise<FileOutcome[]> {
  try {
    const reply = await pool.run(files);
    if ("modelError" in reply) throw new EmbedderError(reply.modelError);
    return unpackOutcomes(reply);
  } catch (error) {
    if (!(error instanceof WorkerDied)) throw error;
    if (files.length === 1) return [{ error: fileError(files[0]!, error) }];
    const outcomes: FileOutcome[] = [];
    for (const file of files) outcomes.push(...await outcomesOf([file], pool));
    return outcomes;
  }
}

/** Files by the chunk; `last` tells that none follows. */
function* chunksOf(
  files: Iterable<FileToRead>,
  size: number,
): Generator<{ chunk: FileToRead[]; last: boolean }> {
  let chunk: FileToRead[] = [];
  for (const file of files) {
    if (chunk.length === size) {
      yield { chunk, last: false };
      chunk = [];
    }
    chunk.push(file);
  }
  if (chunk.length > 0) yield { chunk, last: true };
}

/** Lets timers and signals have their turn. */
function breathe(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
