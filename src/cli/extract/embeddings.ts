/**
 * `--embeddings FILE`: one row a sound, for numpy or for a spreadsheet.
 *
 * @module
 */
import { UsageError } from "../../errors.ts";
import { AtomicFile } from "../../pipeline/atomic_file.ts";
import { csvRow } from "../../pipeline/outputs.ts";
import { reasonOf } from "../inputs.ts";
import { NpyFile } from "./npy_file.ts";

/** Takes rows in order and appears under its name when it is complete; disposed before that, nothing remains of it. */
export interface EmbeddingsFile extends Disposable {
  /** @param embedding as long as that of the first row. */
  add(filepath: string, embedding: Float32Array): void;
  commit(): void;
}

/**
 * Starts a file of embeddings.
 *
 * @param path ends in `.npy` or `.csv`.
 * @throws {UsageError} if it cannot be written.
 */
export function createEmbeddingsFile(path: string): EmbeddingsFile {
  try {
    if (isFolder(path)) throw new Deno.errors.IsADirectory();
    return /npy$/i.test(path) ? new NpyFile(path) : new CsvEmbeddings(path);
  } catch (error) {
    const reason = error instanceof Deno.errors.NotFound
      ? "its folder does not exist"
      : reasonOf(error);
    throw new UsageError(`Cannot write "${path}" of --embeddings: ${reason}`);
  }
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

/** Columns `path, e0, e1, …`. */
class CsvEmbeddings implements EmbeddingsFile {
  readonly #file: AtomicFile;
  #empty = true;

  constructor(path: string) {
    this.#file = new AtomicFile(path);
  }

  add(filepath: string, embedding: Float32Array): void {
    const values = decimals(embedding);
    if (this.#empty) this.#heading(values.length);
    this.#file.write(csvRow([filepath, ...values]));
  }

  commit(): void {
    if (this.#empty) this.#heading(0);
    this.#file.commit();
  }

  [Symbol.dispose](): void {
    this.#file.discard();
  }

  #heading(dimension: number): void {
    this.#empty = false;
    const names = Array.from({ length: dimension }, (_, i) => `e${i}`);
    this.#file.write(csvRow(["path", ...names]));
  }
}

/**
 * The values as the numbers with the fewest digits that are the same 32-bit floats: half as long as the 64-bit ones.
 *
 * @example `decimals(Float32Array.of(0.1))` is `[0.1]`, where `[...Float32Array.of(0.1)]` is `[0.10000000149011612]`.
 */
export function decimals(values: Float32Array): number[] {
  return Array.from(values, (x) => {
    for (const digits of [6, 7, 8]) {
      const short = Number(x.toPrecision(digits));
      if (Math.fround(short) === x) return short;
    }
    return Number(x.toPrecision(9)); // enough for every 32-bit float
  });
}
