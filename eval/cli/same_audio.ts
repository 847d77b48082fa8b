/**
 * The same audio under two roles: copies of a file that were labelled apart.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { contentOf } from "../../src/cache/identity.ts";
import {
  type Label,
  type LabelProblem,
  sameAudioTwoRoles,
} from "../../src/labels/labels.ts";
import type { Labelled } from "./labelled.ts";

/** Bytes from the middle of a file that are compared before all of it is. */
const PROBE = 4096;

/**
 * Labels whose files hold the same bytes and that have two roles. Read are only files that another role has one of the
 * same size of, and whole only those whose middles agree as well.
 */
export function sameAudio(
  { labels, source, fileOf }: Pick<Labelled, "labels" | "source" | "fileOf">,
): LabelProblem[] {
  const hashes: (string | null)[] = labels.map(() => null);
  const pathOf = (i: number) => fileOf(labels[i]!.path);
  const bySize = apart([...labels.keys()], labels, (i) => sizeOf(pathOf(i)));
  for (const same of bySize) {
    for (const alike of apart(same, labels, (i) => middleOf(pathOf(i)))) {
      for (const i of alike) hashes[i] = hashOf(pathOf(i));
    }
  }
  return sameAudioTwoRoles(labels, hashes, source);
}

/** Groups of labels with the same key, those alone that hold two roles. */
function apart(
  places: readonly number[],
  labels: readonly Label[],
  keyOf: (place: number) => string | number | null,
): number[][] {
  return [...Map.groupBy(places, keyOf)]
    .filter(([key, group]) =>
      key !== null && new Set(group.map((i) => labels[i]!.role)).size > 1
    )
    .map(([, group]) => group);
}

const sizeOf = (path: string) => orNull(() => Deno.statSync(path).size);

function middleOf(path: string): string | null {
  return orNull(() => {
    using file = Deno.openSync(path);
    const { size } = file.statSync();
    file.seekSync(Math.max(0, size - PROBE) >> 1, Deno.SeekMode.Start);
    const bytes = new Uint8Array(PROBE);
    const n = file.readSync(bytes) ?? 0;
    return createHash("sha256").update(bytes.subarray(0, n)).digest("hex");
  });
}

const hashOf = (path: string) =>
  orNull(() => contentOf(path, Deno.statSync(path)));

/** What cannot be read is told when it is to be heard. */
function orNull<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}
