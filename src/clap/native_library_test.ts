import { assertEquals, assertThrows } from "@std/assert";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { brotliCompressSync } from "node:zlib";
import {
  graphSource,
  type NativeManifest,
  PACKED,
  provideRuntime,
  unpack,
} from "./native_library.ts";

const encoder = new TextEncoder();

/** Two libraries, packed, and a place to unpack them to. */
class Place implements Disposable {
  readonly root = Deno.makeTempDirSync();
  readonly from = pathToFileURL(`${this.root}/packed/`);
  readonly folder = join(this.root, "cache", "unpacked");
  readonly manifest: NativeManifest;

  constructor() {
    Deno.mkdirSync(this.from);
    const contents = { "addon.node": "small", "library.so": "ab".repeat(5000) };
    const files = Object.entries(contents).map(([name, text]) => {
      const content = encoder.encode(text);
      Deno.writeFileSync(
        new URL(name + PACKED, this.from),
        brotliCompressSync(content),
      );
      const sha256 = createHash("sha256").update(content).digest("hex");
      return { name, bytes: content.length, sha256 };
    });
    this.manifest = { folder: "unpacked", files };
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.root, { recursive: true });
  }

  unpack(): void {
    unpack(this.manifest, this.from, this.folder);
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** What is there, by name. */
  get contents(): Record<string, number> {
    return Object.fromEntries(
      [...Deno.readDirSync(this.folder)]
        .map(({ name }) => [name, Deno.statSync(this.path(name)).size])
        .sort(),
    );
  }
}

const WHOLE = { "addon.node": 5, "library.so": 10_000 };

Deno.test("libraries are unpacked once, for their owner alone", () => {
  using place = new Place();
  place.unpack();
  assertEquals(place.contents, WHOLE);
  if (Deno.build.os !== "windows") {
    assertEquals(Deno.statSync(place.folder).mode! & 0o777, 0o700);
  }
  // Without what they come from: nothing is unpacked again.
  Deno.removeSync(place.from, { recursive: true });
  place.unpack();
});

Deno.test("what is spoilt is mended: another length, another content, gone", () => {
  using place = new Place();
  place.unpack();
  Deno.truncateSync(place.path("library.so"), 7);
  place.unpack();
  assertEquals(place.contents, WHOLE);
  Deno.writeTextFileSync(place.path("addon.node"), "smalL");
  Deno.removeSync(place.path("library.so"));
  place.unpack();
  assertEquals(place.contents, WHOLE);
  assertEquals(Deno.readTextFileSync(place.path("addon.node")), "small");
});

Deno.test("what killed runs left goes, what a run is busy with stays", () => {
  using place = new Place();
  Deno.mkdirSync(place.folder, { recursive: true });
  for (const name of [".part-old", ".part-busy"]) {
    Deno.writeTextFileSync(place.path(name), "…");
  }
  Deno.utimeSync(place.path(".part-old"), 0, 0);
  place.unpack();
  assertEquals(place.contents, { ".part-busy": 3, ...WHOLE });
});

Deno.test("a folder that cannot be, and libraries that are broken, leave nothing", () => {
  using place = new Place();
  Deno.writeTextFileSync(join(place.root, "cache"), "a file");
  assertThrows(() => place.unpack(), Error);
  Deno.removeSync(join(place.root, "cache"));
  Deno.writeTextFileSync(new URL(`library.so${PACKED}`, place.from), "?");
  assertThrows(() => place.unpack(), Error);
  assertEquals(place.contents, { "addon.node": 5 });
});

Deno.test("from source the runtime finds its own libraries, and graphs are read by path", () => {
  assertEquals(provideRuntime("/nowhere"), null);
  assertEquals(graphSource("model.onnx"), "model.onnx");
});
