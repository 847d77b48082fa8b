/**
 * The runtime, and each device that it knows.
 *
 * @module
 */
import { cudaFolder, RUNTIME_VERSION } from "../clap/cuda.ts";
import {
  type Device,
  type DeviceChoice,
  devicesToTry,
  hasGpu,
  needsOf,
  type Platform,
} from "../clap/devices.ts";
import { OnnxClient } from "../clap/onnx_client.ts";
import { formatBytes } from "../models/errors.ts";
import type { ModelFiles } from "../clap/open_options.ts";
import { ownCommand, probeIsolated } from "./isolated.ts";
import { NOTHING, type Probe, probe } from "./probe.ts";
import type { CheckOf } from "./report.ts";

/** How devices are probed. */
export interface DeviceOptions {
  /** The model that is run. */
  readonly files: ModelFiles;
  /** The cache's folder. */
  readonly root: string | null;
  /** The configuration's `clap.device`. */
  readonly choice: DeviceChoice;
  /** Time for one device, milliseconds. */
  readonly limitMs: number;
  /** Whether a device is probed in a process of its own where that can be. */
  readonly isolate: boolean;
}

/** Vectors of devices agree to this cosine. */
const AGREEMENT = 1 - 1e-3;

/**
 * Loads the runtime: for the whole process, so already from where CUDA would be found.
 *
 * @param root the cache's folder.
 */
export async function checkRuntime(
  root: string | null,
): Promise<CheckOf<"runtime">> {
  const client = new OnnxClient();
  const found = { kind: "runtime", name: "runtime" } as const;
  const data = { version: RUNTIME_VERSION, devices: [] as string[] };
  try {
    const known = await client.call({
      op: "start",
      libraries: root,
      cuda: cudaFolder(root),
    });
    const devices = devicesOf(known);
    return {
      ...found,
      status: "ok",
      message: `onnxruntime-node ${RUNTIME_VERSION}, knows ${
        devices.join(", ")
      }`,
      advice: null,
      data: { ...data, devices },
    };
  } catch (error) {
    const { os, arch } = Deno.build;
    return {
      ...found,
      status: "fail",
      message: `onnxruntime-node ${RUNTIME_VERSION} does not load: ${
        (error as Error).message.trim().split("\n")[0]
      }`,
      advice: os === "darwin" && arch === "x86_64"
        ? "it is not made for Macs with Intel processors: --model none goes without"
        : "install roles again; --model none goes without",
      data,
    };
  } finally {
    await client.close();
  }
}

/**
 * The devices of this platform: the CPU first, then those that might crash.
 *
 * @param known by the runtime.
 */
function devicesOf(known: readonly string[]): Device[] {
  return devicesToTry("auto", { ...platformOf(known), hasGpu: true }).reverse();
}

/**
 * The devices that a choice tries, in order; none where it is not for this platform.
 *
 * @param known by the runtime.
 */
export function candidates(
  choice: DeviceChoice,
  known: readonly string[],
): Device[] {
  try {
    return devicesToTry(choice, platformOf(known));
  } catch {
    return [];
  }
}

function platformOf(known: readonly string[]): Platform {
  const { os, arch } = Deno.build;
  return { os, arch, known, hasGpu: hasGpu() };
}

/**
 * Probes a device.
 *
 * @param tried whether a run with the configuration's choice would try it.
 */
export async function checkDevice(
  device: Device,
  tried: boolean,
  options: DeviceOptions,
): Promise<CheckOf<"device">> {
  const { root, limitMs, files } = options;
  const command = options.isolate ? ownCommand(ownArgs(device, options)) : null;
  // Its process has a limit of its own, and needs time to start.
  const apart = command &&
    await probeIsolated(device, command, limitMs + 10_000);
  const found = apart ??
    await probe(device, { files, root, limitMs });
  return {
    kind: "device",
    name: device,
    ...judge(device, found, tried, options.choice),
    data: {
      started: found.problem === null,
      isolated: apart !== null,
      problem: found.problem,
      open_ms: found.open_ms,
      first_ms: found.first_ms,
      warm_ms: found.warm_ms,
      agreement: found.agreement,
      operators: found.operators,
      cuda: found.cuda as CheckOf<"device">["data"]["cuda"],
    },
  };
}

