/**
 * AIFF and AIFF-C of uncompressed samples, A-law or mu-law. The samples are converted by what the WAV reader uses.
 *
 * Sources: Apple, "Audio Interchange File Format 1.3", 1989, and "AIFF-C", draft of 1991.
 *
 * @module
 */
import { AudioError } from "../errors.ts";
import type { Warning } from "../types.ts";
import { type Chunk, chunks } from "./chunks.ts";
import { checkChannels, checkSampleRate, framesWanted } from "./limits.ts";
import {
  frameSize,
  isInteger,
  type PcmLayout,
  readPcm,
  type SampleEncoding,
  SIGNED_INTEGERS,
} from "./pcm.ts";
import { quote } from "./quote.ts";
import type { DecodeOptions, RawAudio } from "./decoded_audio.ts";
import type { SourceWindow } from "./source.ts";

/** What the COMM chunk says. */
interface Common {
  readonly layout: PcmLayout;
  readonly sampleRate: number;
  readonly frames: number;
}

/**
 * Decodes what begins at `offset` with `FORM` and says `AIFF` or `AIFC`.
 *
 * @throws {AudioError} `corrupt`, `unsupported` or `no_audio` (no SSND chunk)
 */
export function decodeAiff(
  window: SourceWindow,
  options: DecodeOptions,
  offset: number,
): RawAudio {
  const compressed = window.text(offset + 8, 4) === "AIFC";
  let common: Common | undefined;
  let sound: Chunk | undefined;
  for (const chunk of chunks(window, offset + 12, false)) {
    if (chunk.id === "COMM") common ??= readCommon(window, chunk, compressed);
    if (chunk.id === "SSND") sound ??= skipSoundHeader(window, chunk);
    if (common !== undefined && sound !== undefined) break;
  }
  if (common === undefined) {
    throw new AudioError(
      "corrupt",
      `no COMM chunk in ${window.size} bytes`,
      window.size,
    );
  }
  const { layout, sampleRate } = common;
  if (sound === undefined) {
    // The standard allows a file of no frames to have no sound chunk.
    if (common.frames === 0) {
      return { sampleRate, channels: [], warnings: [], finite: true };
    }
    throw new AudioError(
      "no_audio",
      `no SSND chunk in ${window.size} bytes`,
      window.size,
    );
  }
  const size = frameSize(layout);
  const there = Math.min(sound.size, Math.max(0, window.size - sound.offset));
  // A stream may leave the count of frames at 0.
  const claimed = common.frames || Math.floor(sound.size / size);
  const frames = Math.min(claimed, Math.floor(there / size));
  const warnings: Warning[] = frames === claimed ? [] : [{
    code: "truncated",
    message: `header claims ${claimed} frames, the file has ${frames} of them`,
  }];
  const wanted = Math.min(frames, framesWanted(options, sampleRate));
  const channels = readPcm(window, layout, sound.offset, wanted);
  return { sampleRate, channels, warnings, finite: isInteger(layout) };
}

function readCommon(
  window: SourceWindow,
  { offset, size }: Chunk,
  compressed: boolean,
): Common {
  const needed = compressed ? 22 : 18;
  const view = window.view(offset, needed);
  if (view === undefined || size < needed) {
    throw new AudioError(
      "corrupt",
      `COMM chunk is shorter than ${needed} bytes`,
      offset,
    );
  }
  const channels = checkChannels(view.getUint16(0), offset);
  const rate = Math.round(readExtended(view, 8));
  const bits = view.getUint16(6);
  const codec = compressed ? window.text(offset + 18, 4) : "NONE";
  return {
    layout: { channels, ...sampleLayout(codec, bits, offset) },
    sampleRate: checkSampleRate(rate, offset + 8),
    frames: view.getUint32(2),
  };
}

/** The samples of an SSND chunk, after its own offset and block size. */
function skipSoundHeader(window: SourceWindow, chunk: Chunk): Chunk {
  const view = window.view(chunk.offset, 8);
  const skip = 8 + (view?.getUint32(0) ?? 0);
  return {
    id: chunk.id,
    offset: chunk.offset + skip,
    size: Math.max(0, chunk.size - skip),
  };
}

/** An 80-bit IEEE 754 extended float: sign and exponent in 16 bits, then 64 bits of mantissa. */
function readExtended(view: DataView, at: number): number {
  const exponent = view.getUint16(at) - 16383;
  const mantissa = view.getUint32(at + 2) * 2 ** 32 + view.getUint32(at + 6);
  return mantissa * 2 ** (exponent - 63);
}

function sampleLayout(
  codec: string,
  bits: number,
  offset: number,
): { encoding: SampleEncoding; littleEndian: boolean } {
  switch (codec) {
    case "NONE":
    case "twos":
    case "in24":
    case "in32":
    case "sowt": {
      const encoding = SIGNED_INTEGERS[Math.ceil(bits / 8)];
      if (encoding === undefined) {
        throw new AudioError(
          "corrupt",
          `COMM chunk claims ${bits} bits a sample`,
          offset + 6,
        );
      }
      return { encoding, littleEndian: codec === "sowt" };
    }
    case "raw ":
      return { encoding: "uint8", littleEndian: false };
    case "fl32":
    case "FL32":
      return { encoding: "float32", littleEndian: false };
    case "fl64":
    case "FL64":
      return { encoding: "float64", littleEndian: false };
    case "alaw":
    case "ALAW":
      return { encoding: "alaw", littleEndian: false };
    case "ulaw":
    case "ULAW":
      return { encoding: "mulaw", littleEndian: false };
  }
  throw new AudioError(
    "unsupported",
    `AIFF-C with codec ${quote(codec)} inside; convert it to PCM`,
    offset + 18,
  );
}
