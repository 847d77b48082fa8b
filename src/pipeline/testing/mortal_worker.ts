/** The extraction's worker, but it dies over files that are named so. */
import type { FeatureConfig } from "../../evidence.ts";
import { extractChunk, packOutcomes } from "../chunk.ts";
import type { FileToRead } from "../extract_file.ts";

const scope = self as unknown as {
  onmessage: ((event: MessageEvent) => void) | null;
  postMessage(message: unknown): void;
};

scope.onmessage = ({ data: config }: MessageEvent<FeatureConfig>) => {
  scope.onmessage = async (
    { data: files }: MessageEvent<readonly FileToRead[]>,
  ) => {
    if (files.some(({ path }) => path.endsWith("deadly.wav"))) {
      throw new Error("out of memory");
    }
    scope.postMessage(packOutcomes(await extractChunk(files, config)));
  };
  scope.postMessage("ready");
};
