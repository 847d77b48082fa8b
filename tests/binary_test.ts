/**
 * One file of `roles`: what goes into it, what is said where it cannot be made, and the file itself, tried.
 *
 * The last needs Deno's runtime for compiled files: one that `DENORT_BIN` names, or that an earlier `deno compile` has
 * left in Deno's cache.
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join, sep as SEPARATOR } from "node:path";
import { fileURLToPath } from "node:url";
import project from "../deno.json" with { type: "json" };
import { compile } from "../release/compile.ts";
import {
  modelFiles,
  modulesByUrl,
  unwantedLibraries,
} from "../release/contents.ts";
import { librariesFolder, librariesOf } from "../release/native.ts";
import { thirdPartyNotices } from "../release/notices.ts";
import { smoke } from "../release/smoke.ts";
import { executableTarget, targetOf, TARGETS } from "../release/targets.ts";
import { unless } from "./helpers/unless.ts";

const at = (name: string) =>
  fileURLToPath(new URL(`../${name}`, import.meta.url));

Deno.test("modules that no import leads to: every command, every worker", () => {
  const modules = modulesByUrl();
  for (const module of modules) assert(Deno.statSync(at(module)).isFile);
  const workers = modules.filter((module) => module.endsWith("worker.ts"));
  assertEquals(workers, [
    "eval/sweep/worker.ts",
    "src/clap/onnx_worker.ts",
    "src/pipeline/worker.ts",
  ]);
  const commands = [...Deno.readDirSync(at("src/cli"))]
    .filter(({ isDirectory }) => isDirectory)
    .map(({ name }) => `src/cli/${name}/command.ts`);
  for (const command of commands) assert(modules.includes(command), command);
  for (const file of modelFiles()) assert(Deno.statSync(at(file)).isFile);
});

Deno.test("of the runtime's package a target gets its own libraries, each once", () => {
  const all = librariesFolder();
  for (const target of TARGETS) {
    const unwanted = unwantedLibraries(target);
    if (target.native === null) {
      assertEquals([unwanted, librariesOf(target)], [[all], []]);
      continue;
    }
    const own = join(all, target.native);
    // Only the add-on stays where it is; the libraries come compressed.
    const left = [...filesBelow(all)].filter((path) =>
      !unwanted.some((other) =>
        path === other || path.startsWith(`${other}${SEPARATOR}`)
      )
    );
    assertEquals(left, [join(own, "onnxruntime_binding.node")]);
    const files = librariesOf(target);
    assertEquals(new Set(files.map(({ sha256 }) => sha256)).size, files.length);
    assert(files.some(({ name }) => /^(lib)?onnxruntime\./.test(name)));
  }
  const names = librariesOf(targetOf("aarch64-apple-darwin"))
    .map(({ name }) => name);
  // The name by which the add-on asks for it, of the two that the package has.
  assertEquals(names, ["libonnxruntime.1.dylib", "onnxruntime_binding.node"]);
});

function* filesBelow(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    const path = join(folder, name);
    if (isDirectory) yield* filesBelow(path);
    else yield path;
  }
}

Deno.test("an executable's header tells its system", () => {
  const elf = (machine: number) =>
    header((v) => {
      v.setUint32(0, 0x7f454c46);
      v.setUint16(18, machine, true);
    });
  const mach = (machine: number) =>
    header((v) => {
      v.setUint32(0, 0xfeedfacf, true);
      v.setUint32(4, machine, true);
    });
  const pe = header((v) => {
    v.setUint16(0, 0x4d5a);
    v.setUint32(60, 128, true);
    v.setUint32(128, 0x50450000);
    v.setUint16(132, 0x8664, true);
  });
  assertEquals(
    [elf(0x3e), elf(0xb7), mach(0x0100000c), mach(0x01000007), pe].map(
      executableTarget,
    ),
    TARGETS.map(({ triple }) => triple),
  );
  for (const other of [elf(3), header(() => {}), new Uint8Array(3)]) {
    assertEquals(executableTarget(other), null);
  }
  // This Deno is a real one.
  using file = Deno.openSync(Deno.execPath());
  const head = new Uint8Array(4096);
  file.readSync(head);
  assertEquals(executableTarget(head), Deno.build.target);
});

function header(write: (view: DataView) => void): Uint8Array {
  const bytes = new Uint8Array(256);
  write(new DataView(bytes.buffer));
  return bytes;
}

Deno.test("every package that is in the file has its licence in the notices", async () => {
  const target = targetOf("x86_64-unknown-linux-gnu");
  const text = await thirdPartyNotices(target, modulesByUrl());
  assert(text.startsWith(`roles ${project.version}`));
  for (
    const words of [
      "codec-parser 2.5.0 (LGPL-3.0-or-later)",
      "libmpg123, within mpg123-decoder (LGPL-2.1)",
      "onnxruntime-node 1.30.0 (MIT)",
      "GNU LESSER GENERAL PUBLIC LICENSE",
      "GNU GENERAL PUBLIC LICENSE",
      "EfficientAT",
      "Copyright 2014, the V8 project authors",
      "d3-array",
    ]
  ) assertStringIncludes(text, words);
  // What only the tests use is not in the file.
  for (const name of ["fast-check", "playwright-core", "fft.js"]) {
    assert(!text.includes(`\n${name} `), name);
  }
  const rulesOnly = await thirdPartyNotices(
    targetOf("x86_64-apple-darwin"),
    modulesByUrl(),
  );
  assert(rulesOnly.length < text.length);
});

/** Runs `deno task compile` with other arguments and another environment. */
async function task(
  args: readonly string[],
  env: Record<string, string>,
): Promise<{ code: number; stderr: string }> {
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "-A", at("release/compile.ts"), ...args],
    env: { ...env, NO_COLOR: "1" },
  }).output();
  return { code, stderr: new TextDecoder().decode(stderr) };
}

