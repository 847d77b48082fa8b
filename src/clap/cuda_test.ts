import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  cudaFolder,
  isCudaPlatform,
  PROVIDER_FILES,
  providerProblem,
  RUNTIME_VERSION,
} from "./cuda.ts";
import { openEmbedder } from "./open.ts";
import { TINY_FILES } from "./testing/tiny.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Loads the runtime through a folder, and lets it say where it looks for CUDA. */
const SCRIPT = `
import { useCudaFolder } from "${new URL("./cuda.ts", import.meta.url)}";
Deno.env.set("ORT_DISABLE_TELEMETRY", "1");
useCudaFolder(Deno.args[0]);
const ort = await import("onnxruntime-node");
ort.env.logLevel = "error";
const open = (device) => ort.InferenceSession.create(Deno.args[1], { executionProviders: [device] });
await open("cuda").catch(() => {});
const session = await open("cpu");
console.log(session.outputNames.join(), ort.env.versions.node);
`;

/** A provider that no loader takes. */
function writeProvider(folder: string): void {
  for (const name of PROVIDER_FILES) {
    Deno.writeTextFileSync(join(folder, name), "no library");
  }
}

async function run(script: string, folder: string) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-q", "-A", `--config=${join(ROOT, "deno.json")}`],
      ...[script, folder, TINY_FILES.audio_model],
    ],
  }).output();
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}

Deno.test("the folder of CUDA's libraries is named by the runtime's version", () => {
  assert(/^\d+\.\d+\.\d+$/.test(RUNTIME_VERSION), RUNTIME_VERSION);
  assertEquals(cudaFolder(null), null);
  assertEquals(
    cudaFolder("/cache"),
    isCudaPlatform() ? `/cache/cuda-${RUNTIME_VERSION}` : null,
  );
});

Deno.test("what the provider lacks is told", async () => {
  const folder = await Deno.makeTempDir();
  try {
    assertEquals(
      providerProblem(folder),
      `"${folder}" lacks ${PROVIDER_FILES.join(" and ")}`,
    );
    writeProvider(folder);
    const problem = providerProblem(folder);
    assertStringIncludes(problem ?? "", join(folder, PROVIDER_FILES[0]));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test({
  name:
    "the runtime looks for its CUDA provider in the folder, and runs on the CPU from there",
  ignore: !isCudaPlatform(),
  fn: async () => {
    const folder = await Deno.makeTempDir({ prefix: "roles ünï " });
    try {
      const script = join(folder, "script.ts");
      const link = join(folder, "libonnxruntime.so.1");
      await Deno.writeTextFile(script, SCRIPT);

      // A folder without a provider is left alone.
      const bare = await run(script, folder);
      assertEquals(bare.stdout, `audio_embeds ${RUNTIME_VERSION}\n`);
      assert(!bare.stderr.includes(folder), bare.stderr);

      writeProvider(folder);
      for (const before of ["no link", "a link that leads nowhere", "a link"]) {
        if (before === "a link that leads nowhere") {
          Deno.removeSync(link);
          Deno.symlinkSync(join(folder, "removed"), link);
        }
        const { code, stdout, stderr } = await run(script, folder);
        assertEquals(
          [code, stdout],
          [0, `audio_embeds ${RUNTIME_VERSION}\n`],
          `${before}: ${stderr}`,
        );
        assertStringIncludes(stderr, join(folder, PROVIDER_FILES[0]), before);
        assert((await Deno.lstat(link)).isSymlink, before);
      }
      assertEquals(
        [...Deno.readDirSync(folder)].map(({ name }) => name).sort(),
        ["libonnxruntime.so.1", ...PROVIDER_FILES, "script.ts"].sort(),
      );
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

Deno.test({
  name: "a folder of no use is no trouble to the CPU",
  ignore: !isCudaPlatform(),
  fn: async () => {
    const folder = await Deno.makeTempDir();
    try {
      writeProvider(folder);
      // Its link is a folder: it cannot be made.
      Deno.mkdirSync(join(folder, "libonnxruntime.so.1"));
      const embedder = await openEmbedder({
        id: "tiny",
        files: TINY_FILES,
        device: "auto",
        batchSize: 1,
        threads: 1,
        cuda: folder,
      });
      assert(embedder.provider !== "cuda");
      await embedder.close();
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
