/**
 * What a compiled `roles` is for: every command, over examples/kit.
 *
 * @module
 */
import { join } from "node:path";
import project from "../deno.json" with { type: "json" };
import { deno } from "./deno.ts";
import { ROOT } from "./paths.ts";
import { cacheOf, expect, namesIn, type Trial } from "./trial.ts";

/** One thing that is tried. */
export interface Case {
  readonly name: string;
  /** Whether it needs the model, which a file for the rules alone has not. */
  readonly model: boolean;
  /** @throws {Failed} if something is not as it should be; {@linkcode Skipped} if it cannot be tried here. */
  run(trial: Trial): Promise<void>;
}

/** Something cannot be tried on this system. */
export class Skipped extends Error {}

/** The sounds of examples/kit, below the trial's folder, whose name has spaces and letters of three alphabets. */
export const KIT = "kit";
const SOUNDS = 24;

/** Copies the kit, and writes labels of it. */
export function prepare(trial: Trial): void {
  const labels = ["path,role"];
  for (const folder of ["drums", "hats", "percussion", "textures"]) {
    const from = join(ROOT, "examples", "kit", folder);
    const to = join(trial.folder, KIT, folder);
    Deno.mkdirSync(to, { recursive: true });
    for (const name of namesIn(from)) {
      Deno.copyFileSync(join(from, name), join(to, name));
      labels.push(`${KIT}/${folder}/${name},${roleOf(folder, name)}`);
    }
  }
  Deno.writeTextFileSync(
    join(trial.folder, "labels.csv"),
    labels.join("\n") + "\n",
  );
}

function roleOf(folder: string, name: string): string {
  if (folder === "drums") return name.startsWith("kick") ? "CORE" : "ACCENT";
  return { hats: "MOTION", percussion: "FILL", textures: "TEXTURE" }[folder]!;
}

/** The lines of a table without its heading. */
const rows = (csv: string) => csv.trimEnd().split("\n").slice(1);

/** Whether tables are the same, but for the last digits of numbers: engines differ there. */
function isSame(a: string, b: string): boolean {
  const [left, right] = [a, b].map((csv) => csv.split(/[,\n]/));
  return left!.length === right!.length && left!.every((cell, i) => {
    const other = right![i]!;
    return cell === other || Math.abs(Number(cell) - Number(other)) < 1e-12;
  });
}

