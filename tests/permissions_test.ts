/**
 * What the tool may do: what the permission sets name, what README says of them, and that nothing more is needed.
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import project from "../deno.json" with { type: "json" };
import { filesBelow, Home } from "./helpers/home.ts";

const at = (name: string) =>
  fileURLToPath(new URL(`../${name}`, import.meta.url));

const SET = project.permissions.roles;

/** Runs a script of the repository with these flags in a home of its own. */
async function run(
  home: Home,
  flags: readonly string[],
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  const { code, stdout, stderr } = await home.deno([
    "run",
    "-q",
    "--no-prompt",
    `--config=${at("deno.json")}`,
    ...flags,
    ...args,
  ], env).output();
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}

/** What any run needs: to read, the native library, the variables that are named. */
const LEAST = [
  "--allow-read",
  "--allow-ffi",
  `--allow-env=${SET.env.allow}`,
  `--ignore-env=${SET.env.ignore}`,
  "--deny-net",
  "--deny-run",
  "--deny-sys",
  "--deny-import",
];

const KIT = ["drums/kick_808.wav", "hats/ride.flac"]
  .map((name) => at(`examples/kit/${name}`));

Deno.test("assign with the default model writes to the output and cache folders alone, and asks no network", async () => {
  using home = new Home();
  const [out, cache] = [join(home.work, "out"), join(home.home, "cache")];
  const { code, stdout, stderr } = await run(
    home,
    [...LEAST, `--allow-write=${out},${cache}`],
    [
      at("main.ts"),
      "assign",
      ...KIT,
      "--out",
      out,
      "--report",
      join(out, "a.html"),
    ],
    { ROLES_CACHE: cache },
  );
  assertEquals(code, 0, stderr);
  assertStringIncludes(stdout, "2 files: 1 CORE, 0 ACCENT, 1 MOTION");
  assertEquals(filesBelow(home.work), [
    "out/a.html",
    "out/role_assignment_debug.json",
    "out/role_pools.json",
  ]);
  assert(filesBelow(home.home).includes("cache/evidence.sqlite"));
  assertEquals(filesBelow(home.tmp), []);
});

Deno.test("without leave to write anywhere, results still come; the cache is missed in one line", async () => {
  using home = new Home();
  const main = at("main.ts");
  const runs = await Promise.all([
    run(home, LEAST, [main, "assign", ...KIT]),
    run(home, LEAST, [main, "assign", ...KIT, "--no-cache"]),
    run(home, LEAST, [
      main,
      "eval",
      "--labels",
      at("examples/labels.csv"),
      "--model=none",
    ]),
    run(home, LEAST, [main, "cache", "path"]),
    run(home, LEAST, [main, "model", "list"]),
  ]);
  for (const { code, stderr } of runs) assertEquals(code, 0, stderr);
  const [missed, without] = runs;
  assertEquals(missed.stdout, without.stdout);
  assertEquals(
    missed.stderr.match(/^Cannot use the cache .* going on without it$/gm)
      ?.length,
    1,
  );
  for (const folder of [home.home, home.work, home.tmp]) {
    assertEquals(filesBelow(folder), []);
  }
});

Deno.test("the permission sets: no program, no system facts, no foreign code; the network to pull alone", async () => {
  using home = new Home();
  const script = join(home.work, "ask.ts");
  Deno.writeTextFileSync(
    script,
    `const state = (d: Deno.PermissionDescriptor) =>
      Deno.permissions.querySync(d).state === "granted";
    console.log(JSON.stringify({
      read: state({ name: "read" }),
      sound: state({ name: "write", path: "results" }),
      code: ${
      JSON.stringify(
        ["main.ts", "src", "eval", "deno.json", "deno.lock", ".git"].map(at),
      )
    }
        .some((path) => state({ name: "write", path })),
      ffi: state({ name: "ffi" }),
      net: state({ name: "net" }),
      run: state({ name: "run" }),
      sys: state({ name: "sys" }),
      import: state({ name: "import", host: "jsr.io" } as never),
      env: Object.fromEntries(["HOME", "HF_TOKEN", "PATH"]
        .map((variable) => [variable, state({ name: "env", variable })])),
    }));`,
  );
  const granted = async (set: "roles" | "pull") =>
    JSON.parse((await run(home, [`-P=${set}`], [script])).stdout);
  const roles = {
    read: true,
    sound: true,
    code: false,
    ffi: true,
    net: false,
    run: false,
    sys: false,
    import: false,
    env: { HOME: true, HF_TOKEN: false, PATH: false },
  };
  assertEquals(await granted("roles"), roles);
  assertEquals(await granted("pull"), {
    ...roles,
    net: true,
    env: { ...roles.env, HF_TOKEN: true },
  });
});

Deno.test("nothing is written over the tool itself", async () => {
  using home = new Home();
  const target = at("src/mine.html");
  const { code, stderr } = await home.roles(
    ["assign", KIT[0]!, "--model=none", "--report", target],
  );
  assertEquals(code, 2);
  assert(/^error: Cannot write --report .*\n$/m.test(stderr), stderr);
  assert(!filesBelow(at("src")).includes("mine.html"));
});

Deno.test("the tasks take the sets, and README says why each permission is asked", () => {
  assertEquals(project.tasks.roles.command, "deno run -q -P=roles main.ts");
  assertEquals(
    project.tasks.pull.command,
    "deno run -q -P=pull main.ts model pull",
  );
  const readme = Deno.readTextFileSync(at("README.md"));
  const [, section = ""] = readme.split("\n## Permissions\n");
  const [text = ""] = section.split("\n## ");
  const rows = new Map(
    [...text.matchAll(/^\| (\w+) +\| (.+?) +\|$/gm)]
      .map(([, name, why]) => [name!, why!]),
  );
  const { test: _, ...sets } = project.permissions;
  for (const [name, set] of Object.entries(sets)) {
    assertStringIncludes(text, `\`${name}\``);
    for (const permission of Object.keys(set)) {
      assert(rows.has(permission), permission);
    }
    for (const variable of set.env.allow) {
      assertStringIncludes(rows.get("env")!, `\`${variable}\``);
    }
  }
  for (const path of SET.write.deny) {
    assertStringIncludes(rows.get("write")!, `\`${path}\``);
  }
});
