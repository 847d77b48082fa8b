/**
 * Bytes of a file in words, for error messages that a terminal can show.
 *
 * @module
 */

/** `"ima4"`, or `0x69006d34` where a byte is not printable ASCII. */
export function quote(latin1: string): string {
  if (/^[ -~]+$/.test(latin1)) return JSON.stringify(latin1);
  return latin1 === "" ? "nothing" : `0x${hex(latin1).replaceAll(" ", "")}`;
}

/** `69 6d 61 34` */
export function hex(latin1: string): string {
  return Array.from(
    latin1,
    (c) => c.charCodeAt(0).toString(16).padStart(2, "0"),
  ).join(" ");
}
