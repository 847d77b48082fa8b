/**
 * Tells what a file holds from its first bytes.
 *
 * @module
 */
import { AudioError } from "../errors.ts";
import { findMpegStream } from "./mpeg_header.ts";
import { hex, quote } from "./quote.ts";
import type { SourceWindow } from "./source.ts";

/** Kinds of files that are read. */
export type AudioFormat = "wav" | "aiff" | "flac" | "ogg" | "mp3";

/** What a file holds, and where that begins (after ID3v2 tags). */
export interface Detected {
  readonly format: AudioFormat;
  readonly offset: number;
}

/** How far a first MPEG frame is looked for. */
const SEARCH = 1 << 16;
const MAX_TAGS = 8;

/** Audio that is recognised but not read: text at an offset. */
const OTHERS: readonly (readonly [string, number, string])[] = [
  ["M4A/MP4", 4, "ftyp"],
  ["CAF", 0, "caff"],
  ["WavPack", 0, "wvpk"],
  ["Monkey's Audio", 0, "MAC "],
  ["Windows Media Audio", 0, "\x30\x26\xb2\x75\x8e\x66\xcf\x11"],
  ["Sony Wave64", 0, "riff\x2e\x91\xcf\x11"],
  ["AU", 0, ".snd"],
  ["REX2", 8, "REX2"],
  ["AMR", 0, "#!AMR"],
  ["True Audio", 0, "TTA1"],
  ["Musepack", 0, "MPCK"],
  ["DSD", 0, "DSD "],
  ["Matroska/WebM", 0, "\x1a\x45\xdf\xa3"],
  ["Creative Voice", 0, "Creative Voice File"],
  ["AAC", 0, "\xff\xf1"],
  ["AAC", 0, "\xff\xf9"],
];

/**
 * Finds out what a file holds.
 *
 * @throws {AudioError} `unknown_format`, `unsupported`, or `corrupt` when the file ends within its first header
 */
export function detectFormat(window: SourceWindow): Detected {
  const offset = skipId3(window);
  const head = window.text(offset, 32);
  const form = head.slice(8, 12);
  switch (head.slice(0, 4)) {
    case "RIFF":
    case "RIFX":
    case "RF64":
    case "BW64":
      if (form === "WAVE") return { format: "wav", offset };
      throw notAudio(head, form, "WAVE", offset);
    case "FORM":
      if (form === "AIFF" || form === "AIFC") return { format: "aiff", offset };
      throw notAudio(head, form, "AIFF", offset);
    case "fLaC":
      return { format: "flac", offset };
    case "OggS":
      return { format: "ogg", offset };
  }
  for (const [name, at, magic] of OTHERS) {
    if (head.startsWith(magic, at)) {
      throw new AudioError(
        "unsupported",
        `${name} is not read; convert it to WAV or FLAC`,
        offset + at,
      );
    }
  }
  const mpeg = findMpegStream(window, offset, SEARCH);
  if (mpeg !== undefined) return { format: "mp3", offset: mpeg };
  if (offset >= window.size) {
    throw new AudioError("no_audio", "the file holds only tags", window.size);
  }
  throw new AudioError(
    "unknown_format",
    `not a known audio format (begins with ${hex(head.slice(0, 8))})`,
    offset,
  );
}

/** Offset after the ID3v2 tags that a file begins with. */
function skipId3(window: SourceWindow): number {
  let offset = 0;
  for (let i = 0; i < MAX_TAGS; i++) {
    const tag = window.get(offset, 10);
    if (tag.length < 10 || !window.text(offset, 3).startsWith("ID3")) break;
    // The size has seven bits in each of four bytes.
    const [a, b, c, d] = [tag[6]!, tag[7]!, tag[8]!, tag[9]!];
    const footer = tag[5]! & 0x10 ? 10 : 0;
    if ((a | b | c | d) & 0x80) break;
    offset += 10 + (a << 21 | b << 14 | c << 7 | d) + footer;
  }
  return offset;
}

function notAudio(
  head: string,
  form: string,
  wanted: string,
  offset: number,
): AudioError {
  if (head.length < 12) {
    return new AudioError(
      "corrupt",
      `the file ends within its header, at byte ${offset + head.length}`,
      offset + head.length,
    );
  }
  return new AudioError(
    "unknown_format",
    `${head.slice(0, 4)} file of type ${quote(form)}, not ${wanted}`,
    offset + 8,
  );
}
