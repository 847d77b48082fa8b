import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { resolveConfig } from "../config/load.ts";
import { buildPools } from "../pool/build_pools.ts";
import {
  DSPFeatures,
  FEATURE_NAMES,
  type FeatureName,
  type SampleResult,
} from "../types.ts";
import { Candidates } from "./candidates.ts";
import { recordOf } from "./records.ts";

const { config } = await resolveConfig({});

/** Results of sounds with random features, as many as asked for. */
function results(count: number): SampleResult[] {
  const values = fc.sample(fc.double({ min: 0, max: 1, noNaN: true }), {
    numRuns: count * FEATURE_NAMES.length,
    seed: 7,
  });
  return Array.from({ length: count }, (_, i) => {
    const features = new DSPFeatures(
      Object.fromEntries(
        FEATURE_NAMES.map((name, j) => [
          name,
          values[i * FEATURE_NAMES.length + j]!,
        ]),
      ) as Record<FeatureName, number>,
    );
    const filepath = `kit/${i % 7}/${i}.x.wav`;
    return recordOf(
      {
        file: { path: filepath, filepath, error: null },
        evidence: { features, embedding: null, warnings: [] },
        error: null,
      },
      config,
      null,
    ) as SampleResult;
  });
}

Deno.test("pools of candidates are the pools of the results, over several blocks of memory", () => {
  const all = results(2500);
  const candidates = new Candidates();
  all.forEach((result) => candidates.add(result));
  assertEquals(
    buildPools(candidates.all, config.pool).asDict(),
    buildPools(all, config.pool).asDict(),
  );
});
