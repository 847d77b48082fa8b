/**
 * Bytes of a sound file to samples, for every format that is read.
 *
 * @module
 */
import { AudioError } from "../errors.ts";
import { decodeAiff } from "./aiff.ts";
import type { DecodedAudio, DecodeOptions, RawAudio } from "./decoded_audio.ts";
import { type AudioFormat, detectFormat } from "./detect.ts";
import { decodeFlac } from "./flac.ts";
import { decodeMp3 } from "./mp3.ts";
import { decodeOgg } from "./ogg.ts";
import { type ByteSource, SourceWindow } from "./source.ts";
import { decodeWav } from "./wav.ts";

export type { DecodedAudio, DecodeOptions } from "./decoded_audio.ts";

type Decoder = (
  window: SourceWindow,
  options: DecodeOptions,
  offset: number,
) => RawAudio | Promise<RawAudio>;

const DECODERS: Readonly<Record<AudioFormat, Decoder>> = {
  wav: decodeWav,
  aiff: decodeAiff,
  flac: decodeFlac,
  ogg: decodeOgg,
  mp3: decodeMp3,
};

/** A sample beyond is not sound but misread bytes: 300 dB over full scale, and its square still fits a float. */
const MAX_MAGNITUDE = 1e15;

/**
 * Decodes the start of a sound file: WAV, AIFF, FLAC, Ogg (Vorbis, FLAC) or MP3, told from its content.
 *
 * Every sample of the result is finite. A sound file without samples becomes one zero sample.
 *
 * @throws {AudioError} for a file that cannot be read as audio; the message does not name the file
 * @example
 * ```ts ignore
 * const { sampleRate, channels } = await decodeAudio(bytesSource(bytes), { maxDurationSec: 2 });
 * ```
 */
export async function decodeAudio(
  source: ByteSource,
  options: DecodeOptions,
): Promise<DecodedAudio> {
  if (source.size === 0) throw new AudioError("empty", "the file is empty", 0);
  const window = new SourceWindow(source);
  const { format, offset } = detectFormat(window);
  const { finite, sampleRate, channels, ...rest } = await DECODERS[format](
    window,
    options,
    offset,
  );
  const warnings = [...rest.warnings];
  const bad = finite ? 0 : zeroNonFinite(channels);
  if (bad > 0) {
    warnings.push({
      code: "non_finite",
      message: `${bad} samples are not finite numbers; taken as zero`,
    });
  }
  if ((channels[0]?.length ?? 0) > 0) return { sampleRate, channels, warnings };
  warnings.push({
    code: "no_samples",
    message: "the file holds no samples; taken as one zero sample",
  });
  return { sampleRate, channels: [new Float32Array(1)], warnings };
}

/** Sets to zero what no sound can be, and counts it. */
function zeroNonFinite(channels: readonly Float32Array[]): number {
  let count = 0;
  for (const samples of channels) {
    for (let i = 0; i < samples.length; i++) {
      if (!(Math.abs(samples[i]!) <= MAX_MAGNITUDE)) {
        samples[i] = 0;
        count++;
      }
    }
  }
  return count;
}
