/**
 * The manual page, from the descriptions of the commands.
 *
 * @module
 */
import { type Command, type RouteMap, text_en } from "@stricli/core";
import { kebab } from "../completions/propose.ts";
import type { Cli } from "../context.ts";
import { ENVIRONMENT, EXIT_STATUSES } from "./facts.ts";
import { bold, description, entry, escape, italic, verbatim } from "./roff.ts";

type Target = Command<Cli> | RouteMap<Cli>;
type Flag = NonNullable<Command<Cli>["parameters"]["flags"]>[string];

interface Described {
  readonly name: string;
  readonly target: Target;
}

/** From so many commands on, an option is described once for all of them. */
const SHARED_BY = 3;

/**
 * The manual page `roles.1`.
 *
 * @param root all commands, loaded.
 */
export function manualPage(root: RouteMap<Cli>, version: string): string {
  const commands = below("roles", root);
  const shared = sharedFlags(commands);
  const lines = [
    `.TH ROLES 1 "" "roles ${version}" "User Commands"`,
    ".SH NAME",
    `roles \\- ${escape(root.brief)}`,
    ".SH SYNOPSIS",
    ...commands.flatMap(synopsis).flatMap((line, i) =>
      i === 0 ? [line] : [".br", line]
    ),
    ".SH DESCRIPTION",
    ...description(root.fullDescription ?? root.brief),
    ".SH COMMANDS",
    ...commands.flatMap((command) => section(command, shared)),
    ".SH OPTIONS OF SEVERAL COMMANDS",
    ...[...shared].flatMap(([name, flag]) => option(name, flag)),
    ".SH EXIT STATUS",
    ...EXIT_STATUSES.flatMap(([name, meaning]) => entry(bold(name), meaning)),
    ".SH ENVIRONMENT",
    ...ENVIRONMENT.flatMap(([name, meaning]) => entry(bold(name), meaning)),
    ".SH FILES",
    ...entry(
      italic("~/.cache/roles"),
      "the cache and pulled models (macOS: ~/Library/Caches/roles; Windows: %LOCALAPPDATA%\\roles); roles cache path tells",
    ),
  ];
  // A heading begins a paragraph of its own.
  const needed = lines.filter((line, i) =>
    line !== ".PP" || !/^\.S[HS]/.test(lines[i - 1] ?? "")
  );
  return `${needed.join("\n")}\n`;
}

/** The commands of a map, and of maps in it, in the order of the help. */
function below(name: string, map: RouteMap<Cli>): Described[] {
  return map.getAllEntries().filter(({ hidden }) => !hidden).flatMap(
    (entry) => {
      const full = `${name} ${entry.name["convert-camel-to-kebab"]}`;
      const { target } = entry;
      const self = { name: full, target };
      return "getAllEntries" in target
        ? [self, ...below(full, target)]
        : [self];
    },
  );
}

const flagsOf = (target: Target): [string, Flag][] =>
  "parameters" in target ? Object.entries(target.parameters.flags ?? {}) : [];

/** Options that several commands take, each the same. */
function sharedFlags(commands: readonly Described[]): Map<string, Flag> {
  const takers = new Map<Flag, number>();
  const flags = commands.flatMap(({ target }) => flagsOf(target));
  for (const [, flag] of flags) takers.set(flag, (takers.get(flag) ?? 0) + 1);
  return new Map(flags.filter(([, flag]) => takers.get(flag)! >= SHARED_BY));
}

function section(
  { name, target }: Described,
  shared: ReadonlyMap<string, Flag>,
): string[] {
  const flags = flagsOf(target);
  const others = flags.filter(([name, flag]) => shared.get(name) === flag);
  return [
    `.SS ${escape(name)}`,
    ...("parameters" in target ? verbatim(usage(name, target)) : []),
    ...description(target.fullDescription ?? target.brief),
    ...flags.filter((flag) => !others.includes(flag))
      .flatMap(([name, flag]) => option(name, flag)),
    ...(others.length === 0 ? [] : [
      ".PP",
      "Options of several commands:",
      ...others.map(([name], i) =>
        bold(`--${kebab(name)}`) + (i < others.length - 1 ? "," : "")
      ),
    ]),
  ];
}

function synopsis({ name, target }: Described): string[] {
  return "parameters" in target
    ? usage(name, target).map((line) =>
      `${bold(name)}${escape(line.slice(name.length))}`
    )
    : [];
}

/** The lines of a command's use, which its help begins with. */
function usage(name: string, command: Command<Cli>): string[] {
  const help = command.formatHelp({
    prefix: [name],
    config: {
      useAliasInUsageLine: false,
      onlyRequiredInUsageLine: true,
      caseStyle: "convert-camel-to-kebab",
    },
    text: text_en,
    additionalFlags: [],
    includeArgumentEscapeSequenceFlag: false,
    includeHidden: false,
    ansiColor: false,
  });
  const [, ...lines] = help.slice(0, help.indexOf("\n\n")).split("\n");
  return lines.map((line) => line.trim());
}

function option(name: string, flag: Flag): string[] {
  const long = `--${kebab(name)}`;
  const more = [
    "default" in flag && flag.default !== undefined
      ? ` (default: ${flag.default})`
      : "",
    "variadic" in flag && flag.variadic ? "; may be given more than once" : "",
  ];
  return entry(
    flag.kind === "boolean" && flag.withNegated !== false
      ? `${bold(long)}, ${bold(long.replace("--", "--no-"))}`
      : flag.kind === "enum"
      ? `${bold(long)} ${flag.values.map(bold).join("|")}`
      : flag.kind === "parsed"
      ? `${bold(long)} ${italic(flag.placeholder ?? "VALUE")}`
      : bold(long),
    flag.brief + more.join(""),
  );
}
