/**
 * What tells files apart: the hash of their content, and a stamp by which a file that did not change is known without
 * reading it.
 *
 * @module
 */
import { createHash } from "node:crypto";

/** A file's content at a moment. */
export interface FileIdentity {
  /** The path that was asked for. */
  readonly path: string;
  /** Names the content: 64 hex digits, the same for the same bytes wherever they stand. */
  readonly content: string;
  /** Changes whenever the file is written to: size, times and inode. */
  readonly stamp: string;
}

/**
 * Up to this size the content's name is the sha256 of all bytes. Of a larger file the tool reads seconds only, and to
 * hash it would take longer than to extract it: its name is made of its size, its time of modification, its first 8 MiB
 * and its last MiB. It stays the same when the file is moved, and after a copy that keeps the time.
 */
export const WHOLE_LIMIT = 32 << 20;
const HEAD = 8 << 20;
const TAIL = 1 << 20;

const buffer = new Uint8Array(1 << 20);

/** A file's stamp, from `Deno.stat`. */
export function stampOf(info: Deno.FileInfo): string {
  const { size, mtime, ctime, ino } = info;
  return [size, mtime?.getTime(), ctime?.getTime(), ino].join(".");
}

/**
 * When a file was last changed, milliseconds since 1970: the inode's time where the system has one, as that cannot be
 * set back.
 */
export function changedAt(info: Deno.FileInfo): number {
  return (info.ctime ?? info.mtime)?.getTime() ?? Infinity;
}

/**
 * Names a file's content.
 *
 * @param info of the same file.
 * @throws if it cannot be read.
 */
export function contentOf(path: string, info: Deno.FileInfo): string {
  const hash = createHash("sha256");
  using file = Deno.openSync(path);
  const update = (count: number) => {
    for (let left = count; left > 0;) {
      const n = file.readSync(
        buffer.subarray(0, Math.min(left, buffer.length)),
      );
      if (n === null) return;
      hash.update(buffer.subarray(0, n));
      left -= n;
    }
  };
  if (info.size <= WHOLE_LIMIT) {
    update(info.size);
  } else {
    hash.update(`large ${info.size} ${info.mtime?.getTime()}\n`);
    update(HEAD);
    file.seekSync(-TAIL, Deno.SeekMode.End);
    update(TAIL);
  }
  return hash.digest("hex");
}

/** Whether a file is still as it was when it was identified. */
export function isUnchanged({ path, stamp }: FileIdentity): boolean {
  try {
    return stampOf(Deno.statSync(path)) === stamp;
  } catch {
    return false;
  }
}
