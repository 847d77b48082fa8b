/**
 * The configuration's JSON schema, for editors that complete and check YAML.
 *
 * @module
 */
import { toJsonSchema } from "@valibot/to-json-schema";
import { PRESET_NAMES } from "./presets.ts";
import { ConfigSchema } from "./schema.ts";

/**
 * JSON schema (draft 7) of a configuration file: every key may be left out, `preset` may be given, an unknown key may
 * not.
 */
export function configJsonSchema(): object {
  const { $schema, properties, ...rest } = withoutRequired(
    // What only code can check (a power of two, edges in order) is left to `roles config check`.
    toJsonSchema(ConfigSchema, { errorMode: "ignore" }),
  ) as Record<string, unknown>;
  return {
    $schema,
    title: "Configuration of roles",
    description:
      "Keys that are left out keep the values of the preset. See docs/configuration.md.",
    ...rest,
    properties: {
      preset: {
        enum: PRESET_NAMES,
        type: "string",
        description: "the built-in configuration that this file is laid on",
      },
      ...properties as object,
    },
  };
}

function withoutRequired(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutRequired);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, item]) => key !== "required" || !Array.isArray(item))
      .map(([key, item]) => [key, withoutRequired(item)]),
  );
}
