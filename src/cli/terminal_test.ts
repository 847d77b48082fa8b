import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { Progress, progressLine } from "./progress.ts";
import { OutputClosed, type Stream, Terminal } from "./terminal.ts";

/** A standard stream in memory: a terminal or a file, open or closed. */
class MemoryStream implements Stream {
  text = "";
  closed = false;
  readonly #terminal: boolean;

  constructor(terminal: boolean) {
    this.#terminal = terminal;
  }

  /** Takes a byte or two at a time, as a full pipe may. */
  writeSync(bytes: Uint8Array): number {
    if (this.closed) throw new Deno.errors.BrokenPipe();
    const some = bytes.subarray(0, 100);
    this.text += new TextDecoder().decode(some);
    return some.length;
  }

  isTerminal(): boolean {
    return this.#terminal;
  }
}

function terminal(
  { out = false, err = false, colours = false, columns = 60 } = {},
) {
  const stdout = new MemoryStream(out);
  const stderr = new MemoryStream(err);
  return {
    stdout,
    stderr,
    terminal: new Terminal(stdout, stderr, { colours, columns: () => columns }),
  };
}

Deno.test("results are buffered, whole, and come before the words about them", () => {
  const { terminal: t, stdout, stderr } = terminal();
  t.out.write("result\n");
  assertEquals(stdout.text, "");
  t.err.write("word\n");
  assertEquals(stdout.text, "result\n");
  assertEquals(stderr.text, "word\n");
  t.out.write("x".repeat(100_000));
  t.flush();
  assertEquals(stdout.text, "result\n" + "x".repeat(100_000));
});

Deno.test("a reader that leaves ends the run, unless there is more to do", () => {
  const { terminal: t, stdout } = terminal();
  stdout.closed = true;
  t.out.write("a");
  assertThrows(() => t.flush(), OutputClosed);

  const other = terminal();
  other.stdout.closed = true;
  other.stderr.closed = true;
  other.terminal.outliveReader();
  other.terminal.out.write("a");
  other.terminal.flush();
  other.terminal.err.write("a");
});

Deno.test("progress is for a terminal alone", () => {
  const piped = terminal({ out: true });
  new Progress(piped.terminal, 10).update(5);
  piped.terminal.status("5 of 10");
  assertEquals(piped.stderr.text, "");

  const watched = terminal({ err: true });
  const progress = new Progress(watched.terminal, 10);
  progress.update(5);
  assertStringIncludes(watched.stderr.text, "5/10 files");
  const drawn = watched.stderr.text;
  progress.update(6); // too soon to draw again
  assertEquals(watched.stderr.text, drawn);
  progress.end();
  assertEquals(watched.stderr.text, drawn + "\r\x1b[K");
});

Deno.test("results and words push the progress line away and bring it back", () => {
  const { terminal: t, stderr } = terminal({ out: true, err: true });
  t.status("busy");
  t.err.write("word\n");
  assertEquals(
    stderr.text,
    "\rbusy\x1b[K" + "\r\x1b[K" + "word\n" + "\rbusy\x1b[K",
  );
});

Deno.test("the progress line says how far, how fast, how long still", () => {
  assertEquals(
    progressLine(512, 2048, 1),
    "█████                512/2,048 files, 512/s, 3 s left",
  );
  assertEquals(progressLine(0, 10, 0).trim(), "0/10 files, 0/s");
  assertEquals(progressLine(1, 0, 2), "1 files, 1/s");
  assertEquals(progressLine(5, 10, 0.5).trim().slice(-16), "5/10 files, 10/s");
  assertStringIncludes(progressLine(1, 7300, 1), "2 h 2 min left");
  assertStringIncludes(progressLine(1, 600, 1), "10 min left");
});

Deno.test("columns and colours are a terminal's; anything else has neither", () => {
  const wide = terminal({ out: true, colours: true, columns: 60 }).terminal;
  assertEquals([wide.columns, wide.narrow], [60, true]);
  assertEquals(wide.paint("red", "a"), "\x1b[31ma\x1b[0m");
  assertEquals(wide.paintErr("red", "a"), "a");
  const file = terminal({ colours: true }).terminal;
  assertEquals([file.columns, file.narrow], [100, false]);
  assertEquals(file.paint("red", "a"), "a");
});
