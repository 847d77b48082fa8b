/**
 * A configuration for people and for scripts, each value with what gave it.
 *
 * @module
 */
import type { ResolvedConfig } from "./load.ts";
import type { Origin } from "./tree.ts";
import type { ConfigWarning } from "./warning.ts";

/** A configuration as plain data. */
export interface ConfigObject {
  readonly preset: string;
  readonly config: ResolvedConfig["config"];
  /** What gave each value, by dotted key, as {@linkcode formatOrigin} writes it. */
  readonly origins: Readonly<Record<string, string>>;
  readonly warnings: readonly ConfigWarning[];
}

/** `preset default`, `mine.yaml:12`, `--set fusion.alpha=0.8`, `--model`; always one line. */
export function formatOrigin(origin: Origin): string {
  switch (origin.kind) {
    case "preset":
      return `preset ${origin.name}`;
    case "file":
      return oneLine(`${origin.name}:${origin.line}`);
    case "set":
      return oneLine(`--set ${origin.argument}`);
    case "flag":
      return oneLine(origin.flag);
  }
}

const oneLine = (text: string) => text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "�");

/** A resolved configuration as plain data, for JSON. */
export function configToObject(resolved: ResolvedConfig): ConfigObject {
  return {
    preset: resolved.preset,
    config: resolved.config,
    origins: Object.fromEntries(
      [...resolved.origins].map(([key, origin]) => [key, formatOrigin(origin)]),
    ),
    warnings: resolved.warnings,
  };
}

/**
 * A complete YAML text that loads to the same configuration. It names its preset: rule terms that it does not have
 * would else come from the preset that is used without a name.
 *
 * @param options.origins adds a comment to each value that says what gave it.
 */
export async function configToYaml(
  { config, preset, origins }: Pick<
    ResolvedConfig,
    "config" | "preset" | "origins"
  >,
  options: { readonly origins?: boolean } = {},
): Promise<string> {
  const { Document, isNode, visit } = await import("yaml");
  const document = new Document({ preset, ...config });
  visit(document, {
    Seq: (_, node) => {
      node.flow = true;
    },
  });
  for (const [key, origin] of options.origins === true ? origins : []) {
    const node = document.getIn(key.split("."), true);
    if (isNode(node)) node.comment = ` ${formatOrigin(origin)}`;
  }
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}
