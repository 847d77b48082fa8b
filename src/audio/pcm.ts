/**
 * Interleaved samples of every fixed size, to one Float32Array a channel. WAV and AIFF share it.
 *
 * Full scale is ±1 as in libsndfile: an n-bit integer is divided by 2^(n−1), unsigned 8-bit has 128 taken off first.
 *
 * @module
 */
import { ALAW, MULAW } from "./companding.ts";
import { MAX_READ, type SourceWindow } from "./source.ts";

/** How one sample is stored. */
export type SampleEncoding = keyof typeof BYTES_PER_SAMPLE;

/** Size of a sample, bytes. */
export const BYTES_PER_SAMPLE = {
  uint8: 1,
  int8: 1,
  alaw: 1,
  mulaw: 1,
  int16: 2,
  int24: 3,
  int32: 4,
  float32: 4,
  float64: 8,
} as const;

/** The signed integer encoding of a size in bytes. */
export const SIGNED_INTEGERS = [
  undefined,
  "int8",
  "int16",
  "int24",
  "int32",
] as const;

/** How interleaved samples are stored. */
export interface PcmLayout {
  readonly encoding: SampleEncoding;
  readonly littleEndian: boolean;
  readonly channels: number;
}

/** Bytes of one sample of every channel. */
export function frameSize(layout: PcmLayout): number {
  return BYTES_PER_SAMPLE[layout.encoding] * layout.channels;
}

/** Whether the samples are integers, so that none can be other than finite. */
export function isInteger({ encoding }: PcmLayout): boolean {
  return encoding !== "float32" && encoding !== "float64";
}

/**
 * Reads `frames` frames that begin at `offset`. Memory beyond the result: one read.
 *
 * @returns one array a channel; shorter than `frames` only if the source gives less than its size promised
 */
export function readPcm(
  window: SourceWindow,
  layout: PcmLayout,
  offset: number,
  frames: number,
): Float32Array[] {
  const size = frameSize(layout);
  const perRead = Math.max(1, Math.floor(MAX_READ / size));
  const channels = Array.from(
    { length: layout.channels },
    () => new Float32Array(frames),
  );
  let done = 0;
  while (done < frames) {
    const wanted = Math.min(perRead, frames - done);
    const bytes = window.get(offset + done * size, wanted * size);
    const got = Math.floor(bytes.length / size);
    if (got === 0) return channels.map((channel) => channel.subarray(0, done));
    convert(bytes.subarray(0, got * size), layout, channels, done);
    done += got;
  }
  return channels;
}

/** Converts whole frames and writes them to `channels` from index `at`. */
function convert(
  bytes: Uint8Array,
  layout: PcmLayout,
  channels: readonly Float32Array[],
  at: number,
): void {
  const width = BYTES_PER_SAMPLE[layout.encoding];
  const native = layout.littleEndian || width === 1
    ? bytes
    : byteSwapped(bytes, width);
  switch (layout.encoding) {
    case "uint8":
      return fromTable(native, UINT8, channels, at);
    case "int8":
      return fromTable(native, INT8, channels, at);
    case "alaw":
      return fromTable(native, ALAW, channels, at);
    case "mulaw":
      return fromTable(native, MULAW, channels, at);
    case "int16":
      return fromInt16(typedView(native, Int16Array), channels, at);
    case "int24":
      return fromInt24(native, channels, at);
    case "int32":
      return fromWide(typedView(native, Int32Array), 2 ** -31, channels, at);
    case "float32":
      return fromWide(typedView(native, Float32Array), 1, channels, at);
    case "float64":
      return fromWide(typedView(native, Float64Array), 1, channels, at);
  }
}

/** A typed view of the bytes; of a copy where they are not aligned. All of Deno's platforms are little-endian. */
function typedView<T>(
  bytes: Uint8Array,
  View: {
    new (buffer: ArrayBufferLike, offset: number, length: number): T;
    readonly BYTES_PER_ELEMENT: number;
  },
): T {
  const width = View.BYTES_PER_ELEMENT;
  const from = bytes.byteOffset % width === 0 ? bytes : bytes.slice();
  return new View(from.buffer, from.byteOffset, from.length / width);
}

function byteSwapped(bytes: Uint8Array, width: number): Uint8Array {
  const swapped = new Uint8Array(bytes.length);
  for (let i = 0; i < bytes.length; i += width) {
    for (let k = 0; k < width; k++) swapped[i + k] = bytes[i + width - 1 - k]!;
  }
  return swapped;
}

const UINT8 = Float32Array.from({ length: 256 }, (_, i) => (i - 128) / 128);
const INT8 = Float32Array.from({ length: 256 }, (_, i) => (i << 24) / 2 ** 31);

// One plain loop a storage type: a loop that meets several array types costs each of them speed.

function fromTable(
  codes: Uint8Array,
  table: Float32Array,
  channels: readonly Float32Array[],
  at: number,
): void {
  const stride = channels.length;
  for (let c = 0; c < stride; c++) {
    const out = channels[c]!;
    for (let i = at, j = c; j < codes.length; i++, j += stride) {
      out[i] = table[codes[j]!]!;
    }
  }
}

function fromInt16(
  samples: Int16Array,
  channels: readonly Float32Array[],
  at: number,
): void {
  const stride = channels.length;
  for (let c = 0; c < stride; c++) {
    const out = channels[c]!;
    // "| 0" spares the checks for overflow: a fifth of the time, in what is most of the files.
    for (let i = at, j = c; j < samples.length; i = i + 1 | 0) {
      out[i] = samples[j]! * (1 / 32768);
      j = j + stride | 0;
    }
  }
}

function fromInt24(
  bytes: Uint8Array,
  channels: readonly Float32Array[],
  at: number,
): void {
  const stride = channels.length * 3;
  for (let c = 0; c < channels.length; c++) {
    const out = channels[c]!;
    for (let i = at, j = c * 3; j < bytes.length; i++, j += stride) {
      const high = bytes[j]! << 8 | bytes[j + 1]! << 16 | bytes[j + 2]! << 24;
      out[i] = high * 2 ** -31;
    }
  }
}

function fromWide(
  samples: Int32Array | Float32Array | Float64Array,
  scale: number,
  channels: readonly Float32Array[],
  at: number,
): void {
  const stride = channels.length;
  for (let c = 0; c < stride; c++) {
    const out = channels[c]!;
    for (let i = at, j = c; j < samples.length; i++, j += stride) {
      out[i] = samples[j]! * scale;
    }
  }
}
