/**
 * What turns sounds and texts into vectors that can be compared: the one interface between the tool and a model.
 *
 * Nothing outside this folder knows which runtime is behind it; {@linkcode openEmbedder} (open.ts) gives the one
 * that runs ONNX models.
 *
 * @module
 */
import { UsageError } from "../errors.ts";
import type { FrontEndSpec } from "./front_end_spec.ts";

/** Turns mono sound into a model's input. Pure: it runs in the extraction workers, apart from the model. */
export interface FrontEnd {
  /** Names the method and all its parameters: part of every cache key. */
  readonly id: string;
  /** All its parameters as plain data: `createFrontEnd(spec)` makes the same one in a worker. */
  readonly spec: FrontEndSpec;
  /** Rate of the sound that `prepare` takes, Hz. */
  readonly sampleRate: number;
  /** Length of a window, seconds: what the model hears at once. */
  readonly windowSec: number;
  /** Shape of one window's tensor, without the batch: `[1, 1001, 64]` for CLAP's mel rows. */
  readonly inputShape: readonly number[];
  /**
   * One input tensor a window. A sound up to one window gives one; a longer one gives `ceil(n / window)`, of which
   * the first starts at the sound's start and the last ends at its end.
   *
   * @param y mono, at `sampleRate`, nominally −1..1. Not a number and infinite samples count as 0; an empty sound
   * is one window of silence.
   */
  prepare(y: Float32Array): Float32Array<ArrayBuffer>[];
}

/** An audio-text model that is ready to run. */
export interface Embedder {
  /** Names the model's weights (as a sha256): part of every cache key. */
  readonly id: string;
  /** Length of the vectors. */
  readonly dimension: number;
  readonly frontEnd: FrontEnd;
  /** The device that really runs the audio model: `cpu`, `cuda`, `webgpu`, `coreml`, `dml`. Falls to `cpu` when the device's memory does not suffice. */
  readonly provider: string;
  /**
   * L2-normalised vectors, one for each window of the front end, in order.
   *
   * @throws {EmbedderError} if the model fails.
   */
  embedWindows(
    windows: readonly Float32Array[],
  ): Promise<Float32Array<ArrayBuffer>[]>;
  /**
   * L2-normalised vectors, one for each text, in order; each text is embedded alone.
   *
   * @throws {EmbedderError} if there is no text model, or a text is over {@linkcode maxTokens}.
   */
  embedText(
    texts: readonly string[],
  ): Promise<Float32Array<ArrayBuffer>[]>;
  /** Number of tokens of each text, the start and end tokens included. */
  countTokens(texts: readonly string[]): Promise<number[]>;
  /** The most tokens that a text may have. */
  readonly maxTokens: number;
  /** Ends the model's worker. The embedder cannot be used after that. */
  close(): Promise<void>;
}

/** A model that cannot be opened or fails: its files are wrong, its device does not start, it cannot take the input. */
export class EmbedderError extends UsageError {
  override readonly name: string = "EmbedderError";
}

/** A device that was asked for by name and does not start. */
export class DeviceError extends EmbedderError {
  override readonly name = "DeviceError";
  readonly device: string;

  constructor(device: string, message: string, options?: ErrorOptions) {
    super(message);
    this.device = device;
    if (options?.cause !== undefined) this.cause = options.cause;
  }
}
