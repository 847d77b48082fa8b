/**
 * Files that are whole or not there: written beside their place under a temporary name, then renamed.
 *
 * @module
 */
import { type TextWriter, writeAll } from "./text_writer.ts";

/** Text gathered before it is handed to the disk, in UTF-16 code units. */
const BUFFER_LENGTH = 1 << 16;

/** The name at the end of a path. (`node:path` would take longer to load than all of `roles --help`.) */
const LAST_NAME = Deno.build.os === "windows" ? /[^/\\]*$/ : /[^/]*$/;

const unfinished = new Set<AtomicFile>();

/** A text file that gets its name when it is complete. */
export class AtomicFile implements TextWriter {
  readonly #path: string;
  readonly #temporary: string;
  readonly #file: Deno.FsFile;
  #buffer = "";

  /** Starts a file that will stand at `path`, replacing what is there. The folder must exist. */
  constructor(path: string) {
    this.#path = path;
    const name = path.search(LAST_NAME);
    const unique = crypto.randomUUID().slice(0, 8);
    this.#temporary = `${path.slice(0, name)}.${
      path.slice(name)
    }.${unique}.tmp`;
    this.#file = Deno.openSync(this.#temporary, {
      write: true,
      createNew: true,
    });
    unfinished.add(this);
  }

  write(text: string): void {
    this.#buffer += text;
    if (this.#buffer.length >= BUFFER_LENGTH) this.#flush();
  }

  /** Makes the file appear under its name, complete and on the disk. */
  commit(): void {
    this.#flush();
    this.#file.syncDataSync();
    this.#file.close();
    Deno.renameSync(this.#temporary, this.#path);
    unfinished.delete(this);
  }

  /** Gives the file up; nothing remains of it. Does nothing after {@linkcode commit}. */
  discard(): void {
    if (!unfinished.delete(this)) return;
    try {
      this.#file.close();
    } catch {
      // Closed already: the renaming failed.
    }
    Deno.removeSync(this.#temporary);
  }

  #flush(): void {
    writeAll(this.#file, this.#buffer);
    this.#buffer = "";
  }
}

/** Gives up every file that is not complete: for a process that must stop at once. */
export function discardUnfinishedFiles(): void {
  for (const file of unfinished) file.discard();
}
