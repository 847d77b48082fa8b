/**
 * Writes the JSON schema of the report: `deno run -P=test src/doctor/write_schema.ts`.
 *
 * @module
 */
import { reportJsonSchema } from "./report.ts";

await Deno.writeTextFile(
  new URL("doctor.schema.json", import.meta.url),
  JSON.stringify(reportJsonSchema(), null, 2) + "\n",
);
