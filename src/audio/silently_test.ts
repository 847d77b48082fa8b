import { assertEquals, assertThrows } from "@std/assert";
import { silently } from "./silently.ts";

Deno.test("the console is as before, whatever happens", () => {
  const { error } = console;
  assertEquals(silently(() => console.error("unheard") ?? 5), 5);
  assertEquals(console.error, error);
  assertThrows(() =>
    silently(() => {
      throw new TypeError("broken");
    }), TypeError);
  assertEquals(console.error, error);
});

Deno.test("a decoder that complains without end is stopped", () => {
  assertThrows(
    () =>
      silently(() => {
        while (true) console.error("again");
      }),
    Error,
    "decoder is stuck",
  );
});
