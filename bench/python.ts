/**
 * Python for the peers that things are measured against: a virtual environment of its own, and processes in it.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { cacheRoot } from "../src/cache/location.ts";

/**
 * Makes the virtual environment in the user's cache folder if it is not there yet.
 *
 * @param requirements file that lists its packages; names the environment by its content.
 * @returns Its Python.
 * @throws {Error} if there is no python3 3.11 or later, or the packages cannot be installed.
 */
export function ensurePython(requirements: string): string {
  const hash = createHash("sha1").update(Deno.readFileSync(requirements))
    .digest("hex").slice(0, 8);
  const venv = `${benchFolder()}/python-${hash}`;
  const python = `${venv}/bin/python`;
  const ready = `${venv}/ready`;
  try {
    Deno.statSync(ready);
  } catch {
    console.error(`Installing the reference's packages in ${venv} …`);
    call("python3", ["-m", "venv", "--clear", venv]);
    call(python, ["-m", "pip", "install", "-q", "-r", requirements]);
    Deno.writeTextFileSync(ready, "");
  }
  return python;
}

/**
 * Where benchmarks keep what is dear to make: a folder below the user's cache folder.
 *
 * @throws {Error} if there is no cache folder.
 */
export function benchFolder(): string {
  const root = cacheRoot();
  if (root === null) {
    throw new Error("Cannot find a cache folder: set ROLES_CACHE");
  }
  return `${root}/bench`;
}

/**
 * Runs a command to its end.
 *
 * @throws {Error} with what it wrote to stderr, if it fails.
 */
export function call(
  command: string,
  args: readonly string[],
  env: Record<string, string> = {},
): void {
  const { success, stderr } = new Deno.Command(command, {
    args: [...args],
    env,
    stdout: "null",
    stderr: "piped",
  }).outputSync();
  if (!success) {
    const reason = new TextDecoder().decode(stderr).trim();
    throw new Error(`Cannot run ${command} ${args.join(" ")}: ${reason}`);
  }
}

/** How long something took, seconds. */
export interface Timing {
  /** By the clock. */
  readonly wall: number;
  /** Of CPU, all threads together; NaN where it was not measured. */
  readonly cpu: number;
}

/**
 * Runs a command from its start to its end, its output thrown away.
 *
 * @throws {Error} with what it wrote to stderr, if it fails.
 */
export function timed(
  command: string,
  args: readonly string[],
  options: Pick<Deno.CommandOptions, "cwd" | "env"> = {},
): Timing {
  const start = performance.now();
  const { success, stdout, stderr } = new Deno.Command("sh", {
    // The shell tells the CPU time of its children.
    args: ["-c", '"$@" >/dev/null && times', "sh", command, ...args],
    ...options,
  }).outputSync();
  const wall = (performance.now() - start) / 1000;
  const decoder = new TextDecoder();
  if (!success) {
    const reason = decoder.decode(stderr).trim();
    throw new Error(`Cannot run ${command} ${args.join(" ")}: ${reason}`);
  }
  // Its second line: user and system time of the children, as 1m2.345s 0m0.678s.
  const children = decoder.decode(stdout).trim().split("\n").at(-1)!;
  const cpu = [...children.matchAll(/(\d+)m([\d.]+)s/g)]
    .reduce((sum, [, m, s]) => sum + 60 * Number(m) + Number(s), 0);
  return { wall, cpu };
}

/** A process that makes a pass over its work for every line it reads, and answers with a line: seconds, CPU seconds. */
export class PassProcess implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #output: ReadableStreamDefaultReader<string>;

  constructor(
    command: string,
    args: readonly string[],
    options: Pick<Deno.CommandOptions, "cwd" | "env"> = {},
  ) {
    this.#process = new Deno.Command(command, {
      args: [...args],
      ...options,
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
      if (done) throw new Error("The peer stopped");
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
