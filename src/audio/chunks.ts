/**
 * The chunks of RIFF (WAV) and IFF (AIFF) files: a four-letter name, a size, that many bytes, padded to even.
 *
 * @module
 */
import { AudioError } from "../errors.ts";
import type { SourceWindow } from "./source.ts";

/** One chunk, by its header. */
export interface Chunk {
  readonly id: string;
  /** Where its bytes begin. */
  readonly offset: number;
  /** Bytes that the header claims; the file may have fewer. */
  readonly size: number;
}

/** No real file comes near; keeps a hostile one from being walked for ever. */
const MAX_CHUNKS = 10_000;

/** Names by which a chunk is recognised where the padding byte before it is missing. */
const KNOWN = new Set(
  ("fmt |data|fact|LIST|INFO|bext|smpl|inst|cue |JUNK|junk|PAD |FLLR|iXML|axml|" +
    "ID3 |id3 |acid|PEAK|DISP|cart|_PMX|plst|ds64|chna|umid|regn|strc|afsp|" +
    "COMM|SSND|MARK|INST|COMT|NAME|AUTH|(c) |ANNO|APPL|FVER|CHAN|basc|trns")
    .split("|"),
);

/** Whether a name is one of those that audio files have. */
export function isKnownChunk(id: string): boolean {
  return KNOWN.has(id);
}

/**
 * The chunks from offset `start` to the end of the file, in order.
 *
 * @throws {AudioError} `corrupt` after ten thousand of them
 */
export function* chunks(
  window: SourceWindow,
  start: number,
  littleEndian: boolean,
): Generator<Chunk, void> {
  let at = start;
  for (let count = 0; count < MAX_CHUNKS; count++) {
    const header = window.view(at, 8);
    if (header === undefined) return;
    const size = header.getUint32(4, littleEndian);
    const id = window.text(at, 4);
    const offset = at + 8;
    yield { id, offset, size };
    at = offset + size;
    if (size % 2 === 1 && !lacksPadding(window, at)) at++;
  }
  throw new AudioError("corrupt", `more than ${MAX_CHUNKS} chunks`, at);
}

/** Some programs forget the byte after an odd chunk: the next name then stands one byte early. */
function lacksPadding(window: SourceWindow, at: number): boolean {
  return isKnownChunk(window.text(at, 4)) &&
    !isKnownChunk(window.text(at + 1, 4));
}
