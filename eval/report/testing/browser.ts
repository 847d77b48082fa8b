/**
 * A real browser for the tests of the pages: Chromium without a window, from Debian's package.
 *
 * @module
 */
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { fileSounds } from "../../../src/report/file_sounds.ts";
import { wavBytes } from "../../../src/report/wav_bytes.ts";
import type { MadePageOptions } from "./pages.ts";

/** Where Chromium is; undefined where there is none. */
export const CHROMIUM: string | undefined = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
].find((path) => {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
});

/** Starts Chromium. */
export async function launch(): Promise<Browser> {
  // On loading, one of its modules looks into /proc, which Deno lets nobody do without all permissions; not so if this
  // is set.
  Deno.env.set("__IS_WSL_TEST__", "1");
  const { chromium } = await import("playwright-core");
  Deno.env.delete("__IS_WSL_TEST__");
  return await chromium.launch({
    executablePath: CHROMIUM!,
    // Chromium as root has no sandbox; what it opens is written here.
    args: Deno.uid() === 0 ? ["--no-sandbox"] : [],
  });
}

/** A folder with pages and the sounds they play; gone after use. */
export class Site implements AsyncDisposable {
  readonly folder = Deno.makeTempDirSync();

  /** Writes a made-up page, and beside it a falling tone of 2.5 seconds for each of its sounds. */
  async write(
    name: string,
    make: (options: MadePageOptions) => Promise<string>,
    { embed = false, n = 60 } = {},
  ): Promise<string> {
    const page = join(this.folder, name);
    const fileOf = (filepath: string) =>
      join(this.folder, "sounds", `${filepath}.wav`);
    const files = fileSounds({ page, embed, fileOf });
    const preview = (filepath: string) => {
      writeTone(fileOf(filepath));
      return files.preview(filepath);
    };
    await Deno.writeTextFile(page, await make({ n, sounds: { preview } }));
    return pathToFileURL(page).href;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }
}

function writeTone(path: string): void {
  const tone = Float32Array.from(
    { length: 20_000 },
    (_, i) => 0.2 * Math.sin(i / 4) * (1 - i / 20_000),
  );
  Deno.mkdirSync(dirname(path), { recursive: true });
  Deno.writeFileSync(path, wavBytes([tone], 8000));
}

/** A page that was opened, and all that went wrong on it. */
export interface OpenedPage extends AsyncDisposable {
  readonly page: Page;
  /** Errors and warnings of the console, exceptions, requests to anywhere but files and the page itself. */
  readonly troubles: readonly string[];
}

/** Opens a page in a context of its own. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<OpenedPage> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") {
      troubles.push(`${message.type()}: ${message.text()}`);
    }
  });
  page.on("pageerror", (error) => troubles.push(`thrown: ${error.message}`));
  page.on("request", (request) => {
    if (!/^(file|data):/.test(request.url())) {
      troubles.push(`request: ${request.url()}`);
    }
  });
  await page.goto(url);
  return {
    page,
    troubles,
    [Symbol.asyncDispose]: () => context.close(),
  };
}
