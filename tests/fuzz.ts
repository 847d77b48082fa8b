/**
 * Damages real sound files and takes each through decoding and features. There must come finite numbers, or an error
 * that a person can read; never a crash, a hang or a sound longer than was asked for.
 *
 * `deno run -A tests/fuzz.ts [CASES] [FIRST_SEED]`: the case of a seed is the same everywhere.
 */
import { decodeAudio } from "../src/audio/decode.ts";
import { bytesSource } from "../src/audio/source.ts";
import {
  aiffFile,
  concat,
  interleave,
  wavFile,
} from "../src/audio/testing/files.ts";
import { drum, randomNumbers } from "../src/audio/testing/sounds.ts";
import { resolveConfig } from "../src/config/load.ts";
import { evidenceOfSound } from "../src/evidence.ts";
import type { RolesConfig } from "../src/config/schema.ts";
import { AudioError } from "../src/errors.ts";
import { FEATURE_NAMES, FEATURE_RANGES } from "../src/types.ts";

/** Far more than a case needs, also on a busy machine. */
const TIME_LIMIT_MS = 5000;
const MAX_CHANNELS = 64;

/** What became of all cases. */
export interface FuzzSummary {
  readonly cases: number;
  readonly decoded: number;
  readonly refused: number;
  readonly slowestMs: number;
  /** One line a failed case: its seed, the file it came from, and what was wrong. */
  readonly failures: readonly string[];
}

/** Runs the cases of `count` seeds from `firstSeed`. */
export async function fuzz(count: number, firstSeed = 1): Promise<FuzzSummary> {
  const { config } = await resolveConfig({ preset: "default" });
  const files = soundFiles();
  const failures: string[] = [];
  let refused = 0;
  let slowestMs = 0;
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    const random = randomNumbers(seed);
    const name = pick([...files.keys()], random);
    const bytes = damage(files.get(name)!, [...files.values()], random);
    const started = performance.now();
    let problem: string | undefined;
    try {
      problem = await problemOf(bytes, config);
    } catch (error) {
      refused++;
      problem = problemOfError(error, bytes.length);
    }
    const took = performance.now() - started;
    slowestMs = Math.max(slowestMs, took);
    if (took > TIME_LIMIT_MS) problem ??= `took ${Math.round(took)} ms`;
    if (problem !== undefined) failures.push(`${seed} (${name}): ${problem}`);
  }
  return {
    cases: count,
    decoded: count - refused,
    refused,
    slowestMs,
    failures,
  };
}

/** The sound files of the tests, and kinds of which there is none. */
function soundFiles(): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  const folder = new URL("data/audio/", import.meta.url);
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  for (const name of names) {
    if (/\.(wav|aiff|aifc|flac|ogg|mp3)$/.test(name)) {
      files.set(name, Deno.readFileSync(new URL(name, folder)));
    }
  }
  const sound = drum({ channels: 2, sampleRate: 44100, frames: 3000 });
  const [mono] = sound;
  const float = new Uint8Array(Float32Array.from(mono!).buffer);
  const note = { id: "note", data: new Uint8Array(7) };
  files.set("8.wav", wavFile({ bits: 8, data: interleave([mono!], 1) }));
  files.set(
    "16.wav",
    wavFile({ channels: 2, data: interleave(sound, 2), beforeData: [note] }),
  );
  files.set("float.wav", wavFile({ codec: 3, bits: 32, data: float }));
  files.set(
    "rifx.wav",
    wavFile({
      container: "RIFX",
      bits: 32,
      data: interleave([mono!], 4, { littleEndian: false }),
    }),
  );
  files.set(
    "24.aiff",
    aiffFile({
      bits: 24,
      frames: 3000,
      data: interleave([mono!], 3, { littleEndian: false }),
    }),
  );
  return files;
}

type Random = () => number;

/** Values that headers choke on. */
const EXTREMES = [0, 1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff].concat(
  [0x7fffffff, 0x80000000, 0xfffffff0, 0xffffffff],
);
/** Most headers lie within. */
const HEADER = 120;

/** One to three random changes of a file. */
function damage(
  file: Uint8Array,
  others: readonly Uint8Array[],
  random: Random,
): Uint8Array {
  let bytes: Uint8Array = file.slice();
  const changes = 1 + below(3, random);
  for (let i = 0; i < changes; i++) {
    bytes = pick(MUTATIONS, random)(bytes, random, others);
  }
  return bytes;
}

