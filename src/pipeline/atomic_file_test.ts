import { assertEquals, assertThrows } from "@std/assert";
import { AtomicFile, discardUnfinishedFiles } from "./atomic_file.ts";

async function inFolder(test: (folder: string) => void): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const names = (folder: string) =>
  Array.from(Deno.readDirSync(folder), ({ name }) => name).sort();

Deno.test("a file has its name when it is complete, and not before", () =>
  inFolder((folder) => {
    const path = `${folder}/a.json`;
    Deno.writeTextFileSync(path, "old");
    const file = new AtomicFile(path);
    file.write("new ");
    file.write("x".repeat(200_000));
    assertEquals(Deno.readTextFileSync(path), "old");
    assertEquals(names(folder).length, 2);
    file.commit();
    assertEquals(Deno.readTextFileSync(path), "new " + "x".repeat(200_000));
    assertEquals(names(folder), ["a.json"]);
    file.discard();
    assertEquals(names(folder), ["a.json"]);
  }));

Deno.test("nothing remains of files that are given up", () =>
  inFolder((folder) => {
    new AtomicFile(`${folder}/a`).write("half");
    new AtomicFile(`${folder}/b`);
    discardUnfinishedFiles();
    discardUnfinishedFiles();
    assertEquals(names(folder), []);
  }));

Deno.test("a name that is a folder cannot be replaced, and no trace is left", () =>
  inFolder((folder) => {
    Deno.mkdirSync(`${folder}/a`);
    const file = new AtomicFile(`${folder}/a`);
    assertThrows(() => file.commit(), Error);
    discardUnfinishedFiles();
    assertEquals(names(folder), ["a"]);
    assertThrows(
      () => new AtomicFile(`${folder}/nowhere/a`),
      Deno.errors.NotFound,
    );
  }));
