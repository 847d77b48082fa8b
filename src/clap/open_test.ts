import { assert, assertEquals, assertRejects } from "@std/assert";
import { embedAudio } from "./embed_audio.ts";
import { DeviceError, type Embedder, EmbedderError } from "./embedder.ts";
import { createFrontEnd } from "./front_end.ts";
import { openEmbedder, readFrontEnd } from "./open.ts";
import type { OpenOptions } from "./open_options.ts";
import type { ModelFiles } from "./open_options.ts";
import { CLIPS } from "./testing/clips.ts";
import {
  cosine,
  readGolden,
  TINY_FILES,
  TINY_QUANTIZED,
  tinyPath,
} from "./testing/tiny.ts";
import { readTokenizer } from "./tokenizer.ts";

const GOLDEN = readGolden();
const OPTIONS: OpenOptions = {
  id: "tiny",
  files: TINY_FILES,
  device: "cpu",
  batchSize: 8,
  threads: 1,
};

/** Opens, uses and closes the small model. */
async function using<T>(
  options: Partial<OpenOptions>,
  use: (embedder: Embedder) => Promise<T>,
): Promise<T> {
  const embedder = await openEmbedder({ ...OPTIONS, ...options });
  try {
    return await use(embedder);
  } finally {
    await embedder.close();
  }
}

/** The first window of every clip. */
const FRONT_END = createFrontEnd(await readFrontEnd(TINY_FILES));
const WINDOWS = GOLDEN.audio.map(({ clip }) =>
  FRONT_END.prepare(CLIPS[clip]!())[0]!
);

Deno.test("the embeddings of sounds are onnxruntime's", async () => {
  await using({}, async (embedder) => {
    assertEquals(embedder.provider, "cpu");
    assertEquals(embedder.dimension, 48);
    const vectors = await embedder.embedWindows(WINDOWS);
    for (const [i, { clip, audio_embeds }] of GOLDEN.audio.entries()) {
      const similarity = cosine(vectors[i]!, audio_embeds);
      assert(similarity > 0.9999, `${clip}: ${similarity}`);
      const length = Math.hypot(...vectors[i]!);
      assert(Math.abs(length - 1) < 1e-6, `${clip}: length ${length}`);
    }
  });
});

Deno.test("token ids are those of tokenizers, embeddings of texts onnxruntime's", async () => {
  const tokenize = await readTokenizer(TINY_FILES.tokenizer);
  const texts = GOLDEN.text.map(({ text }) => text);
  for (const { text, input_ids } of GOLDEN.text) {
    assertEquals(tokenize(text), [...input_ids]);
  }
  await using({}, async (embedder) => {
    assertEquals(
      await embedder.countTokens(texts),
      GOLDEN.text.map(({ input_ids }) => input_ids.length),
    );
    const [one, ...rest] = await Promise.all([
      embedder.embedText(texts),
      ...texts.map((text) => embedder.embedText([text])),
    ]);
    assertEquals(rest.map(([vector]) => vector), one);
    for (const [i, { text, text_embeds }] of GOLDEN.text.entries()) {
      const similarity = cosine(one![i]!, text_embeds);
      assert(similarity > 0.9999, `${text}: ${similarity}`);
    }
    assertEquals(await embedder.embedText([]), []);
  });
});

Deno.test("a text model with an attention mask gives the same", async () => {
  const texts = GOLDEN.text.map(({ text }) => text);
  const text_model = tinyPath("onnx/text_model_masked.onnx");
  await using(
    { files: { ...TINY_FILES, text_model } },
    async (embedder) => {
      const vectors = await embedder.embedText(texts);
      for (const [i, { text, text_embeds }] of GOLDEN.text.entries()) {
        const similarity = cosine(vectors[i]!, text_embeds);
        assert(similarity > 0.9999, `${text}: ${similarity}`);
      }
    },
  );
});

Deno.test("the same bits for any batch size, threads and company, quantised or not", async () => {
  for (const audio_model of [TINY_FILES.audio_model, TINY_QUANTIZED]) {
    const files = { ...TINY_FILES, audio_model };
    const alone = await using({ files }, (embedder) =>
      Promise.all(
        WINDOWS.map(async (window) =>
          (await embedder.embedWindows([window]))[0]!
        ),
      ));
    for (const [batchSize, threads] of [[3, 2], [64, 0]] as const) {
      assertEquals(
        await using(
          { files, batchSize, threads },
          (embedder) => embedder.embedWindows(WINDOWS),
        ),
        alone,
      );
    }
  }
});

Deno.test("auto runs on something, and says on what", async () => {
  await using({ device: "auto" }, async (embedder) => {
    assert(
      ["cpu", "cuda", "webgpu", "coreml", "dml"].includes(embedder.provider),
      embedder.provider,
    );
    const [vector] = await embedder.embedWindows(
      embedder.frontEnd.prepare(CLIPS["kick"]!()),
    );
    const { audio_embeds } = GOLDEN.audio.find((a) => a.clip === "kick")!;
    assert(cosine(vector!, audio_embeds) > 0.999);
  });
});