type Mutation = (
  bytes: Uint8Array,
  random: Random,
  others: readonly Uint8Array[],
) => Uint8Array;

const MUTATIONS: readonly Mutation[] = [
  function flipBits(bytes, random) {
    const within = random() < 0.5 ? HEADER : bytes.length;
    const flips = 1 + below(20, random);
    for (let i = 0; i < flips; i++) {
      bytes[below(Math.min(within, bytes.length), random)]! ^= 1 <<
        below(8, random);
    }
    return bytes;
  },
  function truncate(bytes, random) {
    const from = random() < 0.3 ? HEADER : bytes.length;
    return bytes.slice(0, below(from, random));
  },
  function setField(bytes, random) {
    const at = below(Math.min(HEADER, bytes.length), random);
    const value = pick(EXTREMES, random);
    const size = pick([1, 2, 4], random);
    const little = random() < 0.5;
    for (let k = 0; k < size && at + k < bytes.length; k++) {
      bytes[at + k] = value >>> 8 * (little ? k : size - 1 - k);
    }
    return bytes;
  },
  function splice(bytes, random, others) {
    const other = pick(others, random);
    return concat(
      bytes.subarray(0, below(bytes.length, random)),
      other.subarray(below(other.length, random)),
    );
  },
  function repeatPart(bytes, random) {
    const [from, to] = range(bytes, random);
    return concat(bytes.subarray(0, to), bytes.subarray(from));
  },
  function removePart(bytes, random) {
    const [from, to] = range(bytes, random);
    return concat(bytes.subarray(0, from), bytes.subarray(to));
  },
  function fillPart(bytes, random) {
    const [from, to] = range(bytes, random);
    const noise = random() < 0.5;
    const value = pick([0, 0x7f, 0x80, 0xff], random);
    for (let i = from; i < to; i++) bytes[i] = noise ? random() * 256 : value;
    return bytes;
  },
];

function below(limit: number, random: Random): number {
  return Math.floor(random() * limit);
}

function pick<T>(values: readonly T[], random: Random): T {
  return values[below(values.length, random)]!;
}

function range(bytes: Uint8Array, random: Random): [number, number] {
  const from = below(bytes.length, random);
  return [from, from + below(bytes.length - from, random)];
}

/** What is wrong with the sound or its features, if anything. */
async function problemOf(
  bytes: Uint8Array,
  config: RolesConfig,
): Promise<string | undefined> {
  const maxDurationSec = config.audio.max_duration_sec;
  const sound = await decodeAudio(bytesSource(bytes), { maxDurationSec });
  const { sampleRate, channels } = sound;
  const frames = channels[0]?.length ?? 0;
  const longest = Math.max(1, maxDurationSec * sampleRate);
  if (!(sampleRate >= 1000 && sampleRate <= 1e6)) return `${sampleRate} Hz`;
  if (channels.length > MAX_CHANNELS) return `${channels.length} channels`;
  if (frames === 0 || frames > longest) return `${frames} frames`;
  for (const channel of channels) {
    if (channel.length !== frames) return "channels of different lengths";
    if (!channel.every(Number.isFinite)) return "a sample is not finite";
  }
  const { features } = evidenceOfSound(sound, config);
  for (const name of FEATURE_NAMES) {
    const value = features[name];
    const [least, most] = FEATURE_RANGES[name] ?? [0, 1];
    if (!(value >= least && value <= most)) return `${name} is ${value}`;
  }
}

/** What is wrong with the error, if anything. */
function problemOfError(error: unknown, size: number): string | undefined {
  if (!(error instanceof AudioError)) {
    return error instanceof Error ? error.stack ?? error.message : `${error}`;
  }
  if (!/^[\x20-\x7e]{8,200}$/.test(error.message)) {
    return `unreadable message ${JSON.stringify(error.message)}`;
  }
  const { byteOffset } = error;
  if (byteOffset !== undefined && !(byteOffset >= 0 && byteOffset <= size)) {
    return `byte offset ${byteOffset} of ${size} (${error.message})`;
  }
}

if (import.meta.main) {
  const [cases = "10000", firstSeed = "1"] = Deno.args;
  const summary = await fuzz(Number(cases), Number(firstSeed));
  for (const failure of summary.failures) console.error(failure);
  console.log(
    `${summary.cases} cases, ${summary.failures.length} failures ` +
      `(${summary.decoded} decoded, ${summary.refused} refused; ` +
      `slowest ${summary.slowestMs.toFixed(0)} ms)`,
  );
  if (summary.failures.length > 0) Deno.exit(1);
}
