import { assert, assertEquals, assertMatch } from "@std/assert";
import { decodeAudio } from "./decode.ts";
import { bytesSource } from "./source.ts";
import {
  decode,
  decodingError,
  fixture,
  warningCodes,
} from "./testing/decoding.ts";
import { concat } from "./testing/files.ts";
import { asDecoded, drum } from "./testing/sounds.ts";

const STEREO = drum({ channels: 2, sampleRate: 44100, frames: 8820 });
const MONO = drum({ channels: 1, sampleRate: 22050, frames: 4410 });

/** Error of a lossy codec: RMS of the difference over RMS of the sound, dB. */
function errorDb(decoded: Float32Array, sound: Float64Array): number {
  let error = 0;
  let power = 0;
  sound.forEach((x, i) => {
    error += (decoded[i]! - x) ** 2;
    power += x ** 2;
  });
  return 10 * Math.log10(error / power);
}

Deno.test("FLAC of every depth, of one to six channels, bare and in Ogg", async () => {
  const files = [
    ["stereo_16.flac", 2, 44100, 8820, 16],
    ["mono_24.flac", 1, 96000, 2000, 24],
    ["mono_8.flac", 1, 44100, 500, 8],
    ["surround.flac", 6, 48000, 500, 16],
    ["flac.ogg", 2, 44100, 500, 16],
  ] as const;
  for (const [name, channels, sampleRate, frames, bits] of files) {
    const decoded = await decode(fixture(name));
    assertEquals(decoded.sampleRate, sampleRate, name);
    assertEquals(decoded.warnings, [], name);
    assertEquals(
      decoded.channels,
      drum({ channels, sampleRate, frames }).map((x) => asDecoded(x, bits)),
      name,
    );
  }
});

Deno.test("FLAC whose end looks like another frame loses nothing", async () => {
  const decoded = await decode(fixture("silent_end.flac"));
  const [sound] = drum({ channels: 1, sampleRate: 44100, frames: 500 });
  const expected = new Float32Array(1000);
  expected.set(asDecoded(sound!, 16));
  assertEquals(decoded.channels, [expected]);
  assertEquals(decoded.warnings, []);
});

Deno.test("tags around FLAC and MP3 do not matter", async () => {
  const tail = new Uint8Array(128);
  tail.set([0x54, 0x41, 0x47]); // "TAG"
  const head = new Uint8Array(10 + 300);
  head.set([0x49, 0x44, 0x33, 3, 0, 0, 0, 0, 2, 44]); // "ID3", 2·128 + 44 bytes
  for (const name of ["stereo_16.flac", "stereo.mp3"]) {
    const plain = fixture(name);
    const expected = await decode(plain);
    for (const bytes of [concat(plain, tail), concat(head, plain)]) {
      assertEquals(await decode(bytes), expected, name);
    }
  }
});

Deno.test("WAV and AIFF after an ID3 tag", async () => {
  const head = Uint8Array.of(0x49, 0x44, 0x33, 4, 0, 0, 0, 0, 0, 1, 0);
  for (const name of ["alaw.wav", "stereo.aiff"]) {
    const plain = fixture(name);
    assertEquals(await decode(concat(head, plain)), await decode(plain));
  }
});

Deno.test("Ogg Vorbis is near the sound", async () => {
  const stereo = await decode(fixture("stereo.ogg"));
  assertEquals(stereo.sampleRate, 44100);
  assertEquals(stereo.channels.map((x) => x.length), [8820, 8820]);
  assertEquals(stereo.warnings, []);
  const mono = await decode(fixture("mono.ogg"));
  assertEquals(mono.sampleRate, 22050);
  assertEquals(mono.channels.map((x) => x.length), [4410]);
  for (
    const [channel, sound] of [
      [stereo.channels[0]!, STEREO[0]!],
      [stereo.channels[1]!, STEREO[1]!],
      [mono.channels[0]!, MONO[0]!],
    ] as const
  ) {
    const db = errorDb(channel, sound);
    assert(db < -20, `error of ${db} dB`);
  }
});

Deno.test("MP3 is near the sound, without the encoder's delay", async () => {
  const decoded = await decode(fixture("stereo.mp3"));
  assertEquals(decoded.sampleRate, 44100);
  assertEquals(decoded.channels.map((x) => x.length), [8820, 8820]);
  assertEquals(decoded.warnings, []);
  decoded.channels.forEach((channel, c) => {
    const db = errorDb(channel, STEREO[c]!);
    assert(db < -20, `error of ${db} dB`);
  });
});

Deno.test("mono MP3 has one channel; without a LAME header the delay stays", async () => {
  const decoded = await decode(fixture("mono_tagged.mp3"));
  assertEquals(decoded.sampleRate, 22050);
  assertEquals(decoded.channels.length, 1);
  assertEquals(decoded.warnings, []);
  // 576 samples of the encoder and 529 of the decoder: ISO 11172-3, LAME's technical FAQ.
  const delayed = decoded.channels[0]!.subarray(576 + 529);
  const db = errorDb(delayed, MONO[0]!);
  assert(db < -20, `error of ${db} dB`);
});

