import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { CACHE_FILE, openCache } from "../cache/cache.ts";
import { checkCache } from "./cache.ts";

async function withFolder(work: (root: string) => Promise<void>) {
  const root = await Deno.makeTempDir();
  try {
    await work(root);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

Deno.test("a folder that is not there yet can be written, and is not made", () =>
  withFolder(async (root) => {
    const { status, data } = await checkCache(join(root, "a", "b"));
    assertEquals([status, data.writable, data.bytes], ["ok", true, 0]);
    assert(data.free_bytes! > 0);
    assertEquals([...Deno.readDirSync(root)], []);
  }));

Deno.test("what the cache holds is counted", () =>
  withFolder(async (root) => {
    (await openCache(join(root, CACHE_FILE)))[Symbol.dispose]();
    await Deno.mkdir(join(root, "models"));
    await Deno.writeFile(join(root, "models", "a"), new Uint8Array(5000));
    const names = () => [...Deno.readDirSync(root)].map((e) => e.name).sort();
    const before = names();
    const { status, data } = await checkCache(root);
    assertEquals([status, data.sounds, data.prompts], ["ok", 0, 0]);
    assert(data.bytes > 5000);
    assertEquals(names(), before);
  }));

Deno.test("a folder that cannot be written fails, with what to do", () =>
  withFolder(async (root) => {
    const file = join(root, "file");
    await Deno.writeTextFile(file, "");
    for (const place of [file, join(file, "below")]) {
      const check = await checkCache(place);
      assertEquals([check.status, check.data.writable], ["fail", false]);
      assertStringIncludes(check.message, `${place} cannot be written`);
      assertStringIncludes(check.advice!, "ROLES_CACHE");
    }
    assertEquals((await checkCache(null)).status, "warn");
  }));

Deno.test("a damaged cache is told", () =>
  withFolder(async (root) => {
    await Deno.writeTextFile(join(root, CACHE_FILE), "no database ".repeat(99));
    const { status, message } = await checkCache(root);
    assertEquals(status, "warn");
    assertStringIncludes(message, root);
  }));
