/**
 * Devices that may run a model: which to try, in what order, and how to get one that does not start.
 *
 * @module
 */
import type { ClapConfig } from "../config/schema.ts";
import { DeviceError } from "./embedder.ts";

/** What a user may ask for. */
export type DeviceChoice = ClapConfig["device"];

/** A device as the runtime knows it. */
export type Device = Exclude<DeviceChoice, "auto">;

/** Where the tool runs: what a choice of devices depends on. */
export interface Platform {
  readonly os: typeof Deno.build.os;
  readonly arch: typeof Deno.build.arch;
  /** Devices that the runtime's build for this platform knows. */
  readonly known: readonly string[];
  /** Whether a graphics device is there at all; undefined: cannot be told. */
  readonly hasGpu: boolean | undefined;
}

/** From the fastest; the CPU is always last. */
const BEST_FIRST: readonly Device[] = [
  "cuda",
  "dml",
  "coreml",
  "webgpu",
  "cpu",
];

/**
 * The devices to try for a choice, in order.
 *
 * `auto` leaves out what needs a graphics device where there is none: trying it would print the drivers' own complaints.
 *
 * @throws {DeviceError} if the device is not for this platform.
 */
export function devicesToTry(
  choice: DeviceChoice,
  { os, arch, known, hasGpu }: Platform,
): Device[] {
  const possible = BEST_FIRST.filter((device) => known.includes(device));
  if (choice === "auto") {
    return hasGpu === false ? ["cpu"] : possible;
  }
  if (!possible.includes(choice)) {
    throw new DeviceError(
      choice,
      `Cannot run the model on ${choice}: the runtime for ${os} ${arch} has ${
        possible.join(", ")
      }; ${NEEDS[choice]}`,
    );
  }
  return [choice];
}

/** The error for a device that was asked for and did not start. */
export function deviceDidNotStart(device: Device, cause: Error): DeviceError {
  return new DeviceError(
    device,
    `Cannot run the model on ${device}: ${reasonOf(cause.message)}; ${
      NEEDS[device]
    }, or use --device cpu`,
    { cause },
  );
}

/** What the runtime says, in one line without the places in its source. */
export function reasonOf(message: string): string {
  const line = message.trim().split("\n")[0]!;
  // CUDA's own words stand between the runtime's, as do those of its libraries.
  const nvidia = /\b(?:CUDA|CUDNN|CUBLAS|CUFFT|CURAND)\w* failure [^;]+/.exec(
    line,
  );
  return (nvidia?.[0] ?? line.replace(
    /^.*was false\.\s*|^OrtSessionOptionsAppend\w+: |^Non-zero status code.* Status Message: /,
    "",
  )).trim().replace(/\.$/, "");
}

/** What a device needs, for a person who is without it. */
export function needsOf(device: Device): string {
  return NEEDS[device];
}

const NEEDS: Readonly<Record<Device, string>> = {
  cpu: "it needs no more than the runtime itself",
  cuda:
    "it needs Linux on x64, an NVIDIA driver, and CUDA with cuDNN 9 and the runtime's CUDA provider (docs/gpu.md)",
  webgpu:
    "it needs a graphics device with a Vulkan, Metal or Direct3D 12 driver",
  coreml: "it needs macOS on Apple silicon",
  dml: "it needs Windows with a Direct3D 12 graphics device",
};

/** Device files of which Linux has one where there is any graphics device, also in WSL. */
const LINUX_GPU_FILES = ["/dev/dri", "/dev/nvidiactl", "/dev/kfd", "/dev/dxg"];

/** Whether this machine has a graphics device; undefined where that cannot be told without trying. */
export function hasGpu(): boolean | undefined {
  if (Deno.build.os !== "linux") return undefined;
  return anyIsThere(LINUX_GPU_FILES);
}

/**
 * Whether any of some device files is there; undefined if that cannot be told. Asks the C library: Deno shows what is
 * below /dev only to a process that may do everything.
 */
export function anyIsThere(paths: readonly string[]): boolean | undefined {
  let library;
  try {
    library = Deno.dlopen("libc.so.6", {
      access: { parameters: ["buffer", "i32"], result: "i32" },
    });
  } catch {
    return undefined;
  }
  const { access } = library.symbols;
  const encoder = new TextEncoder();
  const found = paths.some((path) =>
    access(encoder.encode(`${path}\0`), 0) === 0
  );
  library.close();
  return found;
}

/** The device that a choice comes to; null where only trying tells. */
export function knownDevice(choice: DeviceChoice): Device | null {
  if (choice !== "auto") return choice;
  return hasGpu() === false ? "cpu" : null;
}

/** Whether a failure says that a device's memory does not suffice. */
export function isOutOfMemory(message: string): boolean {
  return /out[ _]of[ _]((device|host|video|gpu)[ _])?memory|outofmemory|failed to allocate|allocation[ _]failed|alloc_failed|bad_alloc|bfcarena|8007000e|not enough memory/i
    .test(message);
}

/** Whether a failure to open is the file's fault, whatever the device. */
export function isModelFault(message: string): boolean {
  return /^(Error: )?Load model /.test(message);
}
