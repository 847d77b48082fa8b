import { assertEquals, assertStringIncludes } from "@std/assert";
import type { PoolConfig } from "../config/schema.ts";
import { mapRoles, type Role, ROLES, ScoreVector } from "../types.ts";
import {
  buildPools,
  type PoolCandidate,
  type RolePools,
} from "./build_pools.ts";

/** The seed's numbers (configs/seed.yaml). */
const SEED: PoolConfig = {
  required_roles: ["CORE", "ACCENT", "MOTION"],
  max_sizes: { CORE: 4, ACCENT: 4, MOTION: 10 },
  promote_when_missing: {
    enabled: true,
    forbid_core_if: { decay_long_threshold: 0.75, flatness_threshold: 0.25 },
    forbid_motion_if: { high_ratio_threshold: 0.25 },
  },
  rebalance_when_excess: {
    enabled: true,
    min_margin_keep: 0.08,
    try_third_best_if_target_excess: true,
  },
};

const BRIGHT = { decay_time: 0.1, spectral_flatness: 0.1, high_ratio: 0.6 };

/** A sample with the given scores (others share what is left), its role and margin as assignment gives them. */
function sample(
  filepath: string,
  scores: Partial<Record<Role, number>>,
  features: Partial<PoolCandidate["features"]> = {},
): PoolCandidate {
  const given = Object.values(scores);
  const rest = (1 - given.reduce((a, b) => a + b, 0)) /
    (ROLES.length - given.length);
  const final = ScoreVector.from(mapRoles((role) => scores[role] ?? rest));
  return {
    sample_id: filepath.replace(/\.\w+$/, ""),
    filepath,
    role: final.argmax(),
    margin: final.margin(),
    confidence: final.margin(),
    scores: { final },
    features: { ...BRIGHT, ...features },
  };
}

function names(samples: readonly PoolCandidate[]): string[] {
  return samples.map((s) => s.filepath);
}

/** `n` samples of CORE, margins from `from` up in steps of 0.01, with `second` as their second role. */
function kicks(
  n: number,
  from: number,
  second: Role = "FILL",
): PoolCandidate[] {
  return Array.from(
    { length: n },
    (_, i) =>
      sample(`kick${i}.wav`, {
        CORE: 0.4,
        [second]: 0.4 - from - 0.01 * i,
      }),
  );
}

function moved(pools: RolePools<PoolCandidate>): string[] {
  return pools.moves.map((m) =>
    `${m.kind} ${m.sample.filepath} ${m.from}→${m.to}`
  );
}

Deno.test("samples stand in their role's pool, most confident first, ties by path", () => {
  const pools = buildPools([
    sample("b.wav", { CORE: 0.5, FILL: 0.2 }),
    sample("z.wav", { CORE: 0.6, FILL: 0.1 }),
    sample("a.wav", { CORE: 0.5, FILL: 0.2 }),
    sample("hat.wav", { MOTION: 0.6 }),
    sample("snare.wav", { ACCENT: 0.6 }),
    sample("rain.wav", { TEXTURE: 0.6 }),
    sample("tom.wav", { FILL: 0.6 }),
  ], SEED);
  assertEquals(names(pools.core), ["z.wav", "a.wav", "b.wav"]);
  assertEquals(
    ROLES.map((r) => names(pools.get(r)).length),
    [3, 1, 1, 1, 1],
  );
  assertEquals(pools.moves, []);
  assertEquals(pools.unpooled, []);
  assertEquals(pools.unfilled, []);
});

Deno.test("equal confidence goes by margin, equal margins by path in code-unit order", () => {
  const pools = buildPools(
    [
      sample("b.wav", { CORE: 0.6, FILL: 0.2 }),
      sample("a.wav", { CORE: 0.5, FILL: 0.2 }),
      sample("B.wav", { CORE: 0.5, FILL: 0.2 }),
    ].map((s) => ({ ...s, confidence: 1 })),
    { ...SEED, required_roles: [] },
  );
  assertEquals(names(pools.core), ["b.wav", "B.wav", "a.wav"]);
});

