/**
 * The library as a module registry serves it: the files that deno.json publishes, under addresses, with no folder.
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import project from "../deno.json" with { type: "json" };
import { filesBelow, Home } from "./helpers/home.ts";

const ROOT = new URL("../", import.meta.url);
const KICK = fileURLToPath(new URL("examples/kit/drums/kick_808.wav", ROOT));

/** Whether a path is that of a pattern, or below it. */
function matches(path: string, pattern: string): boolean {
  const regexp = pattern.split("**/").map((part) =>
    part.replaceAll(".", "\\.").replaceAll("*", "[^/]*")
  ).join("(.*/)?");
  return new RegExp(`^${regexp}(/|$)`).test(path);
}

/** Whether a file of the repository is published. */
function isPublished(path: string): boolean {
  const { include, exclude } = project.publish;
  const excepted = exclude.some((p) =>
    p.startsWith("!") && matches(path, p.slice(1))
  );
  return include.some((pattern) => matches(path, pattern)) &&
    (excepted || !exclude.some((pattern) => matches(path, pattern)));
}

/** Serves what is published. */
class Registry implements AsyncDisposable {
  readonly asked: string[] = [];
  readonly #server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    async ({ url }) => {
      const path = new URL(url).pathname.slice(1);
      this.asked.push(path);
      if (!isPublished(path)) return new Response(null, { status: 404 });
      const types: Record<string, string> = {
        ts: "text/typescript",
        json: "application/json",
        wasm: "application/wasm",
      };
      return new Response(await Deno.readFile(new URL(path, ROOT)), {
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
      const { code, stdout, stderr } = await home.deno([
        "run",
        "-q",
        "--no-check",
        "--no-lock",
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
      assert(registry.asked.every(isPublished), `${registry.asked}`);
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
