/**
 * Labels from the names of folders.
 *
 * @module
 */
import type { Role } from "../types.ts";
import type { Aliases } from "./aliases.ts";
import type {
  Label,
  LabelProblem,
  LabelSet,
  ReadLabelsOptions,
} from "./labels.ts";

/**
 * Labels from folder names: a file's role is that of the nearest folder above it that is named as a role or an
 * alias (`drums/Kicks/long/a.wav` is CORE).
 *
 * @param paths with `/` separators; every folder in them counts.
 * @param source name of the folder in messages.
 */
export function labelsOfFolders(
  paths: readonly string[],
  { source, aliases }: Pick<ReadLabelsOptions, "source" | "aliases">,
): LabelSet {
  const labels: Label[] = [];
  const problems: LabelProblem[] = [];
  if (paths.length === 0) {
    problems.push({
      code: "empty",
      message: "has no sounds",
      source,
      line: null,
      path: null,
    });
  }
  for (const path of paths) {
    const folder = roleFolder(path, aliases);
    if (folder === null) {
      problems.push({
        code: "no_role_folder",
        message:
          "stands in no folder that is named as a role; rename one, or name it with --aliases",
        source,
        line: null,
        path,
      });
    } else {
      labels.push({
        path,
        role: folder.role,
        pack: null,
        instrument: null,
        weight: 1,
        line: null,
      });
    }
  }
  return { labels, problems };
}

/** The nearest folder above a file that is named as a role: its role and what stands above it. */
export function roleFolder(
  path: string,
  aliases: Aliases,
): { readonly role: Role; readonly parent: string } | null {
  const folders = path.split(/[/\\]/).slice(0, -1);
  for (let i = folders.length - 1; i >= 0; i--) {
    const role = aliases.roleOf(folders[i]!);
    if (role !== null) return { role, parent: folders.slice(0, i).join("/") };
  }
  return null;
}
