import { assertEquals } from "@std/assert";
import { SOURCE_SECTION, sourceHash } from "./source_hash.ts";

Deno.test("the front end's kernel.wasm was built from kernel.ts", async () => {
  const module = await WebAssembly.compile(
    await Deno.readFile(new URL("kernel.wasm", import.meta.url)),
  );
  const sections = WebAssembly.Module.customSections(module, SOURCE_SECTION);
  assertEquals(
    sections.map((bytes) => new TextDecoder().decode(bytes)),
    [sourceHash()],
    "kernel.ts was changed: run src/clap/kernel/build.ts",
  );
});
