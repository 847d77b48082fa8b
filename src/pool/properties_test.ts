import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { PoolConfig } from "../config/schema.ts";
import { type Role, ROLES, ScoreVector } from "../types.ts";
import {
  buildPools,
  type PoolCandidate,
  type RolePools,
} from "./build_pools.ts";
import { SEED } from "./testing/candidates.ts";

// Coarse values, so that ties, equal paths and values on a threshold are common.
const score = fc.integer({ min: 0, max: 6 });
const coarse = fc.constantFrom(0.1, 0.25, 0.5, 0.75, 0.9);

const candidate: fc.Arbitrary<PoolCandidate> = fc.record({
  path: fc.constantFrom("a.wav", "b.wav", "B.wav", "é.wav", "k/a.wav"),
  scores: fc.tuple(score, score, score, score, score),
  confidence: fc.option(fc.constantFrom(0.2, 0.9), { nil: undefined }),
  decay_time: coarse,
  spectral_flatness: coarse,
  high_ratio: coarse,
}).map(({ path, scores, confidence, ...features }) => {
  const final = new ScoreVector(scores).normalize();
  return {
    sample_id: path,
    filepath: path,
    role: final.argmax(),
    margin: final.margin(),
    confidence: confidence ?? final.margin(),
    scores: { final },
    features,
  };
});

const limit = fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined });

const poolConfig: fc.Arbitrary<PoolConfig> = fc.record({
  required_roles: fc.array(fc.constantFrom(...ROLES), { maxLength: 6 }),
  limits: fc.tuple(limit, limit, limit, limit, limit),
  promote: fc.boolean(),
  rebalance: fc.boolean(),
  third: fc.boolean(),
  keep: fc.constantFrom(0, 0.08, 0.3, 1),
}).map((c) => ({
  required_roles: c.required_roles,
  max_sizes: Object.fromEntries(
    ROLES.flatMap((role, i) =>
      c.limits[i] === undefined ? [] : [[role, c.limits[i]]]
    ),
  ),
  promote_when_missing: { ...SEED.promote_when_missing, enabled: c.promote },
  rebalance_when_excess: {
    enabled: c.rebalance,
    min_margin_keep: c.keep,
    try_third_best_if_target_excess: c.third,
  },
}));

const samples = fc.array(candidate, { maxLength: 14 });
const RUNS = { numRuns: 400 };

function limitOf(role: Role, config: PoolConfig): number {
  return config.max_sizes[role] ?? Infinity;
}

/** The prohibitions, written a second time from their description. */
function mayEnter(s: PoolCandidate, role: Role): boolean {
  const { decay_time, spectral_flatness, high_ratio } = s.features;
  if (role === "CORE") {
    return !(decay_time >= 0.75 && spectral_flatness >= 0.25);
  }
  if (role === "MOTION") return high_ratio > 0.25;
  return true;
}

function pooled(pools: RolePools<PoolCandidate>): PoolCandidate[] {
  return ROLES.flatMap((role) => [...pools.get(role)]);
}

function check(
  property: (
    given: PoolCandidate[],
    config: PoolConfig,
    pools: RolePools<PoolCandidate>,
  ) => void,
): void {
  fc.assert(
    fc.property(samples, poolConfig, (given, config) => {
      property(given, config, buildPools(given, config));
    }),
    RUNS,
  );
}

Deno.test("every sample is in one pool or unpooled, once", () => {
  check((given, _, pools) => {
    const all = [...pooled(pools), ...pools.unpooled.map((u) => u.sample)];
    assertEquals(all.length, given.length);
    const places = new Set(all);
    assert(given.every((s) => places.has(s)));
  });
});

Deno.test("limits hold, and nobody is left out of a pool of its role with room", () => {
  check((_, config, pools) => {
    for (const role of ROLES) {
      assert(pools.get(role).length <= limitOf(role, config));
    }
    for (const { sample } of pools.unpooled) {
      assertEquals(
        pools.get(sample.role).length,
        limitOf(sample.role, config),
      );
    }
  });
});

Deno.test("a role never changes; who stands in another pool has a move that says so", () => {
  check((given, config, pools) => {
    const before = given.map((s) => JSON.stringify(s));
    buildPools(given, config);
    assertEquals(given.map((s) => JSON.stringify(s)), before);
    const strangers = ROLES.flatMap((to) =>
      pools.get(to).filter((s) => s.role !== to).map((s) => ({ s, to }))
    );
    assertEquals(strangers.length, pools.moves.length);
    for (const { s, to } of strangers) {
      const move = pools.moves.find((m) => m.sample === s);
      assertEquals([move?.from, move?.to], [s.role, to]);
      assertEquals(move?.score, s.scores.final.get(to));
    }
  });
});

Deno.test("rebalancing moves only margins under min_margin_keep, to the second or third role", () => {
  check((_, config, pools) => {
    const { enabled, min_margin_keep, try_third_best_if_target_excess } =
      config.rebalance_when_excess;
    for (const { kind, sample, to } of pools.moves) {
      if (kind !== "rebalance") continue;
      assert(enabled);
      assert(sample.margin < min_margin_keep);
      const rank = sample.scores.final.sorted().findIndex(([r]) => r === to);
      assert(rank === 1 || (rank === 2 && try_third_best_if_target_excess));
    }
    for (const { kind, sample } of pools.unpooled) {
      assertEquals(
        kind,
        !enabled
          ? "rebalance_off"
          : sample.margin >= min_margin_keep
          ? "sure"
          : "no_room",
      );
      if (kind !== "no_room") continue;
      const targets = sample.scores.final.sorted().slice(1)
        .slice(0, try_third_best_if_target_excess ? 2 : 1);
      for (const [to] of targets) {
        assert(
          !mayEnter(sample, to) ||
            pools.get(to).length === limitOf(to, config),
        );
      }
    }
  });
});

