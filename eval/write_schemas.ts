/**
 * Writes the JSON schemas of the evaluation's files: `deno run --allow-write eval/write_schemas.ts`.
 *
 * @module
 */
import { evaluationJsonSchema } from "./evaluation.ts";
import { sweepJsonSchema } from "./sweep/result.ts";

const write = (name: string, schema: object) =>
  Deno.writeTextFile(
    new URL(name, import.meta.url),
    JSON.stringify(schema, null, 2) + "\n",
  );

await write("evaluation.schema.json", evaluationJsonSchema());
await write("sweep/sweep.schema.json", sweepJsonSchema());
