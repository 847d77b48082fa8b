/**
 * ONNX Runtime in the thread that calls it, which its `run` blocks: for workers. The only file that imports it.
 *
 * @module
 */
import type { InferenceSession, Tensor } from "onnxruntime-node";
import { type CudaState, cudaState, useCudaFolder } from "./cuda.ts";
import type { Device } from "./devices.ts";
import { graphSource, provideRuntime } from "./native_library.ts";

/** The model's two halves. */
export type Tower = "audio" | "text";

/** What a runtime is asked. */
export type OnnxRequest =
  | {
    /** The first request. */
    readonly op: "start";
    /** Folder below which a compiled `roles` keeps the runtime's libraries; null for none. */
    readonly libraries?: string | null;
    /** Where CUDA's libraries may stand (`cudaFolder`); null where CUDA is not wanted. */
    readonly cuda: string | null;
  }
  | { readonly op: "cuda" }
  | {
    readonly op: "open";
    readonly tower: Tower;
    readonly path: string;
    readonly device: Device;
    readonly threads: number;
    /** Beginning of the path of a file that gets what the first run did, operator by operator, as the runtime writes it. */
    readonly profile?: string;
  }
  | {
    readonly op: "run";
    readonly tower: Tower;
    /** Row by row; its type is the input's: float32 for sound, int64 for text. */
    readonly data: Float32Array<ArrayBuffer> | BigInt64Array<ArrayBuffer>;
    /** Shape of `data`, the batch first. */
    readonly dims: readonly number[];
  }
  | { readonly op: "close"; readonly tower: Tower };

/** What it answers. */
export interface OnnxAnswers {
  /** Devices that the runtime knows on this platform. */
  start: string[];
  cuda: CudaState;
  open: Graph;
  /** The output, row by row. */
  run: Float32Array<ArrayBuffer>;
  close: null;
}

/** What a graph takes and gives. */
export interface Graph {
  readonly inputs: readonly GraphValue[];
  readonly outputs: readonly GraphValue[];
}

/** An input or output of a graph. */
export interface GraphValue {
  readonly name: string;
  /** As `float32`; null for what is no tensor. */
  readonly type: string | null;
  /** Sizes; a name stands for a size that is free. */
  readonly shape: readonly (number | string)[];
}

/** The names of a tower's input and output in exports of CLAP. */
export const TOWERS = {
  audio: { input: "input_features", output: "audio_embeds" },
  text: { input: "input_ids", output: "text_embeds" },
} as const satisfies Record<Tower, { input: string; output: string }>;

/** An input of some text towers: 1 for each token. */
export const MASK = "attention_mask";

/** What runs the graphs. */
export interface Runtime {
  /**
   * Asks for something; requests are answered in order. The data of a `run` is handed over: the caller's is empty then.
   *
   * @throws {Error} with what the runtime says.
   */
  call<R extends OnnxRequest>(request: R): Promise<OnnxAnswers[R["op"]]>;
  /** Finishes what was asked, then frees all. */
  close(): Promise<void>;
}

/** The runtime of this thread: there is one, with one model open. */
export class ThreadRuntime implements Runtime {
  /** One after another: a session must not be released while it runs. */
  #last: Promise<unknown> = Promise.resolve();

  call<R extends OnnxRequest>(request: R): Promise<OnnxAnswers[R["op"]]> {
    const turn = this.#last.then(() => answer(request));
    this.#last = turn.catch(() => {});
    return turn as Promise<OnnxAnswers[R["op"]]>;
  }

  async close(): Promise<void> {
    await this.call({ op: "close", tower: "audio" });
    await this.call({ op: "close", tower: "text" });
  }
}

type Ort = typeof import("onnxruntime-node");

let loading: Promise<Ort> | undefined;
/** The folder of the runtime's libraries; null for the package's own. */
let runtimePlace: string | null = null;
/** Where CUDA's libraries may stand, and why they cannot be used from there. */
let cudaPlace: string | null = null;
let cudaTrouble: string | null = null;
const profiled = new Set<Tower>();
const sessions = new Map<Tower, InferenceSession>();

