/**
 * A worker that reads the features of chunks of files: first message its configuration, then chunks.
 *
 * @module
 */
import type { FeatureConfig } from "../evidence.ts";
import { extractChunk } from "./chunk.ts";
import type { FileToRead } from "./extract_file.ts";

/** The side of a worker that it sees itself; the window's types do not have it. */
const scope = self as unknown as {
  onmessage: ((event: MessageEvent) => void) | null;
  postMessage(message: unknown, transfer?: Transferable[]): void;
};

scope.onmessage = ({ data }: MessageEvent<FeatureConfig>) => {
  const config = data;
  scope.onmessage = async (
    { data: files }: MessageEvent<readonly FileToRead[]>,
  ) => {
    const outcomes = await extractChunk(files, config);
    scope.postMessage(outcomes, [outcomes.features.buffer]);
  };
  scope.postMessage("ready");
};
