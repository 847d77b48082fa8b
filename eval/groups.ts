/**
 * Groups of samples that belong together, for intervals and folds: sounds of one pack are alike, and a figure that
 * forgets it looks surer than it is.
 *
 * @module
 */
import type { Aliases } from "../src/labels/aliases.ts";
import { roleFolder } from "../src/labels/label_folders.ts";
import type { Label } from "../src/labels/labels.ts";

/** What a sample's group comes from. */
export type GroupedBy = "pack" | "folder" | "file";

/** The group of each label. */
export interface Grouping {
  /** Name of each label's group, in order. */
  readonly names: readonly string[];
  /** Number of each label's group, 0..count−1, by sorted name: independent of the labels' order. */
  readonly ids: Uint32Array;
  /** How many groups there are. */
  readonly count: number;
  /** The weakest source of any label's group: `file` is weaker than `folder`, `folder` than `pack`. */
  readonly by: GroupedBy;
  /** What to tell people about it; null when every label names its pack. */
  readonly note: string | null;
}

/**
 * Finds each label's group: its `pack`; without one the folder above its role folder; without one the file itself.
 * Where folders would put everything into one group, each file is a group.
 */
export function groupLabels(
  labels: readonly Label[],
  aliases: Aliases,
): Grouping {
  const parents = labels.map(({ path }) =>
    roleFolder(path, aliases)?.parent ?? null
  );
  const found = labels.map(({ pack }, i) => pack ?? parents[i]!);
  const several = new Set(found.filter((name) => name !== null)).size > 1;
  const kinds = labels.map(({ pack }, i): GroupedBy =>
    pack !== null ? "pack" : several && parents[i] !== null ? "folder" : "file"
  );
  const names = labels.map(({ path }, i) =>
    kinds[i] === "file" ? path : found[i]!
  );
  const sorted = [...new Set(names)].sort();
  const idOf = new Map(sorted.map((name, id) => [name, id]));
  const alone = kinds.filter((kind) => kind === "file").length;
  const by = alone > 0 ? "file" : kinds.includes("folder") ? "folder" : "pack";
  return {
    names,
    ids: Uint32Array.from(names, (name) => idOf.get(name)!),
    count: sorted.length,
    by,
    note: by === "pack"
      ? null
      : by === "folder"
      ? "Packs are taken from folder names: give the labels a pack column if that is wrong."
      : `${alone} of ${labels.length} samples have no pack, so each counts as its own: the intervals are too narrow ` +
        "(optimistic) where sounds come from the same kit. Give the labels a pack column.",
  };
}
