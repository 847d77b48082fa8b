/**
 * What a header may claim before it is called corrupt, and how much of a file is wanted.
 *
 * @module
 */
import { AudioError } from "../errors.ts";
import type { DecodeOptions } from "./decoded_audio.ts";

const MIN_SAMPLE_RATE = 1_000;
const MAX_SAMPLE_RATE = 1_000_000;
/** Real recordings have up to 16 (third-order ambisonics) or so. */
const MAX_CHANNELS = 64;

/**
 * Returns the sampling rate if it is one that sound can have.
 *
 * @throws {AudioError} `corrupt` outside 1 kHz to 1 MHz
 */
export function checkSampleRate(rate: number, offset: number): number {
  if (rate >= MIN_SAMPLE_RATE && rate <= MAX_SAMPLE_RATE) return rate;
  throw new AudioError(
    "corrupt",
    `header claims a sampling rate of ${rate} Hz`,
    offset,
  );
}

/**
 * Returns the number of channels if it is from 1 to 64.
 *
 * @throws {AudioError} `corrupt`
 */
export function checkChannels(channels: number, offset: number): number {
  if (channels >= 1 && channels <= MAX_CHANNELS) return channels;
  throw new AudioError("corrupt", `header claims ${channels} channels`, offset);
}

/** Frames of the first `maxDurationSec` seconds, rounded down as librosa does; at least one. */
export function framesWanted(
  options: DecodeOptions,
  sampleRate: number,
): number {
  return Math.max(1, Math.floor(options.maxDurationSec * sampleRate));
}
