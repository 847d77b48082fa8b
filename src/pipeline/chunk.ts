/**
 * What workers are sent and what they answer: files by the chunk, features in one block of numbers.
 *
 * @module
 */
import type { FeatureConfig } from "../evidence.ts";
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

/** What is not a number in the outcome of a file; files without anything to say have none. */
interface Remark {
  readonly index: number;
  readonly warnings: readonly Warning[];
  readonly error: FileError | null;
}

/** Outcomes of a chunk of files in a form that is cheap to send. */
export interface PackedOutcomes {
  /** Nine features a file, in the order of `FEATURE_NAMES`; zeros for a file with an error. */
  readonly features: Float64Array<ArrayBuffer>;
  readonly remarks: readonly Remark[];
}

const WIDTH = FEATURE_NAMES.length;

/** Reads the features of a chunk of files. */
export async function extractChunk(
  files: readonly FileToRead[],
  config: FeatureConfig,
): Promise<PackedOutcomes> {
  const features = new Float64Array(files.length * WIDTH);
  const remarks: Remark[] = [];
  for (const [index, file] of files.entries()) {
    const outcome = await extractFile(file, config);
    if (outcome.error !== null) {
      remarks.push({ index, warnings: [], error: outcome.error });
      continue;
    }
    const { warnings } = outcome;
    if (warnings.length > 0) remarks.push({ index, warnings, error: null });
    FEATURE_NAMES.forEach((name, i) => {
      features[index * WIDTH + i] = outcome.features[name];
    });
  }
  return { features, remarks };
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
      error: null,
    };
  });
}
