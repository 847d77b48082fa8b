/**
 * The model's runtime in a process of its own: with the least permissions, in a home folder that is watched.
 */
import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { TINY_FILES } from "../src/clap/testing/tiny.ts";

const SCRIPT = `
import { openEmbedder } from "${new URL(
  "../src/clap/open.ts",
  import.meta.url,
)}";
const files = ${JSON.stringify(TINY_FILES)};
const embedder = await openEmbedder({ id: "tiny", files, device: "auto", batchSize: 8, threads: 1 });
const [sound] = await embedder.embedWindows(embedder.frontEnd.prepare(new Float32Array(48000)));
const [text] = await embedder.embedText(["a"]);
await embedder.close();
console.log(sound.length, text.length);
`;

/** Paths of all files below a folder. */
function* filesBelow(folder: string): Generator<string> {
  for (const entry of Deno.readDirSync(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory) yield* filesBelow(path);
    else yield path;
  }
}

/** Where the tests' own modules are cached, since the home folder is another one. */
async function moduleCache(): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json"],
  }).output();
  return JSON.parse(new TextDecoder().decode(stdout)).denoDir;
}

Deno.test("the model runs with ffi, read and one variable; it leaves no file and says nothing", async () => {
  const denoDir = await moduleCache();
  const home = await Deno.makeTempDir();
  try {
    const script = join(home, "script.ts");
    await Deno.writeTextFile(script, SCRIPT);
    const config = fileURLToPath(new URL("../deno.json", import.meta.url));
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "-q",
        `--config=${config}`,
        "--no-prompt",
        "--allow-ffi",
        "--allow-read",
        "--allow-env=ORT_DISABLE_TELEMETRY",
        script,
      ],
      cwd: home,
      env: {
        DENO_DIR: denoDir,
        HOME: home,
        XDG_CACHE_HOME: home,
        TMPDIR: home,
        NO_COLOR: "1",
      },
    }).output();
    const text = new TextDecoder();
    assertEquals([text.decode(stderr), code], ["", 0]);
    assertEquals(text.decode(stdout), "48 48\n");
    assertEquals([...filesBelow(home)], [script]);
  } finally {
    await Deno.remove(home, { recursive: true });
  }
});
