import { assert, assertEquals, assertMatch } from "@std/assert";
import { OTHER_AUDIO_EXTENSIONS, READABLE_EXTENSIONS } from "./formats.ts";
import { decodingError } from "./testing/decoding.ts";
import { ascii, concat, numbers, wavFile } from "./testing/files.ts";
import { randomNumbers } from "./testing/sounds.ts";

Deno.test("an empty file", async () => {
  const error = await decodingError(new Uint8Array(0));
  assertEquals([error.code, error.byteOffset], ["empty", 0]);
});

Deno.test("what is not audio is told by its first bytes", async () => {
  const error = await decodingError(ascii("<html><body>404</body></html>"));
  assertEquals([error.code, error.byteOffset], ["unknown_format", 0]);
  assertMatch(error.message, /begins with 3c 68 74 6d 6c 3e 3c 62/);
  assertEquals((await decodingError(ascii("x"))).code, "unknown_format");
});

Deno.test("random bytes are not taken for MP3", async () => {
  const random = randomNumbers(7);
  for (let i = 0; i < 50; i++) {
    const bytes = Uint8Array.from({ length: 20_000 }, () => random() * 256);
    bytes[0] = 1;
    assertEquals((await decodingError(bytes)).code, "unknown_format");
  }
});

Deno.test("containers of something else", async () => {
  const avi = concat(ascii("RIFF"), numbers("4", [4]), ascii("AVI "));
  const video = await decodingError(avi);
  assertEquals([video.code, video.byteOffset], ["unknown_format", 8]);
  assertMatch(video.message, /type "AVI ", not WAVE/);
  const amiga = concat(ascii("FORM"), numbers("4", [4]), ascii("8SVX"));
  assertEquals((await decodingError(amiga)).code, "unknown_format");
});

Deno.test("audio of other kinds is named", async () => {
  const heads: Record<string, Uint8Array> = {
    "M4A/MP4": concat(numbers("4", [32], false), ascii("ftypM4A ")),
    CAF: ascii("caff\0\x01\0\0"),
    WavPack: ascii("wvpk\0\0\0\0"),
    "Windows Media Audio": Uint8Array.of(
      ...[0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11],
    ),
    AAC: Uint8Array.of(0xff, 0xf1, 0x50, 0x80, 0x10, 0x1f, 0xfc),
  };
  for (const [name, head] of Object.entries(heads)) {
    const error = await decodingError(concat(head, new Uint8Array(100)));
    assertEquals(error.code, "unsupported", name);
    assert(error.message.startsWith(name), error.message);
  }
});

Deno.test("a file that is only tags", async () => {
  const tag = ascii("ID3\x03\0\0\0\0\0\x0a0123456789");
  const error = await decodingError(tag);
  assertEquals([error.code, error.byteOffset], ["no_audio", 20]);
});

Deno.test("a WAV header cut anywhere says so", async () => {
  const whole = wavFile({ data: new Uint8Array(4) });
  const codes = [];
  for (let end = 4; end < 44; end++) {
    const error = await decodingError(whole.subarray(0, end));
    codes.push(error.code);
    assertEquals(error.byteOffset, end, error.message);
  }
  assertEquals(new Set(codes.slice(0, 32)), new Set(["corrupt"]));
  assertEquals(new Set(codes.slice(32)), new Set(["no_audio"]));
});

Deno.test("WAV headers that cannot be true", async () => {
  const data = new Uint8Array(400);
  const specs = [
    [{ channels: 0, blockSize: 2 }, 22, /0 channels/],
    [{ channels: 300 }, 22, /300 channels/],
    [{ sampleRate: 0 }, 24, /sampling rate of 0 Hz/],
    [{ sampleRate: 999 }, 24, /999 Hz/],
    [{ sampleRate: 1_000_001 }, 24, /1000001 Hz/],
    [{ blockSize: 0 }, 32, /0 bytes a block/],
    [{ blockSize: 3 }, 32, /3 bytes a block/],
    [{ blockSize: 65535, channels: 2 }, 32, /65535 bytes a block/],
    [{ bits: 0 }, 34, /0 bits/],
    [{ bits: 48 }, 34, /48 bits/],
    [{ codec: 3, bits: 16 }, 34, /16 bits/],
    [{ codec: 6, bits: 16 }, 34, /16 bits/],
    [{ codec: 0x11, bits: 4, blockSize: 0 }, 32, /0 bytes a block/],
    [{ codec: 0x11, bits: 4, blockSize: 6 }, 32, /6 bytes a block/],
  ] as const;
  for (const [spec, offset, message] of specs) {
    const error = await decodingError(wavFile({ data, ...spec }));
    assertEquals([error.code, error.byteOffset], ["corrupt", offset]);
    assertMatch(error.message, message);
  }
});

Deno.test("WAV codecs that are not read are named", async () => {
  const data = new Uint8Array(400);
  const specs = [
    [{ codec: 2, bits: 4, blockSize: 256 }, /Microsoft ADPCM/],
    [{ codec: 0x55, bits: 0, blockSize: 1 }, /MP3/],
    [{ codec: 0x1234 }, /codec 0x1234/],
    [{ codec: 0x11, bits: 3, blockSize: 256 }, /3 bits/],
    [{ codec: 0xfffe, extension: new Uint8Array(24) }, /extensible/],
  ] as const;
  for (const [spec, message] of specs) {
    const error = await decodingError(wavFile({ data, ...spec }));
    assertEquals(error.code, "unsupported");
    assertMatch(error.message, message);
  }
});

Deno.test("chunks without end are given up", async () => {
  const chunk = concat(ascii("junk"), numbers("4", [0]));
  const many = Array.from({ length: 20_000 }, () => chunk);
  const head = concat(ascii("RIFF"), numbers("4", [0]), ascii("WAVE"));
  const error = await decodingError(concat(head, ...many));
  assertEquals(error.code, "corrupt");
  assertMatch(error.message, /more than 10000 chunks/);
});

Deno.test("extensions are lower-case, without a dot, and on one list", () => {
  for (const extension of [...READABLE_EXTENSIONS, ...OTHER_AUDIO_EXTENSIONS]) {
    assertMatch(extension, /^[a-z0-9]+$/);
  }
  for (const extension of READABLE_EXTENSIONS) {
    assert(!OTHER_AUDIO_EXTENSIONS.has(extension), extension);
  }
});
