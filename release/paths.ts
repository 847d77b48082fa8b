/**
 * Where things are.
 *
 * @module
 */
import { relative } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository. */
export const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** A path as people write it: from the repository if it is within. */
export function shown(path: string): string {
  const within = relative(ROOT, path);
  return within.startsWith("..") ? path : within;
}
