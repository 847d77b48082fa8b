import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { scan, ScanSummary } from "./scan.ts";
import { found, scanElsewhere, touch, withFolder } from "./scan_testing.ts";

Deno.test("folders are walked in the code-unit order of names, files and folders mixed", async () => {
  await withFolder((root) => {
    touch(
      root,
      "kit/b.wav",
      "kit/B.WAV",
      "kit/é.flac",
      "kit/a10.wav",
      "kit/a9.wav",
      "kit/a/z.aif",
      "kit/a.wav",
      "kit/a/sub/x.mp3",
    );
    assertEquals(found(root, `${root}/kit`), [
      "kit/B.WAV",
      "kit/a/sub/x.mp3",
      "kit/a/z.aif",
      "kit/a.wav",
      "kit/a10.wav",
      "kit/a9.wav",
      "kit/b.wav",
      "kit/é.flac",
    ]);
  });
});

Deno.test("the order of the paths is kept, and a path given twice is found twice", async () => {
  await withFolder((root) => {
    touch(root, "b/1.wav", "a/2.wav");
    const paths = [`${root}/b`, `${root}/a`, `${root}/b/1.wav`];
    assertEquals(found(root, ...paths), ["b/1.wav", "a/2.wav", "b/1.wav"]);
  });
});

Deno.test("in a folder: readable types taken, other audio counted, the rest ignored", async () => {
  await withFolder((root) => {
    touch(
      root,
      "a.wav",
      "b.m4a",
      "c.M4A",
      "deep/d.wma",
      "e.txt",
      "wav",
      "f.wav.asd",
      ".hidden.wav",
      "._a.wav",
      ".cache/g.wav",
      "__MACOSX/h.wav",
    );
    const summary = new ScanSummary();
    const files = [...scan([root], summary)];
    assertEquals(files.map((f) => f.filepath), [`${root}/a.wav`]);
    assertEquals([...summary.skipped], [["m4a", 2], ["wma", 1]]);
  });
});

Deno.test("what is given by name is taken, whatever its name", async () => {
  await withFolder((root) => {
    touch(root, "e.txt", ".h.wav", "b.m4a", "noext", ".secret/x.wav");
    const names = ["e.txt", ".h.wav", "b.m4a", "noext", ".secret"];
    assertEquals(
      found(root, ...names.map((n) => `${root}/${n}`)),
      ["e.txt", ".h.wav", "b.m4a", "noext", ".secret/x.wav"],
    );
  });
});

Deno.test("the identity is the path as given plus what is below, slashes not doubled", async () => {
  await withFolder(async (root) => {
    touch(root, "kit/sub/a.wav");
    assertEquals(
      await scanElsewhere(root, [
        "kit",
        "kit/",
        "./kit//",
        ".",
        "./",
        "kit/sub/../sub",
      ]),
      [
        "kit/sub/a.wav",
        "kit/sub/a.wav",
        "./kit/sub/a.wav",
        "./kit/sub/a.wav",
        "./kit/sub/a.wav",
        "kit/sub/../sub/a.wav",
      ],
    );
  });
});

Deno.test("the root is its own identity", async () => {
  await withFolder(async (root) => {
    assertEquals(
      await scanElsewhere(root, ["/"], "--deny-read=/"),
      ["permission_denied /"],
    );
  });
});

Deno.test("files come as the walk goes", async () => {
  await withFolder((root) => {
    touch(root, "a/1.wav", "b/2.wav");
    const files = scan([root]);
    assertEquals(files.next().value?.filepath, `${root}/a/1.wav`);
    Deno.removeSync(`${root}/b/2.wav`);
    touch(root, "b/3.wav");
    assertEquals(files.next().value?.filepath, `${root}/b/3.wav`);
    assertEquals(files.next().done, true);
  });
});

Deno.test("what does not exist is a record, and the scan goes on", async () => {
  await withFolder((root) => {
    touch(root, "a.wav");
    assertEquals(found(root, `${root}/gone/`), ["not_found gone"]);
    const [missing, below, empty, nul, long, file] = [
      ...scan([
        `${root}/no\nsuch.wav`,
        `${root}/a.wav/b.wav`,
        "",
        `${root}/a\0b.wav`,
        `${root}/${"x".repeat(300)}.wav`,
        `${root}/a.wav`,
      ]),
    ];
    assertEquals(missing!.error, {
      code: "not_found",
      message: `Cannot read ${
        JSON.stringify(`${root}/no\nsuch.wav`)
      }: there is no such file or folder`,
      byte_offset: null,
    });
    assertEquals(below!.error?.code, "not_found");
    assertEquals(empty!.filepath, "");
    assert(empty!.error !== null);
    assertEquals(nul!.error?.code, "io");
    if (Deno.build.os === "linux") {
      assertEquals(
        long!.error?.message,
        `Cannot read "${root}/${
          "x".repeat(300)
        }.wav": File name too long (os error 36)`,
      );
    }
    assertEquals(file!.error, null);
  });
});

Deno.test({
  name: "odd names come through as they are",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withFolder((root) => {
      const names = [
        "new\nline.wav",
        "quo\"te's.wav",
        "tab\there.wav",
        "\u202Ertl.wav",
        "🥁 drum.wav",
        "back\\slash.wav",
        "-rf.wav",
        " lead.wav",
        "%41*?[x].wav",
        // One name in two spellings: two files.
        "e\u0301.wav",
        "\u00E9.wav",
        "é".repeat(125) + "x.wav",
      ];
      assertEquals(new TextEncoder().encode(names.at(-1)).length, 255);
      touch(root, ...names);
      const files = [...scan([root])];
      assertEquals(
        files.map((f) => f.filepath),
        names.sort().map((name) => `${root}/${name}`),
      );
      for (const { path } of files) assert(Deno.statSync(path).isFile);
    }),
});

Deno.test("any tree of files is found whole, in order", async () => {
  const name = fc.constantFrom("a", "B", "b", "ä", "10", "9", "z.wav");
  const trees = fc.uniqueArray(
    fc.array(name, { minLength: 1, maxLength: 4 }).map((p) =>
      p.join("/") + ".d/f.wav"
    ),
    { maxLength: 12 },
  );
  await withFolder((root) => {
    let run = 0;
    fc.assert(
      fc.property(trees, (paths) => {
        const top = `${root}/${run++}`;
        Deno.mkdirSync(top);
        touch(top, ...paths);
        // Name by name: `/` is below every character of a name.
        const key = (path: string) => path.replaceAll("/", "\0");
        const sorted = paths.toSorted((a, b) => key(a) < key(b) ? -1 : 1);
        assertEquals(
          [...scan([top])].map((f) => f.filepath),
          sorted.map((path) => `${top}/${path}`),
        );
      }),
      { numRuns: 40 },
    );
  });
});
