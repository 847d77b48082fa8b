import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import fc from "fast-check";
import { ROLES } from "../types.ts";
import { FakeEmbedder } from "./testing/fake_embedder.ts";
import { loadPrompts, parsePrompts, promptTexts } from "./prompts.ts";
import { createClapScorer, groupSimilarity } from "./scoring.ts";

const CONFIG = { ensemble: "mean", top_k: 2, tau_clap: 0.07 } as const;

/** Unit vectors in a plane, by their angle's cosine with the first axis. */
const at = (cosine: number) =>
  Float32Array.of(cosine, Math.sqrt(1 - cosine ** 2));
const SOUND = Float32Array.of(1, 0);

const PROMPTS = await parsePrompts(
  `
version: 1
group_weights: { general: 1, specific: 3 }
roles:
  CORE: { general: [a, b], specific: [c] }
  ACCENT: { general: [d] }
  MOTION: { specific: [e] }
  FILL: { general: [f] }
  TEXTURE: { general: [g] }
`,
  "test.yaml",
);
const VECTORS = new Map([
  ["a", at(0.2)],
  ["b", at(0.4)],
  ["c", at(0.5)],
  ["d", at(0.1)],
  ["e", at(-0.3)],
  ["f", at(0)],
  ["g", at(0.45)],
]);

Deno.test("a role's similarity is the weighted mean of its groups'", () => {
  const { similarities, p } = createClapScorer(PROMPTS, VECTORS, CONFIG)
    .score(SOUND);
  const expected = {
    CORE: (0.3 + 3 * 0.5) / 4,
    ACCENT: 0.1,
    MOTION: -0.3,
    FILL: 0,
    TEXTURE: 0.45,
  };
  const powers = ROLES.map((role) => Math.exp(expected[role] / 0.07));
  const sum = powers.reduce((a, b) => a + b);
  for (const [i, role] of ROLES.entries()) {
    assertAlmostEquals(similarities[role], expected[role], 1e-6);
    assertAlmostEquals(p.get(role), powers[i]! / sum, 1e-6);
  }
  assertEquals(p.argmax(), "CORE");
});

Deno.test("each ensemble by hand", () => {
  const cosines = [0.1, 0.4, 0.2, 0.3];
  const of = (ensemble: "mean" | "max" | "topk" | "logsumexp", top_k = 2) =>
    groupSimilarity(cosines, { ensemble, top_k, tau_clap: 0.1 });
  assertAlmostEquals(of("mean"), 0.25, 1e-12);
  assertEquals(of("max"), 0.4);
  assertAlmostEquals(of("topk"), 0.35, 1e-12);
  assertAlmostEquals(of("topk", 99), 0.25, 1e-12);
  assertAlmostEquals(
    of("logsumexp"),
    0.1 * Math.log((Math.E + Math.E ** 4 + Math.E ** 2 + Math.E ** 3) / 4),
    1e-12,
  );
});

Deno.test("logsumexp lies between mean and max, and nears them with the temperature", () => {
  const cosines = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), {
    minLength: 1,
    maxLength: 12,
  });
  fc.assert(fc.property(cosines, (cosines) => {
    const of = (ensemble: "mean" | "max" | "logsumexp", tau_clap = 0.07) =>
      groupSimilarity(cosines, { ensemble, top_k: 1, tau_clap });
    const slack = 1e-9;
    assert(of("logsumexp") >= of("mean") - slack);
    assert(of("logsumexp") <= of("max") + slack);
    assertAlmostEquals(of("logsumexp", 1e-4), of("max"), 1e-3);
    assertAlmostEquals(of("logsumexp", 100), of("mean"), 0.02);
  }));
});

Deno.test("the detail lists every prompt in the order of the file", async () => {
  const scorer = createClapScorer(PROMPTS, VECTORS, CONFIG);
  const detail = scorer.detail(SOUND);
  assertEquals(detail.map(({ prompt }) => prompt).join(""), "abcdefg");
  assertEquals(detail[2]!.role, "CORE");
  assertEquals(detail[2]!.group, "specific");
  assertAlmostEquals(detail[2]!.similarity, 0.5, 1e-7);

  const prompts = await loadPrompts("default");
  const texts = promptTexts(prompts);
  const embedded = await new FakeEmbedder().embedText(texts);
  const vectors = new Map(texts.map((text, i) => [text, embedded[i]!]));
  const all = createClapScorer(prompts, vectors, CONFIG);
  const sound = vectors.get("a bass drum")!;
  const near = all.detail(sound).filter((p) => p.similarity > 0.9999);
  assertEquals(near.map((p) => p.prompt), ["a bass drum"]);
});

Deno.test("prompts without vectors and sounds of another model are refused", () => {
  assertThrows(
    () => createClapScorer(PROMPTS, new Map(), CONFIG),
    RangeError,
    'the vector of "a"',
  );
  const scorer = createClapScorer(PROMPTS, VECTORS, CONFIG);
  assertThrows(() => scorer.score(Float32Array.of(1, 0, 0)), RangeError);
});
