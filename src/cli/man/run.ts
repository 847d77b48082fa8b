import project from "../../../deno.json" with { type: "json" };
import type { Cli } from "../context.ts";
import { manualPage } from "./page.ts";

export default async function (this: Cli): Promise<void> {
  this.terminal.out.write(manualPage(await this.describe(), project.version));
}
