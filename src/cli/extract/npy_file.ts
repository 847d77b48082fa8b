/**
 * Arrays as numpy reads them.
 *
 * @module
 */
import { basename, dirname, join } from "node:path";

/** Length of the header: the first rows begin at a multiple of 64, as the format asks, with room for any shape. */
const HEADER_LENGTH = 128;

/**
 * An npy file of float32 rows, `[n, d]` in C order. It is written under a temporary name, and gets its own when it is
 * complete: only then `n` is known, and the header right.
 *
 * Format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html (version 1.0).
 */
export class NpyFile implements Disposable {
  readonly #path: string;
  readonly #temporary: string;
  readonly #file: Deno.FsFile;
  #rows = 0;
  #width = 0;
  #unfinished = true;
  // A signal ends the process from outside (main.ts), and with it comes this event.
  readonly #onUnload = () => this[Symbol.dispose]();

  /** Starts a file that will stand at `path`, replacing what is there. The folder must exist. */
  constructor(path: string) {
    this.#path = path;
    const unique = crypto.randomUUID().slice(0, 8);
    this.#temporary = join(dirname(path), `.${basename(path)}.${unique}.tmp`);
    this.#file = Deno.openSync(this.#temporary, {
      write: true,
      createNew: true,
    });
    addEventListener("unload", this.#onUnload);
    this.#write(npyHeader(0, 0)); // its room
  }

  /** Adds a row, as long as the first one. */
  add(_name: string, row: Float32Array): void {
    this.#width = row.length;
    this.#rows++;
    this.#write(new Uint8Array(row.buffer, row.byteOffset, row.byteLength));
  }

  /** Makes the file appear under its name, complete and on the disk. */
  commit(): void {
    this.#file.seekSync(0, Deno.SeekMode.Start);
    this.#write(npyHeader(this.#rows, this.#width));
    this.#file.syncDataSync();
    this.#file.close();
    Deno.renameSync(this.#temporary, this.#path);
    this.#finish();
  }

  /** Gives the file up; nothing remains of it. Does nothing after {@linkcode commit}. */
  [Symbol.dispose](): void {
    if (!this.#unfinished) return;
    this.#finish();
    try {
      this.#file.close();
    } catch {
      // Closed already: the renaming failed.
    }
    Deno.removeSync(this.#temporary);
  }

  #finish(): void {
    this.#unfinished = false;
    removeEventListener("unload", this.#onUnload);
  }

  #write(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) {
      at += this.#file.writeSync(bytes.subarray(at));
    }
  }
}

/** The header of an array of little-endian float32, `[rows, width]` in C order. */
export function npyHeader(rows: number, width: number): Uint8Array {
  const header = new Uint8Array(HEADER_LENGTH).fill(0x20);
  header.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]); // \x93NUMPY
  header.set([1, 0], 6); // version
  new DataView(header.buffer).setUint16(8, HEADER_LENGTH - 10, true);
  const text =
    `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${width}), }`;
  header.set(new TextEncoder().encode(text), 10);
  header[HEADER_LENGTH - 1] = 0x0a;
  return header;
}
