/**
 * Files that could not be read: said on stderr, whatever the format.
 *
 * @module
 */
import type { Output } from "../pipeline/outputs.ts";
import type { SampleRecord } from "../types.ts";
import type { Terminal } from "./terminal.ts";
import { count, harmless } from "./text.ts";

/** Failures that are listed one by one. */
const LISTED = 10;

/** Collects failures while a run goes, and says them at its end. */
export class Failures implements Output {
  readonly #terminal: Terminal;
  readonly #messages: string[] = [];
  #count = 0;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** How many files could not be read. */
  get count(): number {
    return this.#count;
  }

  record({ error }: Pick<SampleRecord, "error">): void {
    if (error === null) return;
    this.#count++;
    if (this.#count <= LISTED) this.#messages.push(error.message);
  }

  end(): void {
    const { err, paintErr } = this.#terminal;
    for (const message of this.#messages) {
      err.write(`${paintErr("red", "error:")} ${harmless(message)}\n`);
    }
    const more = this.#count - this.#messages.length;
    if (more > 0) {
      err.write(`and ${count(more, "more file")} that cannot be read\n`);
    }
  }
}
