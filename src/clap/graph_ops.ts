/**
 * The operators of an ONNX file, read from the file itself: the runtime does not tell them.
 *
 * @module
 */

/** Operators that scale a tensor by its own range, batch and all: what `quantize_dynamic` puts in. */
const SCALING = /^DynamicQuantize/;

/**
 * Whether a window's vector depends on what else is in its batch. Reads the graph's nodes and passes over the weights.
 *
 * @param path a file that the runtime has opened, so it is well formed.
 */
export function scalesOverBatch(path: string): boolean {
  using file = Deno.openSync(path);
  const bytes = new Bytes(file);
  // ModelProto.graph = 7, GraphProto.node = 1, NodeProto.op_type = 4.
  for (
    const graph of bytes.fields({ start: 0, end: file.statSync().size }, 7)
  ) {
    for (const node of bytes.fields(graph, 1)) {
      for (const opType of bytes.fields(node, 4)) {
        if (SCALING.test(bytes.text(opType))) return true;
      }
    }
  }
  return false;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** A file in protocol buffers' wire format, read block by block. */
class Bytes {
  readonly #file: Deno.FsFile;
  readonly #block = new Uint8Array(1 << 16);
  #at = 0;
  #length = 0;

  constructor(file: Deno.FsFile) {
    this.#file = file;
  }

  /** Where the fields of a number stand whose content has a length: messages and texts. */
  *fields({ start, end }: Range, wanted: number): Generator<Range> {
    for (let at = start; at < end;) {
      const tag = this.#varint(at);
      at = tag.next;
      const value = this.#varint(at);
      switch (tag.value % 8) {
        case 0:
          at = value.next;
          break;
        case 1:
          at += 8;
          break;
        case 2:
          at = value.next + value.value;
          if (Math.floor(tag.value / 8) === wanted) {
            yield { start: value.next, end: Math.min(at, end) };
          }
          break;
        case 5:
          at += 4;
          break;
        default:
          return;
      }
    }
  }

  text({ start, end }: Range): string {
    let text = "";
    for (let at = start; at < Math.min(end, start + 64); at++) {
      text += String.fromCharCode(this.#byte(at));
    }
    return text;
  }

  #varint(at: number): { value: number; next: number } {
    let value = 0;
    for (let i = 0;; i++) {
      const byte = this.#byte(at + i);
      value += (byte & 0x7f) * 2 ** (7 * i);
      if (byte < 0x80 || i === 9) return { value, next: at + i + 1 };
    }
  }

  /** 0 after the end of the file. */
  #byte(at: number): number {
    if (at < this.#at || at >= this.#at + this.#length) {
      this.#file.seekSync(at, Deno.SeekMode.Start);
      this.#at = at;
      this.#length = this.#file.readSync(this.#block) ?? 0;
    }
    return this.#length === 0 ? 0 : this.#block[at - this.#at]!;
  }
}
