import type { Cli } from "../context.ts";
import type { CompleteFlags } from "./command.ts";
import { propose } from "./propose.ts";

/** Prints what may stand where files or folders may too, then a line a candidate: the word, a tab, what it means. */
export default async function (
  this: Cli,
  { newWord }: CompleteFlags,
  ...typed: string[]
): Promise<void> {
  const words = newWord ? [...typed, ""] : typed;
  const { candidates, place } = await propose(
    await this.describe(words),
    words,
    this,
  );
  this.terminal.out.write(`${place}\n`);
  for (const { value, brief } of candidates) {
    this.terminal.out.write(`${value}\t${brief}\n`);
  }
}
