/**
 * The library as JSR takes it.
 *
 * JSR refuses imports of text (https://github.com/denoland/deno/issues/35546: trying to publish does not tell, only
 * publishing does) and takes WebAssembly modules but lately, so each of them becomes a module of TypeScript.
 *
 * @module
 */
import { posix } from "node:path";
import project from "../deno.json" with { type: "json" };

/** The parts of a package, by their paths. */
export type Package = Map<string, string | Uint8Array<ArrayBuffer>>;

/** Reads a file of the repository. */
export type Read = (path: string) => Uint8Array<ArrayBuffer>;

const decoder = new TextDecoder();

/** Whether a path is that of a pattern, or below it; `*` stands for a name, or a part of it, `**` for folders. */
function matches(path: string, pattern: string): boolean {
  const expression = pattern.split("**/")
    .map((part) => part.replaceAll(".", "\\.").replaceAll("*", "[^/]*"))
    .join("(.*/)?");
  return new RegExp(`^${expression}(/|$)`).test(path);
}

/** Whether deno.json has a file published. */
export function isPublished(path: string): boolean {
  const { include, exclude } = project.publish;
  const excluded = exclude.some((pattern) => matches(path, pattern)) &&
    !exclude.some((pattern) =>
      pattern.startsWith("!") && matches(path, pattern.slice(1))
    );
  return !excluded && include.some((pattern) => matches(path, pattern));
}

/** Imports of what is no module of TypeScript. */
const ASSET_IMPORT =
  /(\bfrom\s+")(\.[^"]+)"(\s+with\s*\{\s*type:\s*"text",?\s*\})|(\bfrom\s+")(\.[^"]+\.wasm)"/g;

/**
 * The package.
 *
 * @param paths all files of the repository, relative to it.
 */
export function libraryPackage(paths: readonly string[], read: Read): Package {
  const parts: Package = new Map();
  const assets = new Map<string, string>();
  for (const path of paths.filter(isPublished)) {
    const bytes = read(path);
    if (!path.endsWith(".ts")) {
      parts.set(path, bytes);
      continue;
    }
    const code = decoder.decode(bytes).replace(
      ASSET_IMPORT,
      (
        _,
        text?: string,
        textPath?: string,
        __?: string,
        wasm?: string,
        wasmPath?: string,
      ) => {
        const name = (textPath ?? wasmPath)!;
        const asset = posix.join(posix.dirname(path), name);
        assets.set(
          asset,
          wasm === undefined
            ? textModule(decoder.decode(read(asset)))
            : wasmModule(read(asset)),
        );
        return `${text ?? wasm}${name}.ts"`;
      },
    );
    parts.set(path, code);
  }
  for (const [path, code] of assets) {
    parts.delete(path);
    parts.set(`${path}.ts`, code);
  }
  parts.set("deno.json", manifest());
  return parts;
}

/** deno.json with what a package needs of it. */
function manifest(): string {
  const { publish: _, tasks: __, lock: ___, ...rest } = project;
  return `${JSON.stringify(rest, null, 2)}\n`;
}

function textModule(text: string): string {
  return `const text: string = ${JSON.stringify(text)};
export default text;
`;
}

/** A module with the exports of a WebAssembly module, which may import nothing. */
function wasmModule(bytes: Uint8Array<ArrayBuffer>): string {
  const wasm = new WebAssembly.Module(bytes);
  const [needed] = WebAssembly.Module.imports(wasm);
  if (needed !== undefined) {
    throw new Error(`A kernel imports ${needed.module}.${needed.name}`);
  }
  const types: Readonly<Record<string, string>> = {
    function: "(...values: number[]) => number",
    memory: "WebAssembly.Memory",
    global: "WebAssembly.Global",
    table: "WebAssembly.Table",
  };
  const names = WebAssembly.Module.exports(wasm).map(({ name, kind }) =>
    `export const ${name} = exports[${JSON.stringify(name)}] as ${types[kind]};`
  );
  return `const { exports } = new WebAssembly.Instance(
  new WebAssembly.Module(
    Uint8Array.from(
      atob("${bytes.toBase64()}"),
      (char) => char.charCodeAt(0),
    ),
  ),
);
${names.join("\n")}
`;
}
