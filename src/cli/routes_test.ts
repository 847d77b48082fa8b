import { assertEquals, assertRejects } from "@std/assert";
import type { RouteMap } from "@stricli/core";
import type { Cli } from "./context.ts";
import { loadRoutes, type Route, ROUTES } from "./routes.ts";

const isMap = (route: Route): route is RouteMap<Cli> =>
  "getAllEntries" in route;

Deno.test("the list of commands says what the commands themselves say", async () => {
  for (const { brief, usage, load } of Object.values(ROUTES)) {
    const route = await load();
    assertEquals(brief, route.brief);
    const { positional } = isMap(route)
      ? { positional: undefined }
      : route.parameters;
    const expected = isMap(route)
      ? route.getAllEntries().map(({ name }) => name.original).join("|")
      : positional?.kind === "array"
      ? `${positional.parameter.placeholder}...`
      : positional?.parameters.map(({ placeholder }) => placeholder).join(
        " ",
      ) ??
        "";
    assertEquals(usage, expected);
  }
});

Deno.test("only what is named is loaded, and there is no command of every object", async () => {
  let loaded = 0;
  const lazy = {
    brief: "b",
    usage: "u",
    load: () => {
      loaded++;
      return Promise.reject(new Error("loaded"));
    },
  };
  const routes = await loadRoutes({ lazy }, ["other"]);
  assertEquals([loaded, Object.keys(routes), "constructor" in routes], [
    0,
    ["lazy"],
    false,
  ]);
  await assertRejects(() => loadRoutes({ lazy }, ["lazy"]), Error, "loaded");
});
