/**
 * The worker in which ONNX Runtime lives for a thread that must not stand still.
 *
 * @module
 */
import { type OnnxRequest, ThreadRuntime } from "./onnx_runtime.ts";

const scope = globalThis as unknown as {
  onmessage: (
    event: MessageEvent<{ id: number; request: OnnxRequest }>,
  ) => void;
  postMessage(message: unknown, transfer: Transferable[]): void;
};

const runtime = new ThreadRuntime();

scope.onmessage = async ({ data: { id, request } }) => {
  try {
    const value = await runtime.call(request);
    scope.postMessage(
      { id, value },
      value instanceof Float32Array ? [value.buffer] : [],
    );
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    scope.postMessage({ id, error: message }, []);
  }
};
