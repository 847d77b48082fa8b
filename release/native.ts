/**
 * The native libraries of one target, compressed, as `src/clap/native_library.ts` looks for them in the file.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import {
  MANIFEST,
  type NativeFile,
  type NativeManifest,
  PACKED,
} from "../src/clap/native_library.ts";
import type { Target } from "./targets.ts";

/** 15.0 MB of the library for Linux x64 (45.8), in two seconds; quality 11 makes 12.5 MB of it in minutes. */
const QUALITY = 5;

/** The folder of the package onnxruntime-node, and its version. */
export function runtimePackage(): { folder: string; version: string } {
  const found = /^(.*\/onnxruntime-node(?:@|\/)([^/]+)\/)/.exec(
    import.meta.resolve("onnxruntime-node"),
  );
  if (found === null) {
    throw new Error("Cannot find the package of ONNX Runtime");
  }
  return { folder: fileURLToPath(found[1]!), version: found[2]! };
}

/** Folder of the libraries of all platforms. */
export function librariesFolder(): string {
  return join(runtimePackage().folder, "bin", "napi-v6");
}

/**
 * Libraries of a target. Two that are the same under two names count once, under the name that the add-on asks for:
 * that is the shorter one, without the minor version.
 */
export function librariesOf(target: Target): NativeFile[] {
  if (target.native === null) return [];
  const folder = join(librariesFolder(), target.native);
  const byHash = new Map<string, NativeFile>();
  for (const { name } of Deno.readDirSync(folder)) {
    const content = Deno.readFileSync(join(folder, name));
    const sha256 = createHash("sha256").update(content).digest("hex");
    const other = byHash.get(sha256);
    if (other === undefined || name.length < other.name.length) {
      byHash.set(sha256, { name, bytes: content.length, sha256 });
    }
  }
  return [...byHash.values()].sort((a, b) => a.name < b.name ? -1 : 1);
}

/**
 * Writes the manifest and the compressed libraries of a target to a folder, unless they are there.
 *
 * @returns its files with their sizes, compressed.
 */
export function packLibraries(
  target: Target,
  folder: string,
): (NativeFile & { readonly packed: number })[] {
  const files = librariesOf(target);
  const manifest = JSON.stringify(manifestOf(target, files), null, 2);
  const place = join(folder, MANIFEST);
  if (readText(place) !== manifest) {
    remove(folder);
    Deno.mkdirSync(folder, { recursive: true });
    for (const { name } of files) {
      const path = join(librariesFolder(), target.native!, name);
      Deno.writeFileSync(
        join(folder, name + PACKED),
        brotliCompressSync(Deno.readFileSync(path), {
          params: {
            [constants.BROTLI_PARAM_QUALITY]: QUALITY,
            [constants.BROTLI_PARAM_LGWIN]: 24,
          },
        }),
      );
    }
    // Last, so that a folder with a manifest is whole.
    Deno.writeTextFileSync(place, manifest);
  }
  return files.map((file) => ({
    ...file,
    packed: Deno.statSync(join(folder, file.name + PACKED)).size,
  }));
}

function manifestOf(
  target: Target,
  files: readonly NativeFile[],
): NativeManifest {
  const contents = createHash("sha256")
    .update(files.map(({ name, sha256 }) => `${name} ${sha256}\n`).join(""))
    .digest("hex");
  const platform = target.native!.replace("/", "-");
  return {
    folder: `onnxruntime-${runtimePackage().version}-${platform}-${
      contents.slice(0, 8)
    }`,
    files,
  };
}

function readText(path: string): string | null {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return null;
  }
}

function remove(folder: string): void {
  try {
    Deno.removeSync(folder, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
