/**
 * One file: its features, or why it has none. Whatever is wrong with a file becomes data here.
 *
 * @module
 */
import { AudioError } from "../errors.ts";
import {
  evidenceOfSource,
  type FeatureConfig,
  type HeardEvidence,
  type Hearing,
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

/** What a file gives, or the error that kept it from us. */
export type FileOutcome =
  | HeardEvidence & {
    /** From the windows; null as long as no model heard them. */
    readonly embedding: Float32Array<ArrayBuffer> | null;
    readonly error: null;
  }
  | { readonly error: FileError };

/** Reads a file's evidence. Never throws over a file: not over its content, not over its absence. */
export async function extractFile(
  file: FileToRead,
  config: FeatureConfig,
  hearing: Hearing | null = null,
): Promise<FileOutcome> {
  if (file.error !== null) return { error: file.error };
  try {
    using source = openFileSource(file.path);
    const evidence = await evidenceOfSource(source, config, hearing);
    return { ...evidence, embedding: null, error: null };
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
