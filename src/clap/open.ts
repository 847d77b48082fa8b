/**
 * Opens a model of two ONNX graphs, sound and text, on the device that is asked for or the best that starts.
 *
 * @module
 */
import { type Embedder, EmbedderError } from "./embedder.ts";
import { createFrontEnd, parseFrontEnd } from "./front_end.ts";
import type { FrontEndSpec } from "./front_end_spec.ts";
import type { ModelFiles, OpenOptions } from "./open_options.ts";
import { OnnxClient } from "./onnx_client.ts";
import { OnnxEmbedder } from "./onnx_embedder.ts";
import type { Runtime } from "./onnx_runtime.ts";
import { scalesOverBatch } from "./graph_ops.ts";
import { start } from "./start.ts";

/**
 * The front end of a model, without opening it: enough to prepare sounds, and for the cache keys.
 *
 * @throws {EmbedderError} if the file cannot be read.
 */
export async function readFrontEnd(
  files: Pick<ModelFiles, "preprocessor_config">,
): Promise<FrontEndSpec> {
  const path = files.preprocessor_config;
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    throw new EmbedderError(
      `Cannot read "${path}": ${(error as Error).message}`,
      { cause: error },
    );
  }
  return parseFrontEnd(text, path);
}

/**
 * Opens the sound model; the text model is opened when a text must be embedded.
 *
 * Ends with `close`: until then a worker keeps the process alive.
 *
 * @throws {DeviceError} if a device that was asked for by name does not start.
 * @throws {EmbedderError} if the files are no such model.
 *
 * @example
 * ```ts ignore
 * const embedder = await openEmbedder({
 *   id: "my-model",
 *   files: {
 *     audio_model: "clap/onnx/audio_model.onnx",
 *     preprocessor_config: "clap/preprocessor_config.json",
 *   },
 *   device: "auto",
 *   batchSize: 8,
 *   threads: 0,
 * });
 * const [vector] = await embedder.embedWindows(embedder.frontEnd.prepare(sound));
 * await embedder.close();
 * ```
 */
export async function openEmbedder(
  options: OpenOptions,
  client: Runtime = new OnnxClient(),
): Promise<Embedder> {
  try {
    const frontEnd = createFrontEnd(await readFrontEnd(options.files));
    const threads = options.threads || navigator.hardwareConcurrency;
    const started = await start(client, frontEnd, options, threads);
    const batched = started.device !== "cpu" || options.batchOnCpu === true;
    const oneByOne = batched && scalesOverBatch(options.files.audio_model);
    return new OnnxEmbedder({
      ...options,
      ...started,
      client,
      frontEnd,
      batchSize: oneByOne ? 1 : options.batchSize,
      threads,
    });
  } catch (error) {
    await client.close();
    throw error;
  }
}
