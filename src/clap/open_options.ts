/**
 * What opening a model is told.
 *
 * @module
 */
import type { ClapConfig } from "../config/schema.ts";
import type { DeviceChoice } from "./devices.ts";

/** Paths of a model's files, in the layout of the hub's ONNX exports. */
export interface ModelFiles {
  /** As `onnx/audio_model.onnx`. */
  readonly audio_model: string;
  readonly preprocessor_config: string;
  /** As `onnx/text_model.onnx`; read only when a text is embedded, like the tokenizer. */
  readonly text_model?: string;
  readonly tokenizer?: string;
}

/** How to open a model. */
export interface OpenOptions {
  /** Names the weights: the embedder's `id`. */
  readonly id: string;
  readonly files: ModelFiles;
  readonly device: DeviceChoice;
  /**
   * The most windows in one run of the model. On the CPU windows run one at a time, which is as fast there unless the
   * model is small; so do those of a model that was quantised with `quantize_dynamic`, since it scales over the batch.
   */
  readonly batchSize: ClapConfig["batch_size"];
  /** Whether the CPU runs several windows at once too: for a small model, whose weights are then read once for all. */
  readonly batchOnCpu?: boolean;
  /** Threads on the CPU; 0: one a core. */
  readonly threads: ClapConfig["threads"];
  /** Where the libraries of CUDA may stand: `cudaFolder(root)`. */
  readonly cuda?: string | null;
  /** Folder below which a compiled `roles` keeps the runtime's libraries; null for none. */
  readonly libraries?: string | null;
  /** Told if the device's memory does not suffice. */
  readonly onWarning?: (message: string) => void;
}
