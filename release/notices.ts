/**
 * The licences of all that is in a file of `roles`: packages of npm, what is compiled into them, ONNX Runtime, Deno.
 *
 * @module
 */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import project from "../deno.json" with { type: "json" };
import { deno } from "./deno.ts";
import { ROOT } from "./paths.ts";
import type { Target } from "./targets.ts";

/** A package as `deno info` describes it. */
interface Package {
  readonly name: string;
  readonly version: string;
  readonly dependencies: readonly string[];
  readonly localPath: string;
}

interface Info {
  readonly modules: readonly { readonly npmPackage?: string }[];
  readonly npmPackages: Readonly<Record<string, Package>>;
}

/** Texts that packages do not bring along, by the packages' names; of release/licenses. */
const MISSING_TEXTS: Readonly<Record<string, string>> = {
  "@stricli/core": "stricli.txt",
  "@wasm-audio-decoders/common": "wasm_audio_decoders.txt",
  "@wasm-audio-decoders/flac": "wasm_audio_decoders.txt",
  "@wasm-audio-decoders/ogg-vorbis": "wasm_audio_decoders.txt",
  "mpg123-decoder": "wasm_audio_decoders.txt",
  "deno-std": "deno.txt",
  "onnxruntime-common": "onnxruntime.txt",
  "onnxruntime-node": "onnxruntime.txt",
};

/** What packages and the file itself have compiled in. */
const COMPILED_IN: readonly Part[] = [
  {
    name: "Deno, the runtime of this file",
    licence: "MIT",
    text: "deno.txt",
    note: "It is built from Rust packages under permissive licences, which " +
      "Cargo.lock of its source lists: https://github.com/denoland/deno",
  },
  { name: "V8, within Deno", licence: "BSD-3-Clause", text: "v8.txt" },
  {
    name: "libFLAC, libogg and libvorbis, within @wasm-audio-decoders",
    licence: "BSD-3-Clause",
    text: "xiph.txt",
  },
  {
    name: "puff, within @wasm-audio-decoders/common",
    licence: "Zlib",
    text: "puff.txt",
  },
  {
    name: "The C library and start-up code within the decoders",
    licence: "MIT",
    text: "emscripten.txt",
  },
  {
    name: "libmpg123, within mpg123-decoder",
    licence: "LGPL-2.1",
    text: "lgpl-2.1.txt",
    note: "Copyright 1995-2023 by the mpg123 project. Source: " +
      "https://www.mpg123.de, built as " +
      "https://github.com/eshaz/wasm-audio-decoders says",
  },
  {
    name: "The GNU General Public License, which codec-parser's refers to",
    licence: "GPL-3.0",
    text: "gpl-3.0.txt",
  },
  {
    name: "EfficientAT, from which the model drum-clap-mini was trained",
    licence: "MIT",
    text: "../../models/drum-clap-mini/LICENSE.efficientat",
  },
];

const NATIVE: Part = {
  name: "What ONNX Runtime's native library has compiled in",
  licence: "see the text",
  text: "onnxruntime_third_party.txt",
};

interface Part {
  readonly name: string;
  readonly licence: string;
  /** A file of release/licenses. */
  readonly text: string;
  readonly note?: string;
}

const LESSER = `Parts under the GNU Lesser General Public License

codec-parser (LGPL-3.0-or-later) reads FLAC and Ogg, libmpg123 (LGPL-2.1) decodes
MP3. You may change them, use roles with what you changed, and take this file
apart to see whether it works: take the source of roles of this version, put your
version of the package's files in place of those in Deno's cache ("deno info"
names its folder), and run "deno task compile".`;

const LINE = "=".repeat(80);

/**
 * All the texts.
 *
 * @param entries modules that no import leads to, relative to the repository.
 */
export async function thirdPartyNotices(
  target: Target,
  entries: readonly string[],
): Promise<string> {
  const byText = new Map<string, string[]>();
  const add = (heading: string, text: string) => {
    const headings = byText.get(text);
    if (headings === undefined) byText.set(text, [heading]);
    else headings.push(heading);
  };
  for (const found of await packages(entries)) {
    const { licence, text } = licenceOf(found);
    add(`${found.name} ${found.version} (${licence})`, text);
  }
  for (
    const part of target.native === null ? COMPILED_IN : [
      ...COMPILED_IN,
      NATIVE,
    ]
  ) {
    const { name, licence, text, note } = part;
    add(
      `${name} (${licence})${note === undefined ? "" : `\n  ${note}`}`,
      textOf(text),
    );
  }
  const sections = [...byText].map(([text, headings]) =>
    `${LINE}\n${headings.join("\n")}\n${LINE}\n\n${text.trim()}\n`
  );
  const own = Deno.readTextFileSync(join(ROOT, "LICENSE")).trim();
  return [
    `roles ${project.version}\n\n${own}\n`,
    `${LINE}\nThis file holds work of others, whose licences follow.\n`,
    `${LESSER}\n`,
    ...sections,
  ].join("\n");
}

/** The packages that modules need, sorted by name. */
async function packages(entries: readonly string[]): Promise<Package[]> {
  // One module that imports them all: a run of Deno for each would take long.
  const all = Deno.makeTempFileSync({ suffix: ".ts" });
  let info: Info;
  try {
    const urls = ["main.ts", ...entries].map((entry) =>
      pathToFileURL(join(ROOT, entry)).href
    );
    Deno.writeTextFileSync(
      all,
      urls.map((url) => `import ${JSON.stringify(url)};\n`).join(""),
    );
    const config = join(ROOT, "deno.json");
    info = JSON.parse(await deno(["info", "--json", "--config", config, all]));
  } finally {
    Deno.removeSync(all);
  }
  const found = new Map<string, Package>();
  const visit = (id: string) => {
    if (found.has(id)) return;
    const one = info.npmPackages[id]!;
    found.set(id, one);
    one.dependencies.forEach(visit);
  };
  for (const { npmPackage } of info.modules) {
    if (npmPackage !== undefined) visit(npmPackage);
  }
  return [...found.values()].sort((a, b) =>
    a.name < b.name ? -1 : a.name > b.name ? 1 : 0
  );
}

/**
 * A package's licence.
 *
 * @throws {Error} if nobody has said what its text is.
 */
function licenceOf(
  { name, localPath }: Package,
): { licence: string; text: string } {
  const { license: licence } = JSON.parse(
    Deno.readTextFileSync(join(localPath, "package.json")),
  );
  const texts = [...Deno.readDirSync(localPath)]
    .map((entry) => entry.name)
    .filter((name) => /^(licen[cs]e|notice|copying)/i.test(name))
    .sort();
  if (texts.length > 0) {
    const read = texts.map((text) =>
      Deno.readTextFileSync(join(localPath, text)).trim()
    );
    return { licence, text: read.join("\n\n") };
  }
  const own = MISSING_TEXTS[name];
  if (own === undefined) {
    throw new Error(
      `The package ${name} brings no licence text: put it in release/licenses and name it in release/notices.ts`,
    );
  }
  return { licence, text: textOf(own) };
}

function textOf(name: string): string {
  return Deno.readTextFileSync(join(ROOT, "release", "licenses", name)).trim();
}
