/**
 * WAV: RIFF, RF64/BW64 and big-endian RIFX, read from the disk only as far as the first seconds go.
 *
 * Sources: Microsoft and IBM, "Multimedia Programming Interface and Data Specifications 1.0", 1991; Microsoft,
 * "Multiple channel audio data and WAVE files", 2007; ITU-R BS.2088 (RF64 and BW64).
 *
 * @module
 */
import { AudioError } from "../errors.ts";
import type { Warning } from "../types.ts";
import { type Chunk, chunks, isKnownChunk } from "./chunks.ts";
import { checkChannels, checkSampleRate, framesWanted } from "./limits.ts";
import { imaFrames, readIma } from "./ima_adpcm.ts";
import {
  BYTES_PER_SAMPLE,
  frameSize,
  isInteger,
  type PcmLayout,
  readPcm,
  type SampleEncoding,
  SIGNED_INTEGERS,
} from "./pcm.ts";
import type { DecodeOptions, RawAudio } from "./decoded_audio.ts";
import type { SourceWindow } from "./source.ts";

const PCM = 0x0001;
const FLOAT = 0x0003;
const ALAW = 0x0006;
const MULAW = 0x0007;
const IMA_ADPCM = 0x0011;
const EXTENSIBLE = 0xfffe;

/** Codecs that people meet and that are not read, for the message. */
const OTHER_CODECS: ReadonlyMap<number, string> = new Map([
  [0x0002, "Microsoft ADPCM"],
  [0x0031, "GSM 6.10"],
  [0x0040, "G.721 ADPCM"],
  [0x0050, "MPEG layer 1/2"],
  [0x0055, "MP3"],
  [0x00ff, "AAC"],
  [0x0161, "Windows Media Audio"],
]);

/** Tail of the GUIDs that wrap an old format number: …-0000-0010-8000-00AA00389B71, and the ambisonic one. */
const SUBFORMAT_TAILS = new Set([
  "000000001000800000aa00389b71",
  "00002107d3118644c8c1ca000000",
]);

/** The size that says that the writer could not know it: a stream. */
const UNKNOWN_SIZE = 0xffffffff;

/** What the `fmt ` chunk says. */
interface Format {
  readonly codec: number;
  readonly channels: number;
  readonly sampleRate: number;
  /** Bytes of one frame, or of one block of ADPCM. */
  readonly blockSize: number;
  readonly bits: number;
  readonly offset: number;
}

/** Where the samples are. */
interface Data {
  readonly offset: number;
  /** Bytes that are really there. */
  readonly size: number;
  /** Bytes that the header claims; undefined for a stream. */
  readonly claimed: number | undefined;
}

/**
 * Decodes what begins at `offset` with `RIFF`, `RIFX`, `RF64` or `BW64` and says `WAVE`.
 *
 * @throws {AudioError} `corrupt`, `unsupported` or `no_audio` (no data chunk)
 */
export function decodeWav(
  window: SourceWindow,
  options: DecodeOptions,
  offset: number,
): RawAudio {
  const littleEndian = window.text(offset, 4) !== "RIFX";
  const { format, data } = findParts(window, offset + 12, littleEndian);
  const { sampleRate } = format;
  const wanted = framesWanted(options, sampleRate);
  const warnings: Warning[] = [];
  if (data.claimed !== undefined && data.claimed > data.size) {
    warnings.push({
      code: "truncated",
      message: `data chunk claims ${data.claimed} bytes, ` +
        `the file has ${data.size} of them`,
    });
  }
  if (format.codec === IMA_ADPCM) {
    const layout = imaLayout(format);
    const whole = Math.floor(data.size / layout.blockSize);
    const held = whole * imaFrames(layout, layout.blockSize) +
      imaFrames(layout, data.size % layout.blockSize);
    const frames = Math.min(wanted, held);
    const channels = readIma(window, layout, data.offset, data.size, frames);
    return { sampleRate, channels, warnings, finite: true };
  }
  const layout = pcmLayout(format, littleEndian);
  const frames = Math.min(wanted, Math.floor(data.size / frameSize(layout)));
  const channels = readPcm(window, layout, data.offset, frames);
  return { sampleRate, channels, warnings, finite: isInteger(layout) };
}

function findParts(
  window: SourceWindow,
  start: number,
  littleEndian: boolean,
): { format: Format; data: Data } {
  let format: Format | undefined;
  let data: Data | undefined;
  let longDataSize: number | undefined;
  for (const chunk of chunks(window, start, littleEndian)) {
    if (chunk.id === "ds64" && longDataSize === undefined) {
      longDataSize = readLongDataSize(window, chunk, littleEndian);
    } else if (chunk.id === "fmt " && format === undefined) {
      format = readFormat(window, chunk, littleEndian);
    } else if (chunk.id === "data" && data === undefined) {
      data = locateData(window, chunk, longDataSize);
    }
    if (format !== undefined && data !== undefined) return { format, data };
  }
  if (format === undefined) {
    throw new AudioError(
      "corrupt",
      `no fmt chunk in ${window.size} bytes`,
      window.size,
    );
  }
  throw new AudioError(
    "no_audio",
    `no data chunk in ${window.size} bytes`,
    window.size,
  );
}

