/**
 * What must be put into the file besides what `main.ts` imports.
 *
 * @module
 */
import { dirname, join, posix } from "node:path";
import registry from "../models/registry.json" with { type: "json" };
import { librariesFolder } from "./native.ts";
import { ROOT } from "./paths.ts";
import type { Target } from "./targets.ts";

/** Modules that are named by their URL: commands, which load late, and workers. */
const NAMED_BY_URL =
  /import\.meta\.resolve\(\s*"(\.[^"]+\.ts)"|new URL\(\s*"(\.[^"]+\.ts)",\s*import\.meta\.url/g;

/** Modules that no import leads to, relative to the repository, sorted. */
export function modulesByUrl(): string[] {
  const found = new Set<string>();
  for (const path of [...sources("src"), ...sources("eval")]) {
    const code = Deno.readTextFileSync(join(ROOT, path));
    for (const [, command, worker] of code.matchAll(NAMED_BY_URL)) {
      found.add(posix.join(posix.dirname(path), (command ?? worker)!));
    }
  }
  return [...found].sort();
}

function* sources(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(join(ROOT, folder))) {
    const path = `${folder}/${name}`;
    if (isDirectory) {
      // Builds and helpers of tests are no part of the tool.
      if (name !== "testing" && name !== "kernel") yield* sources(path);
    } else if (/\.ts$/.test(name) && !/_(test|testing)\.ts$/.test(name)) {
      yield path;
    }
  }
}

/** The files of the models that come with the tool, relative to the repository. */
export function modelFiles(): string[] {
  return registry.models.flatMap(({ embedded, files }) =>
    embedded === undefined
      ? []
      : files.map(({ path }) => `models/${embedded}/${path}`)
  );
}

/** What the file does without of the runtime's package: every library but the add-on, whose path must be there. */
export function unwantedLibraries({ native }: Target): string[] {
  const folder = librariesFolder();
  if (native === null) return [folder];
  const own = join(folder, native);
  const unwanted: string[] = [];
  for (const platform of Deno.readDirSync(folder)) {
    const path = join(folder, platform.name);
    if (dirname(own) !== path) {
      unwanted.push(path);
      continue;
    }
    for (const { name } of Deno.readDirSync(path)) {
      if (join(path, name) !== own) unwanted.push(join(path, name));
    }
  }
  for (const { name } of Deno.readDirSync(own)) {
    if (!name.endsWith(".node")) unwanted.push(join(own, name));
  }
  return unwanted;
}
