/**
 * What the tests of scanning share: real folders.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { scan } from "./scan.ts";

/** Runs `body` with a fresh folder. */
export async function withFolder(
  body: (root: string) => void | Promise<void>,
): Promise<void> {
  const root = Deno.realPathSync(await Deno.makeTempDir());
  try {
    await body(root);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

/** Makes empty files, and the folders they need. */
export function touch(root: string, ...paths: string[]): void {
  for (const path of paths) {
    const folder = `${root}/${path}`.replace(/\/[^/]*$/, "");
    Deno.mkdirSync(folder, { recursive: true });
    Deno.writeFileSync(`${root}/${path}`, new Uint8Array());
  }
}

/** What a scan finds, as paths below `root`; a problem as its code and path. */
export function found(root: string, ...paths: string[]): string[] {
  return Array.from(scan(paths), ({ filepath, error }) => {
    assert(filepath.startsWith(`${root}/`), filepath);
    const below = filepath.slice(root.length + 1);
    return error === null ? below : `${error.code} ${below}`;
  });
}

/** What a scan in another process finds, started in `cwd` with the given permissions besides reading. */
export async function scanElsewhere(
  cwd: string,
  paths: string[],
  ...permissions: string[]
): Promise<string[]> {
  const module = new URL("./scan.ts", import.meta.url).href;
  const script = `${cwd}/.scan.ts`;
  Deno.writeTextFileSync(
    script,
    `import { scan } from ${JSON.stringify(module)};
     const names = Array.from(scan(Deno.args), ({ path, filepath, error }) => {
       if (error === null) Deno.statSync(path);
       return (error === null ? "" : error.code + " ") + filepath;
     });
     console.log(JSON.stringify(names));`,
  );
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-q",
      "--no-prompt",
      "--allow-read",
      ...permissions,
      script,
      ...paths,
    ],
    cwd,
  }).output();
  assertEquals(new TextDecoder().decode(stderr), "");
  return JSON.parse(new TextDecoder().decode(stdout));
}
