/**
 * The devices of this machine: windows a second at each batch size against the CPU of the same run, whether their
 * vectors agree with its, and what happens when a batch is too large.
 *
 *     deno task bench:gpu
 *
 * `--model` (drum-clap-mini) is a name of `roles model list` or a folder; `--devices` (all that start) and `--batches`
 * (1,2,4,8,16,32,64) are lists; `--seconds` (2) is the least time of a figure. The windows are made of noise and
 * tones, ready before the clock starts: what is timed is the model, through the tool's own embedder.
 *
 * Afterwards the batch is doubled from the largest one on, up to `--most` windows (4096; 0 leaves this out), until the
 * device cannot run it: what it said, and that all vectors came all the same, with fewer windows at once.
 *
 * Exit status 1 if a device's vectors are further from the CPU's than a cosine of 1 − 1e-3.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { cacheRoot } from "../src/cache/location.ts";
import { cudaFolder } from "../src/clap/cuda.ts";
import type { Device } from "../src/clap/devices.ts";
import type { Embedder } from "../src/clap/embedder.ts";
import { openEmbedder } from "../src/clap/open.ts";
import type { ModelFiles } from "../src/clap/open_options.ts";
import { dot } from "../src/clap/pooling.ts";
import { ModelStore } from "../src/models/store.ts";

const DEVICES = ["cpu", "cuda", "dml", "coreml", "webgpu"] as const;
const AGREEMENT = 1 - 1e-3;

const { values: options } = parseArgs({
  options: {
    model: { type: "string", default: "drum-clap-mini" },
    devices: { type: "string", default: DEVICES.join() },
    batches: { type: "string", default: "1,2,4,8,16,32,64" },
    seconds: { type: "string", default: "2" },
    most: { type: "string", default: "4096" },
  },
});
const batches = options.batches.split(",").map(Number);
const [seconds, most] = [Number(options.seconds), Number(options.most)];
const devices = options.devices.split(",").filter((name) => name !== "cpu");
const usable = batches.every((n) => Number.isInteger(n) && n >= 1) &&
  seconds > 0 && most >= 0 &&
  devices.every((name) => (DEVICES as readonly string[]).includes(name));
if (!usable) {
  console.error(
    "Usage: deno task bench:gpu [--model NAME] [--devices cuda,webgpu] [--batches 1,8,64] [--seconds N] [--most N]",
  );
  Deno.exit(2);
}

const root = cacheRoot();
const store = new ModelStore({ root });
const { files, name } = await store.resolve(options.model);
const { memory } = Deno.permissions.querySync({
    name: "sys",
    kind: "systemMemoryInfo",
  }).state === "granted"
  ? { memory: `${(Deno.systemMemoryInfo().total / 1e9).toFixed(0)} GB` }
  : { memory: "memory not known" };
console.log(
  `${name} on ${Deno.build.target}, ${navigator.hardwareConcurrency} threads, ${memory}, Deno ${Deno.version.deno}`,
);

const cpu = await open("cpu", 1, files);
const sounds = makeWindows(Math.min(64, Math.max(...batches)), cpu);
const right = await cpu.embedWindows(copies(sounds, sounds.length));
const reference = await speed(cpu, 1);
await cpu.close();
console.log(`\ncpu                  ${reference.toFixed(1)} windows/s`);

let agreed = true;
for (const device of devices as Device[]) await measure(device);
Deno.exit(agreed ? 0 : 1);

async function open(
  device: Device,
  batchSize: number,
  { audio_model, preprocessor_config }: ModelFiles,
  onWarning: (message: string) => void = () => {},
): Promise<Embedder> {
  return await openEmbedder({
    id: name,
    files: { audio_model, preprocessor_config },
    device,
    batchSize,
    threads: 0,
    cuda: cudaFolder(root),
    libraries: root,
    onWarning,
  });
}

/** Windows that differ: a tone of its own each, in noise. */
function makeWindows(count: number, { frontEnd }: Embedder): Float32Array[] {
  let state = 1;
  return Array.from({ length: count }, (_, n) =>
    frontEnd.prepare(
      Float32Array.from({ length: frontEnd.sampleRate / 2 }, (_, i) => {
        state = (Math.imul(1664525, state) + 1013904223) >>> 0;
        const t = i / frontEnd.sampleRate;
        return Math.exp(-(4 + n % 9) * t) *
          (0.7 * Math.sin(2 * Math.PI * 60 * 1.1 ** n * t) +
            0.3 * (state / 2 ** 31 - 1));
      }),
    )[0]!);
}

/** So many windows, over and over the same. */
function copies(windows: readonly Float32Array[], count: number) {
  return Array.from(
    { length: count },
    (_, i) => windows[i % windows.length]!.slice(),
  );
}

/** Windows a second. One run before the clock starts. */
async function speed(embedder: Embedder, batch: number): Promise<number> {
  await embedder.embedWindows(copies(sounds, batch));
  let count = 0;
  const start = performance.now();
  let elapsed: number;
  do {
    await embedder.embedWindows(copies(sounds, batch));
    count += batch;
    elapsed = (performance.now() - start) / 1000;
  } while (elapsed < seconds);
  return count / elapsed;
}

/** Prints what there is to know of a device. */
async function measure(device: Device): Promise<void> {
  for (const batch of batches) {
    const warnings: string[] = [];
    let embedder: Embedder;
    try {
      embedder = await open(device, batch, files, (w) => warnings.push(w));
    } catch (error) {
      console.log(`\n${device.padEnd(20)} ${(error as Error).message}`);
      return;
    }
    if (batch === batches[0]) {
      console.log(
        `\n${
          device.padEnd(20)
        }  windows/s     against the CPU  lowest cosine with the CPU's`,
      );
    }
    const cosine = lowest(
      await embedder.embedWindows(copies(sounds, sounds.length)),
    );
    agreed &&= cosine >= AGREEMENT;
    const rate = await speed(embedder, batch);
    console.log(
      `  batch ${String(batch).padEnd(12)} ${rate.toFixed(1).padStart(10)} ${
        (rate / reference).toFixed(2).padStart(16)
      }x  ${cosine.toFixed(7)}${cosine < AGREEMENT ? "  TOO LOW" : ""}${
        embedder.provider === device ? "" : `  on ${embedder.provider}`
      }`,
    );
    for (const warning of warnings) console.log(`    ${warning}`);
    await embedder.close();
  }
  await overload(device);
}

function lowest(vectors: readonly Float32Array[]): number {
  return Math.min(
    1,
    ...vectors.map((vector, i) => dot(vector, right[i % right.length]!)),
  );
}

/** Doubles the batch until the device cannot run it. */
async function overload(device: Device): Promise<void> {
  for (let batch = 2 * Math.max(...batches); batch <= most; batch *= 2) {
    const warnings: string[] = [];
    const embedder = await open(device, batch, files, (w) => warnings.push(w));
    try {
      const cosine = lowest(await embedder.embedWindows(copies(sounds, batch)));
      agreed &&= cosine >= AGREEMENT;
      console.log(
        `  ${batch} at once: all vectors, on ${embedder.provider}, lowest cosine ${
          cosine.toFixed(7)
        }`,
      );
    } catch (error) {
      console.log(`  ${batch} at once: ${(error as Error).message}`);
      return;
    } finally {
      await embedder.close();
    }
    if (warnings.length === 0) continue;
    for (const warning of warnings) console.log(`    ${warning}`);
    return;
  }
}
