/**
 * docs/configuration.md and configs/schema.json say what the code does.
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { configJsonSchema } from "../src/config/json_schema.ts";
import { resolveConfig } from "../src/config/load.ts";
import { PRESETS } from "../src/config/presets.ts";
import { keyReference } from "../src/config/reference.ts";
import { valueShapes } from "../src/config/shape.ts";
import { MAX_NODES } from "../src/config/tree.ts";
import { MAX_TEXT } from "../src/config/yaml_tree.ts";
import { ConfigError } from "../src/errors.ts";

const read = (path: string) =>
  Deno.readTextFileSync(new URL(`../${path}`, import.meta.url));

const docs = read("docs/configuration.md");

/** The text of the first fenced block of a language at or after a position. */
function blockAfter(position: number, language: string): string {
  const fence = `\`\`\`${language}\n`;
  const start = docs.indexOf(fence, position) + fence.length;
  return docs.slice(start, docs.indexOf("```", start));
}

Deno.test("configs/schema.json is the schema (deno task schema writes it)", () => {
  assertEquals(JSON.parse(read("configs/schema.json")), configJsonSchema());
});

Deno.test("the JSON schema asks for no key, knows every key and allows no other", () => {
  interface Node {
    readonly properties?: Readonly<Record<string, Node>>;
    readonly anyOf?: readonly Node[];
    readonly additionalProperties?: boolean;
    readonly required?: unknown;
    readonly description?: string;
  }
  const keys: string[] = [];
  const walk = (node: Node, key: string) => {
    const section = node.anyOf?.find(({ properties }) => properties) ?? node;
    assert(section.required === undefined, `${key} is required`);
    if (section.properties === undefined) {
      keys.push(key);
      assert(node.description, `${key} has no description`);
      return;
    }
    assertEquals(section.additionalProperties, false, key);
    for (const [name, child] of Object.entries(section.properties)) {
      walk(child, key === "" ? name : `${key}.${name}`);
    }
  };
  walk(configJsonSchema() as Node, "");
  assertEquals(keys, ["preset", ...[...valueShapes()].map(([key]) => key)]);
});

Deno.test("the key reference is the schema's (deno task schema writes it)", async () => {
  const flat = (text: string) =>
    text.replace(/-{3,}/g, "---").replace(/\s+/g, " ").trim();
  const [, written = ""] = docs.split(/<!-- keys: (?:begin|end) -->/);
  assertEquals(flat(written), flat(await keyReference()));
});

Deno.test("the list of problems in the docs is what is printed", async () => {
  const at = docs.indexOf("<!-- example -->");
  const error = await resolveConfig({
    files: [{ name: "mine.yaml", text: blockAfter(at, "yaml") }],
  }).catch((error) => error);
  assert(error instanceof ConfigError);
  assertEquals(`${error.message}\n`, blockAfter(at, "text"));
});

Deno.test("the first example of the docs loads as it says", async () => {
  const { config, preset } = await resolveConfig({
    files: [{ name: "mine.yaml", text: blockAfter(0, "yaml") }],
  });
  assertEquals(preset, "seed");
  assertEquals(config.rule_scoring.weights.fill.zcr, 0.2);
  assertEquals(config.pool.required_roles, ["CORE", "MOTION"]);
});

Deno.test("the limits in the docs are those of the code", () => {
  for (const limit of [MAX_TEXT, MAX_NODES]) {
    assertStringIncludes(docs, limit.toLocaleString("en"));
  }
});

Deno.test("the presets name the schema that lies beside them", () => {
  for (const text of Object.values(PRESETS)) {
    assert(text.startsWith("# yaml-language-server: $schema=schema.json\n"));
  }
});
