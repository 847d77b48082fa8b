/**
 * Scanning: paths from the command line to the files to read, one after the other.
 *
 * @module
 */
import { join } from "node:path";
import {
  OTHER_AUDIO_EXTENSIONS,
  READABLE_EXTENSIONS,
} from "../audio/formats.ts";
import type { AudioErrorCode } from "../errors.ts";
import type { FileError } from "../types.ts";
import {
  extensionOf,
  isHidden,
  withoutTrailingSeparator,
  withSlashes,
} from "./scan_names.ts";

/** Where something is. */
interface Place {
  /** What to open. */
  readonly path: string;
  /** Identity: the path as given plus the path below it, `/` between names. */
  readonly filepath: string;
}

/** A file to read. */
export interface ScannedFile extends Place {
  readonly error: null;
}

/** A file or folder that cannot be read: a record of the results, not an exception. */
export interface ScanProblem extends Place {
  readonly error: FileError;
}

/** What a scan passed over, counted while it goes. */
export class ScanSummary {
  /** Audio files of types that cannot be read, by extension (lower case, no dot). */
  readonly skipped: Map<string, number> = new Map();
}

type Found = ScannedFile | ScanProblem;

/** What is in a folder. */
type Entry = Pick<
  Deno.DirEntry,
  "name" | "isFile" | "isDirectory" | "isSymlink"
>;

/** A folder on the way down. */
interface Folder {
  /** Its path as the start of those below it. */
  readonly base: string;
  /** Its path without links: tells a cycle. */
  readonly real: string;
  /** What is still to come, last first. */
  readonly entries: Entry[];
}

const WINDOWS = Deno.build.os === "windows";

/**
 * Finds the audio files under the given paths, in the order of the paths; folders recursively, the entries of each
 * in the code-unit order of their names. It holds the names in the folders on the way down, nothing more.
 *
 * - A file given by name is taken whatever its extension. In a folder, files of a readable type are taken, other
 *   audio types are counted in `summary`, the rest is ignored.
 * - Hidden entries of a folder are skipped; given by name they are taken.
 * - Links are followed: what two links reach is found twice. Only a folder that lies on the way to itself is not
 *   entered again.
 * - Only files are handed out. A {@linkcode ScanProblem} stands for a path that does not exist, a folder that may
 *   not be read, and, where it is given by name or has a readable type's extension, for a pipe, socket or device, a
 *   link to nothing (also without an extension: it may have led to a folder), and a name that is not UTF-8 (Deno
 *   puts U+FFFD for its odd bytes, and cannot open it).
 *
 * @param paths files and folders; one given twice is found twice.
 * @example
 * ```ts ignore
 * const summary = new ScanSummary();
 * for (const { path, filepath, error } of scan(["kit"], summary)) {
 *   if (error === null) await extract(path);
 * }
 * ```
 */
export function* scan(
  paths: Iterable<string>,
  summary: ScanSummary = new ScanSummary(),
): Generator<Found, void, undefined> {
  for (const path of paths) {
    const base = withoutTrailingSeparator(path, WINDOWS);
    // The root is nothing but a separator.
    const place = { path, filepath: withSlashes(base || path, WINDOWS) };
    const info = look(place);
    if ("error" in info) yield info;
    else if (info.isDirectory) yield* walk(place, base, summary);
    else yield asFile(place, info);
  }
}

