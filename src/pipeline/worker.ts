/**
 * A worker that reads the evidence of chunks of files: first message its settings, then chunks.
 *
 * @module
 */
import {
  type FeatureConfig,
  hearingOf,
  type HearingSpec,
} from "../evidence.ts";
import { buffersOf, extractChunk } from "./chunk.ts";
import type { FileToRead } from "./extract_file.ts";

/** A worker's first message. */
export interface WorkerSettings {
  readonly config: FeatureConfig;
  /** What a model is to hear; null without a model. */
  readonly hearing: HearingSpec | null;
}

/** The side of a worker that it sees itself; the window's types do not have it. */
const scope = self as unknown as {
  onmessage: ((event: MessageEvent) => void) | null;
  postMessage(message: unknown, transfer?: Transferable[]): void;
};

scope.onmessage = ({ data }: MessageEvent<WorkerSettings>) => {
  const { config } = data;
  const hearing = data.hearing === null ? null : hearingOf(data.hearing);
  scope.onmessage = async (
    { data: files }: MessageEvent<readonly FileToRead[]>,
  ) => {
    const outcomes = await extractChunk(files, config, hearing);
    scope.postMessage(outcomes, buffersOf(outcomes));
  };
  scope.postMessage("ready");
};
