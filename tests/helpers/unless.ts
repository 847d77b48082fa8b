/**
 * Tests of what is not on every machine.
 *
 * @module
 */

/**
 * Name and `ignore` of a test that runs unless something is missing, which then stands in the name, so that whoever reads
 * that a test was passed over reads why.
 *
 * @example
 * ```ts
 * Deno.test({ ...unless(installed("zsh") ? null : "no zsh", "zsh completes"), fn() {} });
 * ```
 * @param missing why it cannot run; null if it can.
 */
export function unless(
  missing: string | null,
  name: string,
): { readonly name: string; readonly ignore: boolean } {
  return missing === null
    ? { name, ignore: false }
    : { name: `${name} (not here: ${missing})`, ignore: true };
}
