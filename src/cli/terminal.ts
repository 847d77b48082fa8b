/**
 * The process as commands see it: results to one stream, words and progress to the other.
 *
 * @module
 */
import type { TextWriter } from "../pipeline/text_writer.ts";
import { type Paint, painter } from "./text.ts";

/** Nobody reads the results any more (`roles … | head`): time to stop, quietly. */
export class OutputClosed extends Error {
  override readonly name = "OutputClosed";
}

/** A standard stream of a process. */
export interface Stream {
  writeSync(bytes: Uint8Array): number;
  isTerminal(): boolean;
}

/** Width of results that go to no terminal, and of a terminal that does not tell its own. */
const DEFAULT_COLUMNS = 100;

/** Text gathered before it is written, in UTF-16 code units. */
const BUFFER_LENGTH = 1 << 16;

const encoder = new TextEncoder();

/** Results on stdout, everything else on stderr. */
export class Terminal {
  /** Results. Buffered: {@linkcode flush} at the end. */
  readonly out: TextWriter;
  /** Words for people: problems, progress, what was written. */
  readonly err: TextWriter;
  /** Colours of results. */
  readonly paint: Paint;
  /** Colours of words. */
  readonly paintErr: Paint;
  /** Whether a person watches stderr, and so progress makes sense. */
  readonly interactive: boolean;
  /** Columns to lay results out for. */
  readonly columns: number;
  /** Whether results are cut to {@linkcode columns}: only where a person looks at them. */
  readonly narrow: boolean;

  readonly #stdout: Stream;
  readonly #stderr: Stream;
  #buffer = "";
  #status = "";
  #closed = false;
  #outlivesReader = false;

  constructor(
    stdout: Stream,
    stderr: Stream,
    options: { colours: boolean; columns: () => number | undefined },
  ) {
    this.#stdout = stdout;
    this.#stderr = stderr;
    this.narrow = stdout.isTerminal();
    this.interactive = stderr.isTerminal();
    this.columns = (this.narrow ? options.columns() : undefined) ??
      DEFAULT_COLUMNS;
    this.paint = painter(options.colours && this.narrow);
    this.paintErr = painter(options.colours && this.interactive);
    this.out = { write: (text) => this.#writeOut(text) };
    this.err = { write: (text) => this.#writeErr(text) };
  }

  /** Goes on when the reader of the results leaves: there is more to do than to print. */
  outliveReader(): void {
    this.#outlivesReader = true;
  }

  /** Shows one line on stderr in place of the last one; an empty text takes it away. */
  status(text: string): void {
    if (!this.interactive || text === this.#status) return;
    this.#status = text;
    this.#draw();
  }

  /**
   * Writes what is buffered.
   *
   * @throws {OutputClosed} if nobody reads it any more.
   */
  flush(): void {
    const text = this.#buffer;
    this.#buffer = "";
    if (text === "" || this.#closed) return;
    if (this.narrow && this.#status !== "") this.#erase();
    try {
      writeFully(this.#stdout, text);
    } catch (error) {
      if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
      this.#closed = true;
      if (!this.#outlivesReader) throw new OutputClosed();
    }
    if (this.narrow && this.#status !== "") this.#draw();
  }

  #writeOut(text: string): void {
    this.#buffer += text;
    if (this.#buffer.length >= BUFFER_LENGTH) this.flush();
  }

  #writeErr(text: string): void {
    this.flush(); // words about a result come after it
    const status = this.#status;
    if (status !== "") this.#erase();
    this.#toStderr(text);
    if (status !== "") this.#draw();
  }

  #draw(): void {
    this.#toStderr(`\r${this.#status}\x1b[K`);
  }

  #erase(): void {
    this.#toStderr("\r\x1b[K");
  }

  #toStderr(text: string): void {
    try {
      writeFully(this.#stderr, text);
    } catch (error) {
      // Words that nobody reads are no reason to stop.
      if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
    }
  }
}

function writeFully(stream: Stream, text: string): void {
  let bytes = encoder.encode(text);
  while (bytes.length > 0) bytes = bytes.subarray(stream.writeSync(bytes));
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  return new Terminal(Deno.stdout, Deno.stderr, {
    colours: !Deno.noColor,
    columns() {
      try {
        return Deno.consoleSize().columns;
      } catch {
        return undefined; // a terminal without a size
      }
    },
  });
}
