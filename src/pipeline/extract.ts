/**
 * Files in, evidence out: in order, by several workers, with bounded memory.
 *
 * @module
 */
import type { RolesConfig } from "../config/schema.ts";
import type { FeatureConfig } from "../evidence.ts";
import type { Evidence, FileError } from "../types.ts";
import { extractChunk, type PackedOutcomes, unpackOutcomes } from "./chunk.ts";
import {
  fileError,
  type FileOutcome,
  type FileToRead,
} from "./extract_file.ts";
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

/** Files that a worker is sent at a time. */
const CHUNK = 32;

/** Chunks, for each worker, that may be done or under way before the oldest one is: bounds the memory. */
const LOOK_AHEAD = 4;

/**
 * Extracts the evidence of files, in their order, whatever `jobs` is.
 *
 * With one job, or for no more files than a chunk, everything happens in this thread: starting a worker takes
 * longer than that.
 *
 * @param jobs threads at work, 1 or more.
 */
export async function* extractAll(
  files: Iterable<FileToRead>,
  config: RolesConfig,
  jobs: number,
): AsyncGenerator<Extracted> {
  const settings: FeatureConfig = { audio: config.audio, dsp: config.dsp };
  using pool = new WorkerPool<readonly FileToRead[], PackedOutcomes>(
    new URL("./worker.ts", import.meta.url),
    jobs,
    settings,
  );
  const underWay: Promise<Extracted[]>[] = [];
  let first = true;
  for (const { chunk, last } of chunksOf(files)) {
    if (jobs === 1 || (first && last)) {
      yield* await extractHere(chunk, settings);
      await breathe();
      continue;
    }
    first = false;
    const done = extractThere(chunk, pool);
    done.catch(() => {}); // looked at when its turn comes
    underWay.push(done);
    if (underWay.length >= jobs * LOOK_AHEAD) yield* await underWay.shift()!;
  }
  for (const done of underWay) yield* await done;
}

async function extractHere(
  files: readonly FileToRead[],
  config: FeatureConfig,
): Promise<Extracted[]> {
  const outcomes = unpackOutcomes(await extractChunk(files, config));
  return files.map((file, i) => withEvidence(file, outcomes[i]!));
}

async function extractThere(
  files: readonly FileToRead[],
  pool: WorkerPool<readonly FileToRead[], PackedOutcomes>,
): Promise<Extracted[]> {
  const outcomes = await outcomesOf(files, pool);
  return files.map((file, i) => withEvidence(file, outcomes[i]!));
}

/** The outcomes of files by a pool. The file over which a worker dies gets an error, the others their due. */
export async function outcomesOf(
  files: readonly FileToRead[],
  pool: WorkerPool<readonly FileToRead[], PackedOutcomes>,
): Promise<FileOutcome[]> {
  try {
    return unpackOutcomes(await pool.run(files));
  } catch (error) {
    if (!(error instanceof WorkerDied)) throw error;
    if (files.length === 1) return [{ error: fileError(files[0]!, error) }];
    const outcomes: FileOutcome[] = [];
    for (const file of files) outcomes.push(...await outcomesOf([file], pool));
    return outcomes;
  }
}

function withEvidence(file: FileToRead, outcome: FileOutcome): Extracted {
  if (outcome.error !== null) {
    return { file, evidence: null, error: outcome.error };
  }
  const { features, warnings } = outcome;
  return {
    file,
    evidence: { features, embedding: null, warnings },
    error: null,
  };
}

/** Files by the chunk; `last` tells that none follows. */
function* chunksOf(
  files: Iterable<FileToRead>,
): Generator<{ chunk: FileToRead[]; last: boolean }> {
  let chunk: FileToRead[] = [];
  for (const file of files) {
    if (chunk.length === CHUNK) {
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
