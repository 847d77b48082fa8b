/**
 * `roles model verify`.
 *
 * @module
 */
import { relative } from "node:path";
import type { FileCheck, ModelStore } from "../../models/store.ts";
import { type Cli, STATUS } from "../context.ts";
import {
  count,
  displayWidth,
  harmless,
  pad,
  type Paint,
  type Style,
} from "../text.ts";
import type { ModelTableFlags } from "./command.ts";
import { storeOf } from "./store.ts";

/** A model with what was found about its files. */
interface ModelCheck {
  readonly name: string;
  readonly folder: string;
  readonly source: "hub" | "embedded" | "folder";
  readonly files: readonly FileCheck[];
}

export default async function verify(
  this: Cli,
  flags: ModelTableFlags,
  id?: string,
): Promise<void> {
  const { out, err, paint, paintErr } = this.terminal;
  const { store } = await storeOf(flags, this.terminal);
  const ids = id === undefined ? await namesHere(store) : [id];
  const checks: ModelCheck[] = [];
  for (const id of ids) {
    const { name, folder, source } = await store.resolve(id);
    checks.push({ name, folder, source, files: await store.verify(id) });
  }
  // Half of a model suffices where the prompts' embeddings are known: only who asks for the whole misses the rest.
  const isWrong = ({ status }: FileCheck) =>
    status === "missing" ? id !== undefined : status.startsWith("wrong_");
  if (flags.format === "json") {
    out.write(JSON.stringify(checks.flatMap(records), null, 2) + "\n");
  } else {
    for (const check of checks) {
      for (const line of checkLines(check, paint)) out.write(`${line}\n`);
    }
  }
  for (const { name, source, files } of checks) {
    const wrong = files.filter(isWrong).length;
    if (wrong === 0) continue;
    this.process.exitCode = STATUS.FAILED;
    const advice = source === "hub"
      ? `"roles model pull ${name}" brings what is right`
      : "install roles again";
    err.write(
      `${paintErr("red", "error:")} ${name}: ${
        count(wrong, "file")
      } missing or wrong; ${advice}\n`,
    );
  }
}

/** The models of which something is here. */
async function namesHere(store: ModelStore): Promise<string[]> {
  return (await store.list())
    .filter(({ state }) => state !== "absent")
    .map(({ entry }) => entry.name);
}

const STYLE: Readonly<Record<FileCheck["status"], Style>> = {
  ok: "green",
  missing: "yellow",
  wrong_size: "red",
  wrong_sha256: "red",
  unpinned: "dim",
};

const STATUS_WIDTH = Math.max(...Object.keys(STYLE).map((s) => s.length));

function checkLines(
  { name, folder, source, files }: ModelCheck,
  paint: Paint,
): string[] {
  const places = files.map(({ path }) => harmless(relative(folder, path)));
  const width = Math.max(...places.map(displayWidth));
  return [
    `${paint("bold", harmless(name))}: ${
      Deno.build.standalone && source === "embedded"
        ? "within this file of roles"
        : harmless(folder)
    }`,
    ...files.map(({ status, sha256 }, i) => {
      const words = paint(
        STYLE[status],
        pad(status.replace("_", " "), STATUS_WIDTH),
      );
      return status === "unpinned"
        ? `  ${words}  ${pad(places[i]!, width)}  sha256 ${sha256}`
        : `  ${words}  ${places[i]!}`;
    }),
  ];
}

/** One record a file, for scripts. */
function records({ name, files }: ModelCheck) {
  return files.map(({ kind, path, status, bytes, sha256 }) => ({
    model: name,
    kind,
    path,
    status,
    bytes,
    sha256,
  }));
}