Deno.test("a missing required role takes the highest score for it among all others", () => {
  const pools = buildPools([
    sample("hat1.wav", { MOTION: 0.5, ACCENT: 0.1 }),
    sample("hat2.wav", { MOTION: 0.8, ACCENT: 0.15 }),
    sample("kick1.wav", { CORE: 0.7, ACCENT: 0.2 }),
    sample("kick2.wav", { CORE: 0.5, ACCENT: 0.3 }),
  ], SEED);
  assertEquals(moved(pools), ["promote kick2.wav CORE→ACCENT"]);
  assertEquals(names(pools.accent), ["kick2.wav"]);
  assertEquals(pools.accent[0]!.role, "CORE");
  const [move] = pools.moves;
  assertEquals(move!.score, 0.3);
  assertEquals(
    move!.reason,
    "ACCENT had no sample; 0.3 is the highest ACCENT score of those free to go there",
  );
});

Deno.test("equal scores for a missing role go by path", () => {
  const pools = buildPools([
    sample("c.wav", { FILL: 0.6, CORE: 0.3 }),
    sample("B.wav", { FILL: 0.5, CORE: 0.3 }),
    sample("b.wav", { TEXTURE: 0.6, CORE: 0.3 }),
  ], { ...SEED, required_roles: ["CORE"] });
  assertEquals(moved(pools), ["promote B.wav FILL→CORE"]);
});

Deno.test("of equal scores the path decides only where no other missing role minds", () => {
  const pools = buildPools([
    sample("a.wav", { TEXTURE: 0.5, CORE: 0.1, ACCENT: 0.2 }),
    sample("b.wav", { TEXTURE: 0.5, CORE: 0.1, ACCENT: 0.05 }),
  ], SEED);
  assertEquals(moved(pools), [
    "promote b.wav TEXTURE→CORE",
    "promote a.wav TEXTURE→ACCENT",
  ]);
});

Deno.test("a long noise is not promoted to CORE, at the seed's thresholds", () => {
  const only = { ...SEED, required_roles: ["CORE" as const] };
  const noise = { decay_time: 0.75, spectral_flatness: 0.25 };
  const rain = sample("rain.wav", { TEXTURE: 0.5, CORE: 0.4 }, noise);
  const empty = buildPools([rain], only);
  assertEquals(empty.unfilled, [{
    role: "CORE",
    reason: "no sample has the role CORE; 1 may not be promoted to it",
  }]);
  assertEquals(names(empty.texture), ["rain.wav"]);
  for (
    const features of [
      { ...noise, decay_time: 0.749 },
      { ...noise, spectral_flatness: 0.249 },
    ]
  ) {
    const pools = buildPools([
      rain,
      sample("pad.wav", { TEXTURE: 0.9 }, features),
    ], only);
    assertEquals(moved(pools), ["promote pad.wav TEXTURE→CORE"]);
  }
});

Deno.test("what has no treble is not promoted to MOTION, at the seed's threshold", () => {
  const only = { ...SEED, required_roles: ["MOTION" as const] };
  const dull = sample("dull.wav", { FILL: 0.5, MOTION: 0.4 }, {
    high_ratio: 0.25,
  });
  assertEquals(buildPools([dull], only).unfilled[0]!.role, "MOTION");
  const pools = buildPools([
    dull,
    sample("perc.wav", { FILL: 0.9 }, { high_ratio: 0.251 }),
  ], only);
  assertEquals(moved(pools), ["promote perc.wav FILL→MOTION"]);
});

Deno.test("a required pool keeps its last sample", () => {
  const pools = buildPools([
    sample("kick1.wav", { CORE: 0.5, ACCENT: 0.3, MOTION: 0.1 }),
    sample("kick2.wav", { CORE: 0.5, ACCENT: 0.2, MOTION: 0.2 }),
  ], SEED);
  assertEquals(moved(pools), ["promote kick1.wav CORE→ACCENT"]);
  assertEquals(names(pools.core), ["kick2.wav"]);
  assertEquals(pools.unfilled, [{
    role: "MOTION",
    reason: "no sample has the role MOTION; 1 went to another required pool; " +
      "1 may go but stand last in a required pool",
  }]);
});

