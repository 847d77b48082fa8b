/**
 * Made-up sounds for the tests of the evaluation and the sweep: features and embeddings that lean to their role.
 *
 * @module
 */
import { assignEvidence } from "../../src/assign.ts";
import { l2Normalize } from "../../src/clap/pooling.ts";
import type { Prompts } from "../../src/clap/prompts.ts";
import { type ClapScorer, createClapScorer } from "../../src/clap/scoring.ts";
import { resolveConfig } from "../../src/config/load.ts";
import type { RolesConfig } from "../../src/config/schema.ts";
import {
  DSPFeatures,
  type Evidence,
  mapRoles,
  type Role,
  ROLES,
} from "../../src/types.ts";
import type { LabelledRecord } from "../evaluate.ts";
import type { Label } from "../../src/labels/labels.ts";
import { Random } from "../random.ts";

/** The preset `seed`, which never changes, without its model. */
export const { config: SEED_CONFIG } = await resolveConfig({
  preset: "seed",
  sets: ["clap.model_id=none", "clap.prompts=default"],
});

/** Dimension of the made-up embeddings. */
const DIMENSION = 16;

/** Typical features of each role: energy, sharpness, attack, decay, low, mid, flatness, zero crossings. */
const CENTRES: Readonly<Record<Role, readonly number[]>> = {
  CORE: [0.4, 0.6, 0.01, 0.15, 0.8, 0.15, 0.01, 0.02],
  ACCENT: [0.3, 0.7, 0.01, 0.12, 0.1, 0.6, 0.1, 0.15],
  MOTION: [0.15, 0.5, 0.01, 0.2, 0.02, 0.1, 0.3, 0.5],
  FILL: [0.35, 0.5, 0.02, 0.3, 0.3, 0.6, 0.02, 0.05],
  TEXTURE: [0.2, 0.2, 0.2, 0.8, 0.3, 0.4, 0.2, 0.2],
};

/** A made-up sound with its label. */
export interface MadeSound {
  readonly label: Label;
  readonly evidence: Evidence;
}

/** `n` labelled sounds of `packs` packs; each pack has a taste of its own. The same seed gives the same sounds. */
export function madeSounds(n: number, packs: number, seed = 1): MadeSound[] {
  const random = new Random(seed);
  const around = (centre: number, width: number) =>
    Math.min(1, Math.max(0, centre + width * (random.unit() - random.unit())));
  const tastes = Array.from(
    { length: packs },
    () => Array.from({ length: 8 }, () => 0.2 * (random.unit() - 0.5)),
  );
  return Array.from({ length: n }, (_, i): MadeSound => {
    const role = ROLES[random.below(ROLES.length)]!;
    const pack = random.below(packs);
    const values = CENTRES[role].map((centre, f) =>
      around(centre + tastes[pack]![f]!, 0.25)
    );
    const [energy, sharpness, attack, decay, low, mid, flatness, zcr] =
      values as [
        number,
        number,
        number,
        number,
        number,
        number,
        number,
        number,
      ];
    const high = around(1 - low - mid, 0.1) + 1e-3;
    const bands = low + mid + high;
    return {
      label: {
        path: `pack ${pack}/${role}/${i}.wav`,
        role,
        pack: `pack ${pack}`,
        instrument: `${role.toLowerCase()} ${i % 3}`,
        weight: 1,
        line: i + 2,
      },
      evidence: {
        features: new DSPFeatures({
          energy,
          sharpness,
          attack_time: attack,
          decay_time: decay,
          low_ratio: low / bands,
          mid_ratio: mid / bands,
          high_ratio: high / bands,
          spectral_flatness: flatness,
          zero_crossing_rate: zcr,
          ...timbreOf({ energy, decay, zcr, flatness }, [
            low / bands,
            mid / bands,
            high / bands,
          ]),
        }),
        embedding: madeVector(random, ROLES.indexOf(role), 0.8),
        warnings: [],
      },
    };
  });
}

/** The features that the seed does not have, as they go along with its nine: no more is known by them. */
function timbreOf(
  { energy, decay, zcr, flatness }: {
    readonly energy: number;
    readonly decay: number;
    readonly zcr: number;
    readonly flatness: number;
  },
  [low, mid, high]: readonly [number, number, number],
) {
  return {
    temporal_centroid: 0.3 * decay,
    sub_ratio: 0.6 * low,
    bass_ratio: 0.4 * low + 0.3 * mid,
    air_ratio: 0.5 * high,
    spectral_skewness: 3 * (low - high),
    high_irregularity: 0.5 + zcr,
    low_ring: energy - 0.3,
    mid_ring: energy * mid - 0.1,
    low_flux: 0.3 * low,
    low_tonality: 0.6 * (1 - flatness) * (low + mid),
    mid_tonality: 0.5 * (1 - flatness),
    high_tonality: 0.3 * (1 - zcr),
  };
}

function madeVector(random: Random, lean: number, strength: number) {
  return l2Normalize(Float32Array.from(
    { length: DIMENSION },
    (_, d) => random.unit() - 0.5 + (d === lean ? strength : 0),
  ));
}

/** A prompts file's content with vectors: 2 to 5 prompts a group, two groups a role of unlike weight. */
export function madePrompts(seed = 7): {
  readonly prompts: Prompts;
  readonly vectors: ReadonlyMap<string, Float32Array>;
} {
  const random = new Random(seed);
  const vectors = new Map<string, Float32Array>();
  const roles = mapRoles((role, r) =>
    (["general", "specific"] as const).map((name, g) => ({
      name,
      weight: 1 + g,
      prompts: Array.from({ length: 2 + random.below(4) }, (_, i) => {
        const prompt = `${role} ${name} ${i} of ${seed}`;
        vectors.set(prompt, madeVector(random, r, 0.5));
        return prompt;
      }),
    }))
  );
  return {
    prompts: { source: `made ${seed}`, roles, lines: new Map() },
    vectors,
  };
}

/** A scorer of {@linkcode madePrompts}. */
export function madeScorer(config: RolesConfig, seed = 7): ClapScorer {
  const { prompts, vectors } = madePrompts(seed);
  return createClapScorer(prompts, vectors, config.clap);
}

/** Sounds as a run of the configuration would record them. */
export function recordsOf(
  sounds: readonly MadeSound[],
  config: RolesConfig,
  clap: ClapScorer | null,
): LabelledRecord[] {
  return sounds.map(({ label, evidence }) => ({
    label,
    record: {
      sample_id: label.path,
      filepath: label.path,
      ...assignEvidence(evidence, config, clap),
      warnings: [],
      error: null,
    },
    embedding: clap === null ? null : evidence.embedding,
  }));
}
