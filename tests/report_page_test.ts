/**
 * The pages in a real browser. Where there is none, these tests are passed over and say so.
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import type { Browser, Locator } from "playwright-core";
import {
  CHROMIUM,
  launch,
  openPage,
  Site,
} from "../eval/report/testing/browser.ts";
import {
  madeAssignPage,
  madeEvalPage,
  type MadePageOptions,
  madeSweepPage,
} from "../eval/report/testing/pages.ts";
import { unless } from "./helpers/unless.ts";

const DESKTOP = { width: 1200, height: 900 };
const PHONE = { width: 360, height: 740 };

/** Texts, also of what the browser has not laid out yet. */
const textsOf = async (found: Locator) =>
  (await found.allTextContents()).map((text) => text.trim());

const sweepOver =
  (args: readonly string[], draws?: number) => (options: MadePageOptions) =>
    madeSweepPage(args, draws === undefined ? options : { ...options, draws });

type Step = (browser: Browser, site: Site) => Promise<void>;

/** Every kind of page with the number of its charts. */
const PAGES = [
  [madeAssignPage, 0],
  [madeEvalPage, 3],
  [sweepOver(["alpha=0.5..1.0"]), 1],
  [
    sweepOver(["alpha=0.5..1.0", "motion_min_condition.multiply=0.4..1:0.2"]),
    1,
  ],
  [
    sweepOver(
      ["alpha=0.5..1.0", "tau_clap=log:0.01..1:5", "clap.ensemble=mean,max"],
      60,
    ),
    3,
  ],
] as const;

async function opensWithoutTrouble(browser: Browser, site: Site) {
  for (const [n, [make, charts]] of PAGES.entries()) {
    const url = await site.write(`${n}.html`, make);
    await using opened = await openPage(browser, url);
    const { page, troubles } = opened;
    assertEquals(await page.locator("svg.chart").count(), charts, url);
    for (const chart of await page.locator("svg.chart").all()) {
      assert(await chart.locator("[fill^='var(--']").count() > 0, url);
    }
    for (const viewport of [DESKTOP, PHONE]) {
      await page.setViewportSize(viewport);
      const tooWide = await page.evaluate<number>(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth",
      );
      assertEquals(tooWide, 0, `${url} at ${viewport.width}`);
    }
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      const paper = await page.evaluate<string>(
        "getComputedStyle(document.body).backgroundColor",
      );
      const bright = Number(/\d+/.exec(paper)![0]) > 128;
      assertEquals(bright, colorScheme === "light", url);
    }
    assertEquals(troubles, [], url);
  }
}

async function tablesSortFilterUnfold(browser: Browser, site: Site) {
  const url = await site.write("eval.html", madeEvalPage, { n: 200 });
  await using opened = await openPage(browser, url);
  const { page, troubles } = opened;
  const table = page.locator("#packs table");
  const column = (n: number) =>
    textsOf(table.locator(`tbody tr > :nth-child(${n})`));
  const accuracies = async () => (await column(3)).map(Number);
  const heading = table.locator("th", { hasText: "Accuracy" });

  await heading.getByRole("button").click();
  const falling = await accuracies();
  assert(new Set(falling).size > 2);
  assertEquals(falling, falling.toSorted((a, b) => b - a));
  assertEquals(await heading.getAttribute("aria-sort"), "descending");
  await heading.getByRole("button").click();
  assertEquals(await accuracies(), falling.toReversed());
  assertEquals(await heading.getAttribute("aria-sort"), "ascending");
  await table.locator("th", { hasText: "Pack" }).getByRole("button").click();
  const names = await column(1);
  assertEquals(names, names.toSorted());
  assertEquals(await heading.getAttribute("aria-sort"), null);

  const mistakes = page.locator("#mistakes");
  const visible = mistakes.locator("[data-item]:visible");
  const all = await mistakes.locator("[data-item]").count();
  assert(all > 24, "more mistakes than stand open");
  assertEquals(await visible.count(), 24);
  await mistakes.getByRole("button", { name: /Show all/ }).click();
  assertEquals(await visible.count(), all);
  await mistakes.getByLabel("Label").selectOption("FILL");
  const labelled = await visible.count();
  assert(labelled > 0 && labelled < all);
  await mistakes.getByLabel("Filter").fill("PACK 2/FILL");
  const both = await textsOf(visible);
  assert(both.length > 0 && both.length < labelled);
  for (const text of both) assertMatch(text, /FILL taken for[^]*pack 2/);
  assertEquals(
    await mistakes.locator("output").innerText(),
    `${both.length} of ${all}`,
  );
  assertEquals(troubles, []);
}

