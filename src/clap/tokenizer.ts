/**
 * Texts to token ids, as a model's `tokenizer.json` says.
 *
 * @module
 */
import { EmbedderError } from "./embedder.ts";

/** Gives the ids of a text's tokens, the start and end tokens included. */
export type Tokenize = (text: string) => number[];

const MAX_BYTES = 100_000_000;

/** @throws {EmbedderError} if the file is not there or no tokenizer. */
export async function readTokenizer(path: string): Promise<Tokenize> {
  const { Tokenizer } = await import("@huggingface/tokenizers");
  let tokenizer: InstanceType<typeof Tokenizer>;
  try {
    if ((await Deno.stat(path)).size > MAX_BYTES) {
      throw new Error(`it has more than ${MAX_BYTES} bytes`);
    }
    tokenizer = new Tokenizer(JSON.parse(await Deno.readTextFile(path)), {});
  } catch (error) {
    throw new EmbedderError(
      `Cannot read the tokenizer "${path}": ${
        (error as Error).message
      }; take it from the same place as the model`,
      { cause: error },
    );
  }
  return (text) => tokenizer.encode(text).ids;
}
