import { assertEquals, assertRejects } from "@std/assert";
import type { Device } from "./devices.ts";
import { DeviceError } from "./embedder.ts";
import type {
  Graph,
  OnnxAnswers,
  OnnxRequest,
  Runtime,
} from "./onnx_runtime.ts";
import { start } from "./start.ts";
import { TINY_FILES } from "./testing/tiny.ts";

const SHAPE = [1, 10, 4];

const GRAPH: Graph = {
  inputs: [{
    name: "input_features",
    type: "float32",
    shape: ["batch", ...SHAPE],
  }],
  outputs: [{ name: "audio_embeds", type: "float32", shape: ["batch", 7] }],
};

/** What a device is like: milliseconds of a run and of each window in it; null for one that does not start. */
type Kind = { readonly run: number; readonly window: number } | null;

/** A machine with a clock of its own. */
class Machine implements Runtime {
  /** What was asked, in words. */
  readonly log: string[] = [];
  time = 0;
  #device: Device = "cpu";

  constructor(
    readonly devices: Partial<Record<Device, Kind>>,
    readonly largest = Infinity,
  ) {}

  call<R extends OnnxRequest>(request: R): Promise<OnnxAnswers[R["op"]]> {
    return Promise.resolve().then(() => {
      if (request.op === "start") {
        return Object.keys(this.devices) as never;
      }
      if (request.op === "open") {
        this.log.push(request.device);
        if (this.devices[request.device] === null) throw new Error("no driver");
        this.#device = request.device;
        return GRAPH as never;
      }
      if (request.op !== "run") throw new Error(request.op);
      const count = request.dims[0]!;
      if (this.#device !== "cpu" && count > this.largest) {
        throw new Error("out of memory");
      }
      const { run, window } = this.devices[this.#device]!;
      this.time += run + count * window;
      return new Float32Array(7 * count) as never;
    });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

async function startOn(
  machine: Machine,
  device: "auto" | Device = "auto",
  { threads = 1, cores = 1 } = {},
): Promise<string> {
  const started = await start(
    machine,
    { inputShape: SHAPE },
    { files: TINY_FILES, device, batchSize: 16 },
    threads,
    {
      platform: { os: "linux", arch: "x86_64", hasGpu: true },
      now: () => machine.time,
      cores,
    },
  );
  assertEquals(started.dimension, 7);
  return started.device;
}

const CPU = { run: 0, window: 10 };

Deno.test("auto takes the first that starts", async () => {
  const machine = new Machine({ cpu: CPU, cuda: { run: 1, window: 1 } });
  assertEquals(await startOn(machine), "cuda");
  assertEquals(machine.log, ["cuda"]);
});

Deno.test("auto takes WebGPU when it is faster, alone or by its batches", async () => {
  for (const webgpu of [{ run: 1, window: 1 }, { run: 30, window: 1 }]) {
    const machine = new Machine({ cpu: CPU, cuda: null, webgpu });
    assertEquals(await startOn(machine), "webgpu");
    assertEquals(machine.log, ["cuda", "webgpu", "cpu", "webgpu"]);
  }
});

Deno.test("auto leaves a WebGPU that computes on the CPU itself", async () => {
  const software = new Machine({ cpu: CPU, webgpu: { run: 0, window: 1500 } });
  assertEquals(await startOn(software), "cpu");
  assertEquals(software.log, ["webgpu", "cpu"]);
  const slow = new Machine({ cpu: CPU, webgpu: { run: 0, window: 11 } });
  assertEquals(await startOn(slow), "cpu");
  assertEquals(slow.log, ["webgpu", "cpu", "webgpu", "cpu"]);
});

Deno.test("the CPU counts with all its cores", async () => {
  const webgpu = { run: 0, window: 4 };
  const options = { threads: 1, cores: 8 };
  const machine = () => new Machine({ cpu: CPU, webgpu });
  assertEquals(await startOn(machine()), "webgpu");
  assertEquals(await startOn(machine(), "auto", options), "cpu");
});

Deno.test("a batch that does not run decides nothing", async () => {
  const fast = new Machine({ cpu: CPU, webgpu: { run: 0, window: 1 } }, 4);
  assertEquals(await startOn(fast), "webgpu");
  const slow = new Machine({ cpu: CPU, webgpu: { run: 9, window: 9 } }, 4);
  assertEquals(await startOn(slow), "cpu");
});

Deno.test("a device that is named is taken however slow, or is an error", async () => {
  const machine = new Machine({ cpu: CPU, cuda: null, webgpu: CPU });
  assertEquals(await startOn(machine, "webgpu"), "webgpu");
  await assertRejects(() => startOn(machine, "cuda"), DeviceError, "no driver");
});