Deno.test("what is missing is said in one line", async () => {
  const other = TARGETS.find(({ triple }) => triple !== Deno.build.target)!;
  const wrong = await task(["--target", other.triple], {
    DENORT_BIN: Deno.execPath(),
  });
  assertEquals(wrong, {
    code: 1,
    stderr:
      `error: Cannot compile for ${other.triple}: DENORT_BIN, "${Deno.execPath()}", is a runtime for ${Deno.build.target}; name one for ${other.triple}, or none to download it\n`,
  });
  const none = await task([], { DENORT_BIN: at("no/such/file") });
  assertEquals(none.code, 1);
  assert(none.stderr.startsWith("error: Cannot read DENORT_BIN, "));
  const text = await task([], { DENORT_BIN: at("LICENSE") });
  assertStringIncludes(text.stderr, "is no runtime");
  const unknown = await task(["--target", "sparc"], {});
  assert(
    unknown.stderr.startsWith('error: Unknown target "sparc": there are '),
  );
});

Deno.test("the decoders run on an engine without valueOf of WebAssembly.Global", async () => {
  const module = (name: string) =>
    JSON.stringify(new URL(`../${name}`, import.meta.url).href);
  const code = `
    delete WebAssembly.Global.prototype.valueOf;
    const { decodeAudio } = await import(${module("src/audio/decode.ts")});
    const { bytesSource } = await import(${module("src/audio/source.ts")});
    const source = bytesSource(Deno.readFileSync(${
    JSON.stringify(at("examples/kit/drums/kick_jazz.flac"))
  }));
    const { channels } = await decodeAudio(source, { maxDurationSec: 1 });
    console.log(channels[0].length > 1000);`;
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "-q", `--config=${at("deno.json")}`, code],
  }).output();
  const decoder = new TextDecoder();
  assertEquals(decoder.decode(stdout), "true\n", decoder.decode(stderr));
});

/** Why no file can be made here; null if one can. */
function obstacle(): string | null {
  if (Deno.env.get("DENORT_BIN")) return null;
  const cache = Deno.env.get("DENO_DIR") ??
    join(
      Deno.env.get("XDG_CACHE_HOME") ??
        join(Deno.env.get("HOME") ?? "", ".cache"),
      "deno",
    );
  const name =
    `dl/release/v${Deno.version.deno}/denort-${Deno.build.target}.zip`;
  try {
    Deno.statSync(join(cache, name));
    return null;
  } catch {
    return `there is no runtime for compiled files: DENORT_BIN names none, and "deno compile" has not left one in "${cache}"`;
  }
}

Deno.test({
  ...unless(
    obstacle(),
    "the file is made, and passes its trial in an empty environment",
  ),
  async fn() {
    const folder = Deno.makeTempDirSync({ prefix: "roles-binary-" });
    try {
      const target = targetOf(Deno.build.target);
      const path = join(folder, `roles${target.extension}`);
      const made = await compile(target, path);
      assert(made.bytes < 150e6, `${made.bytes} bytes`);
      const lines: string[] = [];
      const { failed } = await smoke(path, (line) => lines.push(line));
      assertEquals(failed, 0, lines.join("\n"));
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  },
});