Deno.test("two missing roles do not fight over a sample that only one of them can have", () => {
  // ACCENT would like best the one sample that MOTION may have.
  const dull = { high_ratio: 0.1 };
  const pools = buildPools([
    sample("a.wav", { FILL: 0.5, ACCENT: 0.3, MOTION: 0.1 }),
    sample("b.wav", { FILL: 0.5, ACCENT: 0.2, MOTION: 0.2 }, dull),
    sample("kick.wav", { CORE: 0.5 }, dull),
  ], SEED);
  assertEquals(moved(pools), [
    "promote b.wav FILL→ACCENT",
    "promote a.wav FILL→MOTION",
  ]);
  assertEquals(pools.unfilled, []);
});

Deno.test("promotion off leaves a required pool empty and says so", () => {
  const config: PoolConfig = {
    ...SEED,
    promote_when_missing: { ...SEED.promote_when_missing, enabled: false },
  };
  const pools = buildPools(kicks(2, 0.2), config);
  assertEquals(pools.moves, []);
  assertEquals(
    pools.unfilled.map((u) => u.reason),
    [
      "no sample has the role ACCENT, and promotion is off",
      "no sample has the role MOTION, and promotion is off",
    ],
  );
});

Deno.test("no samples, or a limit of 0: the required pools are said to be empty", () => {
  assertEquals(
    buildPools([], SEED).unfilled.map((u) => u.reason),
    ["there is no sample", "there is no sample", "there is no sample"],
  );
  const closed = buildPools(kicks(1, 0.05), {
    ...SEED,
    required_roles: ["CORE"],
    max_sizes: { CORE: 0 },
  });
  assertEquals(closed.unfilled, [{
    role: "CORE",
    reason: "max_sizes.CORE is 0",
  }]);
  assertEquals(moved(closed), ["rebalance kick0.wav CORE→FILL"]);
});

/** CORE alone is required, so that nothing is promoted. */
const EXCESS: PoolConfig = { ...SEED, required_roles: ["CORE"] };

Deno.test("over the seed's limit of 4 the least sure go to their second role", () => {
  const pools = buildPools(kicks(6, 0.01), EXCESS);
  assertEquals(names(pools.core), [
    "kick5.wav",
    "kick4.wav",
    "kick3.wav",
    "kick2.wav",
  ]);
  assertEquals(moved(pools), [
    "rebalance kick0.wav CORE→FILL",
    "rebalance kick1.wav CORE→FILL",
  ]);
  assertEquals(
    pools.moves[0]!.reason,
    "CORE holds 4 at most; margin 0.01 is under 0.08; FILL comes second with 0.39",
  );
  assertEquals(pools.fill.map((s) => s.role), ["CORE", "CORE"]);
});

Deno.test("a margin of min_margin_keep or more is left out instead of moved", () => {
  const pools = buildPools(kicks(5, 0.08), {
    ...EXCESS,
    rebalance_when_excess: {
      ...SEED.rebalance_when_excess,
      // What `0.4 - 0.32` is in binary: the margin is exactly at the threshold.
      min_margin_keep: 0.4 - (0.4 - 0.08),
    },
  });
  assertEquals(pools.moves, []);
  assertEquals(pools.unpooled.length, 1);
  const [left] = pools.unpooled;
  assertEquals([left!.sample.filepath, left!.kind], ["kick0.wav", "sure"]);
  assertEquals(
    left!.reason,
    "CORE holds 4 at most; margin 0.08 is not under 0.08, so it goes to no other role",
  );
});

Deno.test("a full second role: the third one, if the configuration says so", () => {
  const full: PoolConfig = { ...EXCESS, max_sizes: { CORE: 1, FILL: 1 } };
  const samples = [
    sample("kick1.wav", { CORE: 0.5, TEXTURE: 0.1 }),
    sample("kick2.wav", { CORE: 0.4, FILL: 0.35, ACCENT: 0.2 }),
    sample("tom.wav", { FILL: 0.5 }),
  ];
  const pools = buildPools(samples, full);
  assertEquals(moved(pools), ["rebalance kick2.wav CORE→ACCENT"]);
  assertStringIncludes(
    pools.moves[0]!.reason,
    "FILL (second) is full; ACCENT comes third with 0.2",
  );

  const strict = buildPools(samples, {
    ...full,
    rebalance_when_excess: {
      ...SEED.rebalance_when_excess,
      try_third_best_if_target_excess: false,
    },
  });
  assertEquals(strict.moves, []);
  assertEquals(
    strict.unpooled.map((u) => [u.kind, u.reason]),
    [["no_room", "CORE holds 1 at most; FILL (second) is full"]],
  );
});

