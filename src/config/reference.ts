/**
 * The key reference of docs/configuration.md, from the schema and the presets.
 *
 * @module
 */
import { resolveConfig } from "./load.ts";
import { PRESET_NAMES } from "./presets.ts";
import { type RolesConfig, TERMS } from "./schema.ts";
import { CONFIG_SHAPE, type SectionShape, type ValueShape } from "./shape.ts";
import { joinKey } from "./tree.ts";

const WEIGHTS = "rule_scoring.weights";

/** Markdown: each section with a table of its keys, the values of the presets among them. */
export async function keyReference(): Promise<string> {
  const presets = await Promise.all(
    PRESET_NAMES.map(async (preset) =>
      (await resolveConfig({ preset })).config
    ),
  );
  return [...sectionsOf(CONFIG_SHAPE, "")]
    .flatMap(([key, section]) => sectionText(key, section, presets))
    .join("\n\n");
}

/** A section and those below it; the terms of each role's weights stand in one table. */
function* sectionsOf(
  section: SectionShape,
  key: string,
): Generator<[string, SectionShape]> {
  yield [key, section];
  if (key === WEIGHTS) return;
  for (const [name, child] of section.entries) {
    if (child.kind === "section") yield* sectionsOf(child, joinKey(key, name));
  }
}

function sectionText(
  key: string,
  section: SectionShape,
  presets: readonly RolesConfig[],
): string[] {
  const title = `### ${key === "" ? "Top level" : `\`${key}\``}`;
  const { description } = section;
  const about = description === ""
    ? []
    : [`${description[0]!.toUpperCase()}${description.slice(1)}.`];
  if (key === WEIGHTS) return [title, ...about, weightTable(section, presets)];
  const values = [...section.entries].filter((
    entry,
  ): entry is [string, ValueShape] => entry[1].kind === "value");
  const rows = values.map(([name, shape]) => [
    `\`${name}\``,
    shape.allowed,
    ...presets.map((config) => code(valueAt(config, joinKey(key, name)))),
    shape.description,
  ]);
  if (key === "") {
    rows.unshift([
      "`preset`",
      `one of ${PRESET_NAMES.join(", ")}`,
      ...presets.map(() => ""),
      "the built-in configuration that the file is laid on",
    ]);
  }
  return [
    title,
    ...about,
    ...(rows.length === 0
      ? []
      : [table(["key", "takes", ...PRESET_NAMES, "what it is"], rows)]),
  ];
}

/** Terms down, roles across; each cell has the presets' weights, one if they agree. */
function weightTable(
  section: SectionShape,
  presets: readonly RolesConfig[],
): string {
  const roles = [...section.entries.keys()];
  const rows = Object.entries(TERMS).map(([term, meaning]) => [
    `\`${term}\``,
    meaning,
    ...roles.map((role) => {
      const weights = presets.map((config) =>
        String(valueAt(config, `${WEIGHTS}.${role}.${term}`) ?? 0)
      );
      const same = new Set(weights).size === 1;
      return same ? weights[0]!.replace(/^0$/, "") : weights.join(" / ");
    }),
  ]);
  return `Two weights in a cell are those of ${PRESET_NAMES.join(" / ")}.\n\n${
    table(["term", "value", ...roles], rows)
  }`;
}

function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  return [head, head.map(() => "---"), ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}

function valueAt(config: RolesConfig, key: string): unknown {
  return key.split(".").reduce<unknown>(
    (value, name) =>
      typeof value === "object" && value !== null
        ? Reflect.get(value, name)
        : undefined,
    config,
  );
}

function code(value: unknown): string {
  if (value === undefined) return "";
  const text = Array.isArray(value) ? `[${value.join(", ")}]` : String(value);
  return `\`${text}\``;
}
