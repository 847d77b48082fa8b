import { assertEquals } from "@std/assert";
import { cacheRoot, type Env } from "./location.ts";

const env = (variables: Record<string, string>): Env => (name) =>
  variables[name];

Deno.test("cacheRoot takes the named folder, then ROLES_CACHE, then the platform's place", () => {
  const all = env({
    ROLES_CACHE: "/fast/roles",
    XDG_CACHE_HOME: "/xdg",
    HOME: "/home/ana",
  });
  assertEquals(
    cacheRoot({ dir: "/mine", env: all, os: "linux" }),
    "/mine",
  );
  assertEquals(cacheRoot({ env: all, os: "linux" }), "/fast/roles");
  assertEquals(cacheRoot({ env: all, os: "darwin" }), "/fast/roles");
  assertEquals(
    cacheRoot({ dir: null, env: env({ HOME: "/h" }), os: "linux" }),
    "/h/.cache/roles",
  );
  assertEquals(
    cacheRoot({
      env: env({ HOME: "/h", XDG_CACHE_HOME: "/xdg" }),
      os: "linux",
    }),
    "/xdg/roles",
  );
  assertEquals(
    cacheRoot({ env: env({ HOME: "/Users/ana" }), os: "darwin" }),
    "/Users/ana/Library/Caches/roles",
  );
  assertEquals(
    cacheRoot({
      env: env({ LOCALAPPDATA: "C:\\Users\\ana\\AppData\\Local" }),
      os: "windows",
    }),
    "C:\\Users\\ana\\AppData\\Local\\roles",
  );
});

Deno.test("cacheRoot ignores what is not absolute and is null when nothing says where", () => {
  assertEquals(
    cacheRoot({ env: env({ XDG_CACHE_HOME: "x", HOME: "/h" }), os: "linux" }),
    "/h/.cache/roles",
  );
  assertEquals(cacheRoot({ env: env({ HOME: "h" }), os: "linux" }), null);
  assertEquals(cacheRoot({ env: env({}), os: "linux" }), null);
  assertEquals(cacheRoot({ env: env({}), os: "darwin" }), null);
  assertEquals(cacheRoot({ env: env({}), os: "windows" }), null);
});

Deno.test("cacheRoot makes a named folder absolute and knows ~", () => {
  const home = env({ HOME: "/home/ana" });
  assertEquals(
    cacheRoot({ dir: ".cache/clap_text", env: home, os: "linux" }),
    `${Deno.cwd()}/.cache/clap_text`,
  );
  assertEquals(
    cacheRoot({ dir: "~/roles", env: home, os: "linux" }),
    "/home/ana/roles",
  );
});

Deno.test("the process's environment is not asked for when it may not be read", async () => {
  const module = new URL("./location.ts", import.meta.url).href;
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-lock", "-q"].concat(
      `import { cacheRoot } from ${
        JSON.stringify(module)
      }; await Deno.permissions.revoke({ name: "env" }); console.log(cacheRoot());`,
    ),
  }).output();
  assertEquals(code, 0);
  assertEquals(new TextDecoder().decode(stdout), "null\n");
});
