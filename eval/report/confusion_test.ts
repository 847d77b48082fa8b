import { assertEquals } from "@std/assert";
import { confusionCells } from "./confusion.ts";

Deno.test("cells say counts and shares of their row; heat runs from 0 (none) to 9 (all)", () => {
  const cells = confusionCells([
    [10, 0, 0, 0, 0],
    [1, 999, 0, 0, 0],
    [0, 2.5, 2.5, 0, 0],
    [0, 0, 0, 0, 0],
    [0, 0, 0, 1, 8],
  ]);
  assertEquals(cells[0]!.slice(0, 2), [["10", "100 %", 9], ["0", "0 %", 0]]);
  assertEquals(cells[1]!.slice(0, 2), [
    ["1", "<1 %", 1],
    ["999", ">99 %", 9],
  ]);
  assertEquals(cells[2]![1], ["2.5", "50 %", 5]);
  assertEquals(cells[3]![3], ["0", "–", 0]);
  assertEquals(cells[4]!.slice(3), [["1", "11 %", 2], ["8", "89 %", 9]]);
});
