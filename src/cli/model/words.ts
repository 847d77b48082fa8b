/**
 * `roles model words`.
 *
 * @module
 */
import { readVocabulary } from "../../clap/vocabulary.ts";
import { UsageError } from "../../errors.ts";
import type { Cli } from "../context.ts";
import { harmless } from "../text.ts";
import type { ModelCommandFlags } from "./command.ts";
import { storeOf } from "./store.ts";

export default async function words(
  this: Cli,
  flags: ModelCommandFlags,
  id?: string,
): Promise<void> {
  const { out, err } = this.terminal;
  const { store, config } = await storeOf(flags, this.terminal);
  const wanted = id ?? config.clap.model_id;
  if (wanted === "none") {
    throw new UsageError(
      "Cannot list the words of no model (clap.model_id: none); name one, as in `roles model words drum-clap-mini`",
    );
  }
  const { name, files, missing } = await store.resolve(wanted);
  if (missing.some(({ kind }) => kind === "tokenizer")) {
    throw new UsageError(
      `Cannot list the words of ${name}: it is not here; "roles model pull ${name}" brings it`,
    );
  }
  const vocabulary = await readVocabulary(files.tokenizer);
  if (vocabulary === null) {
    err.write(
      `${harmless(name)} has no list of words: it takes any text apart\n`,
    );
    return;
  }
  for (const word of vocabulary.words) out.write(`${harmless(word)}\n`);
}
