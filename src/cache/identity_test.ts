import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { createHash } from "node:crypto";
import { contentOf, WHOLE_LIMIT } from "./identity.ts";

const of = (path: string) => contentOf(path, Deno.statSync(path));

Deno.test("a file's content is named by the sha256 of its bytes", async () => {
  const path = await Deno.makeTempFile();
  for (const size of [0, 1, 1 << 20, (1 << 20) + 1, 3_000_000]) {
    const bytes = Uint8Array.from({ length: size }, (_, i) => i * i);
    await Deno.writeFile(path, bytes);
    assertEquals(of(path), createHash("sha256").update(bytes).digest("hex"));
  }
  await Deno.remove(path);
});

Deno.test("a very large file is named by its ends, size and time", async () => {
  const path = await Deno.makeTempFile();
  const time = new Date("2020-01-01");
  const set = async (size: number, at?: number) => {
    // Sparse: no bytes are stored but those that are written.
    await Deno.writeFile(path, new Uint8Array());
    await Deno.truncate(path, size);
    if (at !== undefined) {
      using file = await Deno.open(path, { write: true });
      await file.seek(at, Deno.SeekMode.Start);
      await file.write(new Uint8Array([1]));
    }
    await Deno.utime(path, time, time);
    return of(path);
  };
  const size = WHOLE_LIMIT + 1;
  const zeros = await set(size);
  assertEquals(await set(size), zeros);
  assertNotEquals(await set(size + 1), zeros);
  assertNotEquals(await set(size, 0), zeros);
  assertNotEquals(await set(size, (8 << 20) - 1), zeros);
  assertNotEquals(await set(size, size - 1), zeros);
  assertEquals(await set(size, 16 << 20), zeros, "the middle is not read …");
  await Deno.utime(path, time, new Date("2020-01-02"));
  assertNotEquals(of(path), zeros, "… but the time tells");
  const copy = `${path}-moved`;
  await set(size);
  await Deno.rename(path, copy);
  assertEquals(of(copy), zeros);
  assert((await set(WHOLE_LIMIT, 16 << 20)) !== await set(WHOLE_LIMIT));
  await Deno.remove(path);
  await Deno.remove(copy);
});
