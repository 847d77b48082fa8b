/**
 * Previews of sound files on disk.
 *
 * @module
 */
import { relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { decodeAudio } from "../audio/decode.ts";
import { detectFormat } from "../audio/detect.ts";
import { type ByteSource, SourceWindow } from "../audio/source.ts";
import { AudioError } from "../errors.ts";
import { openFileSource } from "../file_source.ts";
import { outlineOf } from "./peaks.ts";
import type { SoundPreview, SoundSource } from "./sounds.ts";
import { wavBytes } from "./wav_bytes.ts";

/** How much of a sound is drawn and carried, seconds. */
const MAX_SECONDS = 4;

/** The most that one sound may add to a page: 4 s of two channels at 96 kHz, 16 bit. */
const MAX_SOUND_BYTES = 1_536_044;

/** A file up to this size is carried as it is, where browsers play its format. */
const MAX_ORIGINAL_BYTES = 400_000;

/** All the audio that one page carries by default, bytes before they are written as text. */
export const DEFAULT_EMBEDDED_BYTES = 48 * 1024 * 1024;

/** How {@linkcode fileSounds} makes its previews. */
export interface FileSoundsOptions {
  /** The page's file: links are relative to its folder. */
  readonly page: string;
  /** Whether the page carries the sounds; else it links to the files. */
  readonly embed: boolean;
  /** The page carries this many bytes of audio at most and links to the rest. */
  readonly maxEmbeddedBytes?: number;
  /** Where a sample's file lies, relative to the working folder; the sample's path itself without it. */
  readonly fileOf?: (filepath: string) => string;
}

/**
 * Reads the first seconds of files for a page.
 *
 * @example
 * ```ts ignore
 * const sounds = fileSounds({ page: "out/kit.html", embed: false });
 * const page = await renderAssignReport({ records, pools, sounds });
 * ```
 */
export function fileSounds(
  {
    page,
    embed,
    maxEmbeddedBytes = DEFAULT_EMBEDDED_BYTES,
    fileOf = (filepath) => filepath,
  }: FileSoundsOptions,
): SoundSource {
  const folder = resolve(page, "..");
  let budget = embed ? maxEmbeddedBytes : 0;
  return {
    async preview(filepath): Promise<SoundPreview | null> {
      const file = fileOf(filepath);
      try {
        using source = openFileSource(file);
        const { channels, sampleRate, cut } = await startOf(source);
        const audio = budget > 0
          ? playable(source, channels, sampleRate)
          : null;
        const carried = audio !== null &&
          audio.bytes.length <= Math.min(budget, MAX_SOUND_BYTES);
        if (carried) budget -= audio.bytes.length;
        return {
          outline: outlineOf(channels),
          seconds: channels[0]!.length / sampleRate,
          cut,
          href: carried ? null : hrefOf(file, folder),
          audio: carried
            ? `data:${audio.type};base64,${audio.bytes.toBase64()}`
            : null,
        };
      } catch (error) {
        if (error instanceof AudioError) return null;
        throw error;
      }
    },
  };
}

/** The first seconds of at most two channels: more do not play everywhere. */
async function startOf(source: ByteSource) {
  // A little more than is wanted tells whether the sound goes on.
  const { sampleRate, channels } = await decodeAudio(source, {
    maxDurationSec: MAX_SECONDS + 0.01,
  });
  const most = MAX_SECONDS * sampleRate;
  return {
    sampleRate,
    cut: channels[0]!.length > most,
    channels: channels.slice(0, 2).map((samples) => samples.subarray(0, most)),
  };
}

/** A compressed file as it is, if it is small; anything else as the WAV of what was decoded. */
function playable(
  source: ByteSource,
  channels: readonly Float32Array[],
  sampleRate: number,
): { type: string; bytes: Uint8Array } {
  const { format } = detectFormat(new SourceWindow(source));
  if (
    (format === "flac" || format === "ogg" || format === "mp3") &&
    source.size <= MAX_ORIGINAL_BYTES
  ) {
    const type = format === "mp3" ? "audio/mpeg" : `audio/${format}`;
    return { type, bytes: source.read(0, source.size) };
  }
  return { type: "audio/wav", bytes: wavBytes(channels, sampleRate) };
}

/** A relative address; a file on another drive has none, so it gets its absolute one. */
function hrefOf(file: string, folder: string): string {
  const absolute = resolve(file);
  const way = relative(folder, absolute);
  if (/^([A-Za-z]:|[\\/])/.test(way)) return pathToFileURL(absolute).href;
  const parts = way.split(Deno.build.os === "windows" ? /[\\/]/ : "/");
  // A lone surrogate, which no address can hold, becomes U+FFFD: that link leads nowhere.
  const address = parts.map((part) => encodeURIComponent(part.toWellFormed()));
  return `./${address.join("/")}`;
}
