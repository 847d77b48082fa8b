import { assertEquals, assertStringIncludes } from "@std/assert";
import { dirname, join } from "node:path";
import { hubSettings } from "../models/hub_settings.ts";
import { ModelStore } from "../models/store.ts";
import {
  modelFiles,
  NAME,
  REVISION,
  testRegistry,
} from "../models/testing/hub.ts";
import { checkModels } from "./models.ts";
import type { CheckOf } from "./report.ts";

const FILES = modelFiles();

async function withFolder(work: (root: string) => Promise<void>) {
  const root = await Deno.makeTempDir();
  try {
    await work(root);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

async function place(folder: string, files: Record<string, Uint8Array>) {
  for (const [path, bytes] of Object.entries(files)) {
    await Deno.mkdir(dirname(join(folder, path)), { recursive: true });
    await Deno.writeFile(join(folder, path), bytes);
  }
}

/** What is found of the test model. */
async function look(root: string, wanted = "none") {
  const env = (name: string) =>
    name === "HF_HUB_CACHE" ? join(root, "hub") : undefined;
  const store = new ModelStore({
    root: join(root, "cache"),
    registry: testRegistry(),
    hub: hubSettings(env),
  });
  const checks = await Array.fromAsync(checkModels(store, wanted));
  return checks as CheckOf<"model">[];
}

const folderOf = (root: string) =>
  join(root, "cache", "models", NAME, REVISION);

Deno.test("a model that is not here is told only to who wants it", () =>
  withFolder(async (root) => {
    assertEquals(await look(root), []);
    const [check] = await look(root, NAME);
    assertEquals([check?.status, check?.data.state], ["warn", "absent"]);
    assertEquals(check?.advice, "`roles model pull tiny` brings it");
  }));

Deno.test("a model that is here is read", () =>
  withFolder(async (root) => {
    const audio = Object.fromEntries(Object.entries(FILES).slice(0, 2));
    await place(folderOf(root), audio);
    const [half] = await look(root);
    assertEquals([half?.status, half?.data.state], ["ok", "partial"]);
    await place(folderOf(root), FILES);
    const [whole] = await look(root);
    assertEquals([whole?.status, whole?.data.state], ["ok", "present"]);
    assertEquals(whole?.data.files.map(({ status }) => status), [
      "ok",
      "ok",
      "ok",
      "ok",
    ]);
  }));

Deno.test("a byte that changed, a file that is too short: both fail", () =>
  withFolder(async (root) => {
    const path = "onnx/audio_model.onnx";
    for (
      const [damage, word] of [
        [FILES[path]!.with(1000, FILES[path]![1000]! ^ 1), "damaged"],
        [FILES[path]!.slice(1), "not of the right size"],
      ] as const
    ) {
      await place(folderOf(root), { ...FILES, [path]: damage });
      const [check] = await look(root);
      assertEquals(check?.status, "fail");
      assertStringIncludes(check!.message, word);
      assertStringIncludes(check!.message, "audio_model.onnx");
      assertEquals(
        check?.advice,
        "`roles model pull tiny` brings what is right",
      );
    }
  }));

Deno.test("what the hub's tools have is counted, if it is right", () =>
  withFolder(async (root) => {
    const snapshot = join(root, "hub/models--org--tiny/snapshots", REVISION);
    const path = "tokenizer.json";
    const wrong = FILES[path]!.with(7, FILES[path]![7]! ^ 1);
    await place(snapshot, { ...FILES, [path]: wrong });
    const [check] = await look(root);
    assertEquals([check?.status, check?.data.hub_cache], ["note", 3]);
    assertEquals(
      check?.advice,
      "`roles model pull tiny` takes those from there",
    );
  }));

Deno.test("a folder that is no model fails, one of yours is told", () =>
  withFolder(async (root) => {
    const mine = join(root, "mine");
    const [missing] = await look(root, mine);
    assertEquals(missing?.status, "fail");
    await place(mine, FILES);
    const [check] = await look(root, mine);
    assertEquals([check?.status, check?.data.state], ["ok", "folder"]);
  }));
