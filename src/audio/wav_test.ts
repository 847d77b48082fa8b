import { assert, assertEquals, assertMatch } from "@std/assert";
import fc from "fast-check";
import wavefile from "wavefile";
import { decodeAudio } from "./decode.ts";
import { bytesSource } from "./source.ts";
import {
  decode,
  fixture,
  int16Sums,
  warningCodes,
} from "./testing/decoding.ts";
import { asDecoded, drum, quantise } from "./testing/sounds.ts";
import {
  ascii,
  type ChunkSpec,
  ds64,
  extensible,
  interleave,
  numbers,
  wavFile,
} from "./testing/files.ts";

const SOUND = { channels: 2, sampleRate: 44100, frames: 300 };
const [LEFT, RIGHT] = drum(SOUND) as [Float64Array, Float64Array];
const PCM16 = interleave([LEFT, RIGHT], 2);
const EXPECTED = [asDecoded(LEFT, 16), asDecoded(RIGHT, 16)];

/** What wavefile calls each encoding, and its full scale; integers are signed but for 8 bits. */
const ENCODINGS = [
  { code: "8", bits: 8, offset: 128 },
  { code: "16", bits: 16, offset: 0 },
  { code: "24", bits: 24, offset: 0 },
  { code: "32", bits: 32, offset: 0 },
  { code: "32f", bits: undefined, offset: 0 },
  { code: "64", bits: undefined, offset: 0 },
] as const;

Deno.test("PCM and float of every depth decode as wavefile wrote them", async () => {
  await fc.assert(fc.asyncProperty(
    fc.constantFrom(...ENCODINGS),
    fc.constantFrom("RIFF", "RIFX", "RF64"),
    fc.integer({ min: 1, max: 8 }),
    fc.constantFrom(4000, 11025, 22050, 44100, 44101, 96000, 192000),
    fc.array(fc.double({ min: -1, max: 1, noNaN: true }), {
      minLength: 1,
      maxLength: 40,
    }),
    async ({ code, bits, offset }, container, count, sampleRate, values) => {
      // wavefile rounds wrongly what is not a float already.
      const frames = Float64Array.from(values, Math.fround);
      const stored = bits === undefined
        ? frames
        : quantise(frames, bits).map((x) => x + offset);
      // Each channel is the first one, shifted by its number.
      const channels = Array.from(
        { length: count },
        (_, c) => stored.map((_, i) => stored[(i + c) % stored.length]!),
      );
      const file = new wavefile.WaveFile();
      file.fromScratch(count, sampleRate, code, channels, { container });
      const decoded = await decode(file.toBuffer());
      const scale = bits === undefined ? 1 : 2 ** (bits - 1);
      assertEquals(decoded.sampleRate, sampleRate);
      assertEquals(decoded.warnings, []);
      assertEquals(
        decoded.channels,
        channels.map((channel) =>
          Float32Array.from(channel, (x) => (x - offset) / scale)
        ),
      );
    },
  ));
});

Deno.test("A-law and mu-law decode as wavefile does, all 256 codes", async () => {
  const codes = Uint8Array.from({ length: 256 }, (_, i) => i);
  for (const [codec, bitDepth] of [[6, "8a"], [7, "8m"]] as const) {
    const bytes = wavFile({ codec, bits: 8, data: codes });
    const file = new wavefile.WaveFile(bytes);
    if (bitDepth === "8a") file.fromALaw();
    else file.fromMuLaw();
    const samples = file.getSamples() as unknown as Float64Array;
    const decoded = await decode(bytes);
    assertEquals(decoded.channels, [
      Float32Array.from(samples, (x) => x / 32768),
    ]);
  }
});

Deno.test("files of other programs decode as libsndfile reads them", async () => {
  // By python-soundfile 0.14.0 (libsndfile 1.2.2).
  const golden: [string, number, [number, number][]][] = [
    ["alaw.wav", 1600, [[184200, 264505331008]]],
    ["mulaw.wav", 1600, [[170388, 264243029200]]],
    ["ima_mono.wav", 2041, [[111721, 260810860997]]],
    ["ima_stereo.wav", 9153, [
      [963028, 1449819497404],
      [910578, 1449559811506],
    ]],
  ];
  for (const [name, frames, sums] of golden) {
    const decoded = await decode(fixture(name));
    assertEquals(decoded.channels[0]!.length, frames, name);
    assertEquals(int16Sums(decoded), sums, name);
  }
});

