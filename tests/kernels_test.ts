import { assertEquals } from "@std/assert";
import {
  KERNELS,
  SOURCE_SECTION,
  sourceHash,
} from "../release/kernel_sources.ts";

for (const kernel of KERNELS) {
  const wasm = new URL("kernel.wasm", kernel.folder);
  const room = kernel.folder.pathname.split("/").at(-3);
  Deno.test(`the kernel.wasm of ${room} was built from its sources`, async () => {
    const module = await WebAssembly.compile(await Deno.readFile(wasm));
    const sections = WebAssembly.Module.customSections(module, SOURCE_SECTION);
    assertEquals(
      sections.map((bytes) => new TextDecoder().decode(bytes)),
      [sourceHash(kernel)],
      "a source was changed: run `deno task kernel`",
    );
  });
}