function* walk(
  top: Place,
  base: string,
  summary: ScanSummary,
): Generator<Found, void, undefined> {
  // A stack rather than recursion: folders nest deeper than calls may.
  const way: Folder[] = [];
  const first = openFolder(top, base);
  if ("error" in first) yield first;
  else way.push(first);
  while (way.length > 0) {
    const folder = way.at(-1)!;
    const entry = folder.entries.pop();
    if (entry === undefined) {
      way.pop();
      continue;
    }
    const path = `${folder.base}/${entry.name}`;
    const place = { path, filepath: withSlashes(path, WINDOWS) };
    const info = entry.isSymlink || entry.name.includes("\uFFFD")
      ? look(place)
      : entry;
    if (!("error" in info) && info.isDirectory) {
      const real = entry.isSymlink ? undefined : join(folder.real, entry.name);
      const next = openFolder(place, path, real);
      if ("error" in next) yield next;
      else if (!way.some((f) => f.real === next.real)) way.push(next);
      continue;
    }
    const type = extensionOf(entry.name);
    // What cannot be looked at and has no extension may be a folder full of sounds.
    const mayBeFolder = entry.isDirectory || (type === "" && "error" in info);
    if (READABLE_EXTENSIONS.has(type) || mayBeFolder) {
      yield "error" in info ? info : asFile(place, info);
    } else if (OTHER_AUDIO_EXTENSIONS.has(type)) {
      summary.skipped.set(type, (summary.skipped.get(type) ?? 0) + 1);
    }
  }
}

/** Lists a folder; `real` is found where a link may stand in the path. */
function openFolder(
  place: Place,
  base: string,
  real?: string,
): Folder | ScanProblem {
  try {
    const entries: Entry[] = [];
    for (
      const { name, isFile, isDirectory, isSymlink } of Deno.readDirSync(
        place.path,
      )
    ) {
      // Copied, since the objects that come take four times the memory.
      const entry = { name, isFile, isDirectory, isSymlink };
      if (isOfInterest(entry)) entries.push(entry);
    }
    entries.sort((a, b) => a.name < b.name ? 1 : a.name > b.name ? -1 : 0);
    return { base, real: real ?? Deno.realPathSync(place.path), entries };
  } catch (error) {
    return problem(place, ...reasonOf(error));
  }
}

/** Whether an entry may hold audio; what a link leads to is seen later. */
function isOfInterest(entry: Entry): boolean {
  if (isHidden(entry.name)) return false;
  if (entry.isDirectory || entry.isSymlink) return true;
  const type = extensionOf(entry.name);
  return READABLE_EXTENSIONS.has(type) || OTHER_AUDIO_EXTENSIONS.has(type);
}

/** What is at a place, links followed. Opens nothing, so a pipe cannot hold it up. */
function look(place: Place): Deno.FileInfo | ScanProblem {
  try {
    return Deno.statSync(place.path);
  } catch (error) {
    return problem(place, ...reasonOf(error, place.path));
  }
}

function asFile(place: Place, info: { readonly isFile: boolean }): Found {
  return info.isFile ? { ...place, error: null } : problem(
    place,
    "unsupported",
    "it is a pipe, a socket or a device, not a file",
  );
}

function problem(
  place: Place,
  code: AudioErrorCode,
  reason: string,
): ScanProblem {
  // Quoted as JSON is, so that a line break in a name does not break the line.
  const message = `Cannot read ${JSON.stringify(place.filepath)}: ${reason}`;
  return { ...place, error: { code, message, byte_offset: null } };
}

function reasonOf(
  error: unknown,
  path = "",
): [code: AudioErrorCode, reason: string] {
  if (error instanceof Deno.errors.NotFound) {
    if (isLink(path)) return ["not_found", "it is a link to nothing"];
    return path.includes("\uFFFD")
      ? ["unsupported", "its name is not UTF-8; rename it"]
      : ["not_found", "there is no such file or folder"];
  }
  if (error instanceof Deno.errors.NotADirectory) {
    return ["not_found", "a part of its path is a file, not a folder"];
  }
  if (
    error instanceof Deno.errors.PermissionDenied ||
    error instanceof Deno.errors.NotCapable
  ) return ["permission_denied", "permission denied"];
  if (error instanceof Deno.errors.FilesystemLoop) {
    return ["io", "its links lead in a circle"];
  }
  // Deno's text is "what (os error n): call 'path'", and the path is in the message already.
  const text = error instanceof Error ? error.message : String(error);
  return ["io", text.replace(/: \w+ '[^]*$/, "")];
}

function isLink(path: string): boolean {
  try {
    return Deno.lstatSync(path).isSymlink;
  } catch {
    return false;
  }
}
