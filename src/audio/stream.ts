/**
 * Drives a streaming decoder: piece by piece, until the frames that are wanted are there.
 *
 * @module
 */
import { AudioError } from "../errors.ts";
import type { Warning } from "../types.ts";
import { silently } from "./silently.ts";

/** What one call of a decoder gives. */
interface DecodedPart {
  readonly channelData: readonly Float32Array[];
  readonly samplesDecoded: number;
  readonly errors: readonly { readonly message: string }[];
}

/** What the WASM decoders have in common. */
interface StreamDecoder {
  readonly ready: Promise<void>;
  decode(bytes: Uint8Array): DecodedPart | Promise<DecodedPart>;
  flush?(): Promise<DecodedPart>;
  free(): void;
}

// The decoders add to a `WebAssembly.Global` as to a number, which the standard's valueOf allows. QuickJS, the smaller
// engine that `deno compile --engine` offers, is without it.
if (!Object.hasOwn(WebAssembly.Global.prototype, "valueOf")) {
  Object.defineProperty(WebAssembly.Global.prototype, "valueOf", {
    value(this: WebAssembly.Global) {
      return this.value;
    },
  });
}

/**
 * Feeds `pieces` to a fresh decoder until `wanted` frames are decoded, and frees it.
 *
 * Each piece should decode to a bounded length: that, not the file, bounds the memory. An instance is made for each
 * file: the libraries' `reset` makes one too, and two files may be decoded at the same time.
 */
export async function decodeStream(
  decoder: StreamDecoder,
  pieces: Iterable<Uint8Array>,
  wanted: number,
): Promise<DecodedStream> {
  const stream = new DecodedStream();
  await decoder.ready;
  for (const piece of pieces) {
    await stream.add(() => decoder.decode(piece));
    if (stream.ended || stream.frames >= wanted) break;
  }
  const { flush } = decoder;
  if (flush !== undefined && !stream.ended && stream.frames < wanted) {
    await stream.add(() => flush.call(decoder));
  }
  try {
    decoder.free();
  } catch {
    // A decoder that has broken down cannot tidy up; its memory goes with it.
  }
  return stream;
}

/** What has been decoded of a stream so far. */
export class DecodedStream {
  frames = 0;
  /** Whether the decoder broke down. */
  ended = false;
  #problem: string | undefined;
  readonly #parts: DecodedPart[] = [];

  /** Adds what a call of the decoder gives. */
  async add(decode: () => DecodedPart | Promise<DecodedPart>): Promise<void> {
    try {
      const part = await silently(decode);
      this.#problem ??= part.errors[0]?.message;
      if (part.samplesDecoded > 0) this.#parts.push(part);
      this.frames += part.samplesDecoded;
    } catch (error) {
      this.#problem ??= error instanceof Error ? error.message : String(error);
      this.ended = true;
    }
  }

  /** The first `frames` frames of each of `count` channels, or what there is. */
  channels(count: number, frames: number): Float32Array[] {
    const length = Math.min(frames, this.frames);
    return Array.from({ length: count }, (_, c) => {
      const channel = new Float32Array(length);
      let at = 0;
      for (const part of this.#parts) {
        if (at >= length) break;
        const samples = part.channelData[c]?.subarray(0, length - at);
        if (samples !== undefined) channel.set(samples, at);
        at += part.samplesDecoded;
      }
      return channel;
    });
  }

  /**
   * A warning where the decoder met bad data.
   *
   * @throws {AudioError} `corrupt` if nothing was decoded and the decoder said why
   */
  warnings(codec: string, offset: number): Warning[] {
    if (this.#problem === undefined) return [];
    const reason = this.#problem.replaceAll(/\s+/g, " ").trim();
    const message = `${codec} data is damaged (${reason})`;
    if (this.frames === 0) throw new AudioError("corrupt", message, offset);
    return [{ code: "damaged", message }];
  }
}
