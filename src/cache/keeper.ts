/**
 * Keeps a cache file usable, or does without it: trouble with a cache is never an error.
 *
 * @module
 */
import { basename, dirname } from "node:path";
import {
  Connection,
  DatabaseError,
  explain,
  setAside,
  type Sqlite,
} from "./database.ts";

/** A cache file that is open, was renewed, or was given up; each change is told in one warning. */
export class Keeper {
  readonly path: string | null;
  readonly #sqlite: Sqlite;
  readonly #warn: (message: string) => void;
  #connection: Connection | null = null;

  /**
   * Opens the file, which is made if need be.
   *
   * @param path null for no cache at all.
   */
  constructor(
    path: string | null,
    sqlite: Sqlite,
    warn: (message: string) => void,
  ) {
    this.path = path;
    this.#sqlite = sqlite;
    this.#warn = warn;
    if (path === null) return;
    try {
      explain(() => Deno.mkdirSync(dirname(path), { recursive: true }));
      this.#connection = this.#connect(path);
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
      this.#giveUp(error);
    }
  }

  /** Whether there is a file in use. */
  get isOpen(): boolean {
    return this.#connection !== null;
  }

  /**
   * Runs `work` on the file. A damaged file is renewed and the work done again.
   *
   * @returns what `work` returns, or `otherwise` where there is no cache to use, or no more.
   */
  attempt<T>(otherwise: T, work: (connection: Connection) => T): T {
    for (let tries = 1;; tries++) {
      const connection = this.#connection;
      if (connection === null) return otherwise;
      try {
        return explain(() => work(connection));
      } catch (error) {
        if (!(error instanceof DatabaseError)) throw error;
        if (error.trouble === "damaged" && tries === 1) {
          this.#mend(error);
        } else {
          this.#giveUp(error);
        }
      }
    }
  }

  /** Closes the file. */
  close(): void {
    try {
      this.#connection?.[Symbol.dispose]();
    } finally {
      this.#connection = null;
    }
  }

  #connect(path: string): Connection {
    try {
      return Connection.open(this.#sqlite, path);
    } catch (error) {
      if (!(error instanceof DatabaseError) || error.trouble !== "damaged") {
        throw error;
      }
      return this.#renew(path, error);
    }
  }

  /** After damage was met in the middle of work. */
  #mend(reason: DatabaseError): void {
    const path = this.path!;
    try {
      this.close();
      this.#connection = this.#connect(path);
      // Another process may have renewed it since.
      if (this.#connection.isWhole()) return;
      this.close();
      this.#connection = this.#renew(path, reason);
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
      this.#giveUp(error);
    }
  }

  /** Sets the damaged file aside and begins a new one. */
  #renew(path: string, reason: DatabaseError): Connection {
    const aside = setAside(path);
    if (aside === null) {
      throw new DatabaseError(
        "unusable",
        `${reason.message}, and another process uses it`,
      );
    }
    this.#warn(
      `Cache "${path}" was damaged (${reason.message}): it is set aside as "${
        basename(aside)
      }" and a new one begun`,
    );
    return Connection.open(this.#sqlite, path);
  }

  #giveUp(reason: DatabaseError): void {
    try {
      this.close();
    } catch {
      // It is of no use any more.
    }
    this.#warn(
      `Cannot use the cache "${this.path}": ${reason.message}; going on without it`,
    );
  }
}
