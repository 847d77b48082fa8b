/**
 * The blocks of docs/accuracy.md that a command writes, by their names.
 *
 * @module
 */
import { resolveConfig } from "../../src/config/load.ts";
import type { RolesConfig } from "../../src/config/schema.ts";
import { modelOnly } from "../variants.ts";
import {
  assignedBy,
  heldOutOf,
  open,
  type Part,
  partOf,
  plainOf,
} from "./parts.ts";
import {
  against,
  apart,
  choices,
  confidence,
  confusion,
  doubtful,
  headline,
  recalls,
  tried,
} from "./tables.ts";

/** The document, from the repository's root. */
export const DOCUMENT = "docs/accuracy.md";

/** A collection that has a file of its own, by models and rules that did not hear it. */
const APART = "foxdot";

const rulesOnly = (config: RolesConfig): RolesConfig => ({
  ...config,
  clap: { ...config.clap, model_id: "none" },
});

/**
 * Works out all blocks from the committed evidence.
 *
 * @param root the repository.
 */
export async function blocksOf(root: URL): Promise<Map<string, string>> {
  const parts: Part[] = [
    await partOf(root, "packs"),
    await partOf(root, "sources"),
  ];
  const { config: seedConfig } = await resolveConfig({ preset: "seed" });
  const seed = await plainOf(root, "seed", seedConfig);
  const [packs, sources] = parts as [Part, Part];
  const licensed = {
    alone: await plainOf(root, "licensed", modelOnly(sources.config)),
    fused: await heldOutOf(root, "licensed", sources),
  };
  const { config } = (await partOf(root, "packs", APART)).fit;
  const stored = await open(root, APART);
  const byDefault = await assignedBy(stored, config);
  return new Map([
    ["headline", headline(parts, seed, licensed)],
    ["recalls", recalls(parts)],
    ["confidence", confidence(parts)],
    ["against", against(parts)],
    [
      "confusion-packs",
      confusion({ sounds: packs.sounds, assignments: packs.fit.after }),
    ],
    [
      "confusion-sources",
      confusion({ sounds: sources.sounds, assignments: sources.fit.after }),
    ],
    [
      "confusion-rules",
      confusion({ sounds: packs.sounds, assignments: packs.fit.rulesOnly }),
    ],
    ["confusion-seed", confusion(seed)],
    [
      "apart",
      apart({
        "rules only": await assignedBy(stored, rulesOnly(config)),
        "model only": await assignedBy(stored, modelOnly(config)),
        "**default**": byDefault,
      }),
    ],
    ["confusion-apart", confusion(byDefault)],
    ["choices", choices(parts)],
    ["tried", tried(parts, seedConfig)],
    ["doubtful", doubtful(parts)],
  ]);
}

const MARKED = /(<!-- figures: ([\w-]+) -->\n)[\s\S]*?(<!-- end -->)/g;

/**
 * A document with its blocks put in.
 *
 * @throws {Error} if it has a block that is unknown, or lacks one.
 */
export function withBlocks(
  document: string,
  blocks: ReadonlyMap<string, string>,
): string {
  const there = [...document.matchAll(MARKED)].map(([, , name]) => name!);
  const names = [...blocks.keys()];
  if (there.toSorted().join() !== names.toSorted().join()) {
    throw new Error(
      `${DOCUMENT} has the blocks ${there.join(", ")}; it must have ${
        names.join(", ")
      }, once each`,
    );
  }
  return document.replaceAll(
    MARKED,
    (_, begin: string, name: string, end: string) =>
      `${begin}\n${blocks.get(name)!}\n${end}`,
  );
}
