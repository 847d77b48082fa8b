/**
 * An embedder whose model runs in the ONNX worker.
 *
 * @module
 */
import { type Device, isOutOfMemory, reasonOf } from "./devices.ts";
import { type Embedder, EmbedderError, type FrontEnd } from "./embedder.ts";
import { checkGraph } from "./graph.ts";
import type { Runtime } from "./onnx_runtime.ts";
import type { ModelFiles } from "./open_options.ts";
import { l2Normalize } from "./pooling.ts";
import { readTokenizer, type Tokenize } from "./tokenizer.ts";

/** What the embedder is made of. */
export interface OnnxParts {
  readonly id: string;
  /** The worker, its sound model open on `device`. */
  readonly client: Runtime;
  readonly device: Device;
  readonly frontEnd: FrontEnd;
  /** Length of the vectors. */
  readonly dimension: number;
  readonly files: ModelFiles;
  readonly batchSize: number;
  /** Whether the CPU runs several windows at once too. */
  readonly batchOnCpu?: boolean;
  readonly threads: number;
  readonly onWarning?: ((message: string) => void) | undefined;
}

type Vector = Float32Array<ArrayBuffer>;

/** Positions of RoBERTa, which is CLAP's text half. */
const MAX_TOKENS = 512;

/** See {@linkcode Embedder}; made by `openEmbedder`. */
export class OnnxEmbedder implements Embedder {
  readonly id: string;
  readonly dimension: number;
  readonly frontEnd: FrontEnd;
  readonly maxTokens = MAX_TOKENS;
  readonly #parts: OnnxParts;
  #device: Device;
  /** Windows in one run. */
  #batch: number;
  /** Set when the device's memory did not suffice. */
  #short = false;
  /** Windows that were too many at once, and why; set until it was told. */
  #tooMany: { readonly size: number; readonly reason: string } | undefined;
  #moving: Promise<void> | undefined;
  #tokenize: Promise<Tokenize> | undefined;
  /** The text model is opened for one call after another. */
  #texts: Promise<unknown> = Promise.resolve();

  constructor(parts: OnnxParts) {
    this.#parts = parts;
    this.id = parts.id;
    this.dimension = parts.dimension;
    this.frontEnd = parts.frontEnd;
    this.#device = parts.device;
    this.#batch = parts.batchSize;
  }

  get provider(): string {
    return this.#device;
  }

