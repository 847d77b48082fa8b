/**
 * Builds kernel.wasm from kernel.ts; with `--check`, only says whether the committed one is what the source builds.
 *
 * The compiler comes from npm when this runs, and is no dependency of the project. The module ends in a section with the
 * hash of its source, so that the tests, which do without the compiler, notice a source that was changed but not built.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { SOURCE_SECTION, sourceHash } from "./source_hash.ts";

const COMPILER = "npm:assemblyscript@0.28.20/asc";

const folder = fileURLToPath(new URL(".", import.meta.url));
const committed = `${folder}kernel.wasm`;
const built = Deno.makeTempFileSync({ suffix: ".wasm" });
try {
  const { success } = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-config",
      "--no-lock",
      "--allow-all",
      COMPILER,
      "--config",
      `${folder}asconfig.json`,
      "--outFile",
      built,
    ],
    stdout: "inherit",
    stderr: "inherit",
  }).outputSync();
  if (!success) throw new Error("the compiler failed");
  const wasm = Uint8Array.from([
    ...Deno.readFileSync(built),
    ...customSection(SOURCE_SECTION, sourceHash()),
  ]);
  if (!Deno.args.includes("--check")) {
    Deno.writeFileSync(committed, wasm);
  } else if (!same(wasm, Deno.readFileSync(committed))) {
    console.error(
      "kernel.wasm is not what kernel.ts builds; run `deno task kernel`",
    );
    Deno.exitCode = 1;
  }
} finally {
  Deno.removeSync(built);
}

/** A custom section of the WebAssembly binary format; texts of fewer than 60 characters each. */
function customSection(name: string, content: string): number[] {
  const encode = (text: string) => [...new TextEncoder().encode(text)];
  const payload = [name.length, ...encode(name), ...encode(content)];
  return [0, payload.length, ...payload];
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
