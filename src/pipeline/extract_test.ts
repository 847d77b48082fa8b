import { assert, assertEquals, assertRejects } from "@std/assert";
import { configFromDict, resolveConfig } from "../config/load.ts";
import { EmbedderError } from "../clap/embedder.ts";
import type { FeatureConfig } from "../evidence.ts";
import { openModel } from "../model.ts";
import { ModelStore } from "../models/store.ts";
import { DSPFeatures } from "../types.ts";
import { extractChunk, packOutcomes, unpackOutcomes } from "./chunk.ts";
import type { WorkerReply } from "./worker.ts";
import { extractAll, type Extracted, outcomesOf } from "./extract.ts";
import { extractFile, type FileToRead } from "./extract_file.ts";
import { WorkerPool } from "./worker_pool.ts";

const { config } = await resolveConfig({});

const file = (path: string): FileToRead => ({
  path,
  filepath: path,
  error: null,
});

/** 16-bit mono WAV of a decaying sine, 8 kHz: enough for every feature. */
function tone(hertz: number): Uint8Array {
  const samples = Int16Array.from(
    { length: 2000 },
    (_, i) =>
      20000 * Math.sin(2 * Math.PI * hertz * i / 8000) * Math.exp(-i / 500),
  );
  const bytes = new Uint8Array(44 + samples.byteLength);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode("RIFF    WAVEfmt "));
  view.setUint32(4, bytes.length - 8, true);
  view.setUint32(16, 16, true);
  view.setUint32(20, 0x00010001, true); // PCM, mono
  view.setUint32(24, 8000, true);
  view.setUint32(28, 16000, true);
  view.setUint32(32, 0x00100002, true); // 2 bytes a frame, 16 bits
  bytes.set(new TextEncoder().encode("data"), 36);
  view.setUint32(40, samples.byteLength, true);
  bytes.set(new Uint8Array(samples.buffer), 44);
  return bytes;
}

