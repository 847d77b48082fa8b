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

/** Whether deno.json has a file published that is no module. */
function isPublished(path: string): boolean {
  const { include, exclude } = project.publish;
  return include.some((pattern) => matches(path, pattern)) &&
    !exclude.some((pattern) => matches(path, pattern));
}

/** Imports of what is no module of TypeScript. */
const ASSET_IMPORT =
  /(\bfrom\s+")(\.[^"]+)("\s+with\s*\{\s*type:\s*"text",?\s*\}|(?<=\.wasm)")/g;

/** Modules and JSON that a module leads to: imports, workers, what loads late. */
const LEADS_TO =
  /\b(?:from|import)\s*\(?\s*"(\.[^"]+)"|\bimport\.meta\.resolve\(\s*"(\.[^"]+)"|\bnew URL\(\s*"(\.[^"]+\.ts)",\s*import\.meta\.url/g;

/**
 * The package: the modules that the exports lead to, and what deno.json has published besides.
 *
 * @param paths all files of the repository, relative to it.
 */
export function libraryPackage(paths: readonly string[], read: Read): Package {
  const parts: Package = new Map(
    paths.filter(isPublished).map((path) => [path, read(path)]),
  );
  const ahead = [
    ...Object.values(project.exports),
    ...project.compilerOptions.types,
  ]
    .map((path) => posix.normalize(path));
  for (let path = ahead.pop(); path !== undefined; path = ahead.pop()) {
    if (parts.has(path)) continue;
    if (!path.endsWith(".ts")) {
      parts.set(path, read(path));
      continue;
    }
    const folder = posix.dirname(path);
    const code = decoder.decode(read(path)).replace(
      ASSET_IMPORT,
      (_, before: string, name: string) => {
        const asset = posix.join(folder, name);
        parts.set(
          `${asset}.ts`,
          name.endsWith(".wasm")
            ? wasmModule(read(asset))
            : textModule(decoder.decode(read(asset))),
        );
        return `${before}${name}.ts"`;
      },
    );
    parts.set(path, code);
    for (const names of withoutComments(code).matchAll(LEADS_TO)) {
      ahead.push(posix.join(folder, names.slice(1).find((name) => name)!));
    }
  }
  parts.set("deno.json", manifest());
  return parts;
}

const withoutComments = (code: string) =>
  code.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");

/** deno.json with what a package needs of it. */
function manifest(): string {
  const { name, version, license, exports, imports, compilerOptions } = project;
  const parts = { name, version, license, exports, imports, compilerOptions };
  return `${JSON.stringify(parts, null, 2)}\n`;
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
