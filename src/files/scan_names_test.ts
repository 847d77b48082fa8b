import { assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  extensionOf,
  isHidden,
  parseFileList,
  withoutTrailingSeparator,
  withSlashes,
} from "./scan_names.ts";

Deno.test("extensions are lower case, and a leading dot begins none", () => {
  const cases: [string, string][] = [
    ["kick.wav", "wav"],
    ["KICK.WAV", "wav"],
    ["kick.tight.FlAc", "flac"],
    ["kick", ""],
    ["kick.", ""],
    [".wav", ""],
    ["a. wav", " wav"],
  ];
  for (const [name, extension] of cases) {
    assertEquals(extensionOf(name), extension, name);
  }
});

Deno.test("hidden names", () => {
  assertEquals(
    [".a.wav", "._a.wav", "__MACOSX", ".", "a.wav", "_a.wav", "__MACOSX2"].map(
      isHidden,
    ),
    [true, true, true, true, false, false, false],
  );
});

Deno.test("separators at a path's end go, those of Windows on Windows only", () => {
  assertEquals(withoutTrailingSeparator("kit//", false), "kit");
  assertEquals(withoutTrailingSeparator("./kit/", false), "./kit");
  assertEquals(withoutTrailingSeparator("/", false), "");
  assertEquals(withoutTrailingSeparator("a//b", false), "a//b");
  assertEquals(withoutTrailingSeparator("kit\\", false), "kit\\");
  assertEquals(withoutTrailingSeparator("C:\\kit\\/", true), "C:\\kit");
  assertEquals(withSlashes("C:\\kit\\a.wav", true), "C:/kit/a.wav");
  assertEquals(withSlashes("odd\\name.wav", false), "odd\\name.wav");
});

Deno.test("a list of lines", () => {
  assertEquals(
    parseFileList("\uFEFFa.wav\r\n\r\n  \n# b.wav\n c d .wav \nlast.wav"),
    ["a.wav", "# b.wav", " c d .wav ", "last.wav"],
  );
  assertEquals(parseFileList(""), []);
  assertEquals(parseFileList("\n\r\n"), []);
  assertEquals(parseFileList("mac\rname.wav\n"), ["mac\rname.wav"]);
});

Deno.test("a list with NUL keeps every other byte", () => {
  assertEquals(parseFileList("a\nb.wav\0 \r\0\0c.wav\0"), [
    "a\nb.wav",
    " \r",
    "c.wav",
  ]);
});

Deno.test("what find prints is read back", () => {
  const name = fc.string({ unit: "binary", minLength: 1 })
    .filter((path) => !path.includes("\0"));
  fc.assert(fc.property(fc.array(name, { minLength: 1 }), (paths) => {
    assertEquals(parseFileList(paths.map((p) => p + "\0").join("")), paths);
  }));
  const line = name.filter((path) =>
    !/[\r\n]/.test(path) && path.trim() !== "" && !path.startsWith("\uFEFF")
  );
  fc.assert(
    fc.property(
      fc.array(line),
      fc.constantFrom("\n", "\r\n"),
      (paths, end) => {
        assertEquals(parseFileList(paths.map((p) => p + end).join("")), paths);
      },
    ),
  );
});
