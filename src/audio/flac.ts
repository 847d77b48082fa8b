/**
 * FLAC, through libFLAC in WebAssembly (`@wasm-audio-decoders/flac`), loaded when the first such file is met.
 *
 * Source of the layout: RFC 9639.
 *
 * @module
 */
import { AudioError } from "../errors.ts";
import type { Warning } from "../types.ts";
import type { DecodeOptions, RawAudio } from "./decoded_audio.ts";
import { checkSampleRate, framesWanted } from "./limits.ts";
import type { SourceWindow } from "./source.ts";
import { decodeStream } from "./stream.ts";

/** What the STREAMINFO block says. */
export interface StreamInfo {
  readonly sampleRate: number;
  readonly channels: number;
  readonly bits: number;
  /** Frames of the whole stream; 0 if unknown. */
  readonly frames: number;
}

/** Bytes fed at once, over the number of channels: silence packs 65,535 samples of each into a dozen bytes. */
const FEED = 1 << 12;
const MAX_METADATA_BLOCKS = 1000;
/**
 * Fed after the end: the library's parser loses the last frame of a file whose bytes there happen to look
 * like the begin of another one. Zeros are safe: they leave the frame's checksum as it is.
 */
const END = new Uint8Array(64);
/** Bytes of an ID3v1 tag, which some programs put at the end of any file. */
const TAG = 128;
/** What the decoder reads right; libsndfile reads the same. */
const BIT_DEPTHS = [8, 16, 24];

/**
 * Decodes a stream that begins with `fLaC` at `offset`.
 *
 * @throws {AudioError} `corrupt` or `unsupported`
 */
export async function decodeFlac(
  window: SourceWindow,
  options: DecodeOptions,
  offset: number,
): Promise<RawAudio> {
  const info = readStreamInfo(window, offset + 8);
  const audio = skipMetadata(window, offset + 4);
  const pieces = flacPieces(window, audio, Math.ceil(FEED / info.channels));
  const decoded = await decodeFlacStream(info, pieces, audio, options);
  if (decoded.channels[0]?.length === 0 && audio < window.size) {
    throw new AudioError("corrupt", "no FLAC frame can be decoded", audio);
  }
  return decoded;
}

/**
 * Decodes FLAC data, bare or in Ogg pages.
 *
 * @param offset where the data begins, for messages
 */
export async function decodeFlacStream(
  info: StreamInfo,
  pieces: Iterable<Uint8Array>,
  offset: number,
  options: DecodeOptions,
): Promise<RawAudio> {
  const { sampleRate, bits } = info;
  const wanted = framesWanted(options, sampleRate);
  const { FLACDecoder } = await import("@wasm-audio-decoders/flac");
  const stream = await decodeStream(new FLACDecoder(), pieces, wanted);
  const warnings: Warning[] = stream.warnings("FLAC", offset);
  if (stream.frames < Math.min(wanted, info.frames)) {
    warnings.push({
      code: "truncated",
      message: `header claims ${info.frames} frames, ` +
        `the file has ${stream.frames} of them`,
    });
  }
  const channels = stream.channels(info.channels, wanted);
  for (const channel of channels) rescale(channel, bits);
  return { sampleRate, channels, warnings, finite: false };
}

/**
 * Reads a STREAMINFO block's 34 bytes.
 *
 * @throws {AudioError} `corrupt`, or `unsupported` for other than 8, 16 or 24 bits a sample
 */
export function readStreamInfo(
  window: SourceWindow,
  offset: number,
): StreamInfo {
  const view = window.view(offset, 34);
  if (view === undefined) {
    throw new AudioError(
      "corrupt",
      `the file ends within its header, at byte ${window.size}`,
      window.size,
    );
  }
  const packed = view.getUint32(10);
  const info = {
    sampleRate: checkSampleRate(packed >>> 12, offset + 10),
    channels: (packed >>> 9 & 7) + 1,
    bits: (packed >>> 4 & 31) + 1,
    frames: (packed & 15) * 2 ** 32 + view.getUint32(14),
  };
  if (!BIT_DEPTHS.includes(info.bits)) {
    throw new AudioError(
      "unsupported",
      `FLAC of ${info.bits} bits a sample; convert it to 16 or 24 bits`,
      offset + 12,
    );
  }
  return info;
}

/** Where the audio begins: after the metadata blocks, which may hold large pictures. */
function skipMetadata(window: SourceWindow, start: number): number {
  let at = start;
  for (let count = 0; count < MAX_METADATA_BLOCKS; count++) {
    const header = window.view(at, 4)?.getUint32(0);
    if (header === undefined) return window.size;
    at += 4 + (header & 0xffffff);
    if (header >>> 31 === 1) return at;
  }
  throw new AudioError("corrupt", "metadata without end", at);
}

function* flacPieces(
  window: SourceWindow,
  start: number,
  feed: number,
): Generator<Uint8Array> {
  const tag = window.size - TAG;
  let end = window.size;
  for (let at = start; at < end; at += feed) {
    // Looked at only when it is reached: the start of a long file needs no read at its end.
    if (at + feed > tag && window.text(tag, 3) === "TAG") end = tag;
    yield window.get(at, Math.min(feed, end - at));
  }
  yield END;
}

/**
 * The decoder divides by 2^(bits−1) − 1: back to the integer, which is exact up to 24 bits, and to the full scale
 * that every other format has here.
 */
function rescale(samples: Float32Array, bits: number): void {
  const full = 2 ** (bits - 1);
  for (let i = 0; i < samples.length; i++) {
    samples[i] = Math.round(samples[i]! * (full - 1)) / full;
  }
}
