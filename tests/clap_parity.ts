/**
 * How far the front end, the tokenizer and the embedder are from golden values.
 *
 *     deno run -q -P=test tests/clap_parity.ts --clap ../shared/clap [--reference FILE] [--model FOLDER]
 *
 * `--clap` is a folder with `standin` (a model), `golden` (clips and golden.json: mel rows of transformers, token ids,
 * embeddings) and `real` (a clip and golden.json: mel rows, and what the real quantised model gives). `--reference` is
 * what tests/data/clap-tiny/reference.py prints for the stand-in, `--model` the real quantised model, which is compared
 * with `real`.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { decodeAudio } from "../src/audio/decode.ts";
import { embedAudio } from "../src/clap/embed_audio.ts";
import type { Embedder } from "../src/clap/embedder.ts";
import { openEmbedder } from "../src/clap/open.ts";
import type { ModelFiles } from "../src/clap/open_options.ts";
import { cosine, melError } from "../src/clap/testing/tiny.ts";
import { readTokenizer } from "../src/clap/tokenizer.ts";
import { toMono } from "../src/dsp/mono.ts";
import { openFileSource } from "../src/file_source.ts";

interface Golden {
  readonly audio: readonly {
    readonly file: string;
    readonly mel_rows: Readonly<Record<string, readonly number[]>>;
    readonly audio_embeds: readonly number[];
  }[];
  readonly text: readonly {
    readonly text: string;
    readonly input_ids: readonly number[];
    readonly text_embeds: readonly number[];
  }[];
}

interface RealGolden {
  readonly audio: string;
  readonly texts: readonly string[];
  readonly audio_embed: readonly number[];
  readonly text_embeds: readonly (readonly number[])[];
  readonly mel_rows: Readonly<Record<string, readonly number[]>>;
}

const { values: options } = parseArgs({
  options: {
    clap: { type: "string" },
    reference: { type: "string" },
    model: { type: "string" },
  },
});
const { clap } = options;
if (clap === undefined) {
  console.error(
    "Usage: tests/clap_parity.ts --clap FOLDER [--reference FILE] [--model FOLDER]",
  );
  Deno.exit(2);
}

const standin = filesOf(`${clap}/standin`, "");
await withEmbedder(standin, async (embedder) => {
  console.log(`stand-in on ${embedder.provider}`);
  const golden: Golden = readJson(`${clap}/golden/golden.json`);
  await compare(embedder, golden, "golden.json");
  if (options.reference !== undefined) {
    await compare(embedder, readJson(options.reference), "the reference");
  }
  const real: RealGolden = readJson(`${clap}/real/golden.json`);
  const [window] = embedder.frontEnd.prepare(
    (await sound(`${clap}/real/${real.audio}`)).y,
  );
  console.log(`real/${real.audio}`);
  line("largest error of mel rows over −60 dB, dB", [
    melError(window!, real.mel_rows, -60),
  ]);
});

const { model } = options;
if (model !== undefined) {
  const real: RealGolden = readJson(`${clap}/real/golden.json`);
  await withEmbedder(filesOf(model, "_quantized"), async (embedder) => {
    const { y, sampleRate } = await sound(`${clap}/real/${real.audio}`);
    const texts = await embedder.embedText(real.texts);
    console.log(`real model on ${embedder.provider}: cosine with its figures`);
    line("sound", [
      cosine(await embedAudio(embedder, y, sampleRate), real.audio_embed),
    ]);
    line("texts", texts.map((text, i) => cosine(text, real.text_embeds[i]!)));
  });
}

/** Prints what the embedder makes of the golden clips and texts, beside the golden values. */
async function compare(embedder: Embedder, golden: Golden, name: string) {
  console.log(
    `${golden.audio.length} clips, ${golden.text.length} texts: ${name}`,
  );
  const errors: number[] = [];
  const sounds: number[] = [];
  for (const { file, mel_rows, audio_embeds } of golden.audio) {
    const { y } = await sound(`${clap}/golden/${file}`);
    const [window] = embedder.frontEnd.prepare(y);
    errors.push(melError(window!, mel_rows, -60));
    const [vector] = await embedder.embedWindows([window!]);
    sounds.push(cosine(vector!, audio_embeds));
  }
  const tokenize = await readTokenizer(standin.tokenizer!);
  const same = golden.text.filter(({ text, input_ids }) =>
    tokenize(text).join() === input_ids.join()
  );
  const vectors = await embedder.embedText(golden.text.map((t) => t.text));
  line("largest error of mel rows over −60 dB, dB", errors);
  line("texts with the same token ids", [same.length]);
  line("cosine of sounds", sounds);
  line(
    "cosine of texts",
    vectors.map((v, i) => cosine(v, golden.text[i]!.text_embeds)),
  );
}

function line(what: string, values: readonly number[]) {
  const show = (x: number) =>
    Math.abs(x) > 0 && Math.abs(x) < 0.001
      ? x.toExponential(1)
      : String(Math.round(x * 1e7) / 1e7);
  const [low, high] = [Math.min(...values), Math.max(...values)].map(show);
  console.log(`  ${what}: ${low === high ? low : `${low} to ${high}`}`);
}

async function withEmbedder(
  files: ModelFiles,
  use: (embedder: Embedder) => Promise<void>,
) {
  const embedder = await openEmbedder({
    id: "parity",
    files,
    device: "cpu",
    batchSize: 1,
    threads: 0,
  });
  try {
    await use(embedder);
  } finally {
    await embedder.close();
  }
}

function filesOf(folder: string, suffix: string): ModelFiles {
  return {
    audio_model: `${folder}/onnx/audio_model${suffix}.onnx`,
    text_model: `${folder}/onnx/text_model${suffix}.onnx`,
    tokenizer: `${folder}/tokenizer.json`,
    preprocessor_config: `${folder}/preprocessor_config.json`,
  };
}

async function sound(path: string) {
  using source = openFileSource(path);
  const { channels, sampleRate } = await decodeAudio(source, {
    maxDurationSec: 60,
  });
  return { y: toMono(channels), sampleRate };
}

function readJson<T>(path: string): T {
  return JSON.parse(Deno.readTextFileSync(path));
}
