/**
 * Properties of loading: whatever is valid loads, whatever is not ends in a ConfigError, merging is a fold.
 */
import { assert, assertEquals, assertExists } from "@std/assert";
import fc from "fast-check";
import * as v from "valibot";
import { resolveConfig } from "../src/config/load.ts";
import { PRESETS } from "../src/config/presets.ts";
import { ConfigSchema } from "../src/config/schema.ts";
import { CONFIG_SHAPE, type Shape, valueShapes } from "../src/config/shape.ts";
import { mergeTrees, type Tree, treeOf, valueOf } from "../src/config/tree.ts";
import { ConfigError } from "../src/errors.ts";
import { ROLES } from "../src/types.ts";

const VALUES = [...valueShapes()];

/** Valid values of a key, read from the words that describe it: a second opinion on the schema. */
function validValues(key: string, shape: Shape): fc.Arbitrary<unknown> {
  assert(shape.kind === "value");
  const range = shape.allowed.match(
    /^a (whole )?number from (\S+) to (\S+)/,
  );
  if (key === "dsp.frame_length") {
    return fc.integer({ min: 6, max: 13 }).map((n) => 2 ** n);
  }
  if (range !== null) {
    const [min, max] = [Number(range[2]), Number(range[3])];
    return range[1] === undefined
      ? fc.double({ min, max, noNaN: true })
      : fc.integer({ min, max });
  }
  if (key.startsWith("dsp.band_edges_hz.")) {
    return fc.tuple(
      fc.integer({ min: 0, max: 47000 }),
      fc.integer({ min: 48000, max: 96000 }),
    );
  }
  if (shape.allowed.startsWith("a list of")) {
    return fc.array(fc.constantFrom(...ROLES));
  }
  if (shape.choices.length > 0) return fc.constantFrom(...shape.choices);
  if (shape.isText) return fc.stringMatching(/^[a-z][\w .-]{0,20}\w$/);
  if (shape.allowed === "true or false") return fc.boolean();
  return fc.constant(JSON.parse(shape.allowed));
}

const setArbitrary = fc.constantFrom(...VALUES)
  .filter(([key]) => !key.startsWith("fusion.calibration"))
  .chain(([key, shape]) =>
    validValues(key, shape).map((value) => ({ key, value, shape }))
  );

Deno.test("any valid --set values load, the last one of a key in force", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(setArbitrary, { maxLength: 30 }),
      async (given) => {
        const sets = given.map(({ key, value, shape }) =>
          `${key}=${
            shape.isText && typeof value === "string"
              ? value
              : JSON.stringify(value)
          }`
        );
        const { config, origins } = await resolveConfig({ sets });
        assert(v.is(ConfigSchema, config));
        const last = new Map(given.map(({ key, value }) => [key, value]));
        for (const [key, value] of last) {
          const taken = key.split(".").reduce<unknown>(
            (part, name) => (part as Record<string, unknown>)[name],
            config,
          );
          assertEquals(taken, JSON.parse(JSON.stringify(value)), key);
          assertEquals(origins.get(key)?.kind, "set", key);
        }
        for (const [key, origin] of origins) {
          if (!last.has(key)) assertEquals(origin.kind, "preset", key);
        }
      },
    ),
    { numRuns: 150 },
  );
});

/** Some keys of a section, with values of their kind, right or wrong. */
function partOf(shape: Shape): fc.Arbitrary<unknown> {
  if (shape.kind === "value") {
    return fc.oneof(fc.integer(), fc.array(fc.constantFrom(...ROLES)));
  }
  const entries = Object.fromEntries(
    [...shape.entries].map(([name, child]) => [name, partOf(child)]),
  );
  return fc.record(entries, { requiredKeys: [], noNullPrototype: true });
}

Deno.test("merging is associative, and a tree over itself is itself", () => {
  const part = partOf(CONFIG_SHAPE).map((value) => treeOf(value, {}));
  fc.assert(
    fc.property(part, part, part, (a: Tree, b: Tree, c: Tree) => {
      const left = mergeTrees(mergeTrees(a, b), c);
      const right = mergeTrees(a, mergeTrees(b, c));
      assertEquals(valueOf(left), valueOf(right));
      assertEquals(valueOf(mergeTrees(a, a)), valueOf(a));
    }),
    { numRuns: 100 },
  );
});

/** A preset with a few edits of the kinds that break a file. */
const mutatedPreset = fc.record({
  text: fc.constantFrom(...Object.values(PRESETS)),
  edits: fc.array(
    fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
      drop: fc.integer({ min: 0, max: 12 }),
      insert: fc.oneof(
        fc.constantFrom(
          ":",
          "- ",
          "\n",
          "  ",
          "\t",
          "{",
          "}",
          "[",
          "]",
          ",",
          "&a ",
          "*a",
          "<<: *a",
          "!!set ",
          "!x ",
          "|",
          ">",
          "'",
          '"',
          "#",
          "%YAML 9.9\n",
          "---\n",
          "...\n",
          "? ",
          "\u0000",
          "\uFEFF",
          "\uD800",
          "~",
          ".nan",
          "-.inf",
          "1e999",
          "0x",
          "null",
          "yes",
          "__proto__: {a: 1}\n",
          "constructor: ",
          "preset: seed\n",
          "toString",
          "@",
          "`",
          "\u2028",
        ),
        fc.string({ maxLength: 6 }),
      ),
    }),
    { minLength: 1, maxLength: 3 },
  ),
}).map(({ text, edits }) =>
  edits.reduce((text, { at, drop, insert }) => {
    const from = Math.floor(at * text.length);
    return text.slice(0, from) + insert + text.slice(from + drop);
  }, text)
);

Deno.test("any text loads or ends in a ConfigError that says where", async () => {
  let [loaded, refused] = [0, 0];
  await fc.assert(
    fc.asyncProperty(mutatedPreset, async (text) => {
      try {
        const { config } = await resolveConfig({
          files: [{ name: "a.yaml", text }],
        });
        assert(v.is(ConfigSchema, config));
        loaded++;
      } catch (error) {
        if (!(error instanceof ConfigError)) throw error;
        assert(error.problems.length > 0);
        for (const problem of error.problems) {
          assertEquals(problem.source, "a.yaml");
          assertExists(problem.line);
          assert(problem.line >= 1 && problem.line <= text.split("\n").length);
        }
        refused++;
      }
    }),
    { numRuns: 400 },
  );
  assertEquals(({} as Record<string, unknown>).a, undefined);
  assert(loaded > 0 && refused > 0, `${loaded} loaded, ${refused} refused`);
});

Deno.test("any --set argument loads or ends in a ConfigError", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.string(),
        fc.tuple(
          fc.constantFrom(...VALUES.map(([key]) => key), "x", "audio"),
          fc.oneof(fc.string(), fc.json({ maxDepth: 3 })),
        ).map(([key, value]) => `${key}=${value}`),
      ),
      async (argument) => {
        try {
          await resolveConfig({ sets: [argument] });
        } catch (error) {
          if (!(error instanceof ConfigError)) throw error;
        }
      },
    ),
    { numRuns: 400 },
  );
});
