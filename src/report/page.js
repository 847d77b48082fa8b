/**
 * What a page does beyond being read: lists sort and filter, long ones fold, sounds are drawn and play, a slider
 * leafs through confusion matrices. Without it the page is whole, as plain tables and links.
 */

const data = JSON.parse(document.getElementById("data").textContent);

/** Elements below `root` that match, as an array. */
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// ---- Lists: a box of [data-item]s with tools over it.

/** What an item or a cell sorts by: the number or text that it says, else what is written in it. */
const keyOf = (text) => {
  const number = Number(text);
  return text.trim() === "" || Number.isNaN(number) ? text.trim() : number;
};

const collator = new Intl.Collator("en", { numeric: true });

/** Ascending; numbers before texts. */
function compare(a, b) {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
  return collator.compare(a, b);
}

/** Filters, sorts and folds the items of one list. */
class List {
  constructor(root) {
    this.root = root;
    this.items = all("[data-item]", root);
    this.texts = null;
    this.fold = Number(root.dataset.fold ?? Infinity);
    this.tools = root.querySelector(".tools");
    this.more = root.querySelector(".more");
    this.output = root.querySelector("output");
    if (this.tools !== null) {
      this.tools.hidden = false;
      this.tools.addEventListener("input", () => this.update());
    }
    const sorter = root.querySelector("[data-sort-items]");
    sorter?.addEventListener("input", () => this.sortItems(sorter.value));
    this.more?.addEventListener("click", () => {
      this.fold = Infinity;
      this.update();
    });
    for (const table of all("table[data-sort]", root)) this.sortable(table);
    this.update();
  }

  /** Shows the items that every control lets through, and of those no more than the fold. */
  update() {
    const words = (this.root.querySelector("input[type=search]")?.value ?? "")
      .toLowerCase().split(/\s+/).filter((word) => word !== "");
    const controls = all("[data-where]", this.root);
    const passes = (item) =>
      controls.every((control) => {
        const value = item.dataset[control.dataset.where];
        return control.type === "checkbox"
          ? !control.checked || value !== undefined
          : control.value === "" || control.value === value;
      });
    if (words.length > 0) {
      this.texts ??= new Map(
        this.items.map((item) => [item, item.textContent.toLowerCase()]),
      );
    }
    const says = (item) =>
      words.every((word) => this.texts.get(item).includes(word));
    let found = 0;
    for (const item of this.items) {
      const fits = passes(item) && says(item);
      if (fits) found++;
      item.hidden = !fits || found > this.fold;
    }
    for (const group of all("[data-group]", this.root)) {
      group.hidden = group.querySelector("[data-item]:not([hidden])") === null;
    }
    if (this.output !== null) {
      this.output.textContent = `${found} of ${this.items.length}`;
    }
    if (this.more !== null) {
      this.more.hidden = found <= this.fold;
      this.more.textContent = `Show all ${found}`;
    }
  }

  /** Puts items of each parent into the order that `by` names: a data key, with - before it for the reverse. */
  sortItems(by) {
    const key = by.replace(/^-/, "");
    this.arrange((item) => keyOf(item.dataset[key] ?? ""), by !== key);
  }

  arrange(valueOf, descending) {
    const values = new Map(this.items.map((item) => [item, valueOf(item)]));
    const sign = descending ? -1 : 1;
    this.items.sort((a, b) => sign * compare(values.get(a), values.get(b)));
    for (const item of this.items) item.parentElement.append(item);
    this.update();
  }

  /** Makes the headings of a table buttons that sort it. */
  sortable(table) {
    const headings = all("thead th", table);
    for (const heading of headings) {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...heading.childNodes);
      heading.append(button);
      button.addEventListener("click", () => {
        const numeric = heading.classList.contains("number");
        const before = heading.getAttribute("aria-sort");
        const descending = before === null ? numeric : before === "ascending";
        for (const other of headings) other.removeAttribute("aria-sort");
        heading.setAttribute(
          "aria-sort",
          descending ? "descending" : "ascending",
        );
        this.arrange((row) => {
          const cell = row.cells[heading.cellIndex];
          return keyOf(cell.dataset.value ?? cell.textContent);
        }, descending);
      });
    }
  }
}

for (const root of all("[data-list]")) new List(root);

