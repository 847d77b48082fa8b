/**
 * Builds the kernel.wasm beside every kernel.ts: `deno task kernel`. With `--check`, only says whether the committed ones
 * are what the sources build.
 *
 * The compiler comes from npm when this runs, and is no dependency of the project. A module ends in a section with the
 * hash of its sources, so that the tests, which do without the compiler, notice sources that were changed but not built.
 *
 * @module
 */
import {
  type Kernel,
  KERNELS,
  SOURCE_SECTION,
  sourceHash,
} from "./kernel_sources.ts";

const COMPILER = "npm:assemblyscript@0.28.20/asc";

for (const kernel of KERNELS) {
  const committed = new URL("kernel.wasm", kernel.folder);
  const built = await compile(kernel);
  if (!Deno.args.includes("--check")) {
    Deno.writeFileSync(committed, built);
  } else if (!same(built, Deno.readFileSync(committed))) {
    console.error(
      `${committed.pathname} is not what its sources build; run \`deno task kernel\``,
    );
    Deno.exitCode = 1;
  }
}

async function compile(kernel: Kernel): Promise<Uint8Array> {
  const { default: compiler } = await import(COMPILER);
  let wasm: Uint8Array | undefined;
  const { error } = await compiler.main(options(kernel), {
    stderr: { write: (text: string) => console.error(text.trimEnd()) },
    readFile(name: string): string | null {
      // The compiler adds an extension to the imports that already have one.
      const url = new URL(name.replace(/\.ts\.ts$/, ".ts"), kernel.folder);
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
    ...customSection(SOURCE_SECTION, sourceHash(kernel)),
  ]);
}

function options({ pages }: Kernel): string[] {
  return [
    "kernel.ts",
    ...["--outFile", "kernel.wasm"],
    ...["--optimizeLevel", "3", "--shrinkLevel", "0", "--noAssert"],
    ...["--enable", "simd", "--runtime", "stub"],
    // Of vectors in the signatures of functions that only the kernel calls.
    ...["--disableWarning", "112"],
    ...["--initialMemory", `${pages}`, "--maximumMemory", `${pages}`],
  ];
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
