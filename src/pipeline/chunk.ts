/**
 * What workers are sent and what they answer: files by the chunk, features in one block of numbers.
 *
 * @module
 */
import type { FeatureConfig, Hearing } from "../evidence.ts";
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
  readonly error: FileError | null;
}

/** Outcomes of a chunk of files in a form that is cheap to send. */
export interface PackedOutcomes {
  /** Nine features a file, in the order of `FEATURE_NAMES`; zeros for a file with an error. */
  readonly features: Float64Array<ArrayBuffer>;
  readonly remarks: readonly Remark[];
}

const WIDTH = FEATURE_NAMES.length;

/** Reads the evidence of a chunk of files. */
export async function extractChunk(
  files: readonly FileToRead[],
  config: FeatureConfig,
  hearing: Hearing | null = null,
): Promise<PackedOutcomes> {
  const features = new Float64Array(files.length * WIDTH);
  const remarks: Remark[] = [];
  for (const [index, file] of files.entries()) {
    const outcome = await extractFile(file, config, hearing);
    if (outcome.error !== null) {
      const { error } = outcome;
      remarks.push({ index, warnings: [], windows: [], error });
      continue;
    }
    const { warnings, windows } = outcome;
    if (warnings.length > 0 || windows.length > 0) {
      remarks.push({ index, warnings, windows, error: null });
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
  return [
    features.buffer,
    ...remarks.flatMap(({ windows }) => windows.map((w) => w.buffer)),
  ];
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
      error: null,
    };
  });
}
