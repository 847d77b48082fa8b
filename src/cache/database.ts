/**
 * The SQLite file of the cache: opened by several processes at once, set aside when it is damaged.
 *
 * @module
 */
import type { DatabaseSync, StatementSync } from "node:sqlite";

/** Raised when the tables change: an older cache is begun anew, a newer one left alone. */
const SCHEMA_VERSION = 1;

/** Marks the file as ours ("role" in ASCII). */
const APPLICATION_ID = 0x726f6c65;

/** How long a writer waits for another, milliseconds. */
const TIMEOUT = 10_000;

const TABLES = `
  CREATE TABLE evidence (
    key BLOB PRIMARY KEY,
    used INTEGER NOT NULL,
    checksum BLOB NOT NULL,
    features BLOB NOT NULL,
    warnings TEXT NOT NULL,
    embedding BLOB
  );
  CREATE TABLE texts (
    key BLOB PRIMARY KEY,
    used INTEGER NOT NULL,
    checksum BLOB NOT NULL,
    embedding BLOB NOT NULL
  );
  CREATE TABLE files (
    path BLOB PRIMARY KEY,
    used INTEGER NOT NULL,
    stamp TEXT NOT NULL,
    content TEXT NOT NULL
  );
`;

/** The tables of the cache; each has a column `used`, the day of the last use. */
export const TABLE_NAMES = ["evidence", "texts", "files"] as const;

/** What is wrong with the file, as far as it decides what to do. */
export type Trouble = "damaged" | "unusable";

/** The file cannot be used as it is. */
export class DatabaseError extends Error {
  readonly trouble: Trouble;

  constructor(trouble: Trouble, message: string, options?: ErrorOptions) {
    super(message, options);
    this.trouble = trouble;
  }
}

/** node:sqlite is imported only when there is a cache. */
export type Sqlite = typeof import("node:sqlite");

/** An open cache file. */
export class Connection implements Disposable {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  /** Held shared while the file is open, so that nobody moves it away. */
  readonly #lock: Deno.FsFile;

  private constructor(db: DatabaseSync, lock: Deno.FsFile) {
    this.#db = db;
    this.#lock = lock;
  }

  /**
   * Opens the file, which is made if need be.
   *
   * @throws {DatabaseError}
   */
  static open({ DatabaseSync }: Sqlite, path: string): Connection {
    return explain(() => {
      const lock = Deno.openSync(lockPath(path), { write: true, create: true });
      let db: DatabaseSync | undefined;
      try {
        withoutLocksAsWell(() => lock.lockSync(false));
        db = new DatabaseSync(path, { timeout: TIMEOUT });
        prepare(db);
        return new Connection(db, lock);
      } catch (error) {
        db?.close();
        release(lock);
        throw error;
      }
    });
  }

