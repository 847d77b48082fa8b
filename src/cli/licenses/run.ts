/**
 * `roles licenses`.
 *
 * @module
 */
import type { Cli } from "../context.ts";

/** Made with a compiled `roles`: release/notices.ts. */
const ALL = new URL(
  "../../../dist/THIRD_PARTY_NOTICES.txt",
  import.meta.url,
);
const OWN = new URL("../../../LICENSE", import.meta.url);

export default async function licenses(this: Cli): Promise<void> {
  const text = await Deno.readTextFile(Deno.build.standalone ? ALL : OWN);
  this.terminal.out.write(text);
}