async function inFolder(
  test: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("outcomes come through packing as they were", () =>
  inFolder(async (folder) => {
    Deno.writeFileSync(`${folder}/a.wav`, tone(200));
    Deno.writeFileSync(`${folder}/cut.wav`, tone(300).subarray(0, 1000));
    Deno.writeTextFileSync(`${folder}/text.wav`, "text");
    const known = { code: "io", message: "known before", byte_offset: 7 };
    const files = [
      file(`${folder}/a.wav`),
      file(`${folder}/text.wav`),
      { ...file(`${folder}/a.wav`), error: known },
      file(`${folder}/cut.wav`),
    ];
    const outcomes = unpackOutcomes(
      packOutcomes(await extractChunk(files, config)),
    );
    for (const [i, f] of files.entries()) {
      assertEquals(outcomes[i], await extractFile(f, config));
    }
    assert(outcomes[0]!.error === null);
    assert(outcomes[0]!.features instanceof DSPFeatures);
    assertEquals(outcomes[2]!.error, known);
    assert(outcomes[3]!.error === null);
    assertEquals(outcomes[3]!.warnings.map(({ code }) => code), ["truncated"]);
  }));

Deno.test("workers give what this thread gives, in order, for any number of files", () =>
  inFolder(async (folder) => {
    const files = Array.from({ length: 70 }, (_, i) => {
      const path = `${folder}/${i}.wav`;
      Deno.writeFileSync(path, i % 9 === 4 ? new Uint8Array(i) : tone(50 + i));
      return file(path);
    });
    const collect = async (n: number, jobs: number) => {
      const all: Extracted[] = [];
      for await (
        const x of extractAll(files.slice(0, n), {
          config,
          jobs,
          model: null,
          store: null,
        })
      ) {
        all.push(x);
      }
      return all;
    };
    const here = await collect(70, 1);
    assertEquals(here.map((x) => x.file), files);
    assertEquals(await collect(70, 3), here);
    for (const n of [0, 1, 32, 33, 64]) {
      assertEquals(await collect(n, 2), here.slice(0, n));
    }
  }));

/** The evidence of all files, by the model of a configuration. */
async function heard(
  files: readonly FileToRead[],
  jobs: number,
  dict: Record<string, unknown> = {},
  meanwhile = () => {},
): Promise<Extracted[]> {
  const config = await configFromDict({ clap: dict });
  const notices: string[] = [];
  const model = (await openModel(config, {
    cache: null,
    offline: true,
    onNotice: (message) => notices.push(message),
  }))!;
  try {
    meanwhile();
    const all: Extracted[] = [];
    for await (
      const x of extractAll(files, { config, jobs, model, store: null })
    ) {
      all.push(x);
    }
    assertEquals(notices, [`${model.name} runs on cpu`]);
    return all;
  } finally {
    await model.close();
  }
}

Deno.test("embeddings are the same bytes wherever the model runs, whatever the jobs", () =>
  inFolder(async (folder) => {
    const files = Array.from({ length: 37 }, (_, i) => {
      const path = `${folder}/${i}.wav`;
      Deno.writeFileSync(path, i === 11 ? new Uint8Array(i) : tone(50 + 9 * i));
      return file(path);
    });
    const one = await heard(files, 1);
    assertEquals(one.map((x) => x.file), files);
    for (const { evidence } of one) {
      assert(evidence === null || evidence.embedding?.length === 128);
    }
    assertEquals(await heard(files, 3), one);
    // One place for all: threads were asked for, or the files are few.
    assertEquals(await heard(files, 2, { threads: 2 }), one);
    assertEquals(await heard(files.slice(0, 5), 2), one.slice(0, 5));
  }));

Deno.test("a model that fails in the workers ends the run with its own words", () =>
  inFolder(async (folder) => {
    const { files: { audio_model, ...others } } = await ModelStore.open()
      .resolve("drum-clap-mini");
    Deno.mkdirSync(`${folder}/onnx`);
    Deno.copyFileSync(audio_model, `${folder}/onnx/audio_model.onnx`);
    for (const path of Object.values(others)) {
      const parts = path.split(/[\\/]/);
      const below = parts.at(-2) === "onnx" ? parts.slice(-2) : parts.slice(-1);
      Deno.copyFileSync(path, `${folder}/${below.join("/")}`);
    }
    const files = Array.from({ length: 40 }, (_, i) => {
      Deno.writeFileSync(`${folder}/${i}.wav`, tone(50 + i));
      return file(`${folder}/${i}.wav`);
    });
    const model_id = folder;
    await heard(files, 2, { model_id });
    await assertRejects(
      () =>
        heard(files, 2, { model_id }, () => {
          Deno.writeTextFileSync(`${folder}/onnx/audio_model.onnx`, "no model");
        }),
      EmbedderError,
      `Cannot open the model "${folder}/onnx/audio_model.onnx"`,
    );
  }));

Deno.test("more files than may be under way at once stay in order", async () => {
  const files = Array.from({ length: 1000 }, (_, i) => file(`no/${i}.wav`));
  const order: FileToRead[] = [];
  const options = { config, jobs: 2, model: null, store: null };
  for await (const extracted of extractAll(files, options)) {
    order.push(extracted.file);
  }
  assertEquals(order, files);
});

Deno.test("a run that is given up leaves no worker behind", async () => {
  // The sanitizers of the test runner would see one.
  const files = Array.from({ length: 300 }, (_, i) => file(`no/${i}.wav`));
  for await (
    const { error } of extractAll(files, {
      config,
      jobs: 2,
      model: null,
      store: null,
    })
  ) {
    assertEquals(error?.code, "not_found");
    break;
  }
});

Deno.test("a worker that dies is an error of the file it died over", () =>
  inFolder(async (folder) => {
    for (const name of ["a", "b", "deadly", "c"]) {
      Deno.writeFileSync(`${folder}/${name}.wav`, tone(100));
    }
    using pool = new WorkerPool<readonly FileToRead[], WorkerReply>(
      new URL("./testing/mortal_worker.ts", import.meta.url),
      2,
      { audio: config.audio, dsp: config.dsp } satisfies FeatureConfig,
    );
    const files = ["a", "b", "deadly", "c", "missing"].map((name) =>
      file(`${folder}/${name}.wav`)
    );
    const outcomes = await outcomesOf(files, pool);
    assertEquals(
      outcomes.map(({ error }) => error?.code ?? null),
      [null, null, "internal", null, "not_found"],
    );
    assert(outcomes[2]!.error!.message.includes("out of memory"));
  }));

Deno.test("what is no regular file is refused without being opened", {
  ignore: Deno.build.os === "windows",
}, () =>
  inFolder(async (folder) => {
    const pipe = `${folder}/pipe.wav`;
    const { success } = await new Deno.Command("mkfifo", { args: [pipe] })
      .output();
    assert(success);
    for (const path of [pipe, folder, "/dev/null"]) {
      const { error } = await extractFile(file(path), config);
      assertEquals(error?.code, "unsupported");
    }
  }));