  /** A prepared statement; the same text is prepared once. */
  statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#db.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  /** Runs writes as one: all of them, or none when something is thrown. */
  write<T>(work: () => T): T {
    return transaction(this.#db, work);
  }

  /** Whether SQLite finds the file whole. Reads all of it. */
  isWhole(): boolean {
    const row = this.#db.prepare("PRAGMA quick_check(1)").get();
    return row?.["quick_check"] === "ok";
  }

  /** Rows of a table. */
  count(table: typeof TABLE_NAMES[number]): number {
    const row = this.statement(`SELECT count(*) AS count FROM ${table}`).get();
    return Number(row?.["count"]);
  }

  /** Removes all rows. */
  clear(): void {
    this.write(() => {
      for (const table of TABLE_NAMES) {
        this.statement(`DELETE FROM ${table}`).run();
      }
    });
    this.#shrink();
  }

  /** Removes the rows that were not used for longest, if the rows take more than so many bytes. */
  evict(maxBytes: number): void {
    const db = this.#db;
    const bytes = (pragma(db, "page_count") - pragma(db, "freelist_count")) *
      pragma(db, "page_size");
    if (bytes <= maxBytes) return;
    // A quarter more than needed, so that not every run has to.
    const share = 1 - 0.75 * maxBytes / bytes;
    this.write(() => {
      for (const table of TABLE_NAMES) {
        this.statement(
          `DELETE FROM ${table} WHERE rowid IN (SELECT rowid FROM ${table} ORDER BY used, rowid ` +
            `LIMIT (SELECT CAST(? * count(*) AS INTEGER) FROM ${table}))`,
        ).run(share);
      }
    });
    this.#shrink();
  }

  /** Gives the room of removed rows back to the disk. */
  #shrink(): void {
    this.#db.prepare("PRAGMA incremental_vacuum").all(); // exec() would free one page
    this.#db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  }

  [Symbol.dispose](): void {
    this.#statements.clear();
    try {
      this.#db.close();
    } finally {
      release(this.#lock);
    }
  }
}

/** Settings and tables. */
function prepare(db: DatabaseSync): void {
  if (pragma(db, "page_count") === 0) {
    // Three sounds with embeddings fill a page of this size, where one would fill one of the usual size by half.
    db.exec("PRAGMA page_size = 8192");
    db.exec("PRAGMA auto_vacuum = INCREMENTAL");
  }
  db.exec("PRAGMA journal_mode = WAL");
  db.exec("PRAGMA synchronous = NORMAL"); // a power cut may lose the last rows, and spoils none
  if (versionOf(db) === SCHEMA_VERSION) return;
  transaction(db, () => {
    const version = versionOf(db); // another process may just have made it
    if (version === SCHEMA_VERSION) return;
    if (version > SCHEMA_VERSION) {
      throw new DatabaseError(
        "unusable",
        "it was made by a newer version of roles",
      );
    }
    for (const table of TABLE_NAMES) db.exec(`DROP TABLE IF EXISTS ${table}`);
    db.exec(TABLES);
    db.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
    db.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
  });
}

/** Version of the tables; 0 for a file without any. */
function versionOf(db: DatabaseSync): number {
  const { count } = db.prepare("SELECT count(*) AS count FROM sqlite_schema")
    .get() as { count: number };
  if (count > 0 && pragma(db, "application_id") !== APPLICATION_ID) {
    throw new DatabaseError("damaged", "it is no cache of roles");
  }
  return pragma(db, "user_version");
}

/** A number that SQLite keeps about a file. */
function pragma(db: DatabaseSync, name: string): number {
  return Number(db.prepare(`PRAGMA ${name}`).get()?.[name]);
}

function transaction<T>(db: DatabaseSync, work: () => T): T {
  // A transaction that reads before it writes would fail at once where another writes, despite the timeout.
  db.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    db.exec("COMMIT");
    return result;
  } catch (error) {
    try {
      db.exec("ROLLBACK");
    } catch {
      // SQLite rolls back on its own after some errors.
    }
    throw error;
  }
}

/**
 * Moves a damaged file out of the way: to `PATH.corrupt-1`, or the next number that is free.
 *
 * @returns where it is now; null when another process uses it.
 * @throws {DatabaseError} if it cannot be moved.
 */
export function setAside(path: string): string | null {
  return explain(() => {
    const lock = Deno.openSync(lockPath(path), { write: true, create: true });
    try {
      let alone = true;
      withoutLocksAsWell(() => alone = lock.tryLockSync(true));
      if (!alone) return null;
      let number = 1;
      while (exists(`${path}.corrupt-${number}`)) number++;
      const aside = `${path}.corrupt-${number}`;
      // The log first: a new database must never find the log of the old one.
      if (exists(`${path}-wal`)) Deno.renameSync(`${path}-wal`, `${aside}-wal`);
      if (exists(`${path}-shm`)) Deno.removeSync(`${path}-shm`);
      if (exists(path)) Deno.renameSync(path, aside);
      return aside;
    } finally {
      release(lock);
    }
  });
}

const lockPath = (path: string) => `${path}.lock`;

/**
 * Gives a lock back. To close the file is not enough: a process that another thread is just starting has a copy of it,
 * and with it the lock, for a moment longer.
 */
function release(lock: Deno.FsFile): void {
  withoutLocksAsWell(() => lock.unlockSync());
  lock.close();
}

/** On a file system without locks, SQLite's own must do. */
function withoutLocksAsWell(lock: () => void): void {
  try {
    lock();
  } catch {
    // As said.
  }
}

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

/** Runs `work`; what SQLite or the system throw becomes a {@linkcode DatabaseError}. */
export function explain<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Error) || error instanceof DatabaseError) {
      throw error;
    }
    const { message } = error;
    const ofSqlite = "code" in error && error.code === "ERR_SQLITE_ERROR";
    if (
      !ofSqlite && !(error instanceof Deno.errors.NotCapable) &&
      !/\(os error \d+\)/.test(message)
    ) throw error;
    const trouble = /malformed|not a database|corrupt/.test(message)
      ? "damaged"
      : "unusable";
    throw new DatabaseError(trouble, message, { cause: error });
  }
}
