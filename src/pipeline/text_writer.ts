/**
 * Where results go: a file, a terminal, a string.
 *
 * @module
 */

/** Takes text, in order. */
export interface TextWriter {
  write(text: string): void;
}

const encoder = new TextEncoder();

/** Writes all of a text to a file, however little the system takes at a time. */
export function writeAll(
  file: { writeSync(bytes: Uint8Array): number },
  text: string,
): void {
  let bytes = encoder.encode(text);
  while (bytes.length > 0) bytes = bytes.subarray(file.writeSync(bytes));
}