Deno.test("an ADPCM block with a step that does not exist", async () => {
  const block = (index: number) =>
    wavFile({
      codec: 0x11,
      bits: 4,
      blockSize: 8,
      data: Uint8Array.of(0, 1, index, 0, 0x17, 0x2c, 0x35, 0x4f),
    });
  assertEquals(await decode(block(255)), await decode(block(88)));
});

Deno.test("RF64 by ffmpeg and extensible 24 bits by sox", async () => {
  const short = drum({ channels: 2, sampleRate: 44100, frames: 500 });
  assertEquals(
    (await decode(fixture("rf64.wav"))).channels,
    short.map((channel) => asDecoded(channel, 16)),
  );
  const fine = drum({ channels: 1, sampleRate: 96000, frames: 2000 });
  assertEquals(
    (await decode(fixture("extensible_24.wav"))).channels,
    fine.map((channel) => asDecoded(channel, 24)),
  );
});

Deno.test("valid bits of an extensible file do not change the scale", async () => {
  const data = interleave([LEFT], 3);
  const decoded = await decode(wavFile({
    codec: 0xfffe,
    bits: 24,
    extension: extensible(1, 20),
    data,
  }));
  assertEquals(decoded.channels, [asDecoded(LEFT, 24)]);
});

Deno.test("24 bits in four bytes", async () => {
  const data = interleave([LEFT], 4);
  const decoded = await decode(wavFile({ bits: 24, blockSize: 4, data }));
  assertEquals(decoded.channels, [asDecoded(LEFT, 32)]);
});

const ODD: ChunkSpec = { id: "note", data: ascii("odd") };
const LIST: ChunkSpec = { id: "LIST", data: ascii("INFOISFT\x04\0\0\0test") };
const BEXT: ChunkSpec = { id: "bext", data: new Uint8Array(602) };
const SMPL: ChunkSpec = { id: "smpl", data: new Uint8Array(36) };
const HUGE: ChunkSpec = { id: "JUNK", data: new Uint8Array(200_001) };

Deno.test("chunks around the data do not matter", async () => {
  const layouts = {
    odd: { beforeData: [ODD], afterData: [ODD] },
    unpadded: { beforeData: [{ ...ODD, unpadded: true }] },
    "unpadded list": {
      beforeFormat: [{ id: "LIST", data: ascii("INFOx"), unpadded: true }],
    },
    studio: { beforeFormat: [BEXT], beforeData: [LIST], afterData: [SMPL] },
    junk: { beforeFormat: [HUGE], beforeData: [HUGE, HUGE] },
    second: { afterData: [{ id: "data", data: new Uint8Array(100) }] },
  };
  for (const [name, layout] of Object.entries(layouts)) {
    const decoded = await decode(
      wavFile({ channels: 2, data: PCM16, ...layout }),
    );
    assertEquals(decoded.channels, EXPECTED, name);
    assertEquals(decoded.warnings, [], name);
  }
});

Deno.test("data before the format", async () => {
  const sound = wavFile({ channels: 2, data: PCM16 });
  const format = sound.slice(12, 36);
  const data = sound.slice(36);
  const swapped = new Uint8Array(sound);
  swapped.set(data, 12);
  swapped.set(format, 12 + data.length);
  assertEquals((await decode(swapped)).channels, EXPECTED);
});

Deno.test("samples at an odd offset", async () => {
  const data = interleave([LEFT], 4);
  const bytes = wavFile({
    bits: 32,
    data,
    beforeData: [{ ...ODD, unpadded: true }],
  });
  assertEquals((await decode(bytes)).channels, [asDecoded(LEFT, 32)]);
});

Deno.test("a streamed file, whose data size was never filled in, is read to its end", async () => {
  for (const claims of [0, 0xffffffff]) {
    const decoded = await decode(
      wavFile({ channels: 2, data: PCM16, claims }),
    );
    assertEquals(decoded.channels, EXPECTED);
    assertEquals(decoded.warnings, []);
  }
});

Deno.test("RF64 takes its data size from ds64", async () => {
  const half = PCM16.length / 2;
  const spec = {
    container: "BW64",
    channels: 2,
    data: PCM16,
    claims: 0xffffffff,
  } as const;
  const decoded = await decode(
    wavFile({ ...spec, beforeFormat: [ds64(half)] }),
  );
  assertEquals(decoded.channels, EXPECTED.map((x) => x.subarray(0, 150)));
  const huge = await decode(
    wavFile({ ...spec, beforeFormat: [ds64(5 * 2 ** 32)] }),
  );
  assertEquals(huge.channels, EXPECTED);
  assertMatch(huge.warnings[0]!.message, /claims 21474836480 bytes/);
});

