import { assert, assertEquals } from "@std/assert";
import { defaultAliases } from "../src/labels/aliases.ts";
import type { Label } from "../src/labels/labels.ts";
import { groupLabels } from "./groups.ts";

const aliases = await defaultAliases();

const label = (path: string, pack: string | null = null): Label => ({
  path,
  role: "CORE",
  pack,
  instrument: null,
  weight: 1,
  line: null,
});

Deno.test("groups are packs, else the folders above role folders, else files", () => {
  const packs = groupLabels([
    label("a.wav", "z"),
    label("b.wav", "y"),
    label("c.wav", "z"),
  ], aliases);
  assertEquals([packs.by, packs.count, packs.note], ["pack", 2, null]);
  assertEquals(Array.from(packs.ids), [1, 0, 1]);

  const folders = groupLabels(
    [
      label("tdm/909/CORE/a.wav"),
      label("tdm/909/fills/b.wav"),
      label("tdm/78/kicks/c.wav"),
    ],
    aliases,
  );
  assertEquals(folders.names, ["tdm/909", "tdm/909", "tdm/78"]);
  assertEquals(folders.by, "folder");

  const flat = groupLabels(
    [label("lib/CORE/a.wav"), label("lib/FILL/b.wav")],
    aliases,
  );
  assertEquals([flat.by, flat.count], ["file", 2]);
  assert(flat.note!.startsWith("2 of 2 samples have no pack"));

  const mixed = groupLabels([label("a.wav", "z"), label("b.wav")], aliases);
  assertEquals(mixed.names, ["z", "b.wav"]);
  assertEquals(mixed.by, "file");
});