Deno.test("a sound at its own rate is resampled, a long one pooled", async () => {
  await using({}, async (embedder) => {
    const kick = CLIPS["kick"]!();
    const [own] = await embedder.embedWindows(embedder.frontEnd.prepare(kick));
    assertEquals(await embedAudio(embedder, kick, 48000, "mean"), own);
    // The same sweep, sampled at 44.1 kHz.
    const slow = Float32Array.from({ length: 12026 }, (_, i) => {
      const t = i / 44100;
      return 0.9 * Math.exp(-12 * t) *
        Math.sin(2 * Math.PI * (50 * t - 8 * Math.exp(-30 * t)));
    });
    const similarity = cosine(
      await embedAudio(embedder, slow, 44100, "mean"),
      own!,
    );
    assert(similarity > 0.999, `${similarity}`);

    const long = CLIPS["eleven seconds"]!();
    const mean = await embedAudio(embedder, long, 48000, "mean");
    const max = await embedAudio(embedder, long, 48000, "max");
    const [a, b] = await embedder.embedWindows(embedder.frontEnd.prepare(long));
    assert(cosine(mean, a!.map((x, i) => x + b![i]!)) > 0.999999);
    assert(cosine(max, a!.map((x, i) => Math.max(x, b![i]!))) > 0.999999);
  });
});

/** What opening and using these files throws. */
async function failure(
  files: Partial<ModelFiles>,
  use: (embedder: Embedder) => Promise<unknown> = () => Promise.resolve(),
  options: Partial<OpenOptions> = {},
): Promise<string> {
  const error = await assertRejects(
    () => using({ ...options, files: { ...TINY_FILES, ...files } }, use),
    EmbedderError,
  );
  assert(!error.message.includes("\n"), error.message);
  return error.message;
}

Deno.test("files that are no such model are told by name, with what is wrong", async () => {
  const { audio_model, text_model, tokenizer } = TINY_FILES;
  const absent = tinyPath("absent");
  const cases: [Partial<ModelFiles>, ...string[]][] = [
    [{ audio_model: absent }, `Cannot open the model "${absent}"`, "exist"],
    [{ audio_model: tokenizer }, `Cannot open the model "${tokenizer}"`],
    [
      { audio_model: text_model },
      `Cannot use "${text_model}" as a sound model: its inputs are "input_ids", not "input_features"`,
    ],
    [{ preprocessor_config: absent }, `Cannot read "${absent}"`],
    [{ preprocessor_config: tokenizer }, "feature_extractor_type"],
  ];
  for (const [files, ...words] of cases) {
    const message = await failure(files);
    for (const word of words) assert(message.includes(word), message);
  }
  const texts: [Partial<ModelFiles>, string][] = [
    [{ text_model: absent }, `Cannot open the model "${absent}"`],
    [{ text_model: audio_model }, "as a text model: its inputs are"],
    [{ tokenizer: absent }, `Cannot read the tokenizer "${absent}"`],
    [
      { tokenizer: TINY_FILES.preprocessor_config },
      "Cannot read the tokenizer",
    ],
  ];
  for (const [files, words] of texts) {
    const message = await failure(files, (e) => e.embedText(["a"]));
    assert(message.includes(words), message);
  }
});

Deno.test("a sound model of other windows than preprocessor_config.json's is told", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const path = `${folder}/preprocessor_config.json`;
    const config = JSON.parse(
      await Deno.readTextFile(TINY_FILES.preprocessor_config),
    );
    await Deno.writeTextFile(
      path,
      JSON.stringify({ ...config, feature_size: 32 }),
    );
    const message = await failure({ preprocessor_config: path });
    assert(
      message.includes("[batch_size, 1, 1001, 64], not [batch, 1, 1001, 32]"),
      message,
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a model without its text half embeds sounds, and says what a text needs", async () => {
  const { audio_model, preprocessor_config } = TINY_FILES;
  const files = { audio_model, preprocessor_config };
  await using({ files }, async (embedder) => {
    assertEquals(
      (await embedder.embedWindows(WINDOWS)).length,
      9,
    );
    await assertRejects(
      () => embedder.embedText(["a"]),
      EmbedderError,
      "came without tokenizer.json",
    );
  });
  await using(
    { files: { ...files, tokenizer: TINY_FILES.tokenizer } },
    (e) =>
      assertRejects(
        () => e.embedText(["a"]),
        EmbedderError,
        "came without onnx/text_model.onnx",
      ),
  );
});

Deno.test("512 tokens are embedded, 513 refused", async () => {
  await using({}, async (embedder) => {
    // A letter that merges with no other: one token each, and the two ends.
    const text = "q".repeat(510);
    assertEquals(await embedder.countTokens([text]), [512]);
    assertEquals((await embedder.embedText([text])).length, 1);
    await assertRejects(
      () => embedder.embedText(["short", text + "q"]),
      EmbedderError,
      "it has 513 tokens, the model takes 512",
    );
  });
});

Deno.test("a device that this platform cannot have is refused, with what it needs", async () => {
  const device = Deno.build.os === "darwin" ? "dml" : "coreml";
  const error = await assertRejects(
    () => openEmbedder({ ...OPTIONS, device }),
    DeviceError,
  );
  assert(error.message.startsWith(`Cannot run the model on ${device}: `));
  assert(error.message.includes("it needs"), error.message);
});

Deno.test({
  name:
    "a device whose libraries are not there is an error, never another device",
  // Where CUDA is installed it starts.
  ignore: Deno.build.os !== "linux" || Deno.build.arch !== "x86_64" ||
    exists("/dev/nvidiactl"),
  fn: async () => {
    const error = await assertRejects(
      () => openEmbedder({ ...OPTIONS, device: "cuda" }),
      DeviceError,
    );
    assert(error.message.includes("an NVIDIA driver"), error.message);
    assert(error.message.endsWith("or use --device cpu"), error.message);
  },
});

Deno.test("a closed embedder says so", async () => {
  const embedder = await openEmbedder(OPTIONS);
  await embedder.close();
  await embedder.close();
  await assertRejects(
    () => embedder.embedWindows(WINDOWS),
    EmbedderError,
    "the embedder is closed",
  );
});

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}
