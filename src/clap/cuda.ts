/**
 * CUDA: where its libraries may stand, how the runtime is made to find them, and what is missing where it does not start.
 *
 * The runtime's own package is without its CUDA provider, which is too large. The runtime looks for it beside its own
 * library, by the path under which that was loaded: so it is loaded through a link in the folder that has the provider.
 *
 * @module
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import project from "../../deno.json" with { type: "json" };

/** Version of the runtime: its CUDA provider must have the same. */
export const RUNTIME_VERSION: string = project.imports["onnxruntime-node"]
  .replace(/^.*@/, "");

/** The runtime's CUDA provider. */
export const PROVIDER_FILES = [
  "libonnxruntime_providers_shared.so",
  "libonnxruntime_providers_cuda.so",
] as const;

const RUNTIME_FILE = "libonnxruntime.so.1";

/** NVIDIA's libraries that may stand beside the provider. A library comes after those that it needs. */
const NVIDIA_FILES = [
  /^libcudart\.so\./,
  /^libnvrtc/,
  /^libnvJitLink\.so\./,
  /^libcublasLt\.so\./,
  /^libcublas\.so\./,
  /^libcurand\.so\./,
  /^libcufft\.so\./,
  /^libcudnn_graph\.so\./,
  /^libcudnn_ops\.so\./,
  /^libcudnn_/,
  /^libcudnn\.so\./,
];

/** What there is of CUDA on this machine. */
export interface CudaState {
  /** Where the provider is, or belongs. */
  readonly folder: string | null;
  /** The provider's files that are there. */
  readonly provider: readonly string[];
  /** NVIDIA's driver; null where there is none. */
  readonly driver: CudaDriver | null;
  /** Why CUDA cannot start, in a few words; null where nothing is known to be missing. */
  readonly problem: string | null;
}

/** NVIDIA's driver, as it says itself. */
export interface CudaDriver {
  /** The newest CUDA that it runs, as `13.0`. */
  readonly cuda: string;
  readonly devices: readonly CudaDevice[];
}

/** A graphics card. */
export interface CudaDevice {
  readonly name: string;
  readonly memory_bytes: number;
}

/** Whether the runtime has a CUDA provider for this platform. */
export function isCudaPlatform({ os, arch } = Deno.build): boolean {
  return os === "linux" && arch === "x86_64";
}

/**
 * The folder in which the provider is looked for, besides the runtime's own.
 *
 * @param root the cache's folder, null for none.
 */
export function cudaFolder(root: string | null): string | null {
  return root === null || !isCudaPlatform()
    ? null
    : join(root, `cuda-${RUNTIME_VERSION}`);
}

/** The folder of the runtime's own library, where it is not a compiled `roles` that unpacked it. */
function runtimeFolder(): string {
  const module = fileURLToPath(import.meta.resolve("onnxruntime-node"));
  return join(module, "..", "..", "bin", "napi-v6", "linux", "x64");
}

function filesOf(folder: string): string[] {
  return PROVIDER_FILES.filter((name) => isThere(join(folder, name)));
}

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/**
 * Makes the runtime, which must not be loaded yet, look for its CUDA provider in a folder. Does nothing where the
 * folder does not have it.
 *
 * @param runtime folder of the runtime's library, null for the package's own.
 * @throws {Error} if the folder has it and cannot be used.
 */
export function useCudaFolder(
  folder: string,
  runtime: string | null = null,
): void {
  if (filesOf(folder).length === 0) return;
  loadNvidia(folder);
  const link = join(folder, RUNTIME_FILE);
  // One that leads nowhere is of a runtime that was removed.
  if (!isThere(link)) {
    makeLink(join(runtime ?? runtimeFolder(), RUNTIME_FILE), link);
  }
  loadForGood([link]);
}

/** Loads NVIDIA's libraries of a folder: by their names they are found then, wherever they stand. */
function loadNvidia(folder: string): void {
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  loadForGood(
    NVIDIA_FILES.flatMap((pattern) =>
      names.filter((name) => pattern.test(name)).map((name) =>
        join(folder, name)
      )
    ),
  );
}

/** `RTLD_LAZY | RTLD_NODELETE` of Linux. */
const FOR_GOOD = 0x1 | 0x1000;

/**
 * Loads libraries until the process ends. What `Deno.dlopen` loads is unloaded with the worker that did: CUDA's
 * libraries and the runtime then fail when the process ends. One that cannot be loaded is passed over: what needs it
 * will name it.
 */
function loadForGood(paths: readonly string[]): void {
  const loader = Deno.dlopen("libdl.so.2", {
    dlopen: { parameters: ["buffer", "i32"], result: "pointer" },
  });
  for (const path of paths) {
    loader.symbols.dlopen(new TextEncoder().encode(`${path}\0`), FOR_GOOD);
  }
  loader.close();
}

