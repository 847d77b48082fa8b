/**
 * The model that comes with the tool: its graphs, tokenizer and front end give what PyTorch gives, and it knows the
 * registry's entry as its own.
 */
import { assert, assertEquals } from "@std/assert";
import { cosine } from "../../src/clap/testing/tiny.ts";
import { CLIPS } from "../../src/clap/testing/clips.ts";
import { loadPrompts, promptTexts } from "../../src/clap/prompts.ts";
import { openEmbedder } from "../../src/clap/open.ts";
import { readTokenizer } from "../../src/clap/tokenizer.ts";
import { modelDigest } from "../../src/models/model.ts";
import { ModelStore } from "../../src/models/store.ts";

/** What models/training/golden.py got from PyTorch. */
interface Golden {
  readonly audio: readonly {
    readonly clip: string;
    readonly audio_embeds: readonly number[];
  }[];
  readonly text: readonly {
    readonly text: string;
    readonly input_ids: readonly number[];
    readonly text_embeds: readonly number[];
  }[];
}

const GOLDEN: Golden = JSON.parse(
  Deno.readTextFileSync(
    new URL("../../tests/golden/drum_clap_mini.json", import.meta.url),
  ),
);

const store = ModelStore.open();
const model = await store.resolve("drum-clap-mini");

Deno.test("the files are those of the registry, under 6 MB", async () => {
  const checks = await store.verify("drum-clap-mini");
  assertEquals(checks.map(({ status }) => status), ["ok", "ok", "ok", "ok"]);
  const bytes = checks.reduce((sum, check) => sum + check.bytes!, 0);
  assert(bytes < 6e6, `${bytes} bytes`);
});

Deno.test("tokens are those of training; words that it did not have are [UNK]", async () => {
  const tokenize = await readTokenizer(model.files.tokenizer);
  for (const { text, input_ids } of GOLDEN.text) {
    assertEquals(tokenize(text), input_ids, text);
  }
  assertEquals(tokenize("xylophone"), [1]);
});

Deno.test("it knows every word of the default prompts", async () => {
  const tokenize = await readTokenizer(model.files.tokenizer);
  for (const text of promptTexts(await loadPrompts("default"))) {
    assert(!tokenize(text).includes(1), text);
  }
});

Deno.test("vectors of sounds and texts are those of PyTorch", async () => {
  const embedder = await openEmbedder({
    id: await modelDigest(model, "audio"),
    files: model.files,
    device: "cpu",
    batchSize: 8,
    threads: 1,
  });
  try {
    assertEquals(embedder.dimension, 128);
    for (const { clip, audio_embeds } of GOLDEN.audio) {
      const y = CLIPS[clip]!().subarray(0, 48000);
      const windows = embedder.frontEnd.prepare(y);
      const [vector] = await embedder.embedWindows(windows);
      const likeness = cosine(vector!, audio_embeds);
      assert(likeness >= 0.9999, `"${clip}": ${likeness}`);
    }
    const vectors = await embedder.embedText(
      GOLDEN.text.map(({ text }) => text),
    );
    for (const [i, { text, text_embeds }] of GOLDEN.text.entries()) {
      const likeness = cosine(vectors[i]!, text_embeds);
      assert(likeness >= 0.9999, `"${text}": ${likeness}`);
    }
    // A word that training did not have changes nothing.
    const [known, more] = await embedder.embedText([
      "a snare drum",
      "a zorblat snare drum",
    ]);
    assert(cosine(known!, more!) >= 0.9999);
    const [none] = await embedder.embedText(["!?"]);
    assert(none!.every(Number.isFinite));
  } finally {
    await embedder.close();
  }
});
