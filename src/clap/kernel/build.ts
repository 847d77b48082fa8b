/**
 * Builds kernel.wasm from kernel.ts: `deno run -A --no-lock --no-config src/clap/kernel/build.ts`. With `--check`, only
 * says whether the committed one is what the sources build.
 *
 * The compiler comes from npm when this runs, and is no dependency of the project. The module ends in a section with the
 * hash of its sources, so that the tests, which do without the compiler, notice sources that were changed but not built.
 *
 * @module
 */
import { SOURCE_SECTION, sourceHash } from "./source_hash.ts";

const COMPILER = "npm:assemblyscript@0.28.20/asc";

/** Large enough for the whole layout of ../kaldi_kernel.ts, and fixed. */
const MEMORY_PAGES = "12";

const OPTIONS = [
  "kernel.ts",
  ...["--outFile", "kernel.wasm"],
  ...["--optimizeLevel", "3", "--shrinkLevel", "0", "--noAssert"],
  ...["--enable", "simd", "--runtime", "stub"],
  // Of vectors in the signatures of functions that only the kernel calls.
  ...["--disableWarning", "112"],
  ...["--initialMemory", MEMORY_PAGES, "--maximumMemory", MEMORY_PAGES],
];

const committed = new URL("kernel.wasm", import.meta.url);
const built = await compile();
if (!Deno.args.includes("--check")) {
  Deno.writeFileSync(committed, built);
} else if (!same(built, Deno.readFileSync(committed))) {
  console.error(
    "kernel.wasm is not what kernel.ts builds; run src/clap/kernel/build.ts",
  );
  Deno.exitCode = 1;
}

async function compile(): Promise<Uint8Array> {
  const { default: compiler } = await import(COMPILER);
  let wasm: Uint8Array | undefined;
  const { error } = await compiler.main(OPTIONS, {
    stderr: { write: (text: string) => console.error(text.trimEnd()) },
    readFile(name: string): string | null {
      // The compiler adds an extension to the imports that already have one.
      const url = new URL(name.replace(/\.ts\.ts$/, ".ts"), import.meta.url);
      try {
        return Deno.readTextFileSync(url);
      } catch {
        return null; // It looks for its own library here too.
      }
    },
    writeFile(_name: string, content: Uint8Array): void {
      wasm = content;
    },
  });
  if (error !== null || wasm === undefined) {
    throw new Error("Cannot build the kernel", { cause: error });
  }
  return Uint8Array.from([
    ...wasm,
    ...customSection(SOURCE_SECTION, sourceHash()),
  ]);
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
