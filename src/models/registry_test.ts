import { assert, assertEquals, assertThrows } from "@std/assert";
import builtIn from "../../models/registry.json" with { type: "json" };
import { ModelError } from "./errors.ts";
import { filesOf, isHubEntry, Registry } from "./registry.ts";

Deno.test("the registry of this package has its shape, and the seed's id is a name in it", () => {
  const registry = Registry.builtIn();
  const seed = registry.find("laion/clap-htsat-unfused");
  assertEquals(seed?.name, "clap-htsat-unfused");
  for (
    const name of [
      "clap-htsat-unfused",
      "clap-htsat-unfused-quantized",
      "larger-clap-music-and-speech",
      "larger-clap-music-and-speech-quantized",
    ]
  ) {
    const entry = registry.find(name);
    assert(entry !== undefined && isHubEntry(entry), name);
    assertEquals(entry.quantized, name.endsWith("quantized"));
    for (const file of filesOf(entry, ["audio"])) {
      if (file.kind === "audio_model") {
        assertEquals(entry.quantized, file.path.includes("quantized"));
      }
    }
  }
  assertEquals(registry.find("clap"), undefined);
});

Deno.test("the same file has the same hash wherever it is listed", () => {
  const hashes = new Map<string, string>();
  for (const { repository, files } of builtIn.models) {
    for (const { path, sha256 } of files) {
      const known = hashes.get(`${repository}/${path}`);
      assert(known === undefined || known === sha256, path);
      hashes.set(`${repository}/${path}`, sha256);
    }
  }
});

Deno.test("a part of a model is what it needs", () => {
  const entry = Registry.builtIn().find("clap-htsat-unfused")!;
  const paths = (parts: ("audio" | "text")[]) =>
    filesOf(entry, parts).map(({ path }) => path);
  assertEquals(paths(["audio"]), [
    "onnx/audio_model.onnx",
    "preprocessor_config.json",
  ]);
  assertEquals(paths(["text"]), ["onnx/text_model.onnx", "tokenizer.json"]);
  assertEquals(paths(["audio", "text"]).length, 4);
});

Deno.test("a registry that is wrong is refused, with the place", () => {
  type Entry = Record<string, unknown> & { files: Record<string, unknown>[] };
  const wrong: [RegExp, (models: Entry[]) => void][] = [
    [/sha256.*64 hex/, ([m]) => m!.files[0]!["sha256"] = "abc"],
    [/revision.*40 hex/, ([m]) => m!["revision"] = "main"],
    [/path.*relative/, ([m]) => m!.files[0]!["path"] = "../../evil"],
    [/path.*relative/, ([m]) => m!.files[0]!["path"] = "/etc/passwd"],
    [/path.*relative/, ([m]) => m!.files[0]!["path"] = "onnx/.hidden"],
    [/path.*relative/, ([m]) => m!.files[0]!["path"] = "a\\b"],
    [/one file of each kind/, ([m]) => m!.files.pop()],
    [/one file of each kind/, ([m]) => m!.files[0]!["kind"] = "tokenizer"],
    [/names and aliases must differ/, ([m, n]) => n!["name"] = m!["name"]],
    [/names and aliases must differ/, ([m]) => m!["aliases"] = ["none"]],
    [/bytes/, ([m]) => m!.files[0]!["bytes"] = 0],
  ];
  for (const [message, spoil] of wrong) {
    const json = structuredClone(builtIn);
    spoil(json.models as unknown as Entry[]);
    const error = assertThrows(() => Registry.from(json), ModelError);
    assertEquals(error.code, "bad_registry");
    assert(message.test(error.message), `${error.message} for ${message}`);
  }
});

Deno.test("a name that is nearly right is found", () => {
  const registry = Registry.builtIn();
  assertEquals(registry.nearest("clap-htsat-unfussed"), "clap-htsat-unfused");
  assertEquals(
    registry.nearest("Laion/CLAP-htsat-unfused"),
    "laion/clap-htsat-unfused",
  );
  assertEquals(registry.nearest("clap-htsat"), "clap-htsat-unfused");
  assertEquals(registry.nearest("wav2vec"), undefined);
});
