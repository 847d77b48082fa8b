import { assertEquals } from "@std/assert";
import { amount, count, figure, interval, percent, signed } from "./numbers.ts";

Deno.test("numbers as people read them", () => {
  assertEquals(figure(0.72351), "0.724");
  assertEquals(figure(-0.5, 1), "−0.5");
  assertEquals(figure(-0.0001), "0.000");
  assertEquals(figure(null), "–");
  assertEquals(signed(0.012), "+0.012");
  assertEquals(signed(-0.003), "−0.003");
  assertEquals(signed(0), "0.000");
  assertEquals(interval([0.1, 0.25]), "0.100 to 0.250");
  assertEquals(interval(null), null);
  assertEquals(amount(1357), "1,357");
  assertEquals(amount(2.5), "2.5");
  assertEquals(count(1, "file"), "1 file");
  assertEquals(count(1200, "file"), "1,200 files");
});

Deno.test("a share is 0 % or 100 % only where it is exactly that", () => {
  assertEquals(
    [0, 0.001, 0.5, 0.999, 1].map(percent),
    ["0 %", "<1 %", "50 %", ">99 %", "100 %"],
  );
});
