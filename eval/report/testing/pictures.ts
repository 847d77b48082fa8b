/**
 * Makes the pictures of docs/images from examples/kit: deno run -A eval/report/testing/pictures.ts
 *
 * @module
 */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { launch, openPage } from "./browser.ts";

const ROOT = new URL("../../../", import.meta.url).pathname;

interface Picture {
  readonly name: string;
  /** Arguments of the tool, but for the page. */
  readonly args: readonly string[];
  /** The section that the picture begins with; the page's start without it. */
  readonly from?: string;
  readonly height: number;
  readonly colorScheme: "light" | "dark";
}

const PICTURES: readonly Picture[] = [
  {
    name: "kit",
    args: ["assign", "examples/kit"],
    height: 900,
    colorScheme: "light",
  },
  {
    name: "eval",
    args: ["eval", "--labels", "examples/labels.csv", "--model", "none"],
    height: 980,
    colorScheme: "light",
  },
  {
    name: "sweep",
    args: [
      "sweep",
      "alpha=0..1.0",
      "tau_clap=0.02..0.2:0.02",
      "--labels",
      "examples/labels.csv",
    ],
    from: "#curve",
    height: 620,
    colorScheme: "dark",
  },
];

const folder = await Deno.makeTempDir();
const browser = await launch();
for (const { name, args, from, height, colorScheme } of PICTURES) {
  const page = join(folder, `${name}.html`);
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "-P=roles", "main.ts", ...args, "--report", page],
    cwd: ROOT,
    stdout: "null",
    stderr: "piped",
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  await using opened = await openPage(browser, pathToFileURL(page).href, {
    viewport: { width: 1100, height },
    colorScheme,
  });
  if (from !== undefined) {
    await opened.page.evaluate(
      `document.querySelector("${from}").scrollIntoView()`,
    );
  }
  await opened.page.screenshot({
    path: join(ROOT, "docs/images", `${name}.png`),
  });
}
await browser.close();
await Deno.remove(folder, { recursive: true });