/** Two processes may do this at once. */
function makeLink(target: string, path: string): void {
  const part = `${path}.${Deno.pid}`;
  try {
    Deno.symlinkSync(target, part);
    Deno.renameSync(part, path);
  } catch (error) {
    throw new Error(
      `Cannot make the link "${path}": ${
        (error as Error).message
      }; make it by hand: ln -s "${target}" "${path}"`,
    );
  }
}

/**
 * What there is of CUDA. Loads libraries and asks the driver, which may take a second.
 *
 * @param folder of {@linkcode cudaFolder}.
 * @param runtime folder of the runtime's library, null for the package's own.
 */
export function cudaState(
  folder: string | null,
  runtime: string | null = null,
): CudaState {
  const own = runtime ?? runtimeFolder();
  const there =
    [folder, own].find((path) => path !== null && filesOf(path).length > 0) ??
      folder;
  const { driver, problem } = askDriver();
  return {
    folder: there,
    provider: there === null ? [] : filesOf(there),
    driver,
    problem: problem ?? providerProblem(there),
  };
}

/** What the provider lacks; null for nothing that can be told without starting it. */
export function providerProblem(folder: string | null): string | null {
  if (folder === null) {
    return "there is no cache folder that could hold the runtime's CUDA provider";
  }
  const missing = PROVIDER_FILES.filter((name) => !isThere(join(folder, name)));
  if (missing.length > 0) return `"${folder}" lacks ${missing.join(" and ")}`;
  for (const name of PROVIDER_FILES) {
    const reason = cannotLoad(join(folder, name));
    // Its symbols come from the runtime; when they are all that is missing, everything else was found.
    if (reason !== null && !/undefined symbol: Provider_/.test(reason)) {
      return reason;
    }
  }
  return null;
}

/** Why a library cannot be loaded; null if it can. */
function cannotLoad(path: string): string | null {
  loadForGood([path]);
  try {
    Deno.dlopen(path, {}).close();
    return null;
  } catch (error) {
    return (error as Error).message.replace(
      /^(Could not open library: )+/,
      "",
    );
  }
}

const DRIVER_FILE = "libcuda.so.1";

/** Functions of the driver's interface (CUDA Driver API, NVIDIA). */
const DRIVER_FUNCTIONS = {
  cuInit: { parameters: ["u32"], result: "i32" },
  cuDriverGetVersion: { parameters: ["buffer"], result: "i32" },
  cuDeviceGetCount: { parameters: ["buffer"], result: "i32" },
  cuDeviceGet: { parameters: ["buffer", "i32"], result: "i32" },
  cuDeviceGetName: { parameters: ["buffer", "i32", "i32"], result: "i32" },
  cuDeviceTotalMem_v2: { parameters: ["buffer", "i32"], result: "i32" },
} as const;

/** What `cuInit` says where it does not work, by its number. */
const INIT_PROBLEMS: Readonly<Record<number, string>> = {
  34: "it is a stub of the toolkit, not the driver",
  100: "it sees no graphics card",
  803: "its parts have different versions: restart the machine",
  804: "its parts have different versions: restart the machine",
};

function askDriver(): { driver: CudaDriver | null; problem: string | null } {
  const reason = cannotLoad(DRIVER_FILE);
  if (reason !== null) {
    return { driver: null, problem: `no NVIDIA driver: ${reason}` };
  }
  let library;
  try {
    library = Deno.dlopen(DRIVER_FILE, DRIVER_FUNCTIONS);
  } catch {
    return { driver: null, problem: "the NVIDIA driver is too old" };
  }
  const cuda = library.symbols;
  try {
    const code = cuda.cuInit(0);
    const version = new Int32Array(1);
    cuda.cuDriverGetVersion(version);
    const driver = {
      cuda: `${Math.floor(version[0]! / 1000)}.${version[0]! % 1000 / 10}`,
      devices: [] as CudaDevice[],
    };
    if (code !== 0) {
      const why = INIT_PROBLEMS[code] ?? `it fails with CUDA error ${code}`;
      return { driver, problem: `the NVIDIA driver does not start: ${why}` };
    }
    const count = new Int32Array(1);
    cuda.cuDeviceGetCount(count);
    for (let i = 0; i < count[0]!; i++) {
      const device = new Int32Array(1);
      const name = new Uint8Array(256);
      const memory = new BigUint64Array(1);
      cuda.cuDeviceGet(device, i);
      cuda.cuDeviceGetName(name, name.length, device[0]!);
      cuda.cuDeviceTotalMem_v2(memory, device[0]!);
      driver.devices.push({
        name: new TextDecoder().decode(name.subarray(0, name.indexOf(0))),
        memory_bytes: Number(memory[0]),
      });
    }
    return { driver, problem: null };
  } finally {
    library.close();
  }
}
