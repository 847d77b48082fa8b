/**
 * The model's runtime in a compiled `roles`: its native libraries lie compressed in the file, and are unpacked before
 * they are loaded, since the system's loader reads real files alone.
 *
 * Deno itself unpacks an add-on, but not the libraries that the add-on needs.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliDecompressSync } from "node:zlib";

/** What `release/native.ts` puts beside the compressed libraries. */
export interface NativeManifest {
  /** Name of the folder that they are unpacked to; another one for other contents. */
  readonly folder: string;
  readonly files: readonly NativeFile[];
}

/** One of the libraries. */
export interface NativeFile {
  readonly name: string;
  readonly bytes: number;
  /** Of the library as it is unpacked, in hex. */
  readonly sha256: string;
}

/** The manifest's name, and what the name of a compressed library ends with. */
export const MANIFEST = "manifest.json";
export const PACKED = ".br";

/** What the name of a file that is being unpacked begins with, and when it surely is no longer. */
const PART = ".part-";
const OLD_MS = 3_600_000;

/** Where the compressed libraries are within the file. */
const EMBEDDED = new URL(
  `../../dist/native/${Deno.build.target}/`,
  import.meta.url,
);

/** Root of the files that are in a compiled `roles`. */
const INSIDE = new URL("../../", import.meta.url);

/**
 * Has the runtime's add-on, which must not be loaded yet, loaded from a folder on disk: that of an earlier run if
 * its libraries are right, else they are unpacked. Does nothing where this is no compiled file.
 *
 * @param root folder below which the libraries may stay, null for none. Where that cannot be written, or nothing may be
 * loaded from it, they are unpacked to a folder in the system's place for temporary files, removed once it is loaded.
 * @returns the folder that holds the libraries; null where the runtime finds its own.
 * @throws {Error} if there is nowhere to unpack to, or this file is without the runtime.
 */
export function provideRuntime(root: string | null): string | null {
  if (!Deno.build.standalone) return null;
  const manifest = readManifest();
  const problems: string[] = [];
  const folder = unpackFirst(manifest, root, problems);
  const { extensions } = createRequire(import.meta.url);
  const load = extensions[".node"]!;
  extensions[".node"] = (module, path) => {
    const addon = basename(path);
    try {
      load(module, join(folder.path, addon));
    } catch (error) {
      // A disk from which nothing may be run, for one.
      if (folder.temporary) throw error;
      problems.push((error as Error).message);
      const other = unpackFirst(manifest, null, problems);
      load(module, join(other.path, addon));
      other.drop();
    }
    folder.drop();
  };
  return folder.path;
}

/** A folder with the libraries. */
interface Unpacked {
  readonly path: string;
  readonly temporary: boolean;
  /** Removes it if it is temporary; what was loaded from it stays loaded. */
  drop(): void;
}

function unpackFirst(
  manifest: NativeManifest,
  root: string | null,
  problems: string[],
): Unpacked {
  if (root !== null) {
    const path = join(root, manifest.folder);
    try {
      unpack(manifest, EMBEDDED, path);
      return { path, temporary: false, drop() {} };
    } catch (error) {
      problems.push((error as Error).message);
    }
  }
  try {
    return unpackTemporarily(manifest);
  } catch (error) {
    problems.push((error as Error).message);
  }
  throw new Error(
    `there is nowhere to unpack it to (${
      problems.join("; ")
    }): set ROLES_CACHE to a folder that can be written`,
  );
}

function unpackTemporarily(manifest: NativeManifest): Unpacked {
  // Nobody else can write there.
  const path = Deno.makeTempDirSync({ prefix: "roles-" });
  const drop = () => {
    try {
      Deno.removeSync(path, { recursive: true });
    } catch {
      // Windows keeps what is loaded.
    }
  };
  try {
    unpack(manifest, EMBEDDED, path);
  } catch (error) {
    drop();
    throw error;
  }
  return { path, temporary: true, drop };
}

/**
 * Makes a folder hold the libraries, whatever it holds and whoever does the same.
 *
 * @param from folder of the compressed libraries, with a slash at its end.
 * @throws {Error} if it cannot be written.
 */
export function unpack(
  { files }: NativeManifest,
  from: URL,
  folder: string,
): void {
  const wrong = files.filter((file) => !isRight(file, folder));
  if (wrong.length === 0) return;
  Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
  removeOldParts(folder);
  for (const file of wrong) {
    const packed = Deno.readFileSync(new URL(file.name + PACKED, from));
    const library = brotliDecompressSync(packed);
    if (sha256Of(library) !== file.sha256) {
      throw new Error(`${file.name} is damaged: install roles again`);
    }
    const path = join(folder, file.name);
    const part = Deno.makeTempFileSync({ dir: folder, prefix: PART });
    try {
      Deno.writeFileSync(part, library);
      Deno.renameSync(part, path);
    } catch (error) {
      Deno.removeSync(part);
      // On Windows a library that another process has loaded cannot be replaced: it is right then.
      if (!isRight(file, folder)) throw error;
    }
  }
}

/** Removes what runs that were killed have left behind, and no run can still be busy with. */
function removeOldParts(folder: string): void {
  for (const { name } of Deno.readDirSync(folder)) {
    if (!name.startsWith(PART)) continue;
    const path = join(folder, name);
    try {
      const age = Date.now() - Deno.statSync(path).mtime!.getTime();
      if (age > OLD_MS) Deno.removeSync(path);
    } catch {
      // Another run was faster.
    }
  }
}

/** Whether a library is there and what it should be: another program, or a full disk, may have spoilt it. */
function isRight({ name, bytes, sha256 }: NativeFile, folder: string): boolean {
  const path = join(folder, name);
  try {
    return Deno.statSync(path).size === bytes &&
      sha256Of(Deno.readFileSync(path)) === sha256;
  } catch {
    return false;
  }
}

function sha256Of(content: Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

function readManifest(): NativeManifest {
  let text: string;
  try {
    text = Deno.readTextFileSync(new URL(MANIFEST, EMBEDDED));
  } catch {
    throw new Error("this file was made without it");
  }
  return JSON.parse(text);
}

/**
 * What the runtime is to open for a graph at a path: in a compiled `roles` the bytes of one that is in the file, which
 * native code cannot read.
 */
export function graphSource(path: string): string | Uint8Array<ArrayBuffer> {
  return Deno.build.standalone && isInside(path)
    ? Deno.readFileSync(path)
    : path;
}

/** Whether a path is within a compiled `roles`, and so no path to anything else. */
export function isInside(path: string): boolean {
  return path.startsWith(fileURLToPath(INSIDE));
}
