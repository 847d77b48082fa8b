/**
 * Ogg with Vorbis (libvorbis in WebAssembly, `@wasm-audio-decoders/ogg-vorbis`) or FLAC, loaded when met.
 *
 * Sources: RFC 3533 (pages), the Vorbis I specification, RFC 9639 (FLAC in Ogg).
 *
 * @module
 */
import { AudioError } from "../errors.ts";
import type { Warning } from "../types.ts";
import type { DecodeOptions, RawAudio } from "./decoded_audio.ts";
import { decodeFlacStream, readStreamInfo } from "./flac.ts";
import { checkChannels, checkSampleRate, framesWanted } from "./limits.ts";
import type { SourceWindow } from "./source.ts";
import { decodeStream } from "./stream.ts";

const PAGE_HEADER = 27;
const LAST_PAGE = 4;
/** How far the next page is looked for where one is damaged. */
const SEARCH = 1 << 16;

interface Page {
  /** Bytes, header included. */
  readonly length: number;
  readonly headerLength: number;
  readonly serial: number;
  readonly last: boolean;
}

/**
 * Decodes a stream that begins with `OggS` at `offset`.
 *
 * @throws {AudioError} `corrupt`, or `unsupported` for Opus, Speex and the like
 */
export async function decodeOgg(
  window: SourceWindow,
  options: DecodeOptions,
  offset: number,
): Promise<RawAudio> {
  const page = readPage(window, offset);
  const packet = offset + (page?.headerLength ?? 0);
  if (page === undefined || packet >= window.size) {
    throw new AudioError(
      "corrupt",
      `the file ends within its header, at byte ${window.size}`,
      window.size,
    );
  }
  const pages = new OggPages(window, offset, page.serial);
  const id = window.text(packet, 8);
  let decoded: RawAudio;
  if (id.startsWith("\x01vorbis")) {
    decoded = await decodeVorbis(window, options, packet, pages);
  } else if (id.startsWith("\x7fFLAC")) {
    const info = readStreamInfo(window, packet + 17);
    decoded = await decodeFlacStream(info, pages, offset, options);
  } else {
    throw unsupportedCodec(id, packet);
  }
  return { ...decoded, warnings: [...decoded.warnings, ...pages.warnings()] };
}

async function decodeVorbis(
  window: SourceWindow,
  options: DecodeOptions,
  packet: number,
  pages: OggPages,
): Promise<RawAudio> {
  const view = window.view(packet, 16);
  if (view === undefined) {
    throw new AudioError("corrupt", "no Vorbis header", packet);
  }
  const count = checkChannels(view.getUint8(11), packet + 11);
  const sampleRate = checkSampleRate(view.getUint32(12, true), packet + 12);
  const wanted = framesWanted(options, sampleRate);
  const { OggVorbisDecoder } = await import("@wasm-audio-decoders/ogg-vorbis");
  const stream = await decodeStream(new OggVorbisDecoder(), pages, wanted);
  const warnings = stream.warnings("Vorbis", packet);
  const channels = stream.channels(count, wanted);
  return { sampleRate, channels, warnings, finite: false };
}

/** The pages of one logical stream, up to its last. */
class OggPages {
  #skipped: number | undefined;
  #truncated = false;
  readonly #window: SourceWindow;
  readonly #start: number;
  readonly #serial: number;

  constructor(window: SourceWindow, start: number, serial: number) {
    this.#window = window;
    this.#start = start;
    this.#serial = serial;
  }

  *[Symbol.iterator](): Generator<Uint8Array> {
    const window = this.#window;
    let at = this.#start;
    while (at < window.size) {
      const page = readPage(window, at);
      if (page === undefined) {
        this.#skipped ??= at;
        const next = window.text(at + 1, SEARCH).indexOf("OggS");
        if (next < 0) break;
        at += 1 + next;
        continue;
      }
      const end = at + page.length;
      if (page.serial === this.#serial) {
        const bytes = window.get(at, page.length);
        yield end > window.size ? wholeSegments(bytes) : bytes;
        if (page.last && end <= window.size) return;
      }
      at = end;
    }
    this.#truncated = true;
  }

  /** What was odd about the pages that have been given. */
  warnings(): Warning[] {
    if (this.#skipped !== undefined) {
      const message = `no Ogg page at byte ${this.#skipped}`;
      return [{ code: "damaged", message }];
    }
    if (!this.#truncated) return [];
    return [{
      code: "truncated",
      message: `the last Ogg page is missing or incomplete ` +
        `(the file ends at byte ${this.#window.size})`,
    }];
  }
}

/** What a page that the file's end cuts has of whole segments: of the others the decoder would make noise. */
function wholeSegments(bytes: Uint8Array): Uint8Array {
  const count = bytes[26]!;
  const table = bytes.subarray(PAGE_HEADER, PAGE_HEADER + count);
  const body = bytes.subarray(PAGE_HEADER + count);
  let kept = 0;
  let size = 0;
  while (kept < table.length && size + table[kept]! <= body.length) {
    size += table[kept++]!;
  }
  const page = new Uint8Array(PAGE_HEADER + kept + size);
  page.set(bytes.subarray(0, PAGE_HEADER));
  page[26] = kept;
  page.set(table.subarray(0, kept), PAGE_HEADER);
  page.set(body.subarray(0, size), PAGE_HEADER + kept);
  return page;
}

/** Reads a page's header; undefined if there is none at `at`. */
function readPage(window: SourceWindow, at: number): Page | undefined {
  const header = window.view(at, PAGE_HEADER);
  if (header?.getUint32(0) !== 0x4f676753) return undefined; // "OggS"
  const segments = header.getUint8(26);
  const serial = header.getUint32(14);
  const last = (header.getUint8(5) & LAST_PAGE) !== 0;
  const table = window.get(at + PAGE_HEADER, segments);
  const headerLength = PAGE_HEADER + segments;
  const length = table.reduce((sum, size) => sum + size, headerLength);
  return { length, headerLength, serial, last };
}

function unsupportedCodec(id: string, offset: number): AudioError {
  const name = id.startsWith("OpusHead")
    ? "Opus"
    : id.startsWith("Speex")
    ? "Speex"
    : "a codec other than Vorbis or FLAC";
  return new AudioError(
    "unsupported",
    `Ogg with ${name} inside; convert it to WAV or FLAC`,
    offset,
  );
}
