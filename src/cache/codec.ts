/**
 * Evidence as the cache's rows hold it: numbers to the bit, with a checksum, as SQLite has none.
 *
 * @module
 */
import { createHash } from "node:crypto";
import {
  DSPFeatures,
  type Evidence,
  FEATURE_NAMES,
  type FeatureName,
  type Warning,
} from "../types.ts";

/** A row's values. */
export interface EvidenceRow {
  /** A float64 each, in the order of `FEATURE_NAMES`. */
  readonly features: Uint8Array;
  /** float32. */
  readonly embedding: Uint8Array | null;
  /** JSON. */
  readonly warnings: string;
  readonly checksum: Uint8Array;
}

/** Values of a row of text embeddings. */
export interface TextRow {
  readonly embedding: Uint8Array;
  readonly checksum: Uint8Array;
}

/** A row as SQLite gives it. In a damaged file any column may hold anything. */
export type Row = Readonly<Record<string, unknown>>;

/** 32 bytes that name some texts, in order. */
export function keyOf(...texts: readonly string[]): Uint8Array {
  return createHash("sha256").update(texts.join("\0")).digest();
}

export function packEvidence(key: Uint8Array, evidence: Evidence): EvidenceRow {
  const features = bytesOf(
    Float64Array.from(FEATURE_NAMES, (name) => evidence.features[name]),
  );
  const embedding = evidence.embedding === null
    ? null
    : bytesOf(evidence.embedding);
  const warnings = JSON.stringify(evidence.warnings);
  return {
    features,
    embedding,
    warnings,
    checksum: checksum(key, features, embedding, warnings),
  };
}

/** The evidence of a row; null when the row is damaged. */
export function unpackEvidence(key: Uint8Array, row: Row): Evidence | null {
  const { features, embedding, warnings } = row;
  if (
    !(features instanceof Uint8Array) || typeof warnings !== "string" ||
    !(embedding === null || embedding instanceof Uint8Array) ||
    !isSame(checksum(key, features, embedding, warnings), row["checksum"])
  ) return null;
  const values = new Float64Array(features.slice().buffer);
  return {
    features: new DSPFeatures(
      Object.fromEntries(
        FEATURE_NAMES.map((name, i) => [name, values[i]!]),
      ) as Record<FeatureName, number>,
    ),
    embedding: embedding === null
      ? null
      : new Float32Array(embedding.slice().buffer),
    warnings: JSON.parse(warnings) as Warning[],
  };
}

export function packText(key: Uint8Array, vector: Float32Array): TextRow {
  const embedding = bytesOf(vector);
  return { embedding, checksum: checksum(key, embedding, null, "") };
}

/** The embedding of a row; null when the row is damaged. */
export function unpackText(
  key: Uint8Array,
  { embedding, checksum: expected }: Row,
): Float32Array<ArrayBuffer> | null {
  return embedding instanceof Uint8Array &&
      isSame(checksum(key, embedding, null, ""), expected)
    ? new Float32Array(embedding.slice().buffer)
    : null;
}

function bytesOf(numbers: Float32Array | Float64Array): Uint8Array {
  return new Uint8Array(
    numbers.buffer,
    numbers.byteOffset,
    numbers.byteLength,
  );
}

/** Eight bytes over a row and its key. */
function checksum(
  key: Uint8Array,
  numbers: Uint8Array,
  more: Uint8Array | null,
  text: string,
): Uint8Array {
  const hash = createHash("sha256").update(key).update(numbers);
  if (more !== null) hash.update(`+${more.length}`).update(more);
  return hash.update(text).digest().subarray(0, 8);
}

function isSame(a: Uint8Array, b: unknown): boolean {
  return b instanceof Uint8Array && a.length === b.length &&
    a.every((byte, i) => byte === b[i]);
}