Deno.test("a header that claims 4 GB gives what is there", async () => {
  const decoded = await decode(
    wavFile({ channels: 2, data: PCM16, claims: 0xfffffff0 }),
  );
  assertEquals(decoded.channels, EXPECTED);
  assertEquals(decoded.warnings, [{
    code: "truncated",
    message: "data chunk claims 4294967280 bytes, the file has 1200 of them",
  }]);
});

Deno.test("a file cut anywhere in its data gives what is left, and says so", async () => {
  const whole = wavFile({ channels: 2, data: PCM16 });
  for (let end = 44; end < whole.length; end += 7) {
    const decoded = await decode(whole.subarray(0, end));
    const frames = Math.floor((end - 44) / 4);
    assertEquals(warningCodes(decoded)[0], "truncated");
    assertEquals(
      decoded.channels,
      frames === 0
        ? [new Float32Array(1)]
        : EXPECTED.map((x) => x.subarray(0, frames)),
    );
  }
});

Deno.test("a sound of no samples is one zero sample", async () => {
  for (
    const bytes of [
      wavFile({ data: new Uint8Array(0) }),
      wavFile({ data: new Uint8Array(0), afterData: [LIST] }),
      wavFile({
        codec: 0x11,
        bits: 4,
        blockSize: 256,
        data: new Uint8Array(0),
      }),
    ]
  ) {
    const decoded = await decode(bytes);
    assertEquals(decoded.channels, [new Float32Array(1)]);
    assertEquals(warningCodes(decoded), ["no_samples"]);
  }
});

Deno.test("one sample", async () => {
  const decoded = await decode(wavFile({ data: numbers("2", [0x4000]) }));
  assertEquals(decoded.channels, [Float32Array.of(0.5)]);
  assertEquals(decoded.warnings, []);
});

Deno.test("samples that are no numbers become zero", async () => {
  const bad = [NaN, Infinity, -Infinity, 1e30, -1e30];
  const data = new Uint8Array(Float32Array.of(0.5, ...bad, -3).buffer);
  const decoded = await decode(wavFile({ codec: 3, bits: 32, data }));
  assertEquals(decoded.channels, [Float32Array.of(0.5, 0, 0, 0, 0, 0, -3)]);
  assertEquals(warningCodes(decoded), ["non_finite"]);
  assertMatch(decoded.warnings[0]!.message, /^5 samples/);
  // Finite as a double, not as a float.
  const double = new Uint8Array(Float64Array.of(1e300, 0.25).buffer);
  assertEquals(
    (await decode(wavFile({ codec: 3, bits: 64, data: double }))).channels,
    [Float32Array.of(0, 0.25)],
  );
});

Deno.test("only the first seconds are read, in few reads of bounded size", async () => {
  const minutes = wavFile({
    channels: 2,
    data: new Uint8Array(44100 * 4 * 60),
  });
  const { read, size } = bytesSource(minutes);
  const reads: number[] = [];
  const decoded = await decodeAudio({
    size,
    read(offset, length) {
      const bytes = read(offset, length).slice();
      reads.push(bytes.length);
      return bytes;
    },
  }, { maxDurationSec: 0.5 });
  assertEquals(decoded.channels.map((x) => x.length), [22050, 22050]);
  assertEquals(reads, [65536, 88200]);
});

Deno.test("a source may fill one buffer again and again", async () => {
  const data = interleave(drum({ ...SOUND, frames: 300_000 }), 4);
  const bytes = wavFile({ bits: 32, channels: 2, data, beforeData: [HUGE] });
  const buffer = new Uint8Array(1 << 20);
  const decoded = await decodeAudio({
    size: bytes.length,
    read(offset, length) {
      assert(length <= buffer.length, `asked for ${length} bytes`);
      const part = bytes.subarray(offset, offset + length);
      buffer.fill(0xaa);
      buffer.set(part);
      return buffer.subarray(0, part.length);
    },
  }, { maxDurationSec: 10 });
  assertEquals(decoded.channels, (await decode(bytes, 10)).channels);
  assertEquals(decoded.channels[0]!.length, 300_000);
});

Deno.test("a file that shrinks while it is read gives what was read", async () => {
  const whole = wavFile({ channels: 2, data: new Uint8Array(400_000) });
  const source = bytesSource(whole.subarray(0, 200_044));
  const decoded = await decodeAudio({ ...source, size: whole.length }, {
    maxDurationSec: 2,
  });
  assertEquals(decoded.channels.map((x) => x.length), [50_000, 50_000]);
});
