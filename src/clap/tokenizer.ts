/**
 * Texts to token ids, as a model's `tokenizer.json` says.
 *
 * @module
 */
import type { Tokenizer } from "@huggingface/tokenizers";
import { EmbedderError } from "./embedder.ts";

/** Gives the ids of a text's tokens, the start and end tokens included. */
export type Tokenize = (text: string) => number[];

const MAX_BYTES = 100_000_000;

/** @throws {EmbedderError} if the file is not there or no tokenizer. */
export async function readTokenizer(path: string): Promise<Tokenize> {
  const tokenizer = await tokenizerOf(await readTokenizerJson(path), path);
  return (text) => tokenizer.encode(text).ids;
}

/**
 * The content of a `tokenizer.json`.
 *
 * @throws {EmbedderError} if the file is not there or no JSON object.
 */
export async function readTokenizerJson(path: string): Promise<object> {
  try {
    if ((await Deno.stat(path)).size > MAX_BYTES) {
      throw new Error(`it has more than ${MAX_BYTES} bytes`);
    }
    const json: unknown = JSON.parse(await Deno.readTextFile(path));
    if (typeof json === "object" && json !== null) return json;
    throw new Error("it is no object");
  } catch (error) {
    throw cannotRead(path, error);
  }
}

/**
 * The tokenizer of a `tokenizer.json`.
 *
 * @param path what messages call it.
 * @throws {EmbedderError} if it is none.
 */
export async function tokenizerOf(
  json: object,
  path: string,
): Promise<Tokenizer> {
  const { Tokenizer } = await import("@huggingface/tokenizers");
  try {
    return new Tokenizer(json, {});
  } catch (error) {
    throw cannotRead(path, error);
  }
}

function cannotRead(path: string, cause: unknown): EmbedderError {
  return new EmbedderError(
    `Cannot read the tokenizer "${path}": ${
      (cause as Error).message
    }; take it from the same place as the model`,
    { cause },
  );
}