/** A device that the platform does not have. */
export function unknownDevice(device: Device): CheckOf<"device"> {
  const { os, arch } = Deno.build;
  const problem = `the runtime for ${os} ${arch} is without it`;
  const { stuck: _, ...nothing } = NOTHING;
  return {
    kind: "device",
    name: device,
    status: "fail",
    message: problem,
    advice: `${needsOf(device)}; --device cpu needs nothing`,
    data: { ...nothing, cuda: null, started: false, isolated: false, problem },
  };
}

function ownArgs(device: Device, { root, choice }: DeviceOptions): string[] {
  return [
    ...["doctor", "--format=json", `--device=${device}`],
    `--set=clap.device=${choice}`,
    ...(root === null ? [] : [`--set=clap.cache_dir=${JSON.stringify(root)}`]),
  ];
}

type Judgement = Pick<CheckOf<"device">, "status" | "message" | "advice">;

/** What a probe means. */
function judge(
  device: Device,
  found: Probe,
  tried: boolean,
  choice: DeviceChoice,
): Judgement {
  const { problem, stuck, agreement } = found;
  const withoutIt = "--device cpu (clap.device: cpu) leaves it alone";
  if (problem === null) {
    if (agreement !== null && agreement < AGREEMENT) {
      return {
        status: "fail",
        message: `gives other vectors than the CPU: cosine ${
          agreement.toFixed(4)
        }`,
        advice: `bring its driver up to date; ${withoutIt}`,
      };
    }
    return { status: "ok", message: startedMessage(found), advice: null };
  }
  const message = `does not run: ${problem}`;
  if (device === "cpu") {
    return {
      status: "fail",
      message,
      advice: "install roles again; --model none goes without a model",
    };
  }
  const needs = device === "cuda"
    ? cudaAdvice(found)
    : `${needsOf(device)}; the CPU does without`;
  if (choice === device) {
    return { status: "fail", message, advice: `${needs}; ${withoutIt}` };
  }
  if (stuck && tried) {
    return {
      status: "fail",
      message,
      advice: `${withoutIt}; bring its driver up to date`,
    };
  }
  // Nobody is to mend what the machine does not have.
  const cards = found.cuda?.driver?.devices.length ?? 0;
  const absent = device === "cuda" ? cards === 0 : hasGpu() === false;
  return { status: absent ? "note" : "warn", message, advice: needs };
}

function startedMessage(found: Probe): string {
  const ms = (value: number | null) =>
    `${value! < 100 ? value!.toPrecision(3) : Math.round(value!)} ms`;
  const { agreement, operators, cuda } = found;
  const parts = [
    `opens in ${ms(found.open_ms)}`,
    `first window ${ms(found.first_ms)}, then ${ms(found.warm_ms)}`,
  ];
  if (operators !== null && Object.keys(operators).length > 1) {
    const shares = Object.entries(operators)
      .map(([device, n]) => `${n} on ${device}`);
    parts.push(`operators: ${shares.join(", ")}`);
  }
  if (agreement !== null) {
    parts.push(`cosine with the CPU ${agreement.toFixed(6)}`);
  }
  for (const { name, memory_bytes } of cuda?.driver?.devices ?? []) {
    parts.push(`${name}, ${formatBytes(memory_bytes)}`);
  }
  return parts.join("; ");
}

/** The next step to CUDA. */
function cudaAdvice({ cuda, problem }: Probe): string {
  if (cuda === null || cuda.driver === null) {
    return "only with an NVIDIA graphics card and its driver; the CPU does without";
  }
  if (cuda.provider.length < 2) {
    return `put the runtime's CUDA provider into "${cuda.folder}" (docs/gpu.md)`;
  }
  if (/driver/i.test(problem ?? "")) {
    return `bring the NVIDIA driver up to date: it runs CUDA ${cuda.driver.cuda} at most (docs/gpu.md)`;
  }
  return "docs/gpu.md says what CUDA needs, and how to get it";
}
