import { assert, assertEquals } from "@std/assert";
import { join, resolve } from "node:path";
import { decodeAudio } from "../audio/decode.ts";
import { bytesSource } from "../audio/source.ts";
import { fileSounds } from "./file_sounds.ts";
import { gatherSounds } from "./sounds.ts";
import { wavBytes } from "./wav_bytes.ts";

const KIT = resolve(import.meta.dirname!, "../../examples/kit");

/** The bytes of a data URI, and its type. */
function carried(audio: string | null): { type: string; bytes: Uint8Array } {
  const [, type, base64] = /^data:([^;]+);base64,(.*)$/.exec(audio!)!;
  return { type: type!, bytes: Uint8Array.fromBase64(base64!) };
}

Deno.test("without embedding, the page links to the file by a way from its own folder", async () => {
  const sounds = fileSounds({ page: join(KIT, "out/page.html"), embed: false });
  const preview = await sounds.preview(join(KIT, "drums/kick_808.wav"));
  assertEquals(preview!.href, "./../drums/kick_808.wav");
  assertEquals(preview!.audio, null);
  assertEquals(preview!.outline.length, 80);
  assert(!preview!.cut && preview!.seconds > 0.1 && preview!.seconds < 4);
});

Deno.test("a link holds any name", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const name = `javascript:"<b>' #?%41 \u202e鼓.wav`;
    const file = join(folder, name);
    await Deno.writeFile(file, wavBytes([Float32Array.of(0, 0.5)], 8000));
    const sounds = fileSounds({ page: join(folder, "p.html"), embed: false });
    const { href } = (await sounds.preview(file))!;
    assert(/^\.\/[\w.~!*'()%-]+$/.test(href!), href!);
    const address = new URL(href!, `file://${folder}/`);
    assertEquals(decodeURIComponent(address.pathname), file);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("an embedded sound is what the file holds: compressed as it is, else as WAV", async () => {
  const sounds = fileSounds({ page: "page.html", embed: true });
  const flac = join(KIT, "hats/open.flac");
  const kept = carried((await sounds.preview(flac))!.audio);
  assertEquals(kept.type, "audio/flac");
  assertEquals(kept.bytes, await Deno.readFile(flac));

  const wav = join(KIT, "drums/kick_808.wav");
  const preview = (await sounds.preview(wav))!;
  assertEquals(preview.href, null);
  const made = carried(preview.audio);
  assertEquals(made.type, "audio/wav");
  const read = (bytes: Uint8Array) =>
    decodeAudio(bytesSource(bytes), { maxDurationSec: 4 });
  const there = await read(made.bytes);
  const here = await read(await Deno.readFile(wav));
  assertEquals(there.sampleRate, here.sampleRate);
  assertEquals(there.channels.length, here.channels.length);
  for (const [i, x] of here.channels[0]!.entries()) {
    assert(Math.abs(there.channels[0]![i]! - x) < 1e-4);
  }
});

Deno.test("what is carried stays within the budget; the rest is linked to", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const files = ["a", "b", "c"].map((name) => join(folder, `${name}.wav`));
    for (const file of files) {
      await Deno.writeFile(file, wavBytes([new Float32Array(1000)], 8000));
    }
    const size = 2044;
    const bank = await gatherSounds(
      files,
      fileSounds({
        page: join(folder, "p.html"),
        embed: true,
        maxEmbeddedBytes: 2 * size,
      }),
    );
    assertEquals(
      files.map((file) => bank.get(file)!.href),
      [null, null, "./c.wav"],
    );
    assert(bank.embeds && bank.links);
    assertEquals(Object.keys(bank.data.audio), ["0", "1"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a long sound is cut and says so; a huge one is never carried", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const write = async (name: string, seconds: number, rate: number) => {
      const file = join(folder, name);
      const samples = new Float32Array(seconds * rate).fill(0.1);
      await Deno.writeFile(file, wavBytes([samples, samples], rate));
      return file;
    };
    const sounds = fileSounds({ page: join(folder, "p.html"), embed: true });
    const long = (await sounds.preview(await write("long.wav", 6, 8000)))!;
    assertEquals([long.cut, long.seconds], [true, 4]);
    assertEquals(carried(long.audio).bytes.length, 44 + 4 * 8000 * 4);
    const exact = (await sounds.preview(await write("four.wav", 4, 8000)))!;
    assertEquals([exact.cut, exact.seconds], [false, 4]);
    const huge = (await sounds.preview(await write("huge.wav", 5, 192000)))!;
    assertEquals([huge.audio, huge.href], [null, "./huge.wav"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a file that is gone or broken has no preview", async () => {
  const sounds = fileSounds({ page: "page.html", embed: true });
  assertEquals(await sounds.preview(join(KIT, "none.wav")), null);
  assertEquals(await sounds.preview(join(KIT, "LICENSE")), null);
  const bank = await gatherSounds([join(KIT, "none.wav")], sounds);
  assertEquals([bank.embeds, bank.links], [false, false]);
});
