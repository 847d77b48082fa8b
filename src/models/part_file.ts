/**
 * A file that is on its way: written as `NAME.part`, hashed as it grows, renamed when it is whole and right.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { explainDiskError } from "./errors.ts";

const CHUNK = 1 << 20;

/** A partial download. All errors of the file system come as {@linkcode ModelError}s. */
export class PartFile {
  readonly path: string;
  readonly #file: Deno.FsFile;
  #hash = createHash("sha256");
  #length = 0;
  #open = true;

  private constructor(path: string, file: Deno.FsFile) {
    this.path = path;
    this.#file = file;
  }

  /** Opens what an earlier run left, or an empty file. */
  static async open(path: string): Promise<PartFile> {
    try {
      const file = await Deno.open(path, {
        read: true,
        write: true,
        create: true,
      });
      const part = new PartFile(path, file);
      try {
        await part.#readBack();
        return part;
      } catch (error) {
        file.close();
        throw error;
      }
    } catch (error) {
      throw explainDiskError(error, path);
    }
  }

  /** Bytes that are there. */
  get length(): number {
    return this.#length;
  }

  /** sha256 of what is there, in hex. */
  get sha256(): string {
    return this.#hash.copy().digest("hex");
  }

  async #readBack(): Promise<void> {
    const buffer = new Uint8Array(CHUNK);
    for (;;) {
      const n = await this.#file.read(buffer);
      if (n === null) return;
      this.#hash.update(buffer.subarray(0, n));
      this.#length += n;
    }
  }

  async append(bytes: Uint8Array): Promise<void> {
    try {
      for (let at = 0; at < bytes.length;) {
        at += await this.#file.write(bytes.subarray(at));
      }
    } catch (error) {
      throw explainDiskError(error, this.path);
    }
    this.#hash.update(bytes);
    this.#length += bytes.length;
  }

  /** Forgets everything that is there. */
  async clear(): Promise<void> {
    try {
      await this.#file.truncate(0);
      await this.#file.seek(0, Deno.SeekMode.Start);
    } catch (error) {
      throw explainDiskError(error, this.path);
    }
    this.#hash = createHash("sha256");
    this.#length = 0;
  }

  /** Makes sure that the bytes are on the disk, closes the file and gives it its name. */
  async moveTo(path: string): Promise<void> {
    try {
      await this.#file.syncData();
      this.close();
      await Deno.rename(this.path, path);
    } catch (error) {
      throw explainDiskError(error, path);
    }
  }

  /** Closes the file, which stays for a later run. */
  close(): void {
    if (this.#open) this.#file.close();
    this.#open = false;
  }

  /** Closes the file and removes it. */
  async discard(): Promise<void> {
    this.close();
    await Deno.remove(this.path).catch(() => {});
  }
}

/** sha256 of a file's bytes, in hex, read in pieces. */
export async function sha256File(
  path: string,
  signal?: AbortSignal,
): Promise<string> {
  const hash = createHash("sha256");
  const buffer = new Uint8Array(CHUNK);
  using file = await Deno.open(path);
  for (;;) {
    signal?.throwIfAborted();
    const n = await file.read(buffer);
    if (n === null) return hash.digest("hex");
    hash.update(buffer.subarray(0, n));
  }
}
