import { assert, assertEquals } from "@std/assert";
import { parseHTML } from "linkedom";
import { buildPools } from "../pool/build_pools.ts";
import { SEED } from "../pool/testing/candidates.ts";
import { type Role, ScoreVector } from "../types.ts";
import { type AssignedSample, renderAssignReport } from "./assign.ts";

interface Seen {
  readonly textContent: string;
  querySelectorAll(selector: string): Iterable<Seen>;
}

function sample(
  filepath: string,
  role: Role,
  margin: number,
  second: Role = "FILL",
): AssignedSample {
  const rest = { CORE: 0, ACCENT: 0, MOTION: 0, FILL: 0, TEXTURE: 0 };
  const final = ScoreVector.from({
    ...rest,
    [second]: (1 - margin) / 2,
    [role]: (1 + margin) / 2,
  });
  return {
    sample_id: filepath,
    filepath,
    role,
    margin,
    confidence: margin,
    uncertain: margin < 0.1,
    warnings: [],
    error: null,
    scores: { final },
  };
}

const samples = [
  sample("kit/kick a.wav", "CORE", 0.9),
  sample("kit/kick b.wav", "CORE", 0.05, "ACCENT"),
  sample("kit/kick c.wav", "CORE", 0.8),
  sample("kit/hat.wav", "MOTION", 0.7),
  sample("kit/tom.wav", "FILL", 0.6, "CORE"),
];
const pools = buildPools(
  samples.map((one) => ({
    ...one,
    features: { decay_time: 0.1, spectral_flatness: 0.1, high_ratio: 0.5 },
  })),
  {
    required_roles: ["CORE", "TEXTURE"],
    max_sizes: { CORE: 1, TEXTURE: 0 },
    promote_when_missing: SEED.promote_when_missing,
    rebalance_when_excess: {
      ...SEED.rebalance_when_excess,
      min_margin_keep: 0.5,
    },
  },
);
const page = await renderAssignReport({
  records: [...samples, {
    sample_id: "bad",
    filepath: "kit/bad.wav",
    role: null,
    margin: null,
    confidence: null,
    uncertain: null,
    scores: null,
    warnings: [],
    error: { code: "corrupt", message: "it ends too soon", byte_offset: 44 },
  }],
  pools,
  sounds: null,
  paths: ["kit", "more"],
  model: null,
  configDigest: "0123456789abcdef",
});
const { document } = parseHTML(page) as unknown as { document: Seen };
const textsOf = (selector: string) =>
  [...document.querySelectorAll(selector)].map(({ textContent }) =>
    textContent.replace(/\s+/g, " ").trim()
  );

Deno.test("pools come first: who is in them, who moved and why, who stayed out, what is empty", () => {
  assertEquals(textsOf("main > section h2")[0], "Pools");
  assertEquals(textsOf("#pools .pool:nth-of-type(1) .file"), ["kick a.wav"]);
  assertEquals(textsOf("#pools .pool:nth-of-type(2) .file"), ["kick b.wav"]);
  const [move] = pools.moves;
  assertEquals(textsOf("#pools .why"), [`Moved: ${move!.reason}.`]);
  assertEquals(textsOf("#pools .badge"), ["uncertain", "from CORE"]);
  assertEquals(textsOf("#pools tbody .file"), ["kick c.wav"]);
  assertEquals(textsOf("#pools .verdict"), [
    `TEXTURE has no sample: ${pools.unfilled[0]!.reason}.`,
  ]);
});

Deno.test("then every sample by its role, surest first, the uncertain marked; then the failed", () => {
  assertEquals(textsOf("#samples .file"), [
    "kick a.wav",
    "kick c.wav",
    "kick b.wav",
    "hat.wav",
    "tom.wav",
  ]);
  assertEquals(textsOf("#samples [data-uncertain] .file"), ["kick b.wav"]);
  assertEquals(textsOf("#samples [data-uncertain] .badge"), ["uncertain"]);
  assertEquals(textsOf("#failed tbody tr > *"), [
    "kit/bad.wav",
    "it ends too soon",
    "corrupt",
  ]);
  assertEquals(textsOf("h1"), ["Roles of kit and 1 more"]);
});

Deno.test("a run without samples or pools has a page too", async () => {
  const empty = await renderAssignReport({
    records: [],
    pools: null,
    sounds: null,
    paths: ["empty"],
    model: null,
    configDigest: "0",
  });
  assert(empty.includes("0 samples."));
  assert(!empty.includes("<section"));
});
