/**
 * The model on WebGPU, in software: SwiftShader, which Debian's chromium brings, as the only Vulkan driver. It is slow
 * and proves nothing about speed; that batches, their order and the vectors are right it does prove.
 */
import { assert, assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { TINY_FILES } from "../src/clap/testing/tiny.ts";
import { unless } from "./helpers/unless.ts";

const DRIVER = "/usr/lib/chromium/vk_swiftshader_icd.json";
const LOADER = "/usr/lib/x86_64-linux-gnu/libvulkan.so.1";

const SCRIPT = `
import { openEmbedder } from "${new URL(
  "../src/clap/open.ts",
  import.meta.url,
)}";
const files = ${JSON.stringify(TINY_FILES)};
const warnings = [];
const open = (device, batchSize) =>
  openEmbedder({ id: "tiny", files, device, batchSize, threads: 0, onWarning: (w) => warnings.push(w) });
const cpu = await open("cpu", 1);
const sound = (n) => Float32Array.from({ length: 24000 }, (_, i) => Math.sin(n * i * i / 9e5));
const windows = () => [1, 2, 3].map((n) => cpu.frontEnd.prepare(sound(n))[0]);
const right = await cpu.embedWindows(windows());
await cpu.close();
const gpu = await open("webgpu", 2);
const found = await gpu.embedWindows(windows());
const { provider } = gpu;
await gpu.close();
const cosine = (a, b) => a.reduce((sum, x, i) => sum + x * b[i], 0);
console.log(JSON.stringify({
  provider,
  warnings,
  same: found.map((vector, i) => cosine(vector, right[i])),
  other: cosine(found[0], right[1]),
}));
`;

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

Deno.test({
  ...unless(
    [DRIVER, LOADER].every(exists)
      ? null
      : `no "${[DRIVER, LOADER].find((path) => !exists(path))}"`,
    "WebGPU, in software, gives the CPU's vectors, batches or not",
  ),
  fn: async () => {
    const script = await Deno.makeTempFile({ suffix: ".ts" });
    try {
      await Deno.writeTextFile(script, SCRIPT);
      const config = fileURLToPath(new URL("../deno.json", import.meta.url));
      const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: [
          ...["run", "-q", "--no-check", "-P=roles", `--config=${config}`],
          script,
        ],
        // The second name is that of older loaders.
        env: { VK_DRIVER_FILES: DRIVER, VK_ICD_FILENAMES: DRIVER },
      }).output();
      const text = new TextDecoder();
      const result = JSON.parse(text.decode(stdout) || text.decode(stderr));
      assertEquals([result.provider, result.warnings], ["webgpu", []]);
      assertEquals(result.same.length, 3);
      for (const cosine of result.same) assert(cosine > 1 - 1e-3, `${cosine}`);
      assert(result.other < 0.999, `${result.other}`);
    } finally {
      await Deno.remove(script);
    }
  },
});
