/**
 * Whole sounds and whole prompts files through an embedder.
 *
 * @module
 */
import { resample } from "../dsp/resample.ts";
import type { Embedder, FrontEnd } from "./embedder.ts";
import { type Pooling, poolWindows } from "./pooling.ts";
import { checkPromptTokens, type Prompts, promptTexts } from "./prompts.ts";

/**
 * The model's input for a sound of any rate: what the extraction workers do.
 *
 * @param y mono; give it at the file's own rate, since what a lower rate has lost does not come back.
 * @param sampleRate rate of `y`, Hz.
 */
export function prepareWindows(
  frontEnd: FrontEnd,
  y: Float32Array,
  sampleRate: number,
): Float32Array<ArrayBuffer>[] {
  return frontEnd.prepare(
    sampleRate === frontEnd.sampleRate
      ? y
      : resample(y, sampleRate, frontEnd.sampleRate),
  );
}

/**
 * The L2-normalised vector of a sound.
 *
 * @param y mono.
 * @param sampleRate rate of `y`, Hz.
 * @param pooling how the vectors of a sound longer than the window become one.
 * @throws {EmbedderError} if the model fails.
 */
export async function embedAudio(
  embedder: Embedder,
  y: Float32Array,
  sampleRate: number,
  pooling: Pooling,
): Promise<Float32Array<ArrayBuffer>> {
  const windows = prepareWindows(embedder.frontEnd, y, sampleRate);
  return poolWindows(await embedder.embedWindows(windows), pooling);
}

/**
 * The vector of every prompt, by its text: what `createClapScorer` takes.
 *
 * @param known vectors that are there already, as from a cache; if all are, the embedder is not asked.
 * @throws {ConfigError} with its line, if a prompt is longer than the model takes.
 * @throws {EmbedderError} if the model fails, or has no text half.
 */
export async function embedPrompts(
  embedder: Pick<Embedder, "countTokens" | "embedText" | "maxTokens">,
  prompts: Prompts,
  known: ReadonlyMap<string, Float32Array> = new Map(),
): Promise<Map<string, Float32Array>> {
  const texts = promptTexts(prompts);
  const missing = texts.filter((text) => !known.has(text));
  const vectors = new Map<string, Float32Array>();
  if (missing.length > 0) {
    const counts = await embedder.countTokens(texts);
    checkPromptTokens(prompts, counts, embedder.maxTokens);
    for (const [i, vector] of (await embedder.embedText(missing)).entries()) {
      vectors.set(missing[i]!, vector);
    }
  }
  return new Map(
    texts.map((text) => [text, vectors.get(text) ?? known.get(text)!]),
  );
}
