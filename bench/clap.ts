/**
 * How many windows a second go through an audio-text model of the real size, against what runs it otherwise, in one
 * run:
 *
 *     deno task bench:clap
 *
 * `--files` (48) sounds of one window each, `--rounds` (5) of taking turns. `--python` is a Python that has
 * bench/requirements-clap.txt; without it a virtual environment is made in the cache folder the first time (torch is
 * large). The model has the real shape and random weights: bench/clap_model.py.
 *
 * - bare: onnxruntime-node in a loop over tensors that are ready (clap_bare.ts), half of it before and half after
 *   `roles`, so that a machine that gets busier favours neither.
 * - roles: `roles assign --no-cache` over the files, less the same over one file: reading, features, mel rows, model,
 *   roles. It starts anew each time.
 * - torch: transformers' feature extractor and model, reading the same files (clap_reference.py).
 *
 * Both peers run twice: with threads that spin while they wait, which is their default and is for machines with nothing
 * else to do, and with threads that sleep. The ratios are against whichever is faster in the round; they are medians of
 * the rounds, with the lowest and the highest. At the end the cache: `roles assign` over `--cached` (3000) files that it
 * has met before, whole runs from start to end.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { writeSounds } from "./clap_sounds.ts";
import { NAMES, Peer } from "./clap_peers.ts";
import {
  benchFolder,
  call,
  ensurePython,
  timed,
  type Timing,
} from "./python.ts";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const ROOT = fileURLToPath(new URL("..", import.meta.url));

const { values: options } = parseArgs({
  options: {
    files: { type: "string", default: "48" },
    rounds: { type: "string", default: "5" },
    cached: { type: "string", default: "3000" },
    python: { type: "string" },
  },
});
const [count, rounds, cached] = [
  options.files,
  options.rounds,
  options.cached,
].map(Number) as [number, number, number];
if (!(count >= 2 && rounds >= 1 && cached >= 2)) {
  console.error(
    "Usage: deno task bench:clap [--files N] [--rounds N] [--cached N] [--python PYTHON]",
  );
  Deno.exit(2);
}

const python = options.python ?? ensurePython(`${HERE}requirements-clap.txt`);
const models = ensureModels();
const folder = Deno.makeTempDirSync({ prefix: "roles_bench_" });
try {
  const cores = navigator.hardwareConcurrency;
  console.log(`${count} windows, ${cores} cores; ${rounds} rounds`);
  await measureModels();
  measureCache();
} finally {
  Deno.removeSync(folder, { recursive: true });
}

/** The folder with the models; they are made if they are not there. */
function ensureModels(): string {
  const models = `${benchFolder()}/clap-random-1`;
  try {
    Deno.statSync(models);
  } catch {
    console.error(`Making models in ${models} …`);
    Deno.mkdirSync(benchFolder(), { recursive: true });
    const part = `${models}.${Deno.pid}`;
    call(python, [`${HERE}clap_model.py`, part]);
    Deno.renameSync(part, models);
  }
  return models;
}

/** Prints windows a second of the whole model and of the quantised one. */
async function measureModels(): Promise<void> {
  const sounds = `${folder}/sounds`;
  Deno.mkdirSync(sounds);
  const list = `${folder}/list.txt`;
  Deno.writeTextFileSync(list, writeSounds(sounds, count).join("\n"));

  await using peers = new AsyncDisposableStack();
  const torches = [true, false].map((spin) =>
    Peer.torch(python, models, list, count, spin)
  );
  const bares = NAMES.map((name) =>
    [true, false].map((spin) =>
      Peer.bare(name, models, Math.ceil(count / 2), spin)
    )
  );
  for (const peer of [...torches, ...bares.flat()]) {
    peers.use(peer);
    await peer.warmUp();
  }
  const roles = { full: [] as Timing[], quantized: [] as Timing[] };
  for (let i = 0; i < rounds; i++) {
    for (const [n, name] of NAMES.entries()) {
      for (const bare of bares[n]!) await bare.pass();
      roles[name].push(rolesPass(name, sounds));
      for (const bare of bares[n]!.toReversed()) await bare.secondHalf();
    }
    for (const torch of torches) await torch.pass();
    console.error(`round ${i + 1} of ${rounds}`);
  }

  console.log("\n                              windows/s   CPU, ms a window");
  for (const { name, times } of torches) printRow(name, times);
  for (const [n, name] of NAMES.entries()) {
    for (const bare of bares[n]!) printRow(bare.name, bare.times);
    printRow(`roles, ${name}`, roles[name]);
  }
  console.log("\nroles against           by the clock          by CPU time");
  for (const [n, name] of NAMES.entries()) {
    printRatio(`bare, ${name}`, roles[name], bares[n]!);
    printRatio(`torch, ${name}`, roles[name], torches);
  }
}

/** A window of `roles assign`: all of the files less the first alone. */
function rolesPass(name: string, sounds: string): Timing {
  const flags = ["--no-cache", "--model", `${models}/${name}`];
  const one = assign([`${sounds}/00000.wav`, ...flags]);
  const all = assign([sounds, ...flags]);
  return {
    wall: (all.wall - one.wall) / (count - 1),
    cpu: (all.cpu - one.cpu) / (count - 1),
  };
}

/** A run of `roles assign` from its start to its end; seconds. */
function assign(args: readonly string[]): Timing {
  return timed(Deno.execPath(), [
    ...["run", "-q", "-P=roles", "main.ts", "assign", "--format", "jsonl"],
    ...["--device", "cpu", ...args],
  ], { cwd: ROOT, env: { ROLES_CACHE: `${folder}/cache` } });
}

/** Prints files a second of runs over files that are in the cache. */
function measureCache(): void {
  const sounds = `${folder}/many`;
  Deno.mkdirSync(sounds);
  writeSounds(sounds, cached);
  const run = () => assign([sounds, "--model", `${models}/small`]).wall;
  const first = run();
  const again = Array.from({ length: rounds }, run);
  console.log(
    `\ncache, ${cached} files: ${
      rate(first / cached)
    } files/s in the first run, ${
      rate(median(again) / cached)
    } in later ones (fastest ${rate(Math.min(...again) / cached)})`,
  );
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? sorted[half]!
    : (sorted[half - 1]! + sorted[half]!) / 2;
}

function rate(seconds: number): string {
  return (1 / seconds).toFixed(seconds < 0.1 ? 0 : 2);
}

function printRow(name: string, times: readonly Timing[]): void {
  const cpu = 1000 * median(times.map((t) => t.cpu));
  console.log(
    name.padEnd(27) +
      rate(median(times.map((t) => t.wall))).padStart(12) +
      cpu.toFixed(0).padStart(19),
  );
}

/** Prints how many times as fast `ours` is as the fastest of `peers`, round by round. */
function printRatio(
  name: string,
  ours: readonly Timing[],
  peers: readonly Peer[],
): void {
  const cell = (key: keyof Timing) => {
    const ratios = ours.map((time, i) =>
      Math.min(...peers.map(({ times }) => times[i]![key])) / time[key]
    );
    const [low, high] = [Math.min(...ratios), Math.max(...ratios)];
    return `${median(ratios).toFixed(2)} (${low.toFixed(2)}–${
      high.toFixed(2)
    })`;
  };
  console.log(
    name.padEnd(20) + cell("wall").padStart(16) + cell("cpu").padStart(21),
  );
}
