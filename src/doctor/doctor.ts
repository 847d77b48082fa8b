/**
 * Looks at an installation: is everything there, does everything run, what is to be done?
 *
 * @module
 */
import { cacheRoot } from "../cache/location.ts";
import { cudaFolder } from "../clap/cuda.ts";
import type { Device } from "../clap/devices.ts";
import { openEmbedder } from "../clap/open.ts";
import type { ModelFiles } from "../clap/open_options.ts";
import type { RolesConfig } from "../config/schema.ts";
import { ModelStore } from "../models/store.ts";
import { checkCache } from "./cache.ts";
import {
  candidates,
  checkDevice,
  checkRuntime,
  unknownDevice,
} from "./devices.ts";
import { checkKernel, checkMachine, checkTool } from "./machine.ts";
import { checkModels } from "./models.ts";
import type { Check } from "./report.ts";

/** How to look. */
export interface DoctorOptions {
  readonly config: RolesConfig;
  /** Look at this device alone. */
  readonly device?: Device | undefined;
  /** Told what is looked at next. */
  readonly onNext?: (what: string) => void;
  /** Time for one device, milliseconds. */
  readonly limitMs?: number;
}

/** Where a slow driver prepares its shaders, that takes its time. */
const LIMIT_MS = 60_000;

/** The model that devices are tried with: it is always there. */
const EMBEDDED = "drum-clap-mini";

/**
 * Looks at one thing after another; what might crash the process comes last.
 *
 * @example
 * ```ts ignore
 * for await (const check of examine({ config })) console.log(check.name, check.status, check.message);
 * ```
 */
export async function* examine(
  options: DoctorOptions,
): AsyncGenerator<Check> {
  const { config, device } = options;
  const next = options.onNext ?? (() => {});
  const root = cacheRoot({ dir: config.clap.cache_dir });
  const store = ModelStore.open({ cacheDir: config.clap.cache_dir });
  if (device === undefined) {
    yield checkTool();
    yield checkMachine();
    yield await checkKernel();
    next("cache");
    yield await checkCache(root);
    next("models");
    yield* checkModels(store, config.clap.model_id);
  }
  next("runtime");
  const runtime = await checkRuntime(root);
  yield runtime;
  if (runtime.status === "fail") return;
  const files = await embeddedFiles(store);
  if (files === null) return;
  const known = runtime.data.devices as Device[];
  const tried = candidates(config.clap.device, known);
  const wanted = config.clap.device;
  if (wanted !== "auto" && !known.includes(wanted) && device === undefined) {
    yield unknownDevice(wanted);
  }
  if (device !== undefined && !known.includes(device)) {
    yield unknownDevice(device);
    return;
  }
  for (const name of device === undefined ? known : [device]) {
    next(name);
    yield await checkDevice(name, tried.includes(name), {
      files,
      root,
      // Who names a device wants it to run.
      choice: device ?? wanted,
      limitMs: options.limitMs ?? LIMIT_MS,
      isolate: device === undefined,
    });
  }
}

/** The files of the embedded model; null where they are missing, which is a finding of its own. */
async function embeddedFiles(store: ModelStore): Promise<ModelFiles | null> {
  try {
    return (await store.resolve(EMBEDDED)).files;
  } catch {
    return null;
  }
}

/**
 * The device on which a run with the configuration finds itself: asks by opening the embedded model as a run does. Null
 * where nothing was found to run, or where asking might crash or hang.
 *
 * @param checks of {@linkcode examine}.
 */
export async function chosenDevice(
  checks: readonly Check[],
  { clap }: RolesConfig,
): Promise<string | null> {
  const runtime = checks.find((check) => check.kind === "runtime");
  const tried = candidates(clap.device, runtime?.data.devices ?? []);
  const probed = tried.map((name) =>
    checks.find((check) => check.kind === "device" && check.name === name)
  );
  if (probed.some((check) => check === undefined || check.status === "fail")) {
    return null;
  }
  const store = ModelStore.open({ cacheDir: clap.cache_dir });
  const files = await embeddedFiles(store);
  if (files === null) return null;
  try {
    const embedder = await openEmbedder({
      id: EMBEDDED,
      files,
      device: clap.device,
      batchSize: clap.batch_size,
      threads: clap.threads,
      libraries: store.root,
      cuda: cudaFolder(store.root),
    });
    await embedder.close();
    return embedder.provider;
  } catch {
    return null;
  }
}
