import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  bar,
  count,
  displayWidth,
  harmless,
  pad,
  painter,
  shorten,
} from "./text.ts";

Deno.test("nothing in a name can act on a terminal", () => {
  assertEquals(harmless("kick\n\x1b[31m.wav"), "kick\\n\\u{1b}[31m.wav");
  assertEquals(harmless("\u202egnp.wav"), "\\u{202e}gnp.wav");
  assertEquals(
    harmless("a\u2028b\ud800c\u200bd"),
    "a\\u{2028}b\\u{d800}c\\u{200b}d",
  );
  assertEquals(harmless("킥 드럼 é <script> '\""), "킥 드럼 é <script> '\"");
  const anyText = fc.array(fc.nat(0x10ffff)).map((codePoints) =>
    String.fromCodePoint(...codePoints)
  );
  fc.assert(fc.property(anyText, (text) => {
    assert(!/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(harmless(text)));
  }));
});

Deno.test("a shortened name fits and keeps both ends", () => {
  assertEquals(shorten("Snaredrum-01.wav", 20), "Snaredrum-01.wav");
  assertEquals(shorten("Snaredrum-01.wav", 9), "Snar….wav");
  assertEquals(shorten("킥드럼소리.wav", 9), "킥드….wav");
  fc.assert(fc.property(
    fc.string({ unit: "grapheme" }),
    fc.integer({ min: 1, max: 40 }),
    (text, width) => {
      const short = shorten(text, width);
      assert(displayWidth(short) <= width);
      assertEquals(displayWidth(pad(short, width)), width);
    },
  ));
});

Deno.test("columns are those of a terminal", () => {
  assertEquals(displayWidth("abc"), 3);
  assertEquals(displayWidth("킥드럼"), 6);
  assertEquals(displayWidth("e\u0301"), 1);
  assertEquals(displayWidth("🥁"), 2);
  assertEquals(pad("킥", 4, "right"), "  킥");
});

Deno.test("bars are eighths of a column, and never too long", () => {
  assertEquals(bar(0, 10), "");
  assertEquals(bar(0.5, 10), "█████");
  assertEquals(bar(0.0125, 10), "▏");
  assertEquals(bar(7, 3), "███");
  assertEquals(bar(-1, 3), "");
});

Deno.test("counts and colours", () => {
  assertEquals(count(1, "file"), "1 file");
  assertEquals(count(1357, "file"), "1,357 files");
  assertEquals(painter(false)("red", "a"), "a");
  assertEquals(painter(true)("red", "a"), "\x1b[31ma\x1b[0m");
});
