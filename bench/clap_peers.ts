/**
 * What `roles` is measured against in bench/clap.ts: onnxruntime alone, and torch, as processes.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { PassProcess, type Timing } from "./python.ts";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** The models that are measured: folders that clap_model.py makes. */
export const NAMES = ["full", "quantized"] as const;

/** A process that is measured against. */
export class Peer implements AsyncDisposable {
  readonly name: string;
  /** A window's, of each round. */
  readonly times: Timing[] = [];
  readonly #windows: number;
  readonly #process: PassProcess;

  private constructor(
    name: string,
    spin: boolean,
    windows: number,
    process: PassProcess,
  ) {
    this.name = `${name}, ${spin ? "spinning" : "sleeping"}`;
    this.#windows = windows;
    this.#process = process;
  }

  /**
   * onnxruntime-node in a loop.
   *
   * @param windows of half a round.
   * @param spin whether threads spin while they wait.
   */
  static bare(
    name: typeof NAMES[number],
    models: string,
    windows: number,
    spin: boolean,
  ): Peer {
    const process = new PassProcess(Deno.execPath(), [
      ...["run", "-q", "-P=test", "bench/clap_bare.ts"],
      ...[`${models}/${name}/onnx/audio_model.onnx`, `${windows}`],
      spin ? "1" : "0",
    ], { cwd: ROOT });
    return new Peer(`bare, ${name}`, spin, windows, process);
  }

  /**
   * transformers and torch.
   *
   * @param list text file with the path of a sound a line.
   * @param windows how many these are.
   */
  static torch(
    python: string,
    models: string,
    list: string,
    windows: number,
    spin: boolean,
  ): Peer {
    const process = new PassProcess(python, [
      ...["-W", "ignore", `${HERE}clap_reference.py`, models, list],
    ], { env: spin ? {} : { OMP_WAIT_POLICY: "passive" } });
    return new Peer("torch", spin, windows, process);
  }

  /** A pass that does not count. */
  async warmUp(): Promise<void> {
    await this.#process.pass();
  }

  /** A round, or its first half. */
  async pass(): Promise<void> {
    this.times.push(await this.#measure());
  }

  /** The second half of the last round. */
  async secondHalf(): Promise<void> {
    const [a, b] = [this.times.pop()!, await this.#measure()];
    this.times.push({
      wall: (a.wall + b.wall) / 2,
      cpu: (a.cpu + b.cpu) / 2,
    });
  }

  async #measure(): Promise<Timing> {
    const { wall, cpu } = await this.#process.pass();
    return { wall: wall / this.#windows, cpu: cpu / this.#windows };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#process[Symbol.asyncDispose]();
  }
}
