/**
 * On which device a model starts.
 *
 * @module
 */
import {
  type Device,
  deviceDidNotStart,
  devicesToTry,
  hasGpu,
  isModelFault,
  type Platform,
} from "./devices.ts";
import { EmbedderError, type FrontEnd } from "./embedder.ts";
import { checkGraph } from "./graph.ts";
import { cannotOpen } from "./onnx_embedder.ts";
import type { Runtime } from "./onnx_runtime.ts";
import type { OpenOptions } from "./open_options.ts";

/** What starting depends on besides the options; each has the machine's own as default. */
export interface Surroundings {
  readonly platform?: Partial<Platform>;
  /** Threads that run at the same time. */
  readonly cores?: number;
  /** Milliseconds. */
  readonly now?: () => number;
}

/** A model that is open. */
export interface Started {
  readonly device: Device;
  readonly dimension: number;
}

/**
 * Opens the sound model on the first device that starts, which means that it also runs there. `auto` takes WebGPU only
 * if it is faster than the CPU: its driver may be one that has no graphics device and computes on the CPU itself.
 *
 * @param threads on the CPU.
 */
export async function start(
  client: Runtime,
  { inputShape }: Pick<FrontEnd, "inputShape">,
  options: Pick<
    OpenOptions,
    "files" | "device" | "cuda" | "libraries" | "batchSize"
  >,
  threads: number,
  surroundings: Surroundings = {},
): Promise<Started> {
  const { os, arch } = Deno.build;
  const { files, device: choice, cuda, libraries } = options;
  const path = files.audio_model;
  const known = await client.call({
    op: "start",
    libraries: libraries ?? null,
    cuda: choice === "auto" || choice === "cuda" ? cuda ?? null : null,
  }).catch((error: Error) => {
    throw new EmbedderError(
      `Cannot start the model's runtime on ${os} ${arch}: ${error.message}; use --model none to go without`,
      { cause: error },
    );
  });
  const devices = devicesToTry(choice, {
    os,
    arch,
    known,
    hasGpu: hasGpu(),
    ...surroundings.platform,
  });
  const model = new Trial(client, path, inputShape, threads);
  for (const device of devices) {
    try {
      const dimension = await model.open(device);
      if (device === "cpu" && dimension !== null) return { device, dimension };
      const started = { device, dimension: await model.run(1) };
      return choice === "auto" && device === "webgpu"
        ? await fasterThanCpu(model, options.batchSize, started, surroundings)
        : started;
    } catch (error) {
      if (error instanceof EmbedderError) throw error;
      if (device === "cpu" || isModelFault((error as Error).message)) {
        throw cannotOpen(path, error as Error);
      }
      if (choice !== "auto") throw deviceDidNotStart(device, error as Error);
    }
  }
  throw new EmbedderError(`Cannot open the model "${path}": no device starts`);
}

/** The sound model on one device after another. */
class Trial {
  readonly #client: Runtime;
  readonly #path: string;
  readonly #shape: readonly number[];
  readonly threads: number;

  constructor(
    client: Runtime,
    path: string,
    shape: readonly number[],
    threads: number,
  ) {
    this.#client = client;
    this.#path = path;
    this.#shape = shape;
    this.threads = threads;
  }

  /** @returns length of the vectors, null if the graph does not say. */
  async open(device: Device): Promise<number | null> {
    const graph = await this.#client.call({
      op: "open",
      tower: "audio",
      path: this.#path,
      device,
      threads: this.threads,
    });
    return checkGraph(this.#path, "audio", graph, this.#shape);
  }

  /** Runs windows of silence. @returns length of the vectors. */
  async run(count: number): Promise<number> {
    const size = this.#shape.reduce((a, b) => a * b, 1);
    const rows = await this.#client.call({
      op: "run",
      tower: "audio",
      data: new Float32Array(count * size),
      dims: [count, ...this.#shape],
    });
    return rows.length / count;
  }
}

/** Leaves the model open on the device if that is faster, with all of a batch, than the CPU with all its cores. */
async function fasterThanCpu(
  model: Trial,
  batch: number,
  started: Started,
  { now = () => performance.now(), cores = navigator.hardwareConcurrency }:
    Surroundings,
): Promise<Started> {
  const { device } = started;
  const perWindow = async (count: number) => {
    const begin = now();
    await model.run(count);
    return (now() - begin) / count;
  };
  const onDevice = await perWindow(1);
  const cpu = { ...started, device: "cpu" as const };
  await model.open("cpu");
  await model.run(1); // the first run takes longer
  const onCpu = await perWindow(1) * Math.min(1, model.threads / cores);
  // A batch takes at least as long as one window.
  if (onDevice / batch >= onCpu) return cpu;
  await model.open(device);
  try {
    await model.run(batch);
    if (await perWindow(batch) < onCpu) return started;
  } catch {
    // What does not run a batch may still be fast: the embedder makes it smaller.
    if (onDevice < onCpu) return started;
  }
  await model.open("cpu");
  return cpu;
}
