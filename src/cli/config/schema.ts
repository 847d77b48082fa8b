/**
 * `roles config schema`.
 *
 * @module
 */
import { configJsonSchema } from "../../config/json_schema.ts";
import type { Cli } from "../context.ts";

export default function schema(this: Cli): void {
  this.terminal.out.write(JSON.stringify(configJsonSchema(), null, 2) + "\n");
}
