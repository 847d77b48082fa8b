/**
 * How far the `seed` preset is from the seed's own numbers.
 *
 *     deno run -A bench/parity.ts --reference ../shared/reference --bench ../shared/bench
 *
 * `--reference` is a folder with golden.jsonl (a line a file: `path`, `features`, `cases`; `audio` where the signal that
 * the features were taken from is kept as well) and those signals, float32 at 16 kHz. `--bench` is the folder that the
 * paths start from.
 *
 * Prints for each feature the largest difference from the kept signals, and from the files themselves, where the
 * resampler is another one too: there the median, the 95th percentile and the share above 1e-4; then how many roles
 * agree.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { assignEvidence } from "../src/assign.ts";
import { decodeAudio } from "../src/audio/decode.ts";
import { resolveConfig } from "../src/config/load.ts";
import { extractFeatures } from "../src/dsp/features.ts";
import { evidenceOfSource } from "../src/evidence.ts";
import { openFileSource } from "../src/file_source.ts";
import { type DSPFeatures, SEED_FEATURE_NAMES } from "../src/types.ts";

interface Golden {
  readonly path: string;
  readonly audio?: string;
  readonly features: Readonly<
    Record<typeof SEED_FEATURE_NAMES[number], number>
  >;
  readonly cases: readonly {
    readonly alpha: number;
    readonly role_bias: unknown;
    readonly guards: boolean;
    readonly sharpness: number | null;
    readonly margin: number;
    readonly role: string;
  }[];
}

type Differences = Record<typeof SEED_FEATURE_NAMES[number], number[]>;

const { values: options } = parseArgs({
  options: {
    reference: { type: "string" },
    bench: { type: "string" },
  },
});
if (options.reference === undefined || options.bench === undefined) {
  console.error("Usage: bench/parity.ts --reference FOLDER --bench FOLDER");
  Deno.exit(2);
}

const { config } = await resolveConfig({ preset: "seed" });
const goldens = Deno.readTextFileSync(`${options.reference}/golden.jsonl`)
  .trimEnd().split("\n").map((line): Golden => JSON.parse(line));

const fromSignals = noDifferences();
const fromFiles = noDifferences();
const disagreements: string[] = [];
for (const golden of goldens) {
  if (golden.audio !== undefined) {
    using source = openFileSource(`${options.reference}/${golden.audio}`);
    const { channels, sampleRate } = await decodeAudio(source, {
      maxDurationSec: config.audio.max_duration_sec,
    });
    const features = extractFeatures(channels[0]!, sampleRate, config.dsp);
    collect(fromSignals, features, golden);
  }
  using source = openFileSource(`${options.bench}/${golden.path}`);
  const { features } = await evidenceOfSource(source, config);
  collect(fromFiles, features, golden);
  // The case of the rules alone, guards on, with the file's own features.
  const expected = golden.cases.find((c) =>
    c.alpha === 1 && c.role_bias === null && c.guards && c.sharpness === null
  );
  const { role, margin } = assignEvidence(
    { features, embedding: null },
    config,
  );
  if (expected !== undefined && role !== expected.role) {
    disagreements.push(
      `${golden.path}: ${role} (margin ${margin.toFixed(4)}), ` +
        `the seed's ${expected.role} (margin ${expected.margin.toFixed(4)})`,
    );
  }
}

console.log(
  `From ${fromSignals.energy.length} kept signals: largest difference`,
);
for (const name of SEED_FEATURE_NAMES) {
  console.log(`  ${name.padEnd(20)}${quantile(fromSignals[name], 1)}`);
}
console.log(
  `From ${fromFiles.energy.length} files: median, 95 %, largest difference, share above 1e-4`,
);
for (const name of SEED_FEATURE_NAMES) {
  const all = fromFiles[name];
  const above = all.filter((d) => d > 1e-4).length / all.length;
  console.log(
    `  ${name.padEnd(20)}${quantile(all, 0.5)}  ${quantile(all, 0.95)}  ` +
      `${quantile(all, 1)}  ${(100 * above).toFixed(1)} %`,
  );
}
const agree = goldens.length - disagreements.length;
console.log(
  `Roles: ${agree} of ${goldens.length} agree (${
    (100 * agree / goldens.length).toFixed(1)
  } %)`,
);
for (const line of disagreements) console.log(`  ${line}`);

function noDifferences(): Differences {
  return Object.fromEntries(
    SEED_FEATURE_NAMES.map((name) => [name, []]),
  ) as unknown as Differences;
}

function collect(
  differences: Differences,
  features: DSPFeatures,
  golden: Golden,
): void {
  for (const name of SEED_FEATURE_NAMES) {
    differences[name].push(Math.abs(features[name] - golden.features[name]));
  }
}

function quantile(values: readonly number[], q: number): string {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[Math.floor(q * (sorted.length - 1))] ?? NaN).toExponential(1);
}
