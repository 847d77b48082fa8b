/**
 * A worker that reads the evidence of chunks of files: first message its settings, then chunks.
 *
 * @module
 */
import { EmbedderError } from "../clap/embedder.ts";
import {
  type FeatureConfig,
  hearingOf,
  type HearingSpec,
} from "../evidence.ts";
import { type EmbeddingSpec, openEmbedding } from "../clap/embed_sounds.ts";
import {
  buffersOf,
  extractChunk,
  type PackedOutcomes,
  packOutcomes,
} from "./chunk.ts";
import type { FileToRead } from "./extract_file.ts";

/** A worker's first message. */
export interface WorkerSettings {
  readonly config: FeatureConfig;
  /** What a model is to hear; null without a model. */
  readonly hearing: HearingSpec | null;
  /** The model, if this worker is to run it; otherwise it answers with the model's input. */
  readonly embedding: EmbeddingSpec | null;
}

/** What a worker answers: outcomes, or why the model failed. */
export type WorkerReply = PackedOutcomes | { readonly modelError: string };

/** The side of a worker that it sees itself; the window's types do not have it. */
const scope = self as unknown as {
  onmessage: ((event: MessageEvent) => void) | null;
  postMessage(message: unknown, transfer?: Transferable[]): void;
};

scope.onmessage = ({ data }: MessageEvent<WorkerSettings>) => {
  const { config } = data;
  const hearing = data.hearing && hearingOf(data.hearing);
  const embed = data.embedding && openEmbedding(data.embedding);
  scope.onmessage = async (
    { data: files }: MessageEvent<readonly FileToRead[]>,
  ) => {
    try {
      const outcomes = packOutcomes(
        await extractChunk(files, config, hearing, embed),
      );
      scope.postMessage(outcomes, buffersOf(outcomes));
    } catch (error) {
      if (!(error instanceof EmbedderError)) throw error;
      scope.postMessage({ modelError: error.message } satisfies WorkerReply);
    }
  };
  scope.postMessage("ready");
};
