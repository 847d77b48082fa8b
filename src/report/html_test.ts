import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { parseHTML } from "linkedom";
import { html, jsonScript, path, visible } from "./html.ts";

/** Names as an enemy or a careless person would write them. */
const hostileText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.array(
    fc.constantFrom(
      "<script>",
      "</script>",
      "<!--",
      "-->",
      "]]>",
      '"',
      "'",
      "`",
      "&",
      "&lt;",
      "&#60;",
      "<b",
      ">",
      "=",
      " onload=",
      "javascript:",
      "\u202e",
      "\u2066",
      "\0",
      "\u2028",
      "\ud800",
      "/",
      "../",
      "${x}",
      "kick",
    ),
    { maxLength: 12 },
  ).map((parts) => parts.join("")),
);

/** What a browser sees of a piece of markup; types of its document are not known here. */
interface Seen {
  readonly textContent: string;
  readonly localName: string;
  getAttribute(name: string): string | null;
  querySelectorAll(selector: string): Seen[];
}

function seenOf(markup: unknown): Seen {
  const { document } = parseHTML(
    `<!DOCTYPE html><html><body>${markup}</body></html>`,
  ) as unknown as { document: { body: Seen } };
  return document.body;
}

const tagsOf = (seen: Seen) =>
  [...seen.querySelectorAll("*")].map(({ localName }) => localName);

Deno.test("a value in a template is text, whatever it is", () => {
  fc.assert(fc.property(hostileText, (text) => {
    const seen = seenOf(html`<p title="${text}">${text}</p><i></i>`);
    assertEquals(tagsOf(seen), ["p", "i"]);
    const [p] = seen.querySelectorAll("p");
    assertEquals(p!.textContent, visible(text));
    assertEquals(p!.getAttribute("title"), visible(text));
  }));
});

Deno.test("what could mislead a reader is written out", () => {
  assertEquals(
    visible("gpj.\u202ekick\0\u200b\u2028\ud800.wav\n"),
    "gpj.\\u{202e}kick\\u{0}\\u{200b}\\u{2028}\\u{d800}.wav\n",
  );
  assertEquals(visible("Größe 鼓 שלום 🥁"), "Größe 鼓 שלום 🥁");
  fc.assert(fc.property(hostileText, (text) => {
    assert(!/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u.test(visible(text)));
  }));
});

Deno.test("a path is isolated from the writing direction around it, and nothing of it is lost", () => {
  fc.assert(fc.property(hostileText, (text) => {
    const seen = seenOf(path(text));
    assertEquals(
      tagsOf(seen),
      tagsOf(seenOf(path(text.replace(/[^/]/g, "x")))),
    );
    const [bdi] = seen.querySelectorAll("bdi");
    assertEquals(bdi!.textContent, visible(text));
  }));
});

Deno.test("data in a script comes back as it was and ends no script", () => {
  fc.assert(fc.property(fc.jsonValue(), hostileText, (value, text) => {
    const data = { value, [text]: [text] };
    const markup = String(jsonScript("data", data));
    const inner = markup.slice(
      markup.indexOf(">") + 1,
      markup.lastIndexOf("<"),
    );
    assert(!/[<>&\u2028\u2029]/.test(inner));
    assertEquals(JSON.parse(inner), JSON.parse(JSON.stringify(data)));
  }));
});

Deno.test("null and false leave nothing, lists their parts, numbers themselves", () => {
  assertEquals(
    String(html`${null}${false}${[1, "<", html`<b>${["a", null]}</b>`]}`),
    "1&lt;<b>a</b>",
  );
});
