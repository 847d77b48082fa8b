/**
 * `roles model pull`.
 *
 * @module
 */
import { formatBytes } from "../../models/errors.ts";
import type { PullEvent, PullReport } from "../../models/pull.ts";
import type { Cli } from "../context.ts";
import { pullProgress } from "../pull_progress.ts";
import type { Terminal } from "../terminal.ts";
import { harmless, pad } from "../text.ts";
import type { ModelCommandFlags } from "./command.ts";
import { storeOf } from "./store.ts";

export default async function pull(
  this: Cli,
  flags: ModelCommandFlags,
  id: string,
): Promise<void> {
  const { terminal } = this;
  const { store } = await storeOf(flags, terminal);
  const { name, source, missing } = await store.resolve(id);
  if (source !== "hub") {
    terminal.out.write(
      `${harmless(name)}: nothing to pull: it is ${
        source === "embedded" ? "part of roles" : "a folder of yours"
      }\n`,
    );
    return;
  }
  if (missing.length > 0) {
    const bytes = missing.reduce((sum, file) => sum + file.bytes, 0);
    terminal.err.write(`${name}: pulling ${formatBytes(bytes)}\n`);
  }
  using interruption = sayWhenStopped(terminal);
  const show = pullProgress(terminal);
  const report = await store.pull(name, {
    check: true,
    onEvent(event) {
      interruption.note(event);
      show(event);
    },
  });
  for (const line of reportLines(name, report)) terminal.out.write(line + "\n");
}

const HOW: Readonly<Record<PullReport["files"][number]["how"], string>> = {
  present: "was here",
  hub_cache: "from the hub's cache",
  downloaded: "downloaded",
};

function reportLines(name: string, { folder, files }: PullReport): string[] {
  const cells = files.map(({ path, bytes, how }) =>
    [HOW[how], formatBytes(bytes), path] as const
  );
  const widths = [0, 1].map((i) =>
    Math.max(...cells.map((cell) => cell[i]!.length))
  );
  return [
    `${name}: ${harmless(folder)}`,
    ...cells.map(([how, size, path]) =>
      `  ${pad(how, widths[0]!)}  ${pad(size, widths[1]!, "right")}  ${path}`
    ),
  ];
}

/** Says, when the process is told to stop, how much of a pull is kept. */
function sayWhenStopped(
  terminal: Terminal,
): Disposable & { note(event: PullEvent): void } {
  let kept = "";
  // The signals' own listener (main.ts) ends the process, and with it comes this event.
  const onUnload = () =>
    terminal.err.write(
      `stopped${kept}; the same command goes on where it stopped\n`,
    );
  addEventListener("unload", onUnload);
  return {
    note(event) {
      if (event.type !== "progress") return;
      const { total_received, total_bytes } = event;
      kept = `: ${formatBytes(total_received)} of ${
        formatBytes(total_bytes)
      } are kept`;
    },
    [Symbol.dispose]: () => removeEventListener("unload", onUnload),
  };
}
