/**
 * The seed's method in Python as a process: bench/reference.py in a virtual environment of its own.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { cacheRoot } from "../src/cache/location.ts";

const FOLDER = fileURLToPath(new URL(".", import.meta.url));
const SCRIPT = `${FOLDER}reference.py`;
const REQUIREMENTS = `${FOLDER}requirements.txt`;

/** One core, as for one worker here. */
const ENV = { OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" };

/**
 * Makes the virtual environment in the user's cache folder if it is not there yet.
 *
 * @returns Its Python.
 * @throws {Error} if there is no python3 3.11 or later, or the packages cannot be installed.
 */
export function ensurePython(): string {
  const root = cacheRoot();
  if (root === null) {
    throw new Error("Cannot find a cache folder: set ROLES_CACHE");
  }
  const hash = createHash("sha1").update(Deno.readFileSync(REQUIREMENTS))
    .digest("hex").slice(0, 8);
  const venv = `${root}/bench/python-${hash}`;
  const python = `${venv}/bin/python`;
  const ready = `${venv}/ready`;
  try {
    Deno.statSync(ready);
  } catch {
    console.error(`Installing the reference's packages in ${venv} …`);
    call("python3", ["-m", "venv", "--clear", venv]);
    call(python, ["-m", "pip", "install", "-q", "-r", REQUIREMENTS]);
    Deno.writeTextFileSync(ready, "");
  }
  return python;
}

/** How long something took. */
export interface Timing {
  /** Seconds by the clock. */
  readonly wall: number;
  /** Seconds of CPU, all threads together; NaN where it was not measured. */
  readonly cpu: number;
}

/** Runs the reference as a user would, once over the files, from start to end of the process. */
export function referenceOnce(python: string, list: string): Timing {
  const start = performance.now();
  call(python, [SCRIPT, "--list", list]);
  return { wall: (performance.now() - start) / 1000, cpu: NaN };
}

/** A process of the reference that makes a pass over the files whenever it is asked to. */
export class WarmReference implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #output: ReadableStreamDefaultReader<string>;

  /** @param list Text file with a path a line. */
  constructor(python: string, list: string) {
    this.#process = new Deno.Command(python, {
      args: [SCRIPT, "--list", list, "--time"],
      env: ENV,
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    this.#input = this.#process.stdin.getWriter();
    this.#output = this.#process.stdout
      .pipeThrough(new TextDecoderStream()).getReader();
  }

  /** Makes a pass. */
  async pass(): Promise<Timing> {
    await this.#input.write(new TextEncoder().encode("\n"));
    let line = "";
    while (!line.endsWith("\n")) {
      const { value, done } = await this.#output.read();
      if (done) throw new Error("The reference stopped");
      line += value;
    }
    const [wall, cpu] = line.split(" ").map(Number) as [number, number];
    return { wall, cpu };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#input.close();
    await this.#output.cancel();
    await this.#process.status;
  }
}

function call(command: string, args: readonly string[]): void {
  const { success, stderr } = new Deno.Command(command, {
    args: [...args],
    env: ENV,
    stdout: "null",
    stderr: "piped",
  }).outputSync();
  if (!success) {
    const reason = new TextDecoder().decode(stderr).trim();
    throw new Error(`Cannot run ${command} ${args.join(" ")}: ${reason}`);
  }
}
