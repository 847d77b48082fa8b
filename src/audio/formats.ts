/**
 * File name extensions of audio, lower-case, without the dot: which files to open, and which to count as skipped.
 *
 * What a file really holds is told from its content (see detect.ts), never from its name.
 *
 * @module
 */

/** Extensions of files that are opened. */
export const READABLE_EXTENSIONS: ReadonlySet<string> = new Set([
  "wav",
  "wave",
  "bwf",
  "rf64",
  "aif",
  "aiff",
  "aifc",
  "flac",
  "ogg",
  "oga",
  "mp3",
]);

/** Extensions of audio that is not read. */
export const OTHER_AUDIO_EXTENSIONS: ReadonlySet<string> = new Set([
  "aac",
  "ac3",
  "alac",
  "amr",
  "ape",
  "au",
  "caf",
  "dff",
  "dsf",
  "dts",
  "m4a",
  "m4b",
  "m4p",
  "mka",
  "mp2",
  "mpc",
  "opus",
  "ra",
  "rcy",
  "rex",
  "rx2",
  "sd2",
  "snd",
  "spx",
  "tak",
  "tta",
  "voc",
  "w64",
  "weba",
  "wma",
  "wv",
]);
