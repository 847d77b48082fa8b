import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { join } from "node:path";
import { ModelError } from "./errors.ts";
import { hubSettings } from "./hub_settings.ts";
import { modelDigest } from "./model.ts";
import { Registry } from "./registry.ts";
import { ModelStore } from "./store.ts";
import { modelFiles, NAME, testRegistry, testStore } from "./testing/hub.ts";

const FILES = modelFiles();

async function withFolder(
  work: (root: string) => Promise<void>,
): Promise<void> {
  const root = await Deno.makeTempDir();
  try {
    await work(root);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

/** Puts files where they belong, as a user who brings them by hand. */
async function place(
  folder: string,
  files: Record<string, Uint8Array>,
): Promise<void> {
  await Deno.mkdir(join(folder, "onnx"), { recursive: true });
  for (const [path, bytes] of Object.entries(files)) {
    await Deno.writeFile(join(folder, path), bytes);
  }
}

const store = (root: string | null) =>
  new ModelStore({
    root,
    registry: testRegistry(),
    hub: hubSettings(() => undefined),
  });

const fails = async (root: string | null, id: string) => {
  const error = await assertRejects(() => store(root).resolve(id), ModelError);
  return `${error.code}: ${error.message}`;
};

Deno.test("a name or alias resolves to its folder, with what is missing", () =>
  withFolder(async (root) => {
    const model = await store(root).resolve("org/tiny");
    assertEquals(model.name, NAME);
    assertEquals(model.source, "hub");
    assertEquals(
      model.folder,
      join(root, "models/tiny/0123456789abcdef0123456789abcdef01234567"),
    );
    assertEquals(
      model.files.audio_model,
      join(model.folder, "onnx/audio_model.onnx"),
    );
    assertEquals(model.missing.length, 4);
    await place(model.folder, FILES);
    assertEquals((await store(root).resolve(NAME)).missing, []);
    // A file that was cut short counts as missing.
    await Deno.truncate(model.files.tokenizer, 100);
    assertEquals(
      (await store(root).resolve(NAME)).missing.map(({ kind }) => kind),
      ["tokenizer"],
    );
  }));

Deno.test("an unknown name is an error with the nearest one, and no folder is a folder", async () => {
  assertEquals(
    await fails("/nowhere", "tinny"),
    'unknown_model: Unknown model "tinny": did you mean "tiny"? ' +
      '"roles model list" shows those with a name; a folder\'s path works too',
  );
  assertEquals(
    await fails("/nowhere", "./no/such/folder"),
    'unknown_model: Cannot find the model folder "./no/such/folder"',
  );
  assertEquals(
    await fails(null, NAME),
    "no_folder: Cannot tell where tiny is to stand: set ROLES_CACHE (or clap.cache_dir) to a folder",
  );
});

Deno.test("a user's folder must hold the files of a model", () =>
  withFolder(async (root) => {
    const folder = join(root, "mine");
    await place(folder, { "tokenizer.json": FILES["tokenizer.json"]! });
    assertEquals(
      await fails(root, folder),
      `incomplete: Cannot use the folder "${folder}" as a model: it lacks ` +
        "onnx/audio_model.onnx or onnx/audio_model_quantized.onnx, preprocessor_config.json, " +
        "onnx/text_model.onnx or onnx/text_model_quantized.onnx",
    );
    await place(folder, {
      ...FILES,
      "onnx/audio_model_quantized.onnx": new Uint8Array(7),
    });
    const full = await store(root).resolve(folder);
    assertEquals(full.name, folder);
    assertEquals(full.source, "folder");
    assertEquals(full.files.audio_model, join(folder, "onnx/audio_model.onnx"));
    assertEquals(full.quantized, false);
    await Deno.remove(join(folder, "onnx/audio_model.onnx"));
    assertEquals((await store(root).resolve(folder)).quantized, true);
    const checks = await store(root).verify(folder);
    assertEquals(
      checks.map(({ status }) => status),
      Array(4).fill("unpinned"),
    );
  }));

Deno.test("a digest names the content of a half, wherever it stands", () =>
  withFolder(async (root) => {
    const folder = join(root, "mine");
    await place(folder, FILES);
    const pulled = await store(root).resolve(NAME);
    const mine = await store(root).resolve(folder);
    for (const part of ["audio", "text"] as const) {
      assertEquals(
        await modelDigest(pulled, part),
        await modelDigest(mine, part),
      );
    }
    const audio = await modelDigest(mine, "audio");
    const text = await modelDigest(mine, "text");
    assert(audio !== text && /^[0-9a-f]{64}$/.test(audio));
    await Deno.writeFile(
      join(folder, "preprocessor_config.json"),
      new Uint8Array(541),
    );
    assert(await modelDigest(mine, "audio") !== audio, "the front end counts");
    assertEquals(await modelDigest(mine, "text"), text);
  }));

Deno.test("verify tells what is missing, cut or changed", () =>
  withFolder(async (root) => {
    const { folder } = await store(root).resolve(NAME);
    const changed = FILES["onnx/audio_model.onnx"]!.slice();
    changed[1000]! ^= 1;
    await place(folder, {
      ...FILES,
      "onnx/audio_model.onnx": changed,
      "tokenizer.json": new Uint8Array(5),
    });
    await Deno.remove(join(folder, "preprocessor_config.json"));
    assertEquals(
      (await store(root).verify(NAME)).map(({ kind, status }) =>
        `${kind} ${status}`
      ),
      [
        "audio_model wrong_sha256",
        "preprocessor_config missing",
        "text_model ok",
        "tokenizer wrong_size",
      ],
    );
    const [present] = await store(root).list();
    assertEquals(present!.state, "partial");
    assertEquals(present!.present_bytes, 300_000);
    assertEquals(present!.bytes, 305_541);
  }));

Deno.test("remove takes a pulled model away, but not one that is being pulled", () =>
  withFolder(async (root) => {
    const models = store(root);
    assertEquals(await models.remove(NAME), false);
    const { folder } = await models.resolve(NAME);
    await place(folder, FILES);
    assertEquals((await models.list())[0]!.state, "present");
    {
      using lock = await Deno.open(join(folder, ".lock"), {
        write: true,
        create: true,
      });
      await lock.lock(true);
      const error = await assertRejects(() => models.remove(NAME), ModelError);
      assertEquals(error.code, "busy");
    }
    assertEquals(await models.remove(NAME), true);
    assertEquals((await models.list())[0]!.state, "absent");
    await place(join(root, "mine"), FILES);
    await assertRejects(() => models.remove(join(root, "mine")), ModelError);
  }));

Deno.test("an embedded model must be in the package", async () => {
  const { repository: _r, revision: _v, ...entry } = testRegistry()
    .entries[0] as Record<string, unknown>;
  const models = new ModelStore({
    root: null,
    registry: Registry.from({
      version: 1,
      models: [{ ...entry, embedded: "no-such-model" }],
    }),
    hub: hubSettings(() => undefined),
  });
  const error = await assertRejects(() => models.resolve(NAME), ModelError);
  assertEquals(error.code, "incomplete");
  assert(error.message.includes(join("models", "no-such-model")));
});

Deno.test("pulling what is complete needs neither network nor a folder that can be written", () =>
  withFolder(async (root) => {
    const folder = join(root, "mine");
    await place(folder, FILES);
    const offline = testStore(root, "http://127.0.0.1:9");
    assertEquals((await offline.pull(folder)).files, []);
    const pulled = await offline.resolve(NAME);
    await place(pulled.folder, FILES);
    await offline.pull(NAME, { offline: true, check: true });
    assert(
      ![...Deno.readDirSync(pulled.folder)].some(({ name }) =>
        name === ".lock"
      ),
    );
  }));

Deno.test("the environment says where the hub is", () => {
  const read = (variables: Record<string, string>) =>
    hubSettings((name) => variables[name]);
  assertEquals(read({ HOME: "/h" }), {
    endpoint: "https://huggingface.co",
    token: undefined,
    offline: false,
    hubCache: "/h/.cache/huggingface/hub",
  });
  assertEquals(
    read({
      HF_ENDPOINT: "http://127.0.0.1:80/",
      HF_TOKEN: "t\n",
      HF_HUB_OFFLINE: "True",
      HF_HOME: "/hf",
    }),
    {
      endpoint: "http://127.0.0.1:80",
      token: "t",
      offline: true,
      hubCache: "/hf/hub",
    },
  );
  assertEquals(read({ HF_HUB_CACHE: "/c", HF_HOME: "/hf" }).hubCache, "/c");
  assertEquals(read({ XDG_CACHE_HOME: "/x" }).hubCache, "/x/huggingface/hub");
  assertEquals(read({ HF_HUB_OFFLINE: "0" }).offline, false);
  assertEquals(read({}).hubCache, null);
  for (const HF_ENDPOINT of ["mirror.example", "ftp://x", "file:///etc"]) {
    assertThrows(() => read({ HF_ENDPOINT }), ModelError, "HF_ENDPOINT");
  }
});
