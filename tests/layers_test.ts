/**
 * Holds the arrows of the house: which room may import which, and which rooms stay free of I/O.
 */
import { assert, assertEquals } from "@std/assert";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** Each room with the rooms that it may import. A room may always import itself. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  words: [], // types.ts, errors.ts
  config: ["words"],
  audio: ["words", "config"],
  dsp: ["words", "config"],
  fusion: ["words", "config"],
  pool: ["words", "config"],
  clap: ["words", "config", "dsp"],
  files: ["words", "audio"],
  labels: ["words"],
  cache: ["words", "config"],
  models: ["words", "config", "cache"],
  core: [
    "words",
    "config",
    "files",
    "labels",
    "audio",
    "dsp",
    "fusion",
    "pool",
    "clap",
    "cache",
    "models",
  ],
  pipeline: [
    "words",
    "config",
    "files",
    "labels",
    "audio",
    "dsp",
    "pool",
    "clap",
    "cache",
    "models",
    "core",
  ],
  report: ["words", "config", "audio", "dsp", "pool", "core"],
  doctor: ["words", "config", "dsp", "clap", "cache", "models"],
  cli: [
    "words",
    "config",
    "files",
    "labels",
    "dsp",
    "pool",
    "clap",
    "cache",
    "models",
    "core",
    "report",
    "doctor",
    "pipeline",
  ],
  eval: [
    "words",
    "config",
    "files",
    "labels",
    "audio",
    "dsp",
    "fusion",
    "pool",
    "clap",
    "cache",
    "models",
    "core",
    "pipeline",
    "report",
    "cli",
  ],
  main: ["words", "cli", "eval"],
};

/** Rooms of pure functions: nothing of the outside world. */
const PURE = ["words", "audio", "dsp", "fusion", "pool"];

function roomOf(path: string): string {
  const parts = path.split("/");
  if (path === "main.ts") return "main";
  if (parts[0] === "eval") return "eval";
  if (parts[0] !== "src") return "data"; // configs/, prompts/, models/: files that are imported as text or JSON
  if (parts.length > 2) return parts[1]!;
  return path === "src/types.ts" || path === "src/errors.ts" ? "words" : "core";
}

function* sources(folder: string): Generator<string> {
  for (const entry of Deno.readDirSync(join(ROOT, folder))) {
    const path = folder === "." ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory) yield* sources(path);
    else if (
      /\.ts$/.test(path) && !/(_test|\.d)\.ts$/.test(path) &&
      !/\/(testing|testdata|kernel)\//.test(path)
    ) yield path;
  }
}

const FILES = ["main.ts", ...sources("src"), ...sources("eval")].filter(
  (path) => {
    try {
      return Deno.statSync(join(ROOT, path)).isFile;
    } catch {
      return false;
    }
  },
);

const codeOf = (path: string) =>
  Deno.readTextFileSync(join(ROOT, path))
    .replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");

/** Local modules that a file imports, statically or lazily, and as a worker. */
function importsOf(
  path: string,
  types: "with types" | "without types",
): string[] {
  let code = codeOf(path);
  // Imports of types alone are gone at run time.
  if (types === "without types") {
    code = code.replace(/^(import|export) type [^;]*;/gm, "");
  }
  const specifiers = code.matchAll(
    /(?:\bfrom|\bimport|\bimport\(|new URL\()\s*"(\.{1,2}\/[^"]+)"/g,
  );
  return [...specifiers].map((m) =>
    relative(ROOT, resolve(ROOT, dirname(path), m[1]!)).replaceAll("\\", "/")
  );
}

Deno.test("imports follow the arrows of the house", () => {
  const wrong: string[] = [];
  for (const path of FILES) {
    const from = roomOf(path);
    const allowed = ARROWS[from];
    assert(
      allowed !== undefined,
      `${path} stands in a room without arrows: ${from}`,
    );
    for (const target of importsOf(path, "with types")) {
      const to = roomOf(target);
      if (to !== from && to !== "data" && !allowed.includes(to)) {
        wrong.push(`${path} (${from}) → ${target} (${to})`);
      }
    }
  }
  assertEquals(wrong, []);
});

Deno.test("no import cycles", () => {
  const done = new Set<string>();
  const cycles: string[] = [];
  const walk = (path: string, trail: readonly string[]) => {
    if (trail.includes(path)) {
      cycles.push([...trail.slice(trail.indexOf(path)), path].join(" → "));
      return;
    }
    if (done.has(path) || !FILES.includes(path)) return;
    for (const target of importsOf(path, "without types")) {
      walk(target, [...trail, path]);
    }
    done.add(path);
  };
  for (const path of FILES) walk(path, []);
  assertEquals(cycles, []);
});

Deno.test("pure rooms touch nothing outside", () => {
  const wrong: string[] = [];
  for (const path of FILES) {
    if (
      !PURE.includes(roomOf(path)) &&
      !/^eval\/(metrics|bootstrap|folds)/.test(path)
    ) continue;
    const code = codeOf(path);
    const found = code.match(/\bDeno\.\w+|"node:[^"]+"|\bconsole\.\w+/);
    if (found !== null) wrong.push(`${path}: ${found[0]}`);
  }
  assertEquals(wrong, []);
});

Deno.test("no file is longer than about 400 lines", () => {
  const long = FILES
    .map((path) => ({
      path,
      lines: Deno.readTextFileSync(join(ROOT, path)).split("\n").length,
    }))
    .filter(({ lines }) => lines > 420);
  assertEquals(long, []);
});