async function soundsPlay(browser: Browser, site: Site) {
  for (const embed of [false, true]) {
    const url = await site.write(`${embed}.html`, madeAssignPage, { embed });
    await using opened = await openPage(browser, url);
    const { page, troubles } = opened;
    const players = page.locator("#samples [data-play]");
    const pressed = page.locator("[data-play][aria-pressed=true]");
    const first = players.nth(0);
    const second = players.nth(1);
    await first.scrollIntoViewIfNeeded();
    const outline = first.locator("path");
    await outline.waitFor({ state: "attached" });
    assertMatch(
      (await outline.getAttribute("d"))!,
      /^(M[\d.]+ [\d.]+V[\d.]+){80}$/,
    );

    await first.click();
    // The cursor moves only while sound comes out.
    const moving = "[style*='--at']:not([style*='--at: 0.000'])";
    await page.locator(`[aria-pressed=true]${moving}`).waitFor();
    assertMatch(await page.locator("#status").innerText(), /^Playing pack \d/);
    await second.click();
    assertEquals(await pressed.count(), 1);
    assertEquals(await second.getAttribute("aria-pressed"), "true");
    await page.keyboard.press("Escape");
    assertEquals(await pressed.count(), 0);

    await first.focus();
    await page.keyboard.press("Enter");
    assertEquals(await first.getAttribute("aria-pressed"), "true");
    await page.keyboard.press("ArrowDown");
    assertEquals(await second.getAttribute("aria-pressed"), "true");
    assertEquals(await pressed.count(), 1);
    await page.keyboard.press("Space");
    assertEquals(await pressed.count(), 0);

    if (!embed) {
      // It ends by itself.
      await second.click();
      await pressed.waitFor({ state: "detached" });
      assertEquals(await page.locator("#status").innerText(), "");
    }
    assertEquals(troubles, []);
  }
}

async function lostSoundIsTold(browser: Browser, site: Site) {
  const url = await site.write("sheet.html", madeAssignPage);
  await Deno.remove(join(site.folder, "sounds"), { recursive: true });
  await using opened = await openPage(browser, url);
  const { page } = opened;
  await page.locator("#samples [data-play]").first().click();
  await page.locator("#status", { hasText: "Cannot play" }).waitFor();
  assertEquals(await page.locator("[aria-pressed=true]").count(), 0);
}

async function sheetFilters(browser: Browser, site: Site) {
  const url = await site.write("sheet.html", madeAssignPage);
  await using opened = await openPage(browser, url);
  const { page, troubles } = opened;
  const sheet = page.locator("#samples");
  const visible = sheet.locator("[data-item]:visible");
  const group = sheet.locator("[data-group]").first();
  const names = () => textsOf(group.locator(".path"));
  const before = await names();
  await sheet.getByLabel("Order").selectOption("name");
  const collator = new Intl.Collator("en", { numeric: true });
  assertEquals(await names(), before.toSorted(collator.compare));
  assert((await names()).join() !== before.join());

  const all = await visible.count();
  await sheet.getByRole("combobox", { name: "Role" }).selectOption("MOTION");
  assertEquals(await sheet.locator("[data-group]:visible").count(), 1);
  await sheet.getByRole("combobox", { name: "Role" }).selectOption("");
  await sheet.getByLabel("only uncertain").check();
  const uncertain = await visible.count();
  assert(uncertain > 0 && uncertain < all);
  assertEquals(
    await sheet.locator("[data-item]:visible .badge").count(),
    uncertain,
  );
  assertEquals(troubles, []);
}

async function sliderLeafs(browser: Browser, site: Site) {
  const url = await site.write("sweep.html", sweepOver(["alpha=0..1:0.25"]));
  await using opened = await openPage(browser, url);
  const { page, troubles } = opened;
  const label = page.locator("[data-step-label]");
  const cells = () => textsOf(page.locator("#confusion tbody td"));
  assertMatch(await label.innerText(), /^default: alpha = 0\.7; macro_f1 0/);
  const start = await cells();
  await page.getByRole("slider").focus();
  await page.keyboard.press("Home");
  assertMatch(await label.innerText(), /^alpha = 0; macro_f1 0/);
  assert((await cells()).join() !== start.join());
  await page.keyboard.press("End");
  assertMatch(await label.innerText(), /^alpha = 1; macro_f1 0/);

  // A row of the table of points shows its own matrix, with the recall that the row says.
  const row = page.locator("#points tbody tr", {
    has: page.locator("td", { hasText: /^0\.25$/ }),
  });
  await row.getByRole("button", { name: "matrix" }).click();
  assertMatch(await label.innerText(), /^alpha = 0\.25;/);
  const ofCore = (await textsOf(page.locator(
    "#confusion tbody tr:first-child td span:first-child",
  ))).map(Number);
  const total = ofCore.reduce((a, b) => a + b, 0);
  assertEquals(
    (ofCore[0]! / total).toFixed(3),
    (await textsOf(row.locator("td"))).at(-5),
  );
  assertEquals(troubles, []);
}

