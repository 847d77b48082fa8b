/**
 * Where the cache and the pulled models stand.
 *
 * @module
 */
import { posix, win32 } from "node:path";

/** Reads an environment variable; undefined when it is not set or may not be read. */
export type Env = (name: string) => string | undefined;

/**
 * The environment of this process. A variable that the permissions do not give counts as not set: a cache is no
 * reason to ask the user for more.
 */
export const processEnv: Env = (name) =>
  Deno.permissions.querySync({ name: "env", variable: name }).state ===
      "granted"
    ? Deno.env.get(name)
    : undefined;

/** What {@linkcode cacheRoot} looks at; each has the process's own as default. */
export interface LocationOptions {
  /** Folder that the user named (`clap.cache_dir`); it wins over everything else. */
  readonly dir?: string | null | undefined;
  readonly env?: Env;
  readonly os?: typeof Deno.build.os;
}

/**
 * The folder of the cache: the one the user named, else `ROLES_CACHE`, else the platform's place for caches
 * (`XDG_CACHE_HOME/roles`, `~/.cache/roles`; macOS `~/Library/Caches/roles`; Windows `%LOCALAPPDATA%\roles`).
 * Nothing is created.
 *
 * @returns An absolute path, or null when nothing in the environment says where.
 *
 * @example
 * ```ts
 * import { cacheRoot } from "./location.ts";
 *
 * const env = (name: string) => name === "HOME" ? "/home/ana" : undefined;
 * cacheRoot({ env, os: "linux" }); // "/home/ana/.cache/roles"
 * ```
 */
export function cacheRoot(options: LocationOptions = {}): string | null {
  const env = options.env ?? processEnv;
  const os = options.os ?? Deno.build.os;
  const { isAbsolute, join, resolve } = os === "windows" ? win32 : posix;
  const home = userHome(env, os);

  const named = options.dir || env("ROLES_CACHE");
  if (named) {
    return home !== null && /^~[/\\]/.test(named)
      ? join(home, named.slice(2))
      : resolve(named);
  }
  if (os === "windows") {
    const local = env("LOCALAPPDATA");
    return local && isAbsolute(local) ? join(local, "roles") : null;
  }
  // The XDG specification: a path that is not absolute is to be ignored.
  const xdg = env("XDG_CACHE_HOME");
  if (xdg && isAbsolute(xdg)) return join(xdg, "roles");
  if (home === null) return null;
  return os === "darwin"
    ? join(home, "Library", "Caches", "roles")
    : join(home, ".cache", "roles");
}

/** The user's home folder; null when the environment does not say. */
export function userHome(
  env: Env = processEnv,
  os: typeof Deno.build.os = Deno.build.os,
): string | null {
  const { isAbsolute } = os === "windows" ? win32 : posix;
  const home = env("HOME") || (os === "windows" ? env("USERPROFILE") : "");
  return home && isAbsolute(home) ? home : null;
}