/** Data size of an RF64 file; its own 32-bit field says {@linkcode UNKNOWN_SIZE}. */
function readLongDataSize(
  window: SourceWindow,
  chunk: Chunk,
  littleEndian: boolean,
): number {
  const view = window.view(chunk.offset, 16);
  if (view === undefined || chunk.size < 16) {
    throw truncatedChunk(window, chunk, 16);
  }
  const [low, high] = littleEndian ? [8, 12] : [12, 8];
  return view.getUint32(low, littleEndian) +
    view.getUint32(high, littleEndian) * 2 ** 32;
}

function locateData(
  window: SourceWindow,
  chunk: Chunk,
  longDataSize: number | undefined,
): Data {
  const { offset } = chunk;
  const left = Math.max(0, window.size - offset);
  if (chunk.size === UNKNOWN_SIZE && longDataSize !== undefined) {
    return {
      offset,
      size: Math.min(longDataSize, left),
      claimed: longDataSize,
    };
  }
  // A writer that streams puts 0 or the largest size there; a chunk after it means that 0 is meant.
  const streamed = chunk.size === UNKNOWN_SIZE ||
    chunk.size === 0 && !isKnownChunk(window.text(offset, 4));
  if (streamed) return { offset, size: left, claimed: undefined };
  return { offset, size: Math.min(chunk.size, left), claimed: chunk.size };
}

function readFormat(
  window: SourceWindow,
  chunk: Chunk,
  littleEndian: boolean,
): Format {
  const { offset } = chunk;
  const view = window.view(offset, 16);
  if (view === undefined || chunk.size < 16) {
    throw truncatedChunk(window, chunk, 16);
  }
  const format = {
    codec: view.getUint16(0, littleEndian),
    channels: checkChannels(view.getUint16(2, littleEndian), offset + 2),
    sampleRate: checkSampleRate(view.getUint32(4, littleEndian), offset + 4),
    blockSize: view.getUint16(12, littleEndian),
    bits: view.getUint16(14, littleEndian),
    offset,
  };
  return format.codec === EXTENSIBLE
    ? { ...format, codec: readSubformat(window, chunk, littleEndian) }
    : format;
}

/** The codec inside WAVE_FORMAT_EXTENSIBLE. Its count of valid bits changes nothing: samples are left-justified. */
function readSubformat(
  window: SourceWindow,
  chunk: Chunk,
  littleEndian: boolean,
): number {
  const view = window.view(chunk.offset, 40);
  if (view === undefined || chunk.size < 40) {
    throw truncatedChunk(window, chunk, 40);
  }
  const codec = view.getUint16(24, littleEndian);
  let tail = "";
  for (let i = 26; i < 40; i++) {
    tail += view.getUint8(i).toString(16).padStart(2, "0");
  }
  if (littleEndian && !SUBFORMAT_TAILS.has(tail)) {
    throw new AudioError(
      "unsupported",
      "WAV of an unknown extensible format; convert it to PCM",
      chunk.offset + 24,
    );
  }
  return codec;
}

function truncatedChunk(
  window: SourceWindow,
  chunk: Chunk,
  needed: number,
): AudioError {
  const end = Math.min(chunk.offset + chunk.size, window.size);
  return new AudioError(
    "corrupt",
    `${chunk.id.trim()} chunk has ${end - chunk.offset} bytes, ` +
      `${needed} are needed`,
    end,
  );
}

function pcmLayout(format: Format, littleEndian: boolean): PcmLayout {
  const { channels } = format;
  const encoding = sampleEncoding(format);
  if (BYTES_PER_SAMPLE[encoding] * channels !== format.blockSize) {
    throw badBlockSize(format);
  }
  return { encoding, littleEndian, channels };
}

function sampleEncoding(format: Format): SampleEncoding {
  const { codec, bits, channels, blockSize } = format;
  if (codec === PCM && bits >= 1 && bits <= 32) {
    // 24 bits may stand in four bytes.
    const width = bits > 16 && blockSize === 4 * channels
      ? 4
      : Math.ceil(bits / 8);
    return width === 1 ? "uint8" : SIGNED_INTEGERS[width]!;
  }
  if (codec === FLOAT && bits === 32) return "float32";
  if (codec === FLOAT && bits === 64) return "float64";
  if (codec === ALAW && bits === 8) return "alaw";
  if (codec === MULAW && bits === 8) return "mulaw";
  if ([PCM, FLOAT, ALAW, MULAW].includes(codec)) {
    throw new AudioError(
      "corrupt",
      `fmt chunk claims ${bits} bits a sample`,
      format.offset + 14,
    );
  }
  const name = OTHER_CODECS.get(codec) ??
    `codec 0x${codec.toString(16).padStart(4, "0")}`;
  throw new AudioError(
    "unsupported",
    `WAV with ${name} inside; convert it to PCM`,
    format.offset,
  );
}

function imaLayout(format: Format): { channels: number; blockSize: number } {
  const { channels, blockSize, bits, offset } = format;
  if (bits !== 4) {
    throw new AudioError(
      "unsupported",
      `IMA ADPCM of ${bits} bits a sample; convert it to PCM`,
      offset + 14,
    );
  }
  if (blockSize === 0 || blockSize % (4 * channels) !== 0) {
    throw badBlockSize(format);
  }
  return { channels, blockSize };
}

function badBlockSize(format: Format): AudioError {
  return new AudioError(
    "corrupt",
    `fmt chunk claims ${format.blockSize} bytes a block, which cannot hold ` +
      `${format.channels} channels of ${format.bits} bits`,
    format.offset + 12,
  );
}