async function load(libraries: string | null): Promise<Ort> {
  // Before the library is loaded: it reports what it runs, and keeps files in the home folder, unless this is set.
  Deno.env.set("ORT_DISABLE_TELEMETRY", "1");
  runtimePlace = provideRuntime(libraries);
  try {
    if (cudaPlace !== null) useCudaFolder(cudaPlace, runtimePlace);
  } catch (error) {
    cudaTrouble = (error as Error).message; // told if CUDA does not start
  }
  const ort = await import("onnxruntime-node");
  // What goes wrong comes as an exception; the library's own lines on stderr would say it twice.
  ort.env.logLevel = "fatal";
  return ort;
}

async function answer(
  request: OnnxRequest,
): Promise<OnnxAnswers[OnnxRequest["op"]]> {
  if (request.op === "start") cudaPlace = request.cuda;
  const ort = await (loading ??= load(
    request.op === "start" ? request.libraries ?? null : null,
  ));
  switch (request.op) {
    case "cuda":
      return whatOfCuda();
    case "start":
      return ort.listSupportedBackends().map((backend) => backend.name);
    case "open":
      return await open(ort, request);
    case "run":
      return await run(ort, request);
    case "close":
      await close(request.tower);
      return null;
  }
}

async function open(
  ort: Ort,
  { tower, path, device, threads, profile }: Extract<
    OnnxRequest,
    { op: "open" }
  >,
): Promise<Graph> {
  await close(tower);
  const options: InferenceSession.SessionOptions = {
    executionProviders: [device],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 4,
    // Threads that spin while they wait take the cores from the workers that decode.
    extra: { session: { intra_op: { allow_spinning: "0" } } },
    ...(profile === undefined
      ? {}
      : { enableProfiling: true, profileFilePrefix: profile }),
  };
  const source = graphSource(path);
  const created = typeof source === "string"
    ? ort.InferenceSession.create(source, options)
    : ort.InferenceSession.create(source, options);
  const session = await created.catch((error: Error) => {
    // The library that CUDA lacks stands in the runtime's log alone.
    const reason = device === "cuda" && !/CUDA failure/.test(error.message)
      ? whatOfCuda().problem
      : null;
    throw reason === null ? error : new Error(reason, { cause: error });
  });
  sessions.set(tower, session);
  if (profile !== undefined) profiled.add(tower);
  return {
    inputs: session.inputMetadata.map(graphValue),
    outputs: session.outputMetadata.map(graphValue),
  };
}

async function close(tower: Tower): Promise<void> {
  await sessions.get(tower)?.release();
  sessions.delete(tower);
  profiled.delete(tower);
}

function whatOfCuda(): CudaState {
  const state = cudaState(cudaPlace, runtimePlace);
  return cudaTrouble === null ? state : { ...state, problem: cudaTrouble };
}

async function run(
  ort: Ort,
  { tower, data, dims }: Extract<OnnxRequest, { op: "run" }>,
): Promise<Float32Array<ArrayBuffer>> {
  const session = sessions.get(tower);
  if (session === undefined) throw new Error(`the ${tower} model is not open`);
  const { input, output } = TOWERS[tower];
  const feeds: Record<string, Tensor> = {
    [input]: data instanceof Float32Array
      ? new ort.Tensor("float32", data, dims)
      : new ort.Tensor("int64", data, dims),
  };
  if (session.inputNames.includes(MASK)) {
    const ones = new BigInt64Array(data.length).fill(1n);
    feeds[MASK] = new ort.Tensor("int64", ones, dims);
  }
  const result = (await session.run(feeds, [output]))[output]!;
  if (profiled.delete(tower)) session.endProfiling();
  const values = new Float32Array(result.data as Float32Array);
  result.dispose();
  return values;
}

function graphValue(value: InferenceSession.ValueMetadata): GraphValue {
  return value.isTensor
    ? { name: value.name, type: value.type, shape: value.shape }
    : { name: value.name, type: null, shape: [] };
}
