/**
 * Names of files: which are audio, which are hidden, and how a path becomes an identity.
 *
 * @module
 */

/** Whether a folder's entry is passed over: `.x`, so also macOS's `._x`, and the `__MACOSX` folder of its archives. */
export function isHidden(name: string): boolean {
  return name.startsWith(".") || name === "__MACOSX";
}

/** Lower-case extension without its dot; empty without one. */
export function extensionOf(name: string): string {
  const dot = name.lastIndexOf(".");
  return dot < 1 ? "" : name.slice(dot + 1).toLowerCase();
}

/** The path without the separators at its end, so that `${path}/name` doubles none; empty for the root. */
export function withoutTrailingSeparator(
  path: string,
  windows: boolean,
): string {
  return path.replace(windows ? /[/\\]+$/ : /\/+$/, "");
}

/** The path as results name it: `/` between names, also on Windows. Elsewhere `\` is a letter like others. */
export function withSlashes(path: string, windows: boolean): string {
  return windows ? path.replaceAll("\\", "/") : path;
}

/**
 * Parses a list of paths, as `--files-from` takes it.
 *
 * A list with a NUL in it is one of NUL-ended paths (`find -print0`), each taken as it is. Any other has a path on
 * each line: CR LF ends a line too, blank lines are skipped, a byte order mark before the first is dropped.
 * Nothing is a comment, and spaces belong to the path.
 *
 * @example `parseFileList("kit/a.wav\r\n\n# b.wav\n")` is `["kit/a.wav", "# b.wav"]`
 */
export function parseFileList(text: string): string[] {
  if (text.includes("\0")) {
    return text.split("\0").filter((path) => path !== "");
  }
  return text.replace(/^\uFEFF/, "").split("\n")
    .map((line) => line.endsWith("\r") ? line.slice(0, -1) : line)
    .filter((line) => line.trim() !== "");
}
