/**
 * Writes configs/schema.json and the key reference of docs/configuration.md from the schema and the presets.
 * Run by `deno task schema`.
 *
 * @module
 */
import { configJsonSchema } from "../src/config/json_schema.ts";
import { keyReference } from "../src/config/reference.ts";

const schemaPath = new URL("schema.json", import.meta.url);
const docsPath = new URL("../docs/configuration.md", import.meta.url);

Deno.writeTextFileSync(
  schemaPath,
  `${JSON.stringify(configJsonSchema(), null, 2)}\n`,
);

const [begin, end] = ["<!-- keys: begin -->", "<!-- keys: end -->"];
const docs = Deno.readTextFileSync(docsPath);
const [from, to] = [docs.indexOf(begin) + begin.length, docs.indexOf(end)];
Deno.writeTextFileSync(
  docsPath,
  `${docs.slice(0, from)}\n\n${await keyReference()}\n\n${docs.slice(to)}`,
);