Deno.test("only the first seconds are decoded, and they are those of the whole", async () => {
  for (
    const name of ["stereo_16.flac", "flac.ogg", "stereo.ogg", "stereo.mp3"]
  ) {
    const whole = await decode(fixture(name));
    const start = await decode(fixture(name), 0.005);
    assertEquals(start.warnings, []);
    assertEquals(start.channels, whole.channels.map((x) => x.subarray(0, 220)));
  }
});

Deno.test("a long file is not read beyond the first seconds", async () => {
  const bytes = concat(fixture("stereo_16.flac"), new Uint8Array(1 << 20));
  const source = bytesSource(bytes);
  let last = 0;
  await decodeAudio({
    size: source.size,
    read(offset, length) {
      last = Math.max(last, offset + length);
      return source.read(offset, length);
    },
  }, { maxDurationSec: 0.1 });
  assert(last <= 2 * 65536, `read up to byte ${last} of ${bytes.length}`);
});

Deno.test("a file that is cut gives what is left, and says so", async () => {
  for (const name of ["stereo_16.flac", "stereo.ogg", "stereo.mp3"]) {
    const bytes = fixture(name);
    const whole = await decode(bytes);
    const decoded = await decode(bytes.subarray(0, bytes.length * 0.8));
    assertEquals(warningCodes(decoded), ["truncated"], name);
    const frames = decoded.channels[0]!.length;
    assert(frames > 2000 && frames < 8820, `${name}: ${frames} frames`);
    // The last frames of MP3 lack what overlaps them.
    const sure = frames - (name === "stereo.mp3" ? 2304 : 0);
    assertEquals(
      decoded.channels.map((x) => x.subarray(0, sure)),
      whole.channels.map((x) => x.subarray(0, sure)),
      name,
    );
  }
});

Deno.test("pages of another stream between those of the first", async () => {
  const bytes = fixture("stereo.ogg");
  const other = fixture("mono.ogg").subarray(0, 58);
  const mixed = concat(bytes.subarray(0, 58), other, bytes.subarray(58));
  assertEquals(await decode(mixed), await decode(bytes));
});

Deno.test("damage in the middle leaves at least what comes before", async () => {
  for (const name of ["stereo_16.flac", "stereo.mp3", "stereo.ogg"]) {
    const bytes = fixture(name);
    const at = bytes.length * 0.75;
    bytes.fill(0x55, at, at + 200);
    const decoded = await decode(bytes);
    const frames = decoded.channels[0]!.length;
    assert(frames > 3000, `${name}: ${frames} frames`);
  }
});

Deno.test("two files at the same time", async () => {
  const names = ["stereo_16.flac", "stereo.ogg", "stereo.mp3", "mono_24.flac"];
  const alone = [];
  for (const name of names) alone.push(await decode(fixture(name)));
  const together = await Promise.all(names.map((n) => decode(fixture(n))));
  assertEquals(together, alone);
});

Deno.test("a header without frames", async () => {
  const flac = fixture("mono_8.flac");
  // Metadata says 500 frames, and then nothing comes.
  const cut = await decode(flac.subarray(0, 8 + 34));
  assertEquals(warningCodes(cut), ["truncated", "no_samples"]);
  assertEquals(cut.channels, [new Float32Array(1)]);
});

Deno.test("what cannot be read says why and where", async () => {
  const deep = await decodingError(fixture("mono_20.flac"));
  assertEquals([deep.code, deep.byteOffset], ["unsupported", 20]);
  assertMatch(deep.message, /FLAC of 20 bits/);
  const opus = await decodingError(fixture("opus.ogg"));
  assertEquals([opus.code, opus.byteOffset], ["unsupported", 28]);
  assertMatch(opus.message, /Opus/);

  const flac = fixture("stereo_16.flac");
  assertEquals((await decodingError(flac.subarray(0, 30))).code, "corrupt");
  flac.fill(0, 18, 21); // the sampling rate
  const rate = await decodingError(flac);
  assertEquals([rate.code, rate.byteOffset], ["corrupt", 18]);

  const ogg = fixture("stereo.ogg");
  assertEquals((await decodingError(ogg.subarray(0, 20))).code, "corrupt");
  ogg[28 + 11] = 0; // the number of channels
  const channels = await decodingError(ogg);
  assertEquals([channels.code, channels.byteOffset], ["corrupt", 39]);
});

Deno.test("decoders do not print", async () => {
  const { error, log, warn } = console;
  const printed: unknown[] = [];
  const listen = (...words: unknown[]) => void printed.push(words);
  Object.assign(console, { error: listen, log: listen, warn: listen });
  try {
    for (const name of ["stereo_16.flac", "stereo.ogg", "stereo.mp3"]) {
      const bytes = fixture(name);
      for (let i = 2000; i < bytes.length; i += 97) bytes[i]! ^= 0xff;
      await decode(bytes).catch(() => {});
    }
    assertEquals(console.error, listen);
  } finally {
    Object.assign(console, { error, log, warn });
  }
  assertEquals(printed, []);
});