async function policyHolds(browser: Browser, site: Site) {
  const asked: string[] = [];
  await using server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    ({ url }) => {
      asked.push(url);
      return new Response("x");
    },
  );
  const elsewhere = `http://127.0.0.1:${server.addr.port}/`;
  const url = await site.write("eval.html", madeEvalPage);
  await using opened = await openPage(browser, url);
  const { page } = opened;
  await page.evaluate(`{
    const root = document.documentElement;
    document.addEventListener("securitypolicyviolation", (event) => {
      root.classList.add(event.effectiveDirective);
    });
    const script = document.createElement("script");
    script.textContent = "globalThis.evil = 1";
    document.body.append(script);
    document.body.insertAdjacentHTML("beforeend", \`
      <img src="${elsewhere}a.png" onerror="globalThis.evil = 1">
      <p style="color: red"></p>
      <iframe src="${elsewhere}"></iframe>
    \`);
    new Audio("${elsewhere}a.wav").load();
    fetch("${elsewhere}").catch(() => {});
  }`);
  await page.locator(
    "html.script-src-elem.style-src-attr.img-src.frame-src.media-src.connect-src",
  ).waitFor();
  assertEquals(await page.evaluate("globalThis.evil ?? null"), null);
  assertEquals(asked, []);
}

async function wholeWithoutScripts(browser: Browser, site: Site) {
  const url = await site.write("eval.html", madeEvalPage, { n: 200 });
  await using opened = await openPage(browser, url, {
    javaScriptEnabled: false,
  });
  const { page } = opened;
  const items = await page.locator("[data-item]").count();
  assertEquals(await page.locator("[data-item]:visible").count(), items);
  assertEquals(await page.locator(".tools:visible, button:visible").count(), 0);
  const link = page.locator("a[data-play]").first();
  const target = new URL((await link.getAttribute("href"))!, url);
  assert((await Deno.stat(target)).isFile);
}

async function prints(browser: Browser, site: Site) {
  const url = await site.write("sheet.html", madeAssignPage);
  await using opened = await openPage(browser, url, { colorScheme: "dark" });
  const { page, troubles } = opened;
  await page.evaluate("dispatchEvent(new Event('beforeprint'))");
  assertEquals(
    await page.locator(".wave path").count(),
    await page.locator(".wave").count(),
  );
  await page.emulateMedia({ media: "print" });
  assertEquals(await page.locator("nav:visible, .tools:visible").count(), 0);
  assertEquals(
    await page.evaluate("getComputedStyle(document.body).backgroundColor"),
    "rgb(255, 255, 255)",
  );
  assertEquals(troubles, []);
}

const STEPS: Readonly<Record<string, Step>> = {
  "open without trouble, wide and narrow, light and dark, charts drawn":
    opensWithoutTrouble,
  "tables sort, filter and unfold": tablesSortFilterUnfold,
  "sounds are drawn and play, one at a time, by mouse and by keys": soundsPlay,
  "a sound that is gone is told": lostSoundIsTold,
  "a contact sheet filters, and sorts inside its roles": sheetFilters,
  "a slider leafs through a sweep's confusion matrices": sliderLeafs,
  "the policy lets nothing foreign in and nothing out": policyHolds,
  "without scripts the tables are whole and the sounds are links":
    wholeWithoutScripts,
  "on paper there are no controls, and every outline is drawn": prints,
};

Deno.test({
  ...unless(
    CHROMIUM === undefined ? "no Chromium: apt-get install -y chromium" : null,
    "pages in a browser",
  ),
  async fn(t) {
    const browser = await launch();
    try {
      for (const [name, step] of Object.entries(STEPS)) {
        await t.step(name, async () => {
          await using site = new Site();
          await step(browser, site);
        });
      }
    } finally {
      await browser.close();
    }
  },
});
