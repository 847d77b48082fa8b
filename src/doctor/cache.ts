/**
 * The cache's folder: whether it can be written, what it holds.
 *
 * @module
 */
import { statfsSync } from "node:fs";
import { dirname, join } from "node:path";
import { CACHE_FILE, openCache } from "../cache/cache.ts";
import { formatBytes } from "../models/errors.ts";
import { mayAsk } from "./machine.ts";
import type { CheckOf } from "./report.ts";

/** Less room than this is soon full. */
const LITTLE_ROOM = 200e6;

/**
 * Looks at the cache. Leaves nothing behind, and makes no cache where there is none.
 *
 * @param root the cache's folder; null where nothing says where it is to stand.
 */
export async function checkCache(
  root: string | null,
): Promise<CheckOf<"cache">> {
  const found = {
    kind: "cache",
    name: "cache",
  } as const;
  if (root === null) {
    return {
      ...found,
      status: "warn",
      message: "nothing says where it is to stand: every run begins anew",
      advice: "set ROLES_CACHE, or clap.cache_dir, to a folder",
      data: {
        folder: null,
        writable: false,
        bytes: 0,
        sounds: 0,
        prompts: 0,
        free_bytes: null,
      },
    };
  }
  const trouble = writeTrouble(root);
  const { evidence, texts, warnings } = await contentOf(root, trouble === null);
  const bytes = sizeOf(root);
  const free = freeBytes(root);
  const data = {
    folder: root,
    writable: trouble === null,
    bytes,
    sounds: evidence,
    prompts: texts,
    free_bytes: free,
  };
  if (trouble !== null) {
    return {
      ...found,
      status: "fail",
      message: `${root} cannot be written: ${trouble}`,
      advice:
        "set ROLES_CACHE, or clap.cache_dir, to a folder that can be written; --no-cache does without",
      data,
    };
  }
  const say = (n: number) => n.toLocaleString("en-US");
  const message = `${root}: writable, ${formatBytes(bytes)}, ${
    say(evidence)
  } sounds, ${say(texts)} prompts${
    free === null ? "" : `; ${formatBytes(free)} free on the disk`
  }`;
  if (warnings.length > 0) {
    return {
      ...found,
      status: "warn",
      message: `${root}: ${warnings.join("; ")}`,
      advice: "`roles cache clear` removes what is damaged",
      data,
    };
  }
  const full = free !== null && free < LITTLE_ROOM;
  return {
    ...found,
    status: full ? "warn" : "ok",
    message,
    advice: full
      ? "free some room, or set ROLES_CACHE to a folder on another disk"
      : null,
    data,
  };
}

/** Why nothing can be written to a folder, or to where it would be made; null if it can. */
function writeTrouble(folder: string): string | null {
  try {
    const there = nearest(folder);
    Deno.removeSync(Deno.makeTempFileSync({ dir: there, prefix: ".roles-" }));
    return null;
  } catch (error) {
    return (error as Error).message
      .replace(/ \(os error \d+\).*$/s, "").replace(/:.*$/s, "");
  }
}

/** The folder, or the nearest one above it that is there. */
function nearest(folder: string): string {
  for (let path = folder;; path = dirname(path)) {
    try {
      if (Deno.statSync(path).isDirectory) return path;
      throw new Error(`"${path}" is no folder`);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      if (dirname(path) === path) throw error;
    }
  }
}

/** How much the cache knows, and what it complains about. */
async function contentOf(root: string, open: boolean) {
  const warnings: string[] = [];
  const path = join(root, CACHE_FILE);
  const there = open && isFile(path);
  using cache = await openCache(there ? path : null, {
    warn: (message) => warnings.push(message),
  });
  const { evidence, texts } = cache.info();
  return { evidence, texts, warnings };
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/** Bytes of all files below a folder; what cannot be read counts nothing. Links are not followed. */
function sizeOf(folder: string): number {
  let bytes = 0;
  try {
    for (const { name, isDirectory, isFile } of Deno.readDirSync(folder)) {
      const path = join(folder, name);
      if (isDirectory) bytes += sizeOf(path);
      else if (isFile) bytes += Deno.statSync(path).size;
    }
  } catch {
    // As said.
  }
  return bytes;
}

function freeBytes(folder: string): number | null {
  if (!mayAsk("statfs")) return null;
  try {
    const { bavail, bsize } = statfsSync(nearest(folder));
    return bavail * bsize;
  } catch {
    return null;
  }
}
