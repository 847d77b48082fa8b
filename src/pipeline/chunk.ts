/**
 * What workers are sent and what they answer: files by the chunk, features in one block of numbers.
 *
 * @module
 */
import type { FeatureConfig, Hearing } from "../evidence.ts";
import type { Embed } from "../clap/embed_sounds.ts";
import {
  DSPFeatures,
  FEATURE_NAMES,
  type FeatureName,
  type FileError,
  type Warning,
} from "../types.ts";
import {
  extractFile,
  type FileOutcome,
  type FileToRead,
} from "./extract_file.ts";

/** What is not a feature in the outcome of a file; files without anything to say have none. */
interface Remark {
  readonly index: number;
  readonly warnings: readonly Warning[];
  readonly windows: readonly Float32Array<ArrayBuffer>[];
  readonly embedding: Float32Array<ArrayBuffer> | null;
  readonly error: FileError | null;
}

/** Outcomes of a chunk of files in a form that is cheap to send. */
export interface PackedOutcomes {
  /** The features of each file, in the order of `FEATURE_NAMES`; zeros for a file with an error. */
  readonly features: Float64Array<ArrayBuffer>;
  readonly remarks: readonly Remark[];
}

const WIDTH = FEATURE_NAMES.length;

/** Reads the evidence of a chunk of files; with `embed`, their embeddings too. */
export async function extractChunk(
  files: readonly FileToRead[],
  config: FeatureConfig,
  hearing: Hearing | null = null,
  embed: Embed | null = null,
): Promise<FileOutcome[]> {
  const outcomes: FileOutcome[] = [];
  for (const file of files) {
    outcomes.push(await extractFile(file, config, hearing));
  }
  return embed === null ? outcomes : await withEmbeddings(outcomes, embed);
}

/** Outcomes with embeddings in place of windows. */
export async function withEmbeddings(
  outcomes: readonly FileOutcome[],
  embed: Embed,
): Promise<FileOutcome[]> {
  const embeddings = await embed(
    outcomes.flatMap((o) => o.error === null ? [o.windows] : []),
  );
  let next = 0;
  return outcomes.map((o) =>
    o.error === null ? { ...o, windows: [], embedding: embeddings[next++]! } : o
  );
}

/** Outcomes of a chunk in the form in which they are sent. */
export function packOutcomes(
  outcomes: readonly FileOutcome[],
): PackedOutcomes {
  const features = new Float64Array(outcomes.length * WIDTH);
  const remarks: Remark[] = [];
  for (const [index, outcome] of outcomes.entries()) {
    if (outcome.error !== null) {
      const { error } = outcome;
      remarks.push({
        index,
        warnings: [],
        windows: [],
        embedding: null,
        error,
      });
      continue;
    }
    const { warnings, windows, embedding } = outcome;
    if (warnings.length > 0 || windows.length > 0 || embedding !== null) {
      remarks.push({ index, warnings, windows, embedding, error: null });
    }
    FEATURE_NAMES.forEach((name, i) => {
      features[index * WIDTH + i] = outcome.features[name];
    });
  }
  return { features, remarks };
}

/** The buffers of outcomes: to be handed over instead of copied. */
export function buffersOf(
  { features, remarks }: PackedOutcomes,
): ArrayBuffer[] {
  const vectors = remarks.flatMap(({ windows, embedding }) =>
    embedding === null ? windows : [...windows, embedding]
  );
  return [features.buffer, ...vectors.map(({ buffer }) => buffer)];
}

/** The outcomes of a chunk, one a file, in order. */
export function unpackOutcomes(packed: PackedOutcomes): FileOutcome[] {
  const count = packed.features.length / WIDTH;
  const remarks = new Map(packed.remarks.map((r) => [r.index, r]));
  return Array.from({ length: count }, (_, index): FileOutcome => {
    const remark = remarks.get(index);
    if (remark !== undefined && remark.error !== null) {
      return { error: remark.error };
    }
    const values = FEATURE_NAMES.map((name, i) =>
      [name, packed.features[index * WIDTH + i]!] as const
    );
    return {
      features: new DSPFeatures(
        Object.fromEntries(values) as Record<FeatureName, number>,
      ),
      warnings: remark?.warnings ?? [],
      windows: remark?.windows ?? [],
      embedding: remark?.embedding ?? null,
      error: null,
    };
  });
}
