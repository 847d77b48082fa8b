/**
 * Where bytes come from: random access to a file, or to bytes in memory.
 *
 * @module
 */

/** Random access to a file's bytes; synchronous, since one buffer and `readSync` is four times faster than async reads. */
export interface ByteSource {
  /** Size of the whole file, bytes. */
  readonly size: number;
  /**
   * At most `length` bytes from `offset`; fewer only at the end of the file.
   *
   * The bytes are valid until the next call: a source may fill the same buffer again.
   * The decoders here never ask for more than {@linkcode MAX_READ} bytes at once.
   */
  read(offset: number, length: number): Uint8Array;
}

/** Most bytes that are asked of a {@linkcode ByteSource} at once. */
export const MAX_READ = 1 << 20;

/** The header and, for most one-shots, all of the data come with the first read of this size. */
const WINDOW = 1 << 16;

const NOTHING = new Uint8Array(0);

/**
 * A {@linkcode ByteSource} of bytes in memory.
 *
 * @example `await decodeAudio(bytesSource(await Deno.readFile("kick.wav")), { maxDurationSec: 2 })`
 */
export function bytesSource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read: (offset, length) => bytes.subarray(offset, offset + length),
  };
}

/** Reads of a source by absolute offset, through one window, so that small reads close together cost one. */
export class SourceWindow {
  readonly size: number;
  readonly #source: ByteSource;
  #start = 0;
  #bytes: Uint8Array = NOTHING;

  constructor(source: ByteSource) {
    this.size = source.size;
    this.#source = source;
  }

  /**
   * The bytes from `offset`, `length` of them or what the file has.
   *
   * Valid until the next call.
   *
   * @param length at most {@linkcode MAX_READ}
   */
  get(offset: number, length: number): Uint8Array {
    const end = Math.min(offset + length, this.size);
    if (end <= offset) return NOTHING;
    if (offset < this.#start || end > this.#start + this.#bytes.length) {
      this.#bytes = this.#source.read(offset, Math.max(length, WINDOW));
      this.#start = offset;
    }
    return this.#bytes.subarray(offset - this.#start, end - this.#start);
  }

  /** A view of exactly `length` bytes from `offset`; undefined if the file ends before. Valid until the next call. */
  view(offset: number, length: number): DataView | undefined {
    const bytes = this.get(offset, length);
    if (bytes.length < length) return undefined;
    return new DataView(bytes.buffer, bytes.byteOffset, length);
  }

  /** Bytes as Latin-1 text; shorter at the end of the file. */
  text(offset: number, length: number): string {
    return String.fromCharCode(...this.get(offset, length));
  }
}
