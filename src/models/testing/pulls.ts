/**
 * What the tests of pulling share.
 *
 * @module
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { ModelError } from "../errors.ts";
import type { ModelStore } from "../store.ts";
import { modelFiles, NAME, REVISION, TestHub } from "./hub.ts";

/** Path of the test model's audio model. */
export const AUDIO = "onnx/audio_model.onnx";
/** The test model's files. */
export const FILES = modelFiles();
/** Their paths, in the order in which they are pulled. */
export const PATHS = Object.keys(FILES);

/** Runs a test with a hub and an empty cache folder. */
export async function withHub(
  work: (hub: TestHub, root: string) => Promise<void>,
): Promise<void> {
  const root = await Deno.makeTempDir();
  try {
    await using hub = new TestHub();
    await work(hub, root);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

/** Where the test model stands below a cache folder. */
export const folderIn = (root: string) => join(root, "models", NAME, REVISION);

/** Checks that the folder holds these files, whole and right, and no half ones. */
export async function assertPulled(
  root: string,
  paths: readonly string[] = PATHS,
): Promise<void> {
  const folder = folderIn(root);
  const found: string[] = [];
  for (const below of ["", "onnx"]) {
    for await (const entry of Deno.readDir(join(folder, below))) {
      if (entry.isFile && entry.name !== ".lock") {
        found.push(below === "" ? entry.name : `${below}/${entry.name}`);
      }
    }
  }
  assertEquals(found.sort(), [...paths].sort());
  for (const path of paths) {
    assertEquals(await Deno.readFile(join(folder, path)), FILES[path]);
  }
}

/** Checks that pulling fails with this code, in one line with these words. */
export async function pullFails(
  store: ModelStore,
  code: string,
  ...words: string[]
): Promise<ModelError> {
  const error = await assertRejects(() => store.pull(NAME), ModelError);
  assertEquals(error.code, code);
  assert(!error.message.includes("\n"), "one line");
  for (const word of words) {
    assert(
      error.message.includes(word),
      `${JSON.stringify(error.message)} lacks ${JSON.stringify(word)}`,
    );
  }
  return error;
}
