/**
 * Evidence made up from a number, for tests.
 *
 * @module
 */
import {
  DSPFeatures,
  type Evidence,
  FEATURE_NAMES,
  type FeatureName,
} from "../../types.ts";
import type { EvidenceScope } from "../cache.ts";

/** What the made-up evidence depends on. */
export const SCOPE: EvidenceScope = { keys: '{"a":1}', model: "model" };

/** Evidence that is another for each number; every fifth has no embedding, every third a warning. */
export function evidenceOf(n: number): Evidence {
  return {
    features: new DSPFeatures(
      Object.fromEntries(
        FEATURE_NAMES.map((name, i) => [name, (n + i / 10) / 7]),
      ) as Record<FeatureName, number>,
    ),
    embedding: n % 5 === 0
      ? null
      : Float32Array.from({ length: 512 }, (_, i) => Math.sin(n + i)),
    warnings: n % 3 === 0
      ? [{ code: "truncated", message: `The data ends at byte ${n}` }]
      : [],
  };
}

/** Files named 0, 1, … in a folder, each with content of its own. */
export function writeFiles(folder: string, count: number): string[] {
  return Array.from({ length: count }, (_, n) => {
    Deno.writeTextFileSync(`${folder}/${n}`, `content ${n}`);
    return `${folder}/${n}`;
  });
}

/** Evidence as text, bit for bit: what is equal has the same text. */
export function textOf({ features, embedding, warnings }: Evidence): string {
  const numbers = Float64Array.from(FEATURE_NAMES, (name) => features[name]);
  return JSON.stringify([
    new Uint8Array(numbers.buffer).toHex(),
    embedding &&
    new Uint8Array(
      embedding.buffer,
      embedding.byteOffset,
      embedding.byteLength,
    ).toHex(),
    warnings,
  ]);
}
