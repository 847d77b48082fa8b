import { assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { EmbedderError } from "./embedder.ts";
import { createFrontEnd } from "./front_end.ts";
import { OnnxEmbedder, type OnnxParts } from "./onnx_embedder.ts";
import type {
  Graph,
  OnnxAnswers,
  OnnxRequest,
  Runtime,
} from "./onnx_runtime.ts";
import { FAKE_FRONT_END } from "./testing/fake_embedder.ts";
import { TINY_FILES } from "./testing/tiny.ts";

const FRONT_END = createFrontEnd(FAKE_FRONT_END);
const SIZE = 101 * 8;

const TEXT_GRAPH: Graph = {
  inputs: [{ name: "input_ids", type: "int64", shape: ["batch", "tokens"] }],
  outputs: [{ name: "text_embeds", type: "float32", shape: ["batch", 2] }],
};

/** A device with memory for a number of windows; on the CPU there is always enough. */
class Device implements Runtime {
  /** What was asked, in words. */
  readonly log: string[] = [];
  #onCpu: boolean;

  constructor(
    readonly capacity: number,
    readonly failure = "CUDA failure 2: out of memory",
    onCpu = false,
  ) {
    this.#onCpu = onCpu;
  }

  call<R extends OnnxRequest>(request: R): Promise<OnnxAnswers[R["op"]]> {
    return Promise.resolve().then(() => {
      if (request.op === "open") {
        this.log.push(`open ${request.device}`);
        this.#onCpu = request.device === "cpu";
        return TEXT_GRAPH as never;
      }
      if (request.op !== "run") {
        this.log.push(request.op);
        return null as never;
      }
      const count = request.dims[0]!;
      this.log.push(`run ${count}`);
      if (!this.#onCpu && count > this.capacity) throw new Error(this.failure);
      const rows = new Float32Array(count * 2);
      for (let i = 0; i < count; i++) {
        rows.set([Number(request.data[i * SIZE]!), 1], i * 2);
      }
      return rows as never;
    });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

function embedderOn(runtime: Runtime, more: Partial<OnnxParts> = {}) {
  return new OnnxEmbedder({
    id: "test",
    client: runtime,
    device: "cuda",
    frontEnd: FRONT_END,
    dimension: 2,
    files: TINY_FILES,
    batchSize: 8,
    threads: 1,
    ...more,
  });
}

/** Windows whose vectors tell their number. */
const windows = (count: number) =>
  Array.from({ length: count }, (_, i) => new Float32Array(SIZE).fill(i));

/** Checks that the vectors are those of `windows(count)`, in order. */
function checkOrder(vectors: Float32Array[], count: number) {
  assertEquals(vectors.length, count);
  for (const [i, vector] of vectors.entries()) {
    assertAlmostEquals(vector[0]! / vector[1]!, i, 1e-3);
  }
}

Deno.test("a device runs whole batches", async () => {
  const device = new Device(8);
  checkOrder(await embedderOn(device).embedWindows(windows(19)), 19);
  assertEquals(device.log, ["run 8", "run 8", "run 3"]);
});

Deno.test("on the CPU windows run one at a time", async () => {
  const device = new Device(0, "", true);
  const embedder = embedderOn(device, { device: "cpu" });
  checkOrder(await embedder.embedWindows(windows(10)), 10);
  assertEquals(device.log, Array.from({ length: 10 }, () => "run 1"));
});

Deno.test("out of memory: half the batch, one warning", async () => {
  const device = new Device(2);
  const warnings: string[] = [];
  const embedder = embedderOn(device, { onWarning: (w) => warnings.push(w) });
  checkOrder(await embedder.embedWindows(windows(9)), 9);
  assertEquals(device.log, [
    "run 8",
    "run 4",
    "run 2",
    "run 2",
    "run 2",
    "run 2",
    "run 1",
  ]);
  assertEquals(embedder.provider, "cuda");
  assertEquals(warnings, [
    "cuda cannot run 8 windows at once (CUDA failure 2: out of memory): going on with 2; --batch-size 2 saves the tries",
  ]);
  checkOrder(await embedder.embedWindows(windows(4)), 4);
  assertEquals(device.log.slice(-2), ["run 2", "run 2"]);
  assertEquals(warnings.length, 1);
});

Deno.test("a batch that is too large in other words: half of it as well", async () => {
  // Seen with WebGPU, whose buffers have a largest size.
  const device = new Device(
    3,
    "Non-zero status code returned while running Add node. Name:'/Add' Status Message: /a/shader_helper.cc:306 " +
      "onnxruntime::AddVariableImpl(bool, uint32_t) numbers <= limits was false. Too many storage buffers in shader. " +
      "Current: 15, Max is 12\n",
  );
  const warnings: string[] = [];
  const embedder = embedderOn(device, { onWarning: (w) => warnings.push(w) });
  checkOrder(await embedder.embedWindows(windows(5)), 5);
  assertEquals(device.log, ["run 5", "run 3", "run 2"]);
  assertEquals(warnings, [
    "cuda cannot run 5 windows at once (Too many storage buffers in shader. Current: 15, Max is 12): going on with 3; " +
    "--batch-size 3 saves the tries",
  ]);
});

Deno.test("out of memory with one window: the CPU, one warning", async () => {
  const device = new Device(0);
  const warnings: string[] = [];
  const embedder = embedderOn(device, {
    batchSize: 2,
    onWarning: (w) => warnings.push(w),
  });
  checkOrder(await embedder.embedWindows(windows(3)), 3);
  assertEquals(device.log, [
    "run 2",
    "run 1",
    "open cpu",
    "run 1",
    "run 1",
    "run 1",
  ]);
  assertEquals(embedder.provider, "cpu");
  assertEquals(warnings, [
    "The memory of cuda does not suffice for one window: going on on the CPU; --device cpu saves the tries",
  ]);
});

Deno.test("out of memory in calls at the same time: all finish, the CPU is opened once", async () => {
  const device = new Device(0);
  const warnings: string[] = [];
  const embedder = embedderOn(device, { onWarning: (w) => warnings.push(w) });
  const counts = [1, 5, 1, 9, 2];
  const results = await Promise.all(
    counts.map((count) => embedder.embedWindows(windows(count))),
  );
  for (const [i, vectors] of results.entries()) checkOrder(vectors, counts[i]!);
  assertEquals(device.log.filter((line) => line === "open cpu").length, 1);
  assertEquals(warnings.length, 1);
});

Deno.test("texts at the same time: the text model is opened and closed for one call after another", async () => {
  const device = new Device(8);
  const embedder = embedderOn(device, { device: "cpu" });
  await Promise.all([
    embedder.embedText(["a", "b"]),
    embedder.embedText(["c"]),
  ]);
  assertEquals(
    device.log,
    ["open cpu", "run 1", "run 1", "close", "open cpu", "run 1", "close"],
  );
});

Deno.test("a failure with one window that is not of memory is told", async () => {
  const device = new Device(0, "Got invalid dimensions\nmore");
  const warnings: string[] = [];
  const error = await assertRejects(
    () =>
      embedderOn(device, { onWarning: (w) => warnings.push(w) })
        .embedWindows(windows(2)),
    EmbedderError,
  );
  assertEquals(warnings, []);
  assertEquals(
    error.message,
    "Cannot run the sound model on cuda: Got invalid dimensions",
  );
  assertEquals(device.log, ["run 2", "run 1"]);
});

Deno.test("out of memory on the CPU is told", async () => {
  const device = new Device(0, "bad_alloc");
  await assertRejects(
    () => embedderOn(device, { device: "cpu" }).embedWindows(windows(1)),
    EmbedderError,
    "Cannot run the sound model on cpu: bad_alloc",
  );
});

Deno.test("a device that gives what is not a number is told", async () => {
  const embedder = embedderOn(new Device(8));
  await assertRejects(
    () => embedder.embedWindows([new Float32Array(SIZE).fill(NaN)]),
    EmbedderError,
    "on cuda it gives what is not a number; try --device cpu",
  );
});

Deno.test("a window of another size is refused", async () => {
  await assertRejects(
    () => embedderOn(new Device(8)).embedWindows([new Float32Array(3)]),
    RangeError,
    "a window of 3 values: the model takes 808",
  );
});

Deno.test("the CPU runs windows one at a time, those of a small model together", async () => {
  for (
    const [batchOnCpu, log] of [
      [true, ["run 8", "run 3"]],
      [false, Array.from({ length: 11 }, () => "run 1")],
    ] as const
  ) {
    const runtime = new Device(8, "", true);
    const embedder = embedderOn(runtime, { device: "cpu", batchOnCpu });
    const vectors = await embedder.embedWindows(windows(11));
    assertEquals(vectors.length, 11);
    assertEquals(runtime.log, log);
  }
});