Deno.test("a pool over its limit keeps its surest", () => {
  check((_, __, pools) => {
    const promoted = new Set(
      pools.moves.filter((m) => m.kind === "promote").map((m) => m.sample),
    );
    for (const role of ROLES) {
      const kept = pools.get(role).filter((s) => s.role === role);
      const left = [
        ...pools.unpooled.map((u) => u.sample),
        ...pools.moves.map((m) => m.sample),
      ].filter((s) => s.role === role && !promoted.has(s));
      const leastSure = Math.min(...kept.map((s) => s.confidence));
      for (const s of left) assert(s.confidence <= leastSure);
    }
  });
});

Deno.test("prohibitions hold for every move, and no promotion when it is off", () => {
  check((_, config, pools) => {
    for (const { sample, to, kind } of pools.moves) {
      assert(mayEnter(sample, to));
      assert(kind !== "promote" || config.promote_when_missing.enabled);
    }
  });
});

/** The whole answer as text: equal samples are told apart by nothing. */
function answer(pools: RolePools<PoolCandidate>): string {
  return JSON.stringify([
    ROLES.map((role) => pools.get(role)),
    pools.asDict(),
  ]);
}

Deno.test("the answer does not depend on the order of the samples", () => {
  fc.assert(
    fc.property(
      samples.chain((given) =>
        fc.tuple(
          fc.constant(given),
          fc.shuffledSubarray(given, {
            minLength: given.length,
            maxLength: given.length,
          }),
        )
      ),
      poolConfig,
      ([given, shuffled], config) => {
        assertEquals(
          answer(buildPools(shuffled, config)),
          answer(buildPools(given, config)),
        );
      },
    ),
    RUNS,
  );
});

/**
 * Every way to promote: each missing required role takes one sample of another role or none, a sample goes once,
 * prohibitions hold, and a required pool keeps one. Yields what each missing role gets.
 */
function* waysToPromote(
  given: readonly PoolCandidate[],
  config: PoolConfig,
): Generator<(number | null)[]> {
  const required = config.required_roles.filter((r) => limitOf(r, config) > 0);
  const has = (r: Role) => given.some((s) => s.role === r);
  const missing = ROLES.filter((r) => required.includes(r) && !has(r));
  const choices = [null, ...given.keys()];
  const ways = missing.reduce<(number | null)[][]>(
    (all, _) => all.flatMap((way) => choices.map((choice) => [...way, choice])),
    [[]],
  );
  for (const way of ways) {
    const gone = way.filter((i) => i !== null);
    if (new Set(gone).size < gone.length) continue;
    if (way.some((i, k) => i !== null && !mayEnter(given[i]!, missing[k]!))) {
      continue;
    }
    const stays = given.filter((_, i) => !gone.includes(i));
    if (required.some((r) => has(r) && !stays.some((s) => s.role === r))) {
      continue;
    }
    yield way;
  }
}

Deno.test("required pools are filled whenever allowed, the first by its best candidate", () => {
  fc.assert(
    fc.property(
      fc.array(candidate, { maxLength: 5 }),
      poolConfig,
      (given, config) => {
        fc.pre(config.promote_when_missing.enabled);
        const missing = ROLES.filter((role) =>
          config.required_roles.includes(role) && limitOf(role, config) > 0 &&
          !given.some((s) => s.role === role)
        );
        const filled = (way: (number | null)[]) =>
          way.filter((i) => i !== null).length;
        // Most filled; then, role by role, the highest score (none is the lowest).
        const rank = (
          way: (number | null)[],
        ) => [
          filled(way),
          ...way.map((i, k) =>
            i === null ? -1 : given[i]!.scores.final.get(missing[k]!)
          ),
        ];
        const byRank = (a: number[], b: number[]) =>
          a.map((x, i) => x - b[i]!).find((d) => d !== 0) ?? 0;
        const best = [...waysToPromote(given, config)].map(rank)
          .sort(byRank).at(-1)!;

        const pools = buildPools(given, config);
        const scores = missing.map((role) =>
          pools.moves.find((m) => m.kind === "promote" && m.to === role)
            ?.score ?? -1
        );
        assertEquals([scores.filter((x) => x >= 0).length, ...scores], best);
        assertEquals(
          pools.unfilled.map((u) => u.role),
          ROLES.filter((role) =>
            config.required_roles.includes(role) &&
            pools.get(role).length === 0
          ),
        );
        const unfilled = missing.filter((_, k) => scores[k] === -1);
        for (const role of unfilled) assertEquals(pools.get(role).length, 0);
      },
    ),
    RUNS,
  );
});

Deno.test("a library of 100,000 samples", () => {
  const roles = ROLES.length;
  const given = Array.from({ length: 100_000 }, (_, i): PoolCandidate => {
    const final = new ScoreVector(
      ROLES.map((_, r) => ((i * 7919 + r * 104729) % 1009) / 1009),
    ).normalize();
    return {
      sample_id: `${i}`,
      filepath: `${i % 1000}/${i}.wav`,
      role: final.argmax(),
      margin: final.margin(),
      confidence: Math.round(final.margin() * 100) / 100,
      scores: { final },
      features: {
        decay_time: (i % 10) / 10,
        spectral_flatness: (i % 7) / 7,
        high_ratio: (i % 5) / 5,
      },
    };
  });
  const pools = buildPools(given, {
    ...SEED,
    required_roles: [...ROLES],
    max_sizes: Object.fromEntries(ROLES.map((r) => [r, 10_000])),
  });
  assertEquals(pooled(pools).length + pools.unpooled.length, given.length);
  assert(pooled(pools).length <= roles * 10_000);
});
