import { assertEquals } from "@std/assert";
import type { PoolConfig } from "../config/schema.ts";
import { buildPools } from "./build_pools.ts";
import { kicks, moved, names, sample, SEED } from "./testing/candidates.ts";

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