Deno.test("the prohibitions hold for rebalancing too", () => {
  const pools = buildPools(
    ["a.wav", "b.wav"].map((path) =>
      sample(path, { FILL: 0.4, MOTION: 0.35, ACCENT: 0.2 }, {
        high_ratio: 0.2,
      })
    ),
    { ...SEED, required_roles: [], max_sizes: { FILL: 1 } },
  );
  assertEquals(moved(pools), ["rebalance b.wav FILL→ACCENT"]);
  assertStringIncludes(
    pools.moves[0]!.reason,
    "MOTION (second) is closed to it: high_ratio 0.2 is not above 0.25",
  );
});

Deno.test("who has a role goes before who is moved to it", () => {
  const config: PoolConfig = {
    ...EXCESS,
    max_sizes: { CORE: 1, FILL: 2 },
  };
  const pools = buildPools([
    ...kicks(4, 0.01),
    sample("tom.wav", { FILL: 0.34, TEXTURE: 0.335 }),
  ], config);
  assertEquals(names(pools.fill), ["kick0.wav", "tom.wav"]);
  assertEquals(moved(pools)[0], "rebalance kick0.wav CORE→FILL");
});

Deno.test("rebalancing off still holds the limits", () => {
  const pools = buildPools(kicks(6, 0.01), {
    ...EXCESS,
    rebalance_when_excess: { ...SEED.rebalance_when_excess, enabled: false },
  });
  assertEquals(pools.core.length, 4);
  assertEquals(pools.moves, []);
  assertEquals(
    pools.unpooled.map((u) => [u.sample.filepath, u.kind, u.reason]),
    [
      [
        "kick0.wav",
        "rebalance_off",
        "CORE holds 4 at most; rebalancing is off",
      ],
      [
        "kick1.wav",
        "rebalance_off",
        "CORE holds 4 at most; rebalancing is off",
      ],
    ],
  );
});

Deno.test("the same sample twice is two samples", () => {
  const twice = sample("kick.wav", { CORE: 0.5, ACCENT: 0.3 });
  const pools = buildPools([twice, twice], {
    ...SEED,
    required_roles: ["CORE", "ACCENT"],
  });
  assertEquals(names(pools.core), ["kick.wav"]);
  assertEquals(names(pools.accent), ["kick.wav"]);
});

Deno.test("asDict is the seed's pools file, with moves, unpooled and unfilled", () => {
  const pools = buildPools(
    [
      ...kicks(3, 0.01).slice(0, 2),
      sample("loud.wav", { CORE: 0.6, FILL: 0.3 }),
      sample("louder.wav", { CORE: 0.7, FILL: 0.2 }),
    ],
    { ...SEED, required_roles: ["CORE", "MOTION"], max_sizes: { CORE: 1 } },
  );
  const dict = JSON.parse(JSON.stringify(pools.asDict()));
  assertEquals(Object.keys(dict), [
    "CORE_POOL",
    "ACCENT_POOL",
    "MOTION_POOL",
    "FILL_POOL",
    "TEXTURE_POOL",
    "counts",
    "moves",
    "unpooled",
    "unfilled",
  ]);
  assertEquals(dict.CORE_POOL, [{
    sample_id: "louder",
    filepath: "louder.wav",
    role: "CORE",
    confidence: pools.core[0]!.confidence,
  }]);
  assertEquals(dict.counts, {
    CORE: 1,
    ACCENT: 0,
    MOTION: 1,
    FILL: 1,
    TEXTURE: 0,
  });
  assertEquals(dict.MOTION_POOL[0].role, "CORE");
  assertEquals(Object.keys(dict.moves[0]), [
    "sample_id",
    "filepath",
    "from",
    "to",
    "kind",
    "score",
    "margin",
    "reason",
  ]);
  assertEquals(
    dict.unpooled.map((u: Record<string, unknown>) => [u.filepath, u.kind]),
    [["loud.wav", "sure"]],
  );
  assertEquals(dict.unfilled, []);
});
