import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import wavefile from "wavefile";
import { decodeAudio } from "../audio/decode.ts";
import { bytesSource } from "../audio/source.ts";
import { wavBytes } from "./wav_bytes.ts";

Deno.test("a written WAV reads back within half a step of 16 bits", async () => {
  await fc.assert(fc.asyncProperty(
    fc.array(
      fc.tuple(
        fc.float({ min: -1, max: 1, noNaN: true }),
        fc.float({ min: -1, max: 1, noNaN: true }),
      ),
      { minLength: 1, maxLength: 300 },
    ),
    fc.constantFrom(8000, 44100, 48000, 96000),
    async (frames, sampleRate) => {
      const channels = [0, 1].map((c) =>
        Float32Array.from(frames, (frame) => frame[c]!)
      );
      const read = await decodeAudio(
        bytesSource(wavBytes(channels, sampleRate)),
        { maxDurationSec: 10 },
      );
      assertEquals(read.sampleRate, sampleRate);
      assertEquals(read.warnings, []);
      for (const [c, samples] of channels.entries()) {
        for (const [i, x] of samples.entries()) {
          const wanted = Math.round(x * 32767) / 32768;
          assert(Math.abs(read.channels[c]![i]! - wanted) < 1e-7);
        }
      }
    },
  ));
});

Deno.test("another reader agrees with the header; what is beyond full scale is cut off", () => {
  const bytes = wavBytes([Float32Array.of(2, -2, 0)], 22050);
  const { WaveFile } = wavefile;
  const wave = new WaveFile(bytes);
  assertEquals(wave.bitDepth, "16");
  assertEquals(
    [...wave.getSamples(false, Int16Array) as unknown as Int16Array],
    [32767, -32767, 0],
  );
  assertEquals((wave.fmt as { sampleRate: number }).sampleRate, 22050);
});
