/**
 * MP3, through mpg123 in WebAssembly (`mpg123-decoder`), loaded when the first such file is met.
 *
 * @module
 */
import type { Warning } from "../types.ts";
import type { DecodeOptions, RawAudio } from "./decoded_audio.ts";
import { checkSampleRate, framesWanted } from "./limits.ts";
import { parseMpegHeader } from "./mpeg_header.ts";
import type { SourceWindow } from "./source.ts";
import { decodeStream } from "./stream.ts";

/** Bytes fed at once, one second or so: no more than 25 MB when decoded, at the lowest bit rate. */
const FEED = 1 << 14;

/**
 * Decodes a stream whose first frame is at `offset`. The delay that an encoder notes in its header is cut off.
 *
 * @throws {AudioError} `corrupt`
 */
export async function decodeMp3(
  window: SourceWindow,
  options: DecodeOptions,
  offset: number,
): Promise<RawAudio> {
  const first = parseMpegHeader(window.get(offset, 4), 0)!;
  const sampleRate = checkSampleRate(first.sampleRate, offset);
  const wanted = framesWanted(options, sampleRate);
  const { MPEGDecoder } = await import("mpg123-decoder");
  const pieces = mp3Pieces(window, offset);
  const stream = await decodeStream(new MPEGDecoder(), pieces, wanted);
  const warnings: Warning[] = stream.warnings("MP3", offset);
  if (stream.frames < wanted && endsWithinFrame(window, offset)) {
    warnings.push({
      code: "truncated",
      message: `the last MP3 frame is incomplete ` +
        `(the file ends at byte ${window.size})`,
    });
  }
  const channels = stream.channels(first.channels, wanted);
  return { sampleRate, channels, warnings, finite: false };
}

function* mp3Pieces(
  window: SourceWindow,
  start: number,
): Generator<Uint8Array> {
  for (let at = start; at < window.size; at += FEED) {
    yield window.get(at, FEED);
  }
}

/** Whether the frames in a row from `start` run past the end of the file. */
function endsWithinFrame(window: SourceWindow, start: number): boolean {
  let at = start;
  while (at < window.size) {
    const header = parseMpegHeader(window.get(at, 4), 0);
    if (header === undefined) return false;
    at += header.length;
  }
  return at > window.size;
}
