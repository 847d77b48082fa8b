/**
 * Short words for tests of the decoders.
 *
 * @module
 */
import { AudioError } from "../../errors.ts";
import { decodeAudio, type DecodedAudio } from "../decode.ts";
import { bytesSource } from "../source.ts";

/** Decodes bytes; two seconds unless told. */
export function decode(
  bytes: Uint8Array,
  maxDurationSec = 2,
): Promise<DecodedAudio> {
  return decodeAudio(bytesSource(bytes), { maxDurationSec });
}

/** The codes of a result's warnings. */
export function warningCodes({ warnings }: DecodedAudio): string[] {
  return warnings.map(({ code }) => code);
}

/** The error that decoding ends with. */
export async function decodingError(bytes: Uint8Array): Promise<AudioError> {
  try {
    await decode(bytes);
  } catch (error) {
    if (error instanceof AudioError) return error;
    throw error;
  }
  throw new Error("it could be decoded");
}

/** Bytes of one of the sound files of the tests. */
export function fixture(name: string): Uint8Array {
  return Deno.readFileSync(
    new URL(`../../../tests/data/audio/${name}`, import.meta.url),
  );
}

/** Sum, and sum of squares, of each channel's samples as 16-bit integers: a fingerprint that other programs can make. */
export function int16Sums({ channels }: DecodedAudio): [number, number][] {
  return channels.map((channel) => {
    const ints = Float64Array.from(channel, (x) => x * 32768);
    return [
      ints.reduce((sum, x) => sum + x, 0),
      ints.reduce((sum, x) => sum + x * x, 0),
    ];
  });
}
