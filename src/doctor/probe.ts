/**
 * Whether a device really runs a model: opened, run, timed, compared with the CPU.
 *
 * @module
 */
import { join } from "node:path";
import { cudaFolder, type CudaState } from "../clap/cuda.ts";
import { type Device, reasonOf } from "../clap/devices.ts";
import { createFrontEnd } from "../clap/front_end.ts";
import { OnnxClient } from "../clap/onnx_client.ts";
import { readFrontEnd } from "../clap/open.ts";
import type { ModelFiles } from "../clap/open_options.ts";
import { dot, l2Normalize } from "../clap/pooling.ts";

/** What a probe finds. */
export interface Probe {
  readonly problem: string | null;
  /** Whether the device did not answer in time, or ended its process: asking it again would too. */
  readonly stuck: boolean;
  readonly open_ms: number | null;
  readonly first_ms: number | null;
  readonly warm_ms: number | null;
  readonly agreement: number | null;
  readonly operators: Readonly<Record<string, number>> | null;
  readonly cuda: CudaState | null;
}

/** What a probe needs. */
export interface ProbeOptions {
  readonly files: ModelFiles;
  /** The cache's folder: CUDA's libraries, and those of a compiled `roles`, stand below it. */
  readonly root: string | null;
  /** Time for everything, milliseconds. */
  readonly limitMs: number;
}

/** Nothing found yet. */
export const NOTHING: Probe = {
  problem: null,
  stuck: false,
  open_ms: null,
  first_ms: null,
  warm_ms: null,
  agreement: null,
  operators: null,
  cuda: null,
};

/** Runs after the first one, and the time for them. */
const WARM_RUNS = 5;
const WARM_MS = 2000;

/** Devices by the names that the runtime's profile has for them. */
const PROVIDERS: Readonly<Record<string, Device>> = {
  CPUExecutionProvider: "cpu",
  CUDAExecutionProvider: "cuda",
  WebGpuExecutionProvider: "webgpu",
  CoreMLExecutionProvider: "coreml",
  DmlExecutionProvider: "dml",
};

/**
 * Probes a device in a worker of this process. One that hangs is left behind when the time is over; one that crashes
 * takes the process with it.
 */
export async function probe(
  device: Device,
  options: ProbeOptions,
): Promise<Probe> {
  const client = new OnnxClient();
  let found: Probe = NOTHING;
  const note = (more: Partial<Probe>) => found = { ...found, ...more };
  const seconds = options.limitMs / 1000;
  const late = new Error(`it did not answer in ${seconds} s`);
  const timer = setTimeout(() => {
    note({ stuck: true });
    client.stop(late);
  }, options.limitMs);
  try {
    await measure(client, device, options, note);
    await client.close();
  } catch (error) {
    note({ problem: reasonOf((error as Error).message) });
    if (!found.stuck) await client.close();
  } finally {
    clearTimeout(timer);
  }
  return found;
}

async function measure(
  client: OnnxClient,
  device: Device,
  { files, root }: ProbeOptions,
  note: (more: Partial<Probe>) => void,
): Promise<void> {
  const { inputShape, ...frontEnd } = createFrontEnd(await readFrontEnd(files));
  const window = frontEnd.prepare(testSound(frontEnd.sampleRate))[0]!;
  using profile = profileFolder();
  const open = (device: Device, profile?: string) =>
    client.call({
      op: "open",
      tower: "audio",
      path: files.audio_model,
      device,
      threads: navigator.hardwareConcurrency,
      ...(profile === undefined ? {} : { profile }),
    });
  const run = () =>
    client.call({
      op: "run",
      tower: "audio",
      data: window.slice(),
      dims: [1, ...inputShape],
    });

  await client.call({ op: "start", libraries: root, cuda: cudaFolder(root) });
  if (device === "cuda") note({ cuda: await client.call({ op: "cuda" }) });
  note({ open_ms: (await timed(() => open(device, profile.prefix))).ms });
  const first = await timed(run);
  note({ first_ms: first.ms });
  const operators = profile.read();
  note({ operators });
  const times: number[] = [];
  const end = performance.now() + WARM_MS;
  do times.push((await timed(run)).ms); while (
    times.length < WARM_RUNS && performance.now() < end
  );
  note({ warm_ms: median(times) });

  const vector = first.value;
  if (!vector.every(Number.isFinite)) {
    throw new Error("it gives what is not a number");
  }
  if (device === "cpu") return;
  await open("cpu");
  const cosine = dot(l2Normalize(vector), l2Normalize(await run()));
  note({ agreement: Math.min(1, cosine) });
  if (operators !== null && (operators[device] ?? 0) === 0) {
    throw new Error("it leaves every operator of the model to the CPU");
  }
}

/** A struck tone of half a second. */
function testSound(sampleRate: number): Float32Array {
  return Float32Array.from({ length: sampleRate / 2 }, (_, i) => {
    const t = i / sampleRate;
    return Math.exp(-8 * t) *
      (Math.sin(2 * Math.PI * 180 * t) +
        0.3 * Math.sin(2 * Math.PI * 3100 * t));
  });
}

async function timed<T>(
  work: () => Promise<T>,
): Promise<{ value: T; ms: number }> {
  const start = performance.now();
  const value = await work();
  return { value, ms: performance.now() - start };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

/** A folder for the runtime's profile; without one where none can be written. */
function profileFolder(): Disposable & {
  readonly prefix?: string;
  /** How many operators ran on each device. */
  read(): Record<string, number> | null;
} {
  let folder: string;
  try {
    folder = Deno.makeTempDirSync({ prefix: "roles-doctor-" });
  } catch {
    return { read: () => null, [Symbol.dispose]() {} };
  }
  return {
    prefix: join(folder, "profile"),
    read() {
      const [entry] = Deno.readDirSync(folder);
      return entry === undefined
        ? null
        : countOperators(Deno.readTextFileSync(join(folder, entry.name)));
    },
    [Symbol.dispose]() {
      Deno.removeSync(folder, { recursive: true });
    },
  };
}

/** Counts each operator once, however often it ran. */
function countOperators(profile: string): Record<string, number> {
  const events: {
    name: string;
    args?: { provider?: string };
  }[] = JSON.parse(profile);
  const names = new Map<string, Set<string>>();
  for (const { name, args } of events) {
    const provider = args?.provider;
    if (provider === undefined || provider === "") continue;
    const device = PROVIDERS[provider] ?? provider;
    if (!names.has(device)) names.set(device, new Set());
    names.get(device)!.add(name);
  }
  return Object.fromEntries(
    [...names].map(([device, { size }]) => [device, size]),
  );
}
