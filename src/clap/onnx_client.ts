/**
 * The near end of the ONNX worker.
 *
 * @module
 */
import type { OnnxAnswers, OnnxRequest, Runtime } from "./onnx_runtime.ts";

type Waiting = {
  resolve(value: unknown): void;
  reject(error: Error): void;
};

/** Starts the worker, asks it, ends it. */
export class OnnxClient implements Runtime {
  readonly #worker = new Worker(
    new URL("./onnx_worker.ts", import.meta.url),
    { type: "module" },
  );
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 0;
  #dead: Error | undefined;

  constructor() {
    this.#worker.onmessage = ({ data: { id, value, error } }) => {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === undefined) waiting?.resolve(value);
      else waiting?.reject(new Error(error));
    };
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.#end(new Error(`the model's worker stopped: ${event.message}`));
    };
  }

  call<R extends OnnxRequest>(request: R): Promise<OnnxAnswers[R["op"]]> {
    if (this.#dead !== undefined) return Promise.reject(this.#dead);
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, {
        resolve: resolve as (value: unknown) => void,
        reject,
      });
      this.#worker.postMessage(
        { id, request },
        request.op === "run" ? [request.data.buffer] : [],
      );
    });
  }

  /** Stops at once, whatever runs: what waits fails with the error. */
  stop(error: Error): void {
    this.#end(error);
  }

  async close(): Promise<void> {
    if (this.#dead === undefined) {
      await this.call({ op: "close", tower: "audio" }).catch(() => {});
      await this.call({ op: "close", tower: "text" }).catch(() => {});
    }
    this.#end(new Error("the embedder is closed"));
  }

  #end(error: Error): void {
    this.#dead ??= error;
    for (const waiting of this.#waiting.values()) waiting.reject(error);
    this.#waiting.clear();
    this.#worker.terminate();
  }
}
