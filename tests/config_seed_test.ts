/**
 * The configuration file of the method that the presets come from (tests/golden/role_assignment.yaml, as it is) loads.
 */
import { assertEquals } from "@std/assert";
import { parse } from "yaml";
import { resolveConfig } from "../src/config/load.ts";

const text = Deno.readTextFileSync(
  new URL("golden/role_assignment.yaml", import.meta.url),
);
const files = [{ name: "role_assignment.yaml", text }];

Deno.test("over the preset seed it is the preset, but for the model and its cache", async () => {
  const { config, warnings } = await resolveConfig({ preset: "seed", files });
  const seed = (await resolveConfig({ preset: "seed" })).config;
  assertEquals(config, {
    ...seed,
    clap: {
      ...seed.clap,
      model_id: "laion/clap-htsat-unfused",
      cache_dir: ".cache/clap_text",
    },
  });
  assertEquals(
    warnings.filter(({ fromUser }) => fromUser).map(({ key }) => key),
    [
      "guards.sustained_noise_suppress.decay_long_threshold",
      "pool.promote_when_missing.forbid_core_if.decay_long_threshold",
    ],
  );
});

Deno.test("over the preset default every one of its values is in force", async () => {
  const { config, origins } = await resolveConfig({ files });
  let leaves = 0;
  const compare = (given: unknown, taken: unknown, key: string) => {
    if (
      typeof given !== "object" || given === null || Array.isArray(given)
    ) {
      assertEquals(taken, given, key);
      assertEquals(origins.get(key)?.kind, "file", key);
      leaves++;
      return;
    }
    for (const [name, value] of Object.entries(given)) {
      const below = (taken as Record<string, unknown>)[name];
      compare(value, below, key === "" ? name : `${key}.${name}`);
    }
  };
  compare(parse(text), config, "");
  const fromFile = [...origins.values()].filter(({ kind }) => kind === "file");
  assertEquals(leaves, fromFile.length);
});
