/**
 * Other names of the roles: `kick` for CORE, `hi-hats` for MOTION.
 *
 * @module
 */
import { closestString, levenshteinDistance } from "@std/text";
import type { LineCounter, Node } from "yaml";
import { ConfigError, type ConfigProblem } from "../errors.ts";
import { type Role, ROLES } from "../types.ts";
import DEFAULT_TEXT from "./aliases.yaml" with { type: "text" };

/** Finds the role that a name stands for. */
export interface Aliases {
  /** The role of a role's name or alias; null for any other name. Case, separators and a plural do not matter. */
  roleOf(name: string): Role | null;
  /** The known name nearest to a mistyped one; null when none is near. */
  nearest(name: string): string | null;
}

/** Names are compared without case, accents' encoding, blanks, hyphens, underscores and dots. */
function fold(name: string): string {
  return name.normalize("NFKC").toLowerCase().replace(/[\s_.-]+/g, "");
}

/** A folded name and what it would be in the singular. */
function singulars(folded: string): string[] {
  return [
    folded,
    folded.replace(/s$/, ""),
    folded.replace(/es$/, ""),
    folded.replace(/ies$/, "y"),
  ];
}

const MAX_CHARACTERS = 1_000_000;

/** The names that come with the tool (src/labels/aliases.yaml). */
export function defaultAliases(): Promise<Aliases> {
  return parseAliases(DEFAULT_TEXT, "src/labels/aliases.yaml", {
    replace: true,
  });
}

/**
 * Reads an aliases file: YAML or JSON, a list of names for each role.
 *
 * ```yaml
 * replace: false # true: the names that come with the tool do not hold
 * CORE: [kick, "bass drum"]
 * ```
 *
 * A name that the tool has for another role goes to the file's.
 *
 * @param source what messages call the file.
 * @throws {ConfigError} with all problems and their lines: syntax, an unknown role, a name with two roles, a role's
 * name as alias of another.
 */
export async function parseAliases(
  text: string,
  source: string,
  options: { readonly replace?: boolean } = {},
): Promise<Aliases> {
  if (text.length > MAX_CHARACTERS) {
    throw new ConfigError([{
      key: "aliases",
      message: `the file has more than ${MAX_CHARACTERS} characters`,
      source,
    }]);
  }
  const yaml = await import("yaml");
  const lines = new yaml.LineCounter();
  const document = yaml.parseDocument(text, { lineCounter: lines });
  const reader = new Reader(yaml, lines, source);
  for (const error of document.errors) {
    reader.problem(
      "aliases",
      error.message.split("\n", 1)[0]!.replace(/ at line .*$/, ""),
      error.pos[0],
    );
  }
  const given = reader.problems.length > 0
    ? null
    : reader.read(document.contents);
  if (given === null || reader.problems.length > 0) {
    throw new ConfigError(reader.problems);
  }
  const replace = options.replace ?? given.replace;
  const base = replace ? new Map() : await defaultNames();
  return makeAliases(new Map([...base, ...given.names]));
}

async function defaultNames(): Promise<Map<string, Named>> {
  const { parse } = await import("yaml");
  const file = parse(DEFAULT_TEXT) as Record<Role, string[]>;
  return new Map(
    ROLES.flatMap((role) =>
      file[role].map((name) => [fold(name), { name, role }] as const)
    ),
  );
}

/** A name as it was written, with its role. */
interface Named {
  readonly name: string;
  readonly role: Role;
}

/** @param names by folded name. */
function makeAliases(names: ReadonlyMap<string, Named>): Aliases {
  const all = new Map<string, Named>([
    ...names,
    ...ROLES.map((role) => [fold(role), { name: role, role }] as const),
  ]);
  const spellings = [...all.values()].map(({ name }) => name);
  return {
    roleOf(name) {
      for (const singular of singulars(fold(name))) {
        const known = all.get(singular);
        if (known !== undefined) return known.role;
      }
      return null;
    },
    nearest(name) {
      const short = name.slice(0, 100).toLowerCase();
      if (short === "") return null;
      const nearest = closestString(short, spellings);
      const distance = levenshteinDistance(short, nearest.toLowerCase());
      return distance <= Math.max(1, Math.floor(nearest.length / 3))
        ? nearest
        : null;
    },
  };
}

type Yaml = typeof import("yaml");

class Reader {
  readonly problems: ConfigProblem[] = [];

  constructor(
    private readonly yaml: Yaml,
    private readonly lines: LineCounter,
    private readonly source: string,
  ) {}

  problem(key: string, message: string, offset: number, hint?: string) {
    this.problems.push({
      key,
      message,
      source: this.source,
      line: this.lines.linePos(offset).line,
      ...hint === undefined ? {} : { hint },
    });
  }

  read(contents: Node | null) {
    const names = new Map<string, Named>();
    let replace = false;
    if (!this.yaml.isMap(contents)) {
      this.problem(
        "aliases",
        "must have a list of names for each role",
        0,
        `as in CORE: [kick]`,
      );
      return { names, replace };
    }
    for (const { key, value } of contents.items) {
      const name = this.yaml.isScalar(key) ? String(key.value) : "?";
      const offset = (key as Node | null)?.range?.[0] ?? 0;
      const role = ROLES.find((role) => role === name.toUpperCase());
      if (name === "replace") {
        const flag = this.yaml.isScalar(value) ? value.value : undefined;
        if (typeof flag === "boolean") replace = flag;
        else this.problem(name, "must be true or false", offset);
      } else if (role === undefined) {
        this.problem(
          name,
          "is no role",
          offset,
          `the roles are ${
            ROLES.join(", ")
          }; an alias stands in its role's list`,
        );
      } else this.#list(role, value as Node | null, offset, names);
    }
    return { names, replace };
  }

  #list(
    role: Role,
    value: Node | null,
    offset: number,
    names: Map<string, Named>,
  ) {
    if (!this.yaml.isSeq(value)) {
      this.problem(role, "must be a list of names", offset);
      return;
    }
    for (const item of value.items as (Node | null)[]) {
      const at = item?.range?.[0] ?? offset;
      const written = this.yaml.isScalar(item) ? item.value : undefined;
      // A bare 808 is a number to YAML and a name to people.
      const name = typeof written === "number" ? String(written) : written;
      if (typeof name !== "string" || fold(name) === "") {
        this.problem(role, "a name must be text", at);
        continue;
      }
      const folded = fold(name);
      const other = names.get(folded)?.role ??
        ROLES.find((r) => fold(r) === folded);
      if (other !== undefined && other !== role) {
        this.problem(
          role,
          `"${name}" stands for ${other} already`,
          at,
          "give each name one role",
        );
      } else names.set(folded, { name, role });
    }
  }
}