export const USES: readonly Case[] = [
  {
    name: "it says what it is, and writes nothing",
    model: false,
    async run(trial) {
      const home = trial.home();
      const { stdout } = await trial.run(home, ["--version"]);
      expect(stdout === `${project.version}\n`, "the version is deno.json's");
      for (const command of ["assign", "eval", "sweep", "fit", "doctor"]) {
        const { stdout } = await trial.run(home, [command, "--help"]);
        expect(stdout.includes(`roles ${command}`), "help of each command");
      }
      await trial.run(home, ["config", "show"]);
      expect(namesIn(cacheOf(home)).length === 0, "no cache is made");
    },
  },
  {
    name: "the licences of all that is within",
    model: false,
    async run(trial) {
      const { stdout } = await trial.run(trial.home(), ["licenses"]);
      for (
        const name of ["codec-parser", "libmpg123", "LESSER GENERAL", "Deno"]
      ) expect(stdout.includes(name), `${name} is among them`);
    },
  },
  {
    name: "roles and pools by the rules alone",
    model: false,
    async run(trial) {
      const home = trial.home();
      const args = ["assign", KIT, "--model", "none"];
      const { stdout } = await trial.run(home, args);
      expect(stdout.includes(`${SOUNDS} files:`), "every sound has a role");
      for (const format of ["json", "jsonl", "csv"]) {
        const { stdout } = await trial.run(home, [...args, "--format", format]);
        const count = format === "json"
          ? JSON.parse(stdout).length ?? JSON.parse(stdout).samples.length
          : format === "csv"
          ? rows(stdout).length
          : stdout.trimEnd().split("\n").map((line) => JSON.parse(line)).length;
        expect(count === SOUNDS, `${format} has a record of every sound`);
      }
      expect(namesIn(cacheOf(home)).length === 0, "nothing is unpacked");
    },
  },
  {
    name: "roles and pools with the model that is within, as from source",
    model: true,
    async run(trial) {
      const home = trial.home();
      await trial.run(home, ["assign", KIT]);
      const args = ["assign", KIT, "--no-cache", "--format", "csv"];
      const { stdout } = await trial.run(home, args);
      const source = await deno(
        ["run", "-q", "-P=roles", "--config", join(ROOT, "deno.json")].concat(
          join(ROOT, "main.ts"),
          args,
        ),
        trial.folder,
      );
      expect(rows(stdout).length === SOUNDS, "every sound has a role");
      expect(isSame(stdout, source), "the same as from source");
    },
  },
  {
    name: "another working directory, pages, pools and debug files",
    model: true,
    async run(trial) {
      const home = trial.home();
      const out = join(trial.folder, "out");
      await trial.run(home, [
        ...["assign", join(trial.folder, KIT)],
        ...["--out", out, "--report", join(trial.folder, "kit.html")],
      ], { cwd: home });
      expect(namesIn(out).length > 0, "the pools are written");
      const page = Deno.readTextFileSync(join(trial.folder, "kit.html"));
      expect(page.includes("<svg") || page.includes("<table"), "a whole page");
      expect(page.includes("</html>"), "the page has an end");
    },
  },
  {
    name: "why a sound has its role; features and embeddings",
    model: true,
    async run(trial) {
      const home = trial.home();
      const sound = `${KIT}/drums/kick_power.wav`;
      const { stdout } = await trial.run(home, ["explain", sound]);
      expect(stdout.includes("CORE"), "the kick is CORE");
      const found = await trial.run(home, [
        ...["extract", `${KIT}/hats`, "--embeddings", "hats.npy"],
      ]);
      expect(rows(found.stdout).length === 6, "features of every sound");
      const npy = Deno.readFileSync(join(trial.folder, "hats.npy"));
      expect(npy.length > 6 * 4 * 64, "embeddings of every sound");
    },
  },
  {
    name: "evaluation, sweep and fit, with their pages",
    model: true,
    async run(trial) {
      const home = trial.home();
      const labels = ["--labels", "labels.csv"];
      const { stdout } = await trial.run(home, [
        ...["eval", ...labels, "--report", "eval.html"],
      ]);
      expect(stdout.includes("accuracy"), "there are figures");
      await trial.run(home, [
        ...["sweep", "alpha=0..1", "tau_rule=0.1..0.5", ...labels],
        ...["--report", "sweep.html"],
      ]);
      // As many points as are worth workers.
      await trial.run(home, [
        ...["sweep", "alpha=0..1:0.005", "tau_rule=log:0.05..2:105"],
        ...[...labels, "--jobs", "2"],
      ]);
      await trial.run(home, ["fit", ...labels, "--write", "fitted.yaml"]);
      await trial.run(home, ["config", "check", "fitted.yaml"]);
      for (const page of ["eval.html", "sweep.html"]) {
        const text = Deno.readTextFileSync(join(trial.folder, page));
        expect(text.includes("<svg"), `${page} has charts`);
      }
    },
  },
  {
    name: "models: which there are, whether they are right",
    model: false,
    async run(trial) {
      const home = trial.home();
      const list = await trial.run(home, ["model", "list"]);
      expect(list.stdout.includes("embedded"), "one is within");
      await trial.run(home, ["model", "verify", "drum-clap-mini"]);
      await trial.run(home, ["model", "path", "drum-clap-mini"], { code: 2 });
    },
  },
  {
    name: "roles doctor",
    model: true,
    async run(trial) {
      const { stdout } = await trial.run(trial.home(), ["doctor"]);
      expect(stdout.includes("drum-clap-mini"), "the model is looked at");
    },
  },
  {
    name: "the network is for roles model pull alone",
    model: false,
    async run(trial) {
      const asked: string[] = [];
      await using hub = Deno.serve(
        { hostname: "127.0.0.1", port: 0, onListen() {} },
        (request) => {
          asked.push(new URL(request.url).pathname);
          return new Response("not here", { status: 404 });
        },
      );
      const env = { HF_ENDPOINT: `http://127.0.0.1:${hub.addr.port}` };
      const model = "clap-htsat-unfused-quantized";
      const home = trial.home();
      await trial.run(
        home,
        ["assign", KIT, "--model", model],
        { env, code: 2 },
      );
      expect(asked.length === 0, "assign asks nothing");
      await trial.run(home, ["model", "pull", model], { env, code: 2 });
      expect(asked.length > 0, "pull asks the hub");
    },
  },
];
