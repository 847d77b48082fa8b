import { assertEquals } from "@std/assert";
import { ROLES } from "../types.ts";
import { buildPools } from "./build_pools.ts";
import { kicks, moved, names, sample, SEED } from "./testing/candidates.ts";

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
