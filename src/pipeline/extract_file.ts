/**
 * One file: its features, or why it has none. Whatever is wrong with a file becomes data here.
 *
 * @module
 */
import { AudioError } from "../errors.ts";
import {
  type FeatureConfig,
  type FeatureEvidence,
  featuresOfSource,
} from "../evidence.ts";
import { openFileSource } from "../file_source.ts";
import type { FileError } from "../types.ts";

/** A file to read, and what to call it. */
export interface FileToRead {
  /** Where it is. */
  readonly path: string;
  /** What results and messages call it. */
  readonly filepath: string;
  /** Why it cannot be read, where that is known before trying. */
  readonly error: FileError | null;
}

/** Features of a file, or the error that kept them from us. */
export type FileOutcome =
  | FeatureEvidence & { readonly error: null }
  | { readonly error: FileError };

/** Reads a file's features. Never throws over a file: not over its content, not over its absence. */
export async function extractFile(
  file: FileToRead,
  config: FeatureConfig,
): Promise<FileOutcome> {
  if (file.error !== null) return { error: file.error };
  try {
    using source = openFileSource(file.path);
    return { ...await featuresOfSource(source, config), error: null };
  } catch (error) {
    return { error: fileError(file, error) };
  }
}

/** An exception over a file as the `error` of its record. */
export function fileError(file: FileToRead, error: unknown): FileError {
  const known = error instanceof AudioError;
  const message = error instanceof Error ? error.message : String(error);
  return {
    code: known ? error.code : "internal",
    message: `Cannot read ${JSON.stringify(file.filepath)}: ${
      known ? "" : "internal error: "
    }${message}`,
    byte_offset: known ? error.byteOffset ?? null : null,
  };
}
