/**
 * Headers of MPEG audio frames (MP3 and its older layers): enough to find a stream, its end and its channels.
 *
 * Sources: ISO/IEC 11172-3 and 13818-3, section 2.4.2.3.
 *
 * @module
 */
import type { SourceWindow } from "./source.ts";

/** What the four bytes of a frame header say. */
export interface MpegHeader {
  /** Bytes of the frame, header included. */
  readonly length: number;
  readonly sampleRate: number;
  readonly channels: 1 | 2;
}

/** Bit rates of index 1 to 14, kbit/s: by layer for MPEG-1, then for MPEG-2 and 2.5. */
const BIT_RATES = {
  1: [
    [32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
    [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
    [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  ],
  2: [
    [32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
    [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
    [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
  ],
} as const;
const SAMPLE_RATES = [44100, 48000, 32000] as const;
/** Frames in a row that make a stream: four random bytes look like a header too often. */
const FRAMES_IN_A_ROW = 3;
/** Bytes of an ID3v1 tag at a file's end. */
const TAIL = 128;

/** Reads a frame header; undefined if the bytes are none, or of a free-format stream. */
export function parseMpegHeader(
  bytes: Uint8Array,
  at: number,
): MpegHeader | undefined {
  if (at + 4 > bytes.length || bytes[at] !== 0xff) return undefined;
  const [b1, b2, b3] = [bytes[at + 1]!, bytes[at + 2]!, bytes[at + 3]!];
  const version = b1 >> 3 & 3; // 0: 2.5, 2: 2, 3: 1
  const layer = 4 - (b1 >> 1 & 3);
  const rate = SAMPLE_RATES[b2 >> 2 & 3];
  if (b1 < 0xe0 || version === 1 || layer === 4 || rate === undefined) {
    return undefined;
  }
  const first = version === 3;
  const kbits = BIT_RATES[first ? 1 : 2][layer - 1]?.[(b2 >> 4) - 1];
  if (kbits === undefined) return undefined;
  const sampleRate = rate >> 3 - Math.max(version, 1);
  const padding = b2 >> 1 & 1;
  const bits = kbits * 1000;
  const length = layer === 1
    ? 4 * (Math.floor(12 * bits / sampleRate) + padding)
    : Math.floor((layer === 3 && !first ? 72 : 144) * bits / sampleRate) +
      padding;
  return { length, sampleRate, channels: b3 >> 6 === 3 ? 1 : 2 };
}

/**
 * Offset of the first of three frames in a row, or of a stream of fewer that fills the file from `start`.
 *
 * @param limit how far from `start` to look, bytes
 */
export function findMpegStream(
  window: SourceWindow,
  start: number,
  limit: number,
): number | undefined {
  const bytes = window.get(start, limit);
  const toEnd = window.size - start;
  for (let at = 0; at + 4 <= bytes.length; at++) {
    if (bytes[at] !== 0xff) continue;
    const first = parseMpegHeader(bytes, at);
    let next = at;
    let count = 0;
    while (count < FRAMES_IN_A_ROW) {
      const header = parseMpegHeader(bytes, next);
      if (header?.sampleRate !== first?.sampleRate) break;
      if (header === undefined) break;
      next += header.length;
      count++;
    }
    const fills = at === 0 && count > 0 &&
      next >= toEnd - TAIL;
    if (count === FRAMES_IN_A_ROW || fills) return start + at;
  }
  return undefined;
}
