import { assertEquals, assertMatch } from "@std/assert";
import fc from "fast-check";
import {
  decode,
  decodingError,
  fixture,
  int16Sums,
  warningCodes,
} from "./testing/decoding.ts";
import { aiffFile, interleave } from "./testing/files.ts";
import { asDecoded, drum } from "./testing/sounds.ts";

const SHORT = drum({ channels: 2, sampleRate: 44100, frames: 500 });
const EXPECTED = SHORT.map((channel) => asDecoded(channel, 16));

Deno.test("AIFF by sox, AIFF-C by ffmpeg", async () => {
  const files = ["stereo.aiff", "sowt.aifc", "float_32.aifc", "float_64.aifc"];
  for (const name of files) {
    const decoded = await decode(fixture(name));
    assertEquals(decoded.sampleRate, 44100, name);
    assertEquals(decoded.channels, EXPECTED, name);
    assertEquals(decoded.warnings, [], name);
  }
});

Deno.test("A-law and mu-law decode as libsndfile reads them", async () => {
  // By python-soundfile 0.14.0 (libsndfile 1.2.2).
  const golden: Record<string, [number, number]> = {
    "alaw.aifc": [175520, 264332121216],
    "mulaw.aifc": [167292, 264056030608],
  };
  for (const [name, sums] of Object.entries(golden)) {
    const decoded = await decode(fixture(name));
    assertEquals(decoded.sampleRate, 8000);
    assertEquals(decoded.channels[0]!.length, 1600);
    assertEquals(int16Sums(decoded), [sums]);
  }
});

Deno.test("integers of every depth, big- and little-endian", async () => {
  await fc.assert(fc.asyncProperty(
    fc.constantFrom(1, 2, 3, 4),
    fc.constantFrom(undefined, "NONE", "twos", "sowt"),
    fc.integer({ min: 1, max: 8 }),
    fc.integer({ min: 1, max: 30 }),
    fc.constantFrom(4000, 22050, 44100, 192000),
    fc.boolean(),
    async (bytes, codec, channels, frames, sampleRate, soundFirst) => {
      const sound = drum({ channels, sampleRate, frames });
      const data = interleave(sound, bytes, { littleEndian: codec === "sowt" });
      const decoded = await decode(aiffFile({
        ...(codec === undefined ? {} : { codec }),
        channels,
        sampleRate,
        bits: bytes * 8,
        frames,
        data,
        soundFirst,
        skip: frames % 3,
      }));
      assertEquals(decoded.sampleRate, sampleRate);
      assertEquals(decoded.warnings, []);
      assertEquals(
        decoded.channels,
        sound.map((channel) => asDecoded(channel, bytes * 8)),
      );
    },
  ));
});

Deno.test("a long sound chunk before the format", async () => {
  const sound = drum({ channels: 2, sampleRate: 44100, frames: 50_000 });
  const data = interleave(sound, 2, { littleEndian: false });
  const decoded = await decode(
    aiffFile({ channels: 2, frames: 50_000, data, soundFirst: true }),
  );
  assertEquals(decoded.channels, sound.map((x) => asDecoded(x, 16)));
});

Deno.test("unsigned bytes, as old QuickTime wrote them", async () => {
  const mono = [SHORT[0]!];
  const data = interleave(mono, 1, { unsigned: true });
  const decoded = await decode(
    aiffFile({ codec: "raw ", bits: 8, frames: 500, data }),
  );
  assertEquals(decoded.channels, [asDecoded(SHORT[0]!, 8)]);
});

Deno.test("a fractional sampling rate is rounded", async () => {
  const data = interleave([SHORT[0]!], 2, { littleEndian: false });
  const decoded = await decode(
    aiffFile({ sampleRate: 22254 + 6 / 11, frames: 500, data }),
  );
  assertEquals(decoded.sampleRate, 22255);
});

Deno.test("chunks before the format do not matter, odd ones neither", async () => {
  const data = interleave(SHORT, 2, { littleEndian: false });
  for (const unpadded of [false, true]) {
    const name = { id: "NAME", data: new Uint8Array(5).fill(65), unpadded };
    const decoded = await decode(
      aiffFile({ channels: 2, frames: 500, data, beforeCommon: [name] }),
    );
    assertEquals(decoded.channels, EXPECTED);
  }
});

Deno.test("a cut file gives what is left, and says so", async () => {
  const data = interleave(SHORT, 2, { littleEndian: false });
  const whole = aiffFile({ channels: 2, frames: 500, data });
  const start = whole.length - data.length;
  for (let end = start + 4; end < whole.length; end += 9) {
    const decoded = await decode(whole.subarray(0, end));
    const frames = Math.floor((end - start) / 4);
    assertEquals(warningCodes(decoded), ["truncated"]);
    assertEquals(decoded.channels, EXPECTED.map((x) => x.subarray(0, frames)));
  }
});

Deno.test("more frames claimed than the sound chunk holds", async () => {
  const data = interleave(SHORT, 2, { littleEndian: false });
  const decoded = await decode(
    aiffFile({ channels: 2, frames: 0xffffffff, data, claims: 0xffffffff }),
  );
  assertEquals(decoded.channels, EXPECTED);
  assertEquals(warningCodes(decoded), ["truncated"]);
});

Deno.test("a streamed file, whose count of frames is 0, is read to its end", async () => {
  const data = interleave(SHORT, 2, { littleEndian: false });
  const decoded = await decode(aiffFile({ channels: 2, frames: 0, data }));
  assertEquals(decoded.channels, EXPECTED);
  assertEquals(decoded.warnings, []);
});

Deno.test("no frames and no sound chunk is one zero sample", async () => {
  const whole = aiffFile({ frames: 0, data: new Uint8Array(0) });
  const decoded = await decode(whole.subarray(0, whole.length - 16));
  assertEquals(decoded.channels, [new Float32Array(1)]);
  assertEquals(warningCodes(decoded), ["no_samples"]);
});

Deno.test("what cannot be read says why and where", async () => {
  const data = new Uint8Array(8);
  const errors = [
    [{ codec: "ima4" }, "unsupported", 38, /AIFF-C with codec "ima4"/],
    [{ bits: 40 }, "corrupt", 26, /40 bits a sample/],
    [{ bits: 0 }, "corrupt", 26, /0 bits a sample/],
    [{ channels: 0 }, "corrupt", 20, /0 channels/],
    [{ channels: 9000 }, "corrupt", 20, /9000 channels/],
    [{ sampleRate: 0 }, "corrupt", 28, /sampling rate of 0 Hz/],
    [{ sampleRate: 2e6 }, "corrupt", 28, /2000000 Hz/],
  ] as const;
  for (const [spec, code, offset, message] of errors) {
    const error = await decodingError(aiffFile({ frames: 4, data, ...spec }));
    assertEquals([error.code, error.byteOffset], [code, offset]);
    assertMatch(error.message, message);
  }
  const whole = aiffFile({ frames: 4, data });
  assertEquals((await decodingError(whole.subarray(0, 30))).code, "corrupt");
  assertEquals((await decodingError(whole.subarray(0, 16))).code, "corrupt");
  assertEquals((await decodingError(whole.subarray(0, 40))).code, "no_audio");
});
