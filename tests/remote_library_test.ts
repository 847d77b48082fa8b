/**
 * The library as a module registry serves it: what is published, under addresses, with no folder.
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import project from "../deno.json" with { type: "json" };
import { libraryPackage } from "../release/package.ts";
import { filesBelow, Home } from "./helpers/home.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const KICK = join(ROOT, "examples/kit/drums/kick_808.wav");

/** Every file of a folder of the repository, relative to the repository. */
function* filesOf(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(join(ROOT, folder))) {
    const path = `${folder}/${name}`;
    if (isDirectory) yield* filesOf(path);
    else yield path;
  }
}

const PACKAGE = libraryPackage(
  [...filesOf("models"), ...filesOf("docs"), "LICENSE"],
  (path) => Deno.readFileSync(join(ROOT, path)),
);

Deno.test("the package has no tests, no commands, and no imports but of modules and JSON", () => {
  for (const [path, content] of PACKAGE) {
    assert(!/_test\.ts$|\/testing\/|\/cli\/.+\//.test(path), path);
    if (typeof content !== "string" || !path.endsWith(".ts")) continue;
    for (const [, name] of content.matchAll(/\bfrom\s+"(\.[^"]+)"/g)) {
      assert(/\.(ts|json)$/.test(name!), `${path}: ${name}`);
      assert(
        PACKAGE.has(posix.join(posix.dirname(path), name!)),
        `${path}: ${name}`,
      );
    }
    assert(!/type: "(text|bytes)"/.test(content), path);
  }
  for (const path of ["src/pipeline/worker.ts", "eval/mod.ts", "LICENSE"]) {
    assert(PACKAGE.has(path), path);
  }
});

/** Serves the package. */
class Registry implements AsyncDisposable {
  readonly #server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    ({ url }) => {
      const path = new URL(url).pathname.slice(1);
      const content = PACKAGE.get(path);
      if (content === undefined) return new Response(null, { status: 404 });
      const types: Record<string, string> = {
        ts: "text/typescript",
        json: "application/json",
      };
      return new Response(content, {
        headers: {
          "content-type": types[path.replace(/.*\./, "")] ?? "text/plain",
        },
      });
    },
  );

  get host(): string {
    return `127.0.0.1:${this.#server.addr.port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}

Deno.test({
  name:
    "imported from an address it works whole: rules, the default model, evaluation; then without the address",
  // The packages of npm are linked, which asks for a privilege there.
  ignore: Deno.build.os === "windows",
  async fn() {
    using home = new Home();
    const denoDir = homeOfModules(home);
    const cache = join(home.home, "cache");
    let host: string;
    const use = async (net: readonly string[]) => {
      Deno.writeTextFileSync(
        join(home.work, "use.ts"),
        `import { RoleAssigner } from "http://${host}/src/mod.ts";
        import { parseAxis, sweepKeys } from "http://${host}/eval/mod.ts";
        for (const clap of [{ model_id: "none" }, {}]) {
          await using assigner = await RoleAssigner.fromDict({ clap });
          console.log((await assigner.assignFile(${
          JSON.stringify(KICK)
        })).role);
        }
        console.log(typeof parseAxis, typeof sweepKeys);`,
      );
      Deno.writeTextFileSync(
        join(home.work, "deno.json"),
        JSON.stringify({
          imports: project.imports,
          allowScripts: project.allowScripts,
        }),
      );
      // With the lock nobody has to ask npm's registry which versions there are.
      Deno.copyFileSync(join(ROOT, "deno.lock"), join(home.work, "deno.lock"));
      const { code, stdout, stderr } = await home.deno([
        "run",
        "-q",
        "--no-check",
        "--no-prompt",
        "--allow-read",
        "--allow-ffi",
        "--allow-env",
        `--allow-write=${cache}`,
        ...net,
        "use.ts",
      ], { DENO_DIR: denoDir, ROLES_CACHE: cache }).output();
      const text = new TextDecoder();
      return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
    };
    {
      await using registry = new Registry();
      ({ host } = registry);
      const imports = `--allow-import=${host}`;
      const kept = await use([imports]);
      assertEquals(kept.code, 1);
      assertStringIncludes(kept.stderr, "Cannot take the model drum-clap-mini");
      assertStringIncludes(kept.stderr, "no permission for the network");

      const { code, stdout, stderr } = await use([
        imports,
        `--allow-net=${host}`,
      ]);
      assertEquals(
        [code, stdout],
        [0, "CORE\nCORE\nfunction function\n"],
        stderr,
      );
      assert(
        filesBelow(cache).some((path) => path.endsWith("audio_model.onnx")),
      );
    }
    const later = await use(["--cached-only", `--allow-import=${host}`]);
    assertEquals([later.code, later.stdout], [
      0,
      "CORE\nCORE\nfunction function\n",
    ]);
  },
});

/** A home for modules that has the packages of npm that are here, and nothing else. */
function homeOfModules(home: Home): string {
  const { denoDir: real } = JSON.parse(
    new TextDecoder().decode(
      new Deno.Command(Deno.execPath(), { args: ["info", "--json"] })
        .outputSync().stdout,
    ),
  );
  const denoDir = join(home.home, "deno");
  Deno.mkdirSync(denoDir);
  Deno.symlinkSync(join(real, "npm"), join(denoDir, "npm"));
  return denoDir;
}
