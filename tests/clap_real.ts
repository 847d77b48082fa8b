/**
 * The real model held against figures that others got from it:
 *
 *     deno task clap:real [--clip FILE] [--model NAME]
 *
 * Pulls clap-htsat-unfused-quantized (or takes `--model`, a name or a folder) and fetches the clip of the figures (or
 * takes `--clip`), then compares mel rows, vectors of the clip and of five texts, and which text is nearest: the
 * figures are tests/golden/clap_real.json. Exit status 0 if all hold, 1 if one does not or if it could not be run, 2
 * with a wrong option. The clip is fetched each time and kept nowhere: its licence is unclear.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { parseArgs } from "node:util";
import { decodeAudio } from "../src/audio/decode.ts";
import { bytesSource } from "../src/audio/source.ts";
import { embedAudio } from "../src/clap/embed_audio.ts";
import { openEmbedder } from "../src/clap/open.ts";
import { cosine, melError } from "../src/clap/testing/tiny.ts";
import { toMono } from "../src/dsp/mono.ts";
import { formatBytes } from "../src/models/errors.ts";
import { ModelStore } from "../src/models/store.ts";

interface RealGolden {
  readonly clip: { readonly sha256: string };
  readonly mel_rows: Readonly<Record<string, readonly number[]>>;
  readonly audio_embed: readonly number[];
  readonly text: readonly {
    readonly text: string;
    readonly text_embed: readonly number[];
  }[];
}

/** Its path below the hub's endpoint. */
const CLIP =
  "datasets/Xenova/transformers.js-docs/resolve/main/dog_barking.wav";

/** The clip has half of this, bytes. */
const MAX_CLIP = 1_000_000;

/** What must hold. A quantised model rounds differently from one processor to another, hence no more digits. */
const LIMITS = { melDb: 1e-3, cosine: 0.99, similarity: 0.05 };

let options;
try {
  options = parseArgs({
    options: {
      clip: { type: "string" },
      model: { type: "string", default: "clap-htsat-unfused-quantized" },
    },
  }).values;
} catch (error) {
  console.error((error as Error).message);
  console.error("Usage: deno task clap:real [--clip FILE] [--model NAME]");
  Deno.exit(2);
}

let checked;
try {
  checked = await check(options.model, options.clip);
} catch (error) {
  console.error(`not run: ${(error as Error).message}`);
  Deno.exit(1);
}
for (const { ok, what } of checked) {
  console.log(`${ok ? "ok  " : "FAIL"} ${what}`);
}
if (checked.some(({ ok }) => !ok)) Deno.exit(1);

interface Check {
  readonly ok: boolean;
  /** With the figure and its limit. */
  readonly what: string;
}

async function check(name: string, path: string | undefined): Promise<Check[]> {
  const golden: RealGolden = JSON.parse(
    Deno.readTextFileSync(new URL("golden/clap_real.json", import.meta.url)),
  );
  const store = ModelStore.open();
  const { missing } = await store.resolve(name);
  if (missing.length > 0) {
    const bytes = missing.reduce((sum, file) => sum + file.bytes, 0);
    console.error(`${name}: pulling ${formatBytes(bytes)}`);
  }
  await store.pull(name);
  const { files } = await store.resolve(name);
  const clip = path === undefined
    ? await fetchClip(store.hub)
    : await Deno.readFile(path);
  const sha256 = createHash("sha256").update(clip).digest("hex");
  const { channels, sampleRate } = await decodeAudio(bytesSource(clip), {
    maxDurationSec: 10,
  });
  const y = toMono(channels);

  const embedder = await openEmbedder({
    id: name,
    files,
    device: "cpu",
    batchSize: 1,
    threads: 0,
  });
  try {
    const checks: Check[] = [];
    if (sha256 === golden.clip.sha256) {
      const [window] = embedder.frontEnd.prepare(y);
      const off = melError(window!, golden.mel_rows, -60);
      checks.push(atMost("mel rows over −60 dB, dB off", off, LIMITS.melDb));
    } else {
      // Of the same sound at another rate, say: the vectors are still to agree.
      console.log(`-    mel rows: the clip has another sha256, ${sha256}`);
    }
    const sound = await embedAudio(embedder, y, sampleRate);
    checks.push(
      atLeast("clip, cosine", cosine(sound, golden.audio_embed), LIMITS.cosine),
    );
    const vectors = await embedder.embedText(golden.text.map((t) => t.text));
    const similarities = vectors.map((vector) => cosine(sound, vector));
    for (const [i, { text, text_embed }] of golden.text.entries()) {
      const expected = cosine(golden.audio_embed, text_embed);
      checks.push(
        atLeast(
          `"${text}", cosine`,
          cosine(vectors[i]!, text_embed),
          LIMITS.cosine,
        ),
        atMost(
          `"${text}" and the clip: ${similarities[i]!.toFixed(3)}, off`,
          Math.abs(similarities[i]! - expected),
          LIMITS.similarity,
        ),
      );
    }
    const best = golden.text[similarities.indexOf(Math.max(...similarities))]!;
    checks.push({
      ok: best === golden.text[0],
      what: `nearest text: "${best.text}"`,
    });
    return checks;
  } finally {
    await embedder.close();
  }
}

/** The clip from the hub, unless that may not be reached. */
async function fetchClip(
  { endpoint, offline }: ModelStore["hub"],
): Promise<Uint8Array<ArrayBuffer>> {
  const url = `${endpoint}/${CLIP}`;
  const byHand = `get it from there yourself and give --clip FILE`;
  if (offline) {
    throw new Error(`Cannot fetch ${url} (HF_HUB_OFFLINE is set): ${byHand}`);
  }
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(60_000) });
    if (!response.ok) {
      await response.body?.cancel();
      throw new Error(`status ${response.status}`);
    }
    bytes = new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    const { message, cause } = error as Error;
    const reason = cause instanceof Error ? cause.message : message;
    throw new Error(`Cannot fetch ${url} (${reason}): ${byHand}`);
  }
  if (bytes.length > MAX_CLIP) {
    throw new Error(
      `Cannot use ${url}: ${
        formatBytes(bytes.length)
      } is not the clip; give it with --clip FILE`,
    );
  }
  return bytes;
}

function atMost(what: string, value: number, limit: number): Check {
  return {
    ok: value <= limit,
    what: `${what} ${value.toPrecision(2)} (at most ${limit})`,
  };
}

function atLeast(what: string, value: number, limit: number): Check {
  return {
    ok: value >= limit,
    what: `${what} ${value.toFixed(4)} (at least ${limit})`,
  };
}
