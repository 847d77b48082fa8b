/**
 * A model on the disk: which files it has, where they stand, and what names their content.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { isAbsolute, join, resolve } from "node:path";
import { ModelError } from "./errors.ts";
import { sha256File } from "./part_file.ts";
import {
  FILE_KINDS,
  type FileKind,
  type ModelEntry,
  type ModelFile,
  type ModelPart,
  PARTS,
} from "./registry.ts";

/** A model that was named, with the place of each of its files. */
export interface ResolvedModel {
  /** Name in the registry, or the folder as the user gave it. */
  readonly name: string;
  /** From the hub, kept in this package, or a folder of the user's. */
  readonly source: "hub" | "embedded" | "folder";
  readonly folder: string;
  /** Absolute path of each file. */
  readonly files: Readonly<Record<FileKind, string>>;
  /** What the registry says; null for a folder. */
  readonly entry: ModelEntry | null;
  /** Whether the audio model has 8-bit weights. */
  readonly quantized: boolean;
  /** Files of the registry that are not there with their right size; none for a folder. */
  readonly missing: readonly ModelFile[];
}

/** File names of a folder's model, by kind; the first that is there is taken. */
const LAYOUT: Readonly<Record<FileKind, readonly string[]>> = {
  audio_model: ["onnx/audio_model.onnx", "onnx/audio_model_quantized.onnx"],
  preprocessor_config: ["preprocessor_config.json"],
  text_model: ["onnx/text_model.onnx", "onnx/text_model_quantized.onnx"],
  tokenizer: ["tokenizer.json"],
};

/** The paths of an entry's files below a folder. */
export function pathsOf(
  entry: ModelEntry,
  folder: string,
): Record<FileKind, string> {
  const paths: Partial<Record<FileKind, string>> = {};
  for (const { kind, path } of entry.files) {
    paths[kind] = join(folder, ...path.split("/"));
  }
  return paths as Record<FileKind, string>;
}

/** Those of an entry's files that are not there with the right size. */
export async function missingFiles(
  entry: ModelEntry,
  folder: string,
): Promise<ModelFile[]> {
  const missing: ModelFile[] = [];
  for (const file of entry.files) {
    const size = await sizeOf(join(folder, ...file.path.split("/")));
    if (size !== file.bytes) missing.push(file);
  }
  return missing;
}

/** Size of a file in bytes; null when there is none. */
export async function sizeOf(path: string): Promise<number | null> {
  try {
    const info = await Deno.stat(path);
    return info.isFile ? info.size : null;
  } catch {
    return null;
  }
}

/**
 * A model in a folder of the user's, in the layout of the hub's ONNX exports.
 *
 * @throws {ModelError} `incomplete`, listing what is not there.
 */
export async function resolveFolder(name: string): Promise<ResolvedModel> {
  const folder = isAbsolute(name) ? name : resolve(name);
  const files: Partial<Record<FileKind, string>> = {};
  const missing: string[] = [];
  for (const kind of FILE_KINDS) {
    const candidates = LAYOUT[kind].map((path) =>
      join(folder, ...path.split("/"))
    );
    for (const path of candidates) {
      if (files[kind] === undefined && await sizeOf(path) !== null) {
        files[kind] = path;
      }
    }
    if (files[kind] === undefined) missing.push(LAYOUT[kind].join(" or "));
  }
  if (missing.length > 0) {
    throw new ModelError(
      "incomplete",
      `Cannot use the folder "${name}" as a model: it lacks ${
        missing.join(", ")
      }`,
    );
  }
  const paths = files as Record<FileKind, string>;
  return {
    name,
    source: "folder",
    folder,
    files: paths,
    entry: null,
    quantized: paths.audio_model.endsWith("_quantized.onnx"),
    missing: [],
  };
}

/**
 * Names the content of a half of a model, for cache keys: sha256 over the sha256 of its files. A pulled model and a
 * folder with the same files have the same digest. A folder's files are read for it; a registry model's are known.
 *
 * @returns 64 hex digits.
 */
export async function modelDigest(
  model: ResolvedModel,
  part: ModelPart,
  signal?: AbortSignal,
): Promise<string> {
  const hash = createHash("sha256");
  for (const kind of PARTS[part]) {
    const pinned = model.entry?.files.find((file) => file.kind === kind);
    const digest = pinned?.sha256 ??
      await sha256File(model.files[kind], signal);
    hash.update(`${kind} ${digest}\n`);
  }
  return hash.digest("hex");
}