  async embedWindows(windows: readonly Float32Array[]): Promise<Vector[]> {
    const vectors: Vector[] = [];
    while (vectors.length < windows.length) {
      const size = this.#batch;
      const batch = windows.slice(vectors.length, vectors.length + size);
      const device = this.#device;
      try {
        vectors.push(...await this.#runBatch(batch));
        this.#sayFewer(batch.length);
      } catch (error) {
        await this.#withLess(batch.length, device, error as Error);
      }
    }
    return vectors;
  }

  async countTokens(texts: readonly string[]): Promise<number[]> {
    return (await this.#tokens(texts)).map((ids) => ids.length);
  }

  async embedText(texts: readonly string[]): Promise<Vector[]> {
    const tokens = await this.#tokens(texts);
    for (const [i, { length }] of tokens.entries()) {
      if (length <= MAX_TOKENS) continue;
      throw new EmbedderError(
        `Cannot embed "${
          texts[i]!.slice(0, 40)
        }…": it has ${length} tokens, the model takes ${MAX_TOKENS}`,
      );
    }
    const turn = this.#texts.then(() => this.#embedTokens(tokens));
    this.#texts = turn.catch(() => {});
    return await turn;
  }

  async close(): Promise<void> {
    await this.#parts.client.close();
  }

  async #tokens(texts: readonly string[]): Promise<number[][]> {
    const { tokenizer } = this.#parts.files;
    if (tokenizer === undefined) throw this.#noText("tokenizer.json");
    const tokenize = await (this.#tokenize ??= readTokenizer(tokenizer));
    return texts.map(tokenize);
  }

  /** Always on the CPU, so that the vectors do not depend on the device; each text alone, since padding changes them. */
  async #embedTokens(tokens: readonly number[][]): Promise<Vector[]> {
    const { client, files, threads } = this.#parts;
    const path = files.text_model;
    if (path === undefined) throw this.#noText("onnx/text_model.onnx");
    if (tokens.length === 0) return [];
    try {
      const graph = await client.call({
        op: "open",
        tower: "text",
        path,
        device: "cpu",
        threads,
      }).catch((error: Error) => {
        throw cannotOpen(path, error);
      });
      checkGraph(path, "text", graph, ["sequence"]);
      return await Promise.all(tokens.map(async (ids) => {
        const row = await client.call({
          op: "run",
          tower: "text",
          data: BigInt64Array.from(ids, BigInt),
          dims: [1, ids.length],
        });
        return this.#vector(row);
      }));
    } catch (error) {
      throw this.#failed("text", error as Error);
    } finally {
      await client.call({ op: "close", tower: "text" }).catch(() => {});
    }
  }

  async #runBatch(windows: readonly Float32Array[]): Promise<Vector[]> {
    if (this.#device !== "cpu" || this.#parts.batchOnCpu) {
      return await this.#run(windows);
    }
    const rows = await Promise.all(windows.map((w) => this.#run([w])));
    return rows.flat();
  }

  async #run(windows: readonly Float32Array[]): Promise<Vector[]> {
    const shape = this.frontEnd.inputShape;
    const size = shape.reduce((a, b) => a * b, 1);
    const data = new Float32Array(windows.length * size);
    for (const [i, window] of windows.entries()) {
      if (window.length !== size) {
        throw new RangeError(
          `Cannot embed a window of ${window.length} values: the model takes ${size}`,
        );
      }
      data.set(window, i * size);
    }
    const rows = await this.#parts.client.call({
      op: "run",
      tower: "audio",
      data,
      dims: [windows.length, ...shape],
    });
    const length = rows.length / windows.length;
    return windows.map((_, i) =>
      this.#vector(rows.subarray(i * length, (i + 1) * length))
    );
  }

  #vector(row: Float32Array): Vector {
    if (row.length !== this.dimension) {
      throw new EmbedderError(
        `Cannot use the model: it gives vectors of ${row.length} dimensions where ${this.dimension} are expected`,
      );
    }
    if (!row.every(Number.isFinite)) {
      throw new EmbedderError(
        `Cannot use the model: on ${this.#device} it gives what is not a number; try --device cpu`,
      );
    }
    return l2Normalize(row);
  }

  /**
   * Goes on with half the batch, whatever the device says: too many windows end in words about memory, about limits of
   * buffers and shaders, about a kernel. With one window, goes on on the CPU if memory was the trouble; else throws.
   */
  async #withLess(size: number, device: Device, error: Error): Promise<void> {
    const known = error instanceof EmbedderError || error instanceof RangeError;
    if (device === "cpu" || known) throw this.#failed("sound", error);
    this.#short ||= isOutOfMemory(error.message);
    if (size > 1) {
      this.#tooMany ??= { size, reason: reasonOf(error.message) };
      this.#batch = Math.min(this.#batch, Math.ceil(size / 2));
      return;
    }
    // Once memory was short, the device may fail in other words.
    if (!this.#short) throw this.#failed("sound", error);
    await (this.#moving ??= this.#moveToCpu(device));
  }

  async #moveToCpu(device: Device): Promise<void> {
    const { client, files, threads, batchSize, onWarning } = this.#parts;
    await client.call({
      op: "open",
      tower: "audio",
      path: files.audio_model,
      device: "cpu",
      threads,
    });
    this.#device = "cpu";
    this.#batch = batchSize;
    this.#tooMany = undefined;
    onWarning?.(
      `The memory of ${device} does not suffice for one window: going on on the CPU; --device cpu saves the tries`,
    );
  }

  /** Says once that a batch was too large, when one that is not has run. */
  #sayFewer(size: number): void {
    // Of calls at the same time, one with few windows proves nothing.
    if (this.#tooMany === undefined || size < this.#batch) return;
    const { size: before, reason } = this.#tooMany;
    this.#tooMany = undefined;
    this.#parts.onWarning?.(
      `${this.#device} cannot run ${before} windows at once (${reason}): going on with ${this.#batch}; --batch-size ${this.#batch} saves the tries`,
    );
  }

  #failed(what: string, error: Error): Error {
    if (error instanceof EmbedderError || error instanceof RangeError) {
      return error;
    }
    return new EmbedderError(
      `Cannot run the ${what} model on ${
        what === "text" ? "cpu" : this.#device
      }: ${reasonOf(error.message)}`,
      { cause: error },
    );
  }

  #noText(file: string): EmbedderError {
    return new EmbedderError(
      `Cannot embed a text: the model "${this.#parts.files.audio_model}" came without ${file}; add it to the model's folder`,
    );
  }
}

/** The error for a graph that the runtime does not take. */
export function cannotOpen(path: string, cause: Error): EmbedderError {
  return new EmbedderError(
    `Cannot open the model "${path}": ${firstLine(cause)}`,
    { cause },
  );
}

function firstLine(error: Error): string {
  return error.message.trim().split("\n")[0]!;
}
