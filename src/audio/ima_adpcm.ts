/**
 * IMA ADPCM as WAV stores it (format 0x11): blocks that each begin with the state of every channel.
 *
 * `wavefile` adds a sample to each block, drops the last block and knows one channel only, so this is read here.
 * Source: IMA Digital Audio Focus and Technical Working Groups, "Recommended practices for enhancing digital
 * audio compatibility in multimedia systems", 1992, section 6.
 *
 * @module
 */
import { MAX_READ, type SourceWindow } from "./source.ts";

const STEPS = Int32Array.from(
  `7 8 9 10 11 12 13 14 16 17 19 21 23 25 28 31 34 37 41 45 50 55 60 66 73 80
  88 97 107 118 130 143 157 173 190 209 230 253 279 307 337 371 408 449 494 544
  598 658 724 796 876 963 1060 1166 1282 1411 1552 1707 1878 2066 2272 2499
  2749 3024 3327 3660 4026 4428 4871 5358 5894 6484 7132 7845 8630 9493 10442
  11487 12635 13899 15289 16818 18500 20350 22385 24623 27086 29794 32767`
    .split(/\s+/),
  Number,
);
const INDEX_CHANGES = Int32Array.of(-1, -1, -1, -1, 2, 4, 6, 8);

/** How the blocks of a file are laid out. */
export interface ImaLayout {
  readonly channels: number;
  /** Bytes of a block, all channels together; a multiple of `4 · channels`. */
  readonly blockSize: number;
}

/** Samples of each channel in a block of `bytes` bytes, the last one of a file possibly cut short. */
export function imaFrames(layout: ImaLayout, bytes: number): number {
  const group = 4 * layout.channels;
  return bytes < group ? 0 : 1 + 8 * (Math.floor(bytes / group) - 1);
}

/**
 * Reads `frames` samples a channel from blocks that fill `size` bytes from `offset`.
 *
 * @param frames at most what the blocks hold
 */
export function readIma(
  window: SourceWindow,
  layout: ImaLayout,
  offset: number,
  size: number,
  frames: number,
): Float32Array[] {
  const { blockSize } = layout;
  const channels = Array.from(
    { length: layout.channels },
    () => new Float32Array(frames),
  );
  const perRead = blockSize * Math.max(1, Math.floor(MAX_READ / blockSize));
  let done = 0;
  for (let at = 0; at < size && done < frames; at += perRead) {
    const bytes = window.get(offset + at, Math.min(perRead, size - at));
    for (let from = 0; from < bytes.length; from += blockSize) {
      const block = bytes.subarray(from, from + blockSize);
      channels.forEach((out, c) =>
        decodeBlock(block, c, layout.channels, out.subarray(done))
      );
      done += imaFrames(layout, block.length);
    }
  }
  return channels;
}

/** Decodes one channel of a block into `out`, as far as either goes. */
function decodeBlock(
  block: Uint8Array,
  channel: number,
  channels: number,
  out: Float32Array,
): void {
  const group = 4 * channels;
  const head = 4 * channel;
  if (block.length < group || out.length === 0) return;
  let sample = (block[head]! << 16 | block[head + 1]! << 24) >> 16;
  let index = Math.min(block[head + 2]!, 88);
  out[0] = sample / 32768;
  let i = 1;
  for (let at = head + group; at + 4 <= block.length; at += group) {
    for (let k = 0; k < 8 && i < out.length; k++, i++) {
      const code = block[at + (k >> 1)]! >> 4 * (k & 1) & 15;
      const step = STEPS[index]!;
      let change = step >> 3;
      if (code & 4) change += step;
      if (code & 2) change += step >> 1;
      if (code & 1) change += step >> 2;
      sample += code & 8 ? -change : change;
      sample = Math.max(-32768, Math.min(32767, sample));
      index += INDEX_CHANGES[code & 7]!;
      index = Math.max(0, Math.min(88, index));
      out[i] = sample / 32768;
    }
  }
}
