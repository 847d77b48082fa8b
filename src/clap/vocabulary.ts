/**
 * Which words a model knows. A tokenizer of whole words or word pieces has one token for all that it does not know,
 * which says nothing to the model; one of byte pairs takes every text apart.
 *
 * @module
 */
import { EmbedderError } from "./embedder.ts";
import { readTokenizerJson, tokenizerOf } from "./tokenizer.ts";

/** The words of a model that does not know all. */
export interface Vocabulary {
  /** In code-unit order, without what stands for no word. */
  readonly words: readonly string[];
  /** Those words of a text, as they are written, that say nothing to the model; each once. */
  unknownIn(text: string): string[];
}

/** What is read here of a `tokenizer.json`. */
interface TokenizerJson {
  readonly pre_tokenizer?: {
    readonly type?: unknown;
    readonly pretokenizers?: readonly { readonly type?: unknown }[];
  } | null;
  readonly added_tokens?: readonly { readonly content?: unknown }[];
  readonly model?: {
    readonly type?: unknown;
    readonly unk_token?: unknown;
    readonly byte_fallback?: unknown;
    readonly continuing_subword_prefix?: unknown;
    readonly vocab?: Readonly<Record<string, number>>;
  };
}

/** Letters with their marks, and digits, of any script. */
const WORD = /[\p{L}\p{M}\p{N}]+/gu;

/** The words of a text. */
export function wordsOf(text: string): string[] {
  return text.match(WORD) ?? [];
}

/**
 * The vocabulary of a `tokenizer.json`; null where every word is known.
 *
 * @throws {EmbedderError} if the file is not there or no tokenizer.
 */
export async function readVocabulary(
  path: string,
): Promise<Vocabulary | null> {
  const json: TokenizerJson = await readTokenizerJson(path);
  const { model } = json;
  const vocab = model?.vocab;
  const unknown = model?.unk_token;
  if (
    typeof unknown !== "string" || typeof vocab !== "object" ||
    Array.isArray(vocab) || takesBytes(json)
  ) return null;
  const id = vocab[unknown];
  if (id === undefined) {
    throw new EmbedderError(
      `Cannot read the tokenizer "${path}": its unk_token "${unknown}" is not in its vocabulary`,
    );
  }
  const tokenizer = await tokenizerOf(json, path);
  const prefix = model?.continuing_subword_prefix;
  const noWords = new Set([
    unknown,
    ...(json.added_tokens ?? []).map(({ content }) => String(content)),
  ]);
  const isKnown = (word: string) => {
    const { ids } = tokenizer.encode(word, { add_special_tokens: false });
    return ids.length > 0 && !ids.includes(id);
  };
  return {
    words: Object.keys(vocab).filter((word) =>
      !noWords.has(word) && /[\p{L}\p{N}]/u.test(word) &&
      !/^[[<].*[\]>]$/.test(word) &&
      !(typeof prefix === "string" && prefix !== "" && word.startsWith(prefix))
    ).sort(),
    unknownIn: (text) =>
      [...new Set(wordsOf(text))].filter((word) => !isKnown(word)),
  };
}

/** Whether nothing is unknown, since what is no token is read byte by byte. */
function takesBytes({ pre_tokenizer, model }: TokenizerJson): boolean {
  const steps = [pre_tokenizer, ...(pre_tokenizer?.pretokenizers ?? [])];
  return model?.byte_fallback === true ||
    steps.some((step) => step?.type === "ByteLevel");
}
