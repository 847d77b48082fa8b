import { assertEquals, assertStringIncludes } from "@std/assert";
import type { PoolConfig } from "../config/schema.ts";
import { buildPools } from "./build_pools.ts";
import { kicks, moved, names, sample, SEED } from "./testing/candidates.ts";

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
