import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { softmax } from "../dsp/rule_scoring.ts";
import { mapRoles, type Role, ROLES } from "../types.ts";
import { l2Normalize } from "./pooling.ts";
import { withPrototypes } from "./prototypes.ts";
import type { ClapScorer } from "./scoring.ts";

const config = {
  tau_clap: 0.07,
  prototypes: { labels: null, weight: 6, shrinkage: 3, reach: 0.3 },
};

/** Says of every sound that it is a kick. */
const KICKS: ClapScorer = {
  score() {
    const similarities = mapRoles((role) => role === "CORE" ? 0.5 : 0.2);
    return { similarities, p: softmax(similarities, config.tau_clap) };
  },
  detail: () => [],
};

const at = (...x: number[]) => l2Normalize(Float32Array.from(x));

const toms = [at(1, 0.1, 0), at(1, -0.1, 0), at(1, 0, 0.1)];
const scorer = withPrototypes(
  KICKS,
  [
    ...toms.map((embedding, i) => ({
      path: `tom${i}.wav`,
      role: "FILL" as const,
      embedding,
    })),
    { path: "kick.wav", role: "CORE", embedding: at(0, 0, 1) },
  ],
  config,
);

Deno.test("what is near labelled sounds takes their role, what is far stays", () => {
  assertEquals(scorer.score(at(1, 0, 0)).p.argmax(), "FILL");
  assertEquals(scorer.score(at(0, 0, 1)).p.argmax(), "CORE");
  assertEquals(scorer.score(at(-1, 0, 0)).p.argmax(), "CORE");
});

Deno.test("the effect is what was added, the nearest first", () => {
  const y = at(1, 0.09, 0);
  const { added, nearest } = scorer.prototypes(y);
  const before = KICKS.score(y).similarities;
  const { similarities, p } = scorer.score(y);
  for (const role of ROLES) {
    assertAlmostEquals(similarities[role], before[role] + added[role], 1e-12);
  }
  assertEquals(p, softmax(similarities, config.tau_clap));
  assertEquals(nearest.map(({ path }) => path), [
    "tom0.wav",
    "tom2.wav",
    "tom1.wav",
    "kick.wav",
  ]);
  const fills = nearest.filter(({ role }) => role === "FILL");
  const sum = fills.reduce((sum, one) => sum + one.added, 0);
  // The kick hardly teaches: the prompts have it right.
  assertAlmostEquals(sum, added.FILL, 0.001);
});

Deno.test("held out, a labelled sound learns from the others alone", () => {
  const [tom] = toms;
  const without = withPrototypes(
    KICKS,
    toms.slice(1).map((embedding) => ({ path: "", role: "FILL", embedding })),
    config,
  );
  const held = scorer.heldOut.score(tom!).similarities.FILL;
  assertAlmostEquals(held, without.score(tom!).similarities.FILL, 0.001);
  assert(held < scorer.score(tom!).similarities.FILL - 0.005);
  const other = at(0.5, 0.5, 0.5);
  assertEquals(scorer.heldOut.score(other), scorer.score(other));
});

Deno.test("a sound that is labelled itself gets that role, unless copies of it have two", () => {
  const labelled = (...roles: Role[]) =>
    withPrototypes(
      KICKS,
      roles.map((role) => ({ path: role, role, embedding: at(1, 0) })),
      config,
    );
  const one = labelled("TEXTURE");
  const { similarities, p } = one.score(at(1, 0));
  assertEquals(p.argmax(), "TEXTURE");
  assertAlmostEquals(
    similarities.TEXTURE - similarities.CORE,
    6 * 0.07,
    1e-12,
  );
  const { added, nearest } = one.prototypes(at(1, 0));
  assertAlmostEquals(added.TEXTURE, nearest[0]!.added, 1e-12);
  assertAlmostEquals(added.TEXTURE, similarities.TEXTURE - 0.2, 1e-12);
  // Another sound is moved, but not settled.
  assertEquals(one.score(at(1, 0.1)).p.argmax(), "CORE");
  assertEquals(one.heldOut.score(at(1, 0)), KICKS.score(at(1, 0)));
  const two = labelled("TEXTURE", "FILL").score(at(1, 0)).similarities;
  assertAlmostEquals(two.TEXTURE, two.FILL, 1e-12);
  const off = withPrototypes(
    KICKS,
    [{ path: "", role: "FILL", embedding: at(1, 0) }],
    { ...config, prototypes: { ...config.prototypes, weight: 0 } },
  );
  assertEquals(off.score(at(1, 0)), KICKS.score(at(1, 0)));
});
