import { assert, assertAlmostEquals } from "@std/assert";
import { type Role, ROLES } from "../../src/types.ts";
import { balanced, type FitSample } from "./samples.ts";

/** As many sounds of each role as is said, in packs of five. */
function samplesOf(counts: Readonly<Record<Role, number>>): FitSample[] {
  return ROLES.flatMap((role, r) =>
    Array.from({ length: counts[role] }, (_, i) => ({
      evidence: { features: {} as never, embedding: null },
      role,
      weight: 1,
      group: r * 1000 + Math.floor(i / 5),
      fold: 0,
      judged: true,
    }))
  );
}

function shares(samples: readonly FitSample[]): Record<Role, number> {
  const weights = balanced(samples);
  const sums = ROLES.map((role) =>
    weights.reduce((a, w, i) => samples[i]!.role === role ? a + w : a, 0)
  );
  return Object.fromEntries(
    ROLES.map((role, r) => [role, sums[r]! / samples.length]),
  ) as Record<Role, number>;
}

Deno.test("roles count alike, however many sounds they have", () => {
  const share = shares(
    samplesOf({ CORE: 20, ACCENT: 300, MOTION: 500, FILL: 15, TEXTURE: 100 }),
  );
  for (const role of ROLES) assertAlmostEquals(share[role], 0.2, 1e-9);
});

Deno.test("a few sounds of a role do not count like hundreds", () => {
  const share = shares(
    samplesOf({ CORE: 100, ACCENT: 100, MOTION: 100, FILL: 100, TEXTURE: 5 }),
  );
  assertAlmostEquals(share.TEXTURE / share.CORE, 5 / 15, 1e-9);
});

Deno.test("a small pack counts for more than its size, a large one for more than a small", () => {
  const samples = samplesOf({
    CORE: 0,
    ACCENT: 0,
    MOTION: 0,
    FILL: 0,
    TEXTURE: 50,
  }).map((sample, i) => ({ ...sample, group: i < 40 ? 0 : 1 }));
  const weights = balanced(samples);
  assert(weights[0]! < weights[49]!);
  assert(weights[0]! * 40 > weights[49]! * 10);
  assertAlmostEquals(weights.reduce((a, b) => a + b) / 50, 1, 1e-12);
});
