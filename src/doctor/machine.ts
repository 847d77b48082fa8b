/**
 * The tool itself, the machine, and the WebAssembly kernel.
 *
 * @module
 */
import project from "../../deno.json" with { type: "json" };
import type { CheckOf } from "./report.ts";

/** Version and target. */
export function checkTool(): CheckOf<"tool"> {
  const { os, arch, target, standalone: compiled } = Deno.build;
  const { deno, v8 } = Deno.version;
  const { version } = project;
  return {
    kind: "tool",
    name: "roles",
    status: "ok",
    message: `${version}, ${os} ${arch}, ${
      compiled ? "a single file" : "from source"
    }; Deno ${deno}, V8 ${v8}`,
    advice: null,
    data: { version, target, compiled, deno, v8 },
  };
}

/** Whether this process may ask the system something. */
export function mayAsk(kind: "systemMemoryInfo" | "statfs"): boolean {
  // Deno's types lag behind what it knows.
  const descriptor = { name: "sys", kind } as Deno.SysPermissionDescriptor;
  return Deno.permissions.querySync(descriptor).state === "granted";
}

/** Threads and memory. */
export function checkMachine(): CheckOf<"machine"> {
  const threads = navigator.hardwareConcurrency;
  const memory = mayAsk("systemMemoryInfo") ? Deno.systemMemoryInfo() : null;
  const gigabytes = (bytes: number) => (bytes / 1e9).toFixed(1);
  return {
    kind: "machine",
    name: "machine",
    status: "ok",
    message: `${threads === 1 ? "1 thread" : `${threads} threads`}; ${
      memory === null
        ? "memory not known: this run may not ask (--allow-sys=systemMemoryInfo)"
        : `${gigabytes(memory.total)} GB of memory, ${
          gigabytes(memory.available)
        } free`
    }`,
    advice: null,
    data: {
      threads,
      memory_bytes: memory?.total ?? null,
      available_bytes: memory?.available ?? null,
    },
  };
}

/** Single precision with some hundred additions. */
const LARGEST_ERROR = 1e-5;

/** Loads the kernel and compares RMS values that it takes from spectra with those of the samples: Parseval's theorem. */
export async function checkKernel(): Promise<CheckOf<"kernel">> {
  let error: number;
  try {
    // Not before: where it cannot be loaded that is a finding.
    const { analyseFrames } = await import("../dsp/frames.ts");
    error = selfTest(analyseFrames);
  } catch (failure) {
    return {
      kind: "kernel",
      name: "kernel",
      status: "fail",
      message: `does not load: ${(failure as Error).message.split("\n")[0]}`,
      advice:
        "WebAssembly with SIMD needs SSE4.1 (x64) or NEON (arm64): use a processor of the last ten years",
      data: { simd: false, error: null },
    };
  }
  const right = error <= LARGEST_ERROR;
  return {
    kind: "kernel",
    name: "kernel",
    status: right ? "ok" : "fail",
    message: `WebAssembly with SIMD; self-test ${
      right ? "right" : "wrong"
    } (largest error ${error.toExponential(1)})`,
    advice: right
      ? null
      : "install roles again; if that does not help, report it with the processor's name",
    data: { simd: true, error },
  };
}

const FRAME = 1024;

function selfTest(
  analyse: typeof import("../dsp/frames.ts").analyseFrames,
): number {
  const hop = 256;
  const y = Float32Array.from(
    { length: 5000 },
    (_, i) => Math.sin(i * i / 9000) * Math.exp(-i / 4000),
  );
  const { rms } = analyse(y, {
    frameLength: FRAME,
    hopLength: hop,
    bands: [[2, 10]],
  });
  let largest = 0;
  rms.forEach((found, frame) => {
    let sum = 0;
    for (let i = 0; i < FRAME; i++) {
      const window = 0.5 - 0.5 * Math.cos(2 * Math.PI * i / FRAME);
      sum += ((y[frame * hop - FRAME / 2 + i] ?? 0) * window) ** 2;
    }
    const right = Math.sqrt(sum / FRAME);
    const error = Math.abs(found - right) / right;
    largest = Number.isNaN(error) ? Infinity : Math.max(largest, error);
  });
  return largest;
}
