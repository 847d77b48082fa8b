/**
 * Writes WAV and AIFF files for tests, odd and broken ones too: every field can be given.
 *
 * @module
 */
import { quantise } from "./sounds.ts";

/** A chunk of a RIFF or IFF file. */
export interface ChunkSpec {
  readonly id: string;
  readonly data: Uint8Array;
  /** Size that the header claims, where that is not the data's. */
  readonly claims?: number;
  /** Leave out the padding byte after an odd chunk. */
  readonly unpadded?: boolean;
}

/** A WAV file; what is not given is that of a sound mono file of 16 bits at 44.1 kHz. */
export interface WavSpec {
  readonly container?: "RIFF" | "RIFX" | "RF64" | "BW64";
  readonly codec?: number;
  readonly channels?: number;
  readonly sampleRate?: number;
  readonly bits?: number;
  readonly blockSize?: number;
  /** Bytes after the sixteen of the plain `fmt ` chunk. */
  readonly extension?: Uint8Array;
  readonly data: Uint8Array;
  /** Size that the data chunk claims. */
  readonly claims?: number;
  readonly unpadded?: boolean;
  readonly beforeFormat?: readonly ChunkSpec[];
  readonly beforeData?: readonly ChunkSpec[];
  readonly afterData?: readonly ChunkSpec[];
}

export function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (c) => c.charCodeAt(0));
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((n, part) => n + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Unsigned integers in a row; a string says the size of each in bytes: `"4222"`. */
export function numbers(
  sizes: string,
  values: readonly number[],
  littleEndian = true,
): Uint8Array {
  return concat(...values.map((value, i) => {
    const size = Number(sizes[i]);
    const bytes = Uint8Array.from(
      { length: size },
      (_, k) => Math.floor(value / 2 ** (8 * k)) % 256,
    );
    return littleEndian ? bytes : bytes.reverse();
  }));
}

/** Channels of samples in −1..1 as interleaved integers of one to four bytes; one byte is unsigned if asked. */
export function interleave(
  channels: readonly Float64Array[],
  bytes: number,
  { littleEndian = true, unsigned = false } = {},
): Uint8Array {
  const ints = channels.map((channel) => quantise(channel, bytes * 8));
  const frames = ints[0]?.length ?? 0;
  const out = new Uint8Array(frames * channels.length * bytes);
  let at = 0;
  for (let i = 0; i < frames; i++) {
    for (const channel of ints) {
      const value = channel[i]! + (unsigned ? 2 ** (bytes * 8 - 1) : 0);
      for (let k = 0; k < bytes; k++) {
        const shift = littleEndian ? k : bytes - 1 - k;
        out[at++] = Math.floor(value / 2 ** (8 * shift)) & 255;
      }
    }
  }
  return out;
}

export function chunk(spec: ChunkSpec, littleEndian = true): Uint8Array {
  const size = numbers("4", [spec.claims ?? spec.data.length], littleEndian);
  const odd = spec.data.length % 2 === 1 && spec.unpadded !== true;
  return concat(ascii(spec.id), size, spec.data, new Uint8Array(odd ? 1 : 0));
}

export function wavFile(spec: WavSpec): Uint8Array {
  const {
    container = "RIFF",
    codec = 1,
    channels = 1,
    sampleRate = 44100,
    bits = 16,
    extension = new Uint8Array(0),
  } = spec;
  const blockSize = spec.blockSize ?? channels * Math.ceil(bits / 8);
  const little = container !== "RIFX";
  const rate = sampleRate * blockSize;
  const format = concat(
    numbers(
      "224422",
      [codec, channels, sampleRate, rate, blockSize, bits],
      little,
    ),
    extension,
  );
  const body = concat(
    ascii("WAVE"),
    ...(spec.beforeFormat ?? []).map((c) => chunk(c, little)),
    chunk({ id: "fmt ", data: format }, little),
    ...(spec.beforeData ?? []).map((c) => chunk(c, little)),
    chunk({ ...spec, id: "data" }, little),
    ...(spec.afterData ?? []).map((c) => chunk(c, little)),
  );
  return concat(ascii(container), numbers("4", [body.length], little), body);
}

/** The rest of a WAVE_FORMAT_EXTENSIBLE `fmt ` chunk. */
export function extensible(codec: number, validBits: number): Uint8Array {
  return concat(
    numbers("22422", [22, validBits, 0, codec, 0]),
    numbers("22", [0, 0x10]),
    Uint8Array.of(0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71),
  );
}

/** A ds64 chunk with the size of the data. */
export function ds64(dataSize: number): ChunkSpec {
  const high = Math.floor(dataSize / 2 ** 32);
  return {
    id: "ds64",
    data: numbers("4444444", [0, 0, dataSize % 2 ** 32, high, 0, 0, 0]),
  };
}

/** An AIFF file, or AIFF-C where a codec is given. */
export interface AiffSpec {
  readonly codec?: string;
  readonly channels?: number;
  /** Hz. */
  readonly sampleRate?: number;
  readonly bits?: number;
  /** Count of frames that the COMM chunk claims. */
  readonly frames: number;
  readonly data: Uint8Array;
  /** Size that the SSND chunk claims. */
  readonly claims?: number;
  /** Bytes between the sound chunk's header and the samples. */
  readonly skip?: number;
  readonly beforeCommon?: readonly ChunkSpec[];
  readonly soundFirst?: boolean;
}

export function aiffFile(spec: AiffSpec): Uint8Array {
  const { codec, channels = 1, sampleRate = 44100, bits = 16, skip = 0 } = spec;
  const common = chunk({
    id: "COMM",
    data: concat(
      numbers("242", [channels, spec.frames, bits], false),
      extended(sampleRate),
      codec === undefined
        ? new Uint8Array(0)
        : concat(ascii(codec), new Uint8Array(2)),
    ),
  }, false);
  const sound = chunk({
    id: "SSND",
    data: concat(
      numbers("44", [skip, 0], false),
      new Uint8Array(skip),
      spec.data,
    ),
    ...(spec.claims === undefined ? {} : { claims: spec.claims }),
  }, false);
  const body = concat(
    ascii(codec === undefined ? "AIFF" : "AIFC"),
    ...(spec.beforeCommon ?? []).map((c) => chunk(c, false)),
    ...(spec.soundFirst ? [sound, common] : [common, sound]),
  );
  return concat(ascii("FORM"), numbers("4", [body.length], false), body);
}

/** An 80-bit float; exact for rates below 2^32 with a fraction of 1/2^20 or more. */
function extended(value: number): Uint8Array {
  if (value === 0) return new Uint8Array(10);
  const exponent = Math.floor(Math.log2(value));
  const high = Math.floor(value * 2 ** (31 - exponent));
  const low = Math.floor((value * 2 ** (31 - exponent) - high) * 2 ** 32);
  return numbers("244", [16383 + exponent, high, low], false);
}