// ---- Outlines of sounds, drawn when they come into view, and all of them before printing.

const LETTERS =
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const SVG = "http://www.w3.org/2000/svg";

function draw(wave) {
  const { outline } = wave.dataset;
  if (outline === undefined) return;
  delete wave.dataset.outline;
  const letters = data.outlines[outline];
  const bars = [...letters].map((letter, x) => {
    const half = Math.max(0.5, LETTERS.indexOf(letter) / 2);
    return `M${x + 0.5} ${32 - half}V${32 + half}`;
  });
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${letters.length} 64`);
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", bars.join(""));
  svg.append(path);
  wave.append(svg);
}

const waves = all("[data-outline]");
const watcher = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    watcher.unobserve(target);
    draw(target);
  }
}, { rootMargin: "300px" });
for (const wave of waves) watcher.observe(wave);
addEventListener("beforeprint", () => waves.forEach(draw));

// ---- Playing: one sound at a time.

const status = document.getElementById("status");
const audio = new Audio();
/** The button whose sound plays, and where its sound comes from. */
let playing = null;

function stop() {
  if (playing === null) return;
  audio.pause();
  playing.button.setAttribute("aria-pressed", "false");
  playing = null;
  status.textContent = "";
}

function play({ button, source }) {
  stop();
  playing = { button, source };
  button.setAttribute("aria-pressed", "true");
  const what = button.getAttribute("aria-label");
  status.textContent = what.replace(/^Play/, "Playing");
  audio.src = source;
  audio.play().then(follow, (error) => {
    if (error.name === "AbortError" || playing?.button !== button) return;
    stop();
    status.textContent = what.replace(/^Play/, "Cannot play") +
      ": the file is not there, or this browser cannot play its format";
  });
}

/** Moves the cursor over the outline while the sound plays. */
function follow() {
  if (playing === null) return;
  const seconds = Number(playing.button.dataset.seconds);
  const at = Math.min(1, audio.currentTime / Math.max(seconds, 1e-3));
  playing.button.style.setProperty("--at", at.toFixed(3));
  requestAnimationFrame(follow);
}

audio.addEventListener("ended", stop);

/** A link to a file becomes a button that plays it here. */
function buttonOf(element) {
  const source = element.getAttribute("href") ??
    data.audio[element.dataset.play];
  let button = element;
  if (element.localName === "a") {
    button = document.createElement("button");
    for (const { name, value } of element.attributes) {
      if (name !== "href") button.setAttribute(name, value);
    }
    button.type = "button";
    button.append(...element.childNodes);
    element.replaceWith(button);
  }
  button.setAttribute("aria-pressed", "false");
  return { button, source };
}

const players = new Map(
  all("[data-play]").map(buttonOf).map((player) => [player.button, player]),
);

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-play]");
  if (button === null) return;
  if (playing?.button === button) stop();
  else play(players.get(button));
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") stop();
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const here = document.activeElement;
  if (step === undefined || !players.has(here)) return;
  // Up and down go from sound to sound and play them: the quick way to hear a folder.
  const visible = all("[data-play]").filter((b) => b.checkVisibility());
  const next = visible[visible.indexOf(here) + step];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
  play(players.get(next));
});

// ---- The slider over a sweep's confusion matrices.

function leaf(root) {
  const { steps } = data;
  const input = root.querySelector("input[type=range]");
  const label = root.querySelector("[data-step-label]");
  const cells = all("tbody tr", root).map((row) => [...row.cells].slice(1));
  const show = () => {
    const step = steps[input.value];
    label.textContent = step.label;
    input.setAttribute("aria-valuetext", step.label);
    for (const [r, row] of step.cells.entries()) {
      for (const [c, [text, share, heat]] of row.entries()) {
        const cell = cells[r][c];
        cell.className = cell.className.replace(/\bh\d\b/, `h${heat}`);
        cell.firstChild.textContent = text;
        cell.lastChild.textContent = share;
      }
    }
  };
  root.querySelector(".slider").hidden = false;
  input.addEventListener("input", show);
  for (const button of all("[data-step]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      input.value = button.dataset.step;
      show();
      input.focus();
      root.scrollIntoView({ block: "nearest" });
    });
  }
  show();
}

all("[data-steps]").forEach(leaf);
