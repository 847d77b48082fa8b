/**
 * What the pools are: samples by the role they serve, and why each stands where it stands.
 *
 * @module
 */
import type { DSPFeatures, Role, SampleResult, ScoreVector } from "../types.ts";

/** What the pools look at in a sample; a {@linkcode SampleResult} is one. */
export interface PoolCandidate {
  readonly sample_id: string;
  readonly filepath: string;
  readonly role: Role;
  /** Best minus second of the final scores. */
  readonly margin: number;
  readonly confidence: number;
  readonly scores: { readonly final: ScoreVector };
  readonly features: Pick<
    DSPFeatures,
    "decay_time" | "spectral_flatness" | "high_ratio"
  >;
}

/** A sample that stands in the pool of another role than its own. */
export interface PoolMove<S extends PoolCandidate = SampleResult> {
  readonly sample: S;
  /** The sample's own role, which does not change. */
  readonly from: Role;
  /** The pool that it stands in. */
  readonly to: Role;
  /** `promote`: it fills an empty required pool; `rebalance`: its own pool was over the limit. */
  readonly kind: "promote" | "rebalance";
  /** Its final score for `to`. */
  readonly score: number;
  readonly reason: string;
}

/** A sample that stands in no pool. */
export interface Unpooled<S extends PoolCandidate = SampleResult> {
  readonly sample: S;
  /**
   * `sure`: too sure of its role to be moved; `no_room`: no pool that it may go to has room;
   * `rebalance_off`: the configuration moves nothing.
   */
  readonly kind: "sure" | "no_room" | "rebalance_off";
  readonly reason: string;
}

/** A required pool that stayed empty. */
export interface Unfilled {
  readonly role: Role;
  readonly reason: string;
}

/** A sample as the pools file lists it. */
export interface PoolEntry {
  readonly sample_id: string;
  readonly filepath: string;
  /** The sample's own role; the pool that it stands in is the key above. */
  readonly role: Role;
  readonly confidence: number;
}

/** The pools file: the seed's keys, then what was moved, left out and left empty. */
export interface RolePoolsDict
  extends Readonly<Record<`${Role}_POOL`, readonly PoolEntry[]>> {
  readonly counts: Readonly<Record<Role, number>>;
  readonly moves: readonly Readonly<
    {
      sample_id: string;
      filepath: string;
      from: Role;
      to: Role;
      kind: PoolMove["kind"];
      score: number;
      margin: number;
      reason: string;
    }
  >[];
  readonly unpooled: readonly Readonly<
    PoolEntry & { margin: number; kind: Unpooled["kind"]; reason: string }
  >[];
  readonly unfilled: readonly Unfilled[];
}

/** What {@linkcode RolePools} is made of. */
export interface RolePoolsParts<S extends PoolCandidate = SampleResult> {
  readonly pools: Readonly<Record<Role, readonly S[]>>;
  readonly moves: readonly PoolMove<S>[];
  readonly unpooled: readonly Unpooled<S>[];
  readonly unfilled: readonly Unfilled[];
}

/** Samples by the role they serve, each pool most confident first. Made by `buildPools`. */
export class RolePools<S extends PoolCandidate = SampleResult> {
  readonly core: readonly S[];
  readonly accent: readonly S[];
  readonly motion: readonly S[];
  readonly fill: readonly S[];
  readonly texture: readonly S[];
  /** The samples in another pool than their role's: promotions by role, then the rest, least sure first. */
  readonly moves: readonly PoolMove<S>[];
  /** The samples in no pool, least sure first. */
  readonly unpooled: readonly Unpooled<S>[];
  /** The required pools that stayed empty. */
  readonly unfilled: readonly Unfilled[];
  readonly #pools: Readonly<Record<Role, readonly S[]>>;

  constructor(parts: RolePoolsParts<S>) {
    this.#pools = parts.pools;
    this.core = parts.pools.CORE;
    this.accent = parts.pools.ACCENT;
    this.motion = parts.pools.MOTION;
    this.fill = parts.pools.FILL;
    this.texture = parts.pools.TEXTURE;
    this.moves = parts.moves;
    this.unpooled = parts.unpooled;
    this.unfilled = parts.unfilled;
  }

  /** The pool of a role. */
  get(role: Role): readonly S[] {
    return this.#pools[role];
  }

  /** As the pools file has it: plain data for `JSON.stringify`. */
  asDict(): RolePoolsDict {
    return {
      CORE_POOL: this.core.map(entry),
      ACCENT_POOL: this.accent.map(entry),
      MOTION_POOL: this.motion.map(entry),
      FILL_POOL: this.fill.map(entry),
      TEXTURE_POOL: this.texture.map(entry),
      counts: {
        CORE: this.core.length,
        ACCENT: this.accent.length,
        MOTION: this.motion.length,
        FILL: this.fill.length,
        TEXTURE: this.texture.length,
      },
      moves: this.moves.map(({ sample, from, to, kind, score, reason }) => ({
        sample_id: sample.sample_id,
        filepath: sample.filepath,
        from,
        to,
        kind,
        score,
        margin: sample.margin,
        reason,
      })),
      unpooled: this.unpooled.map(({ sample, kind, reason }) => ({
        ...entry(sample),
        margin: sample.margin,
        kind,
        reason,
      })),
      unfilled: this.unfilled,
    };
  }
}

function entry(sample: PoolCandidate): PoolEntry {
  const { sample_id, filepath, role, confidence } = sample;
  return { sample_id, filepath, role, confidence };
}
