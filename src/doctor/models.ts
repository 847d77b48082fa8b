/**
 * The models on this machine: whether their files are those of the registry.
 *
 * @module
 */
import { formatBytes } from "../models/errors.ts";
import { hubCachePath } from "../models/hub_cache.ts";
import { sha256File } from "../models/part_file.ts";
import { isHubEntry, type ModelEntry } from "../models/registry.ts";
import type { FileCheck, ModelStore } from "../models/store.ts";
import type { Check, CheckOf } from "./report.ts";

/**
 * Reads the files of every model that is here, of which that may be in part, and of the configuration's.
 *
 * @param wanted the configuration's model: a name, a folder, or `none`.
 */
export async function* checkModels(
  store: ModelStore,
  wanted: string,
): AsyncGenerator<Check> {
  const chosen = store.registry.find(wanted);
  for (const { entry, state, present_bytes } of await store.list()) {
    const inHub = state === "absent" || state === "partial"
      ? await filesInHubCache(store, entry)
      : 0;
    // Where there is no cache folder, nothing was pulled.
    const files = store.folderOf(entry) === null
      ? []
      : await store.verify(entry.name).catch(() => []);
    const something = state !== "absent" || inHub > 0 || files.some(isWrong);
    if (!something && entry !== chosen) continue;
    yield modelCheck(entry, {
      state,
      bytes: present_bytes,
      files: files.map(({ path, status }) => ({ path, status })),
      hub_cache: inHub,
    }, entry === chosen);
  }
  if (chosen === undefined && wanted !== "none") {
    yield await folderCheck(store, wanted);
  }
}

function isWrong({ status }: { readonly status: string }): boolean {
  return status.startsWith("wrong_");
}

type ModelData = CheckOf<"model">["data"];

function modelCheck(
  entry: ModelEntry,
  data: ModelData,
  isChosen: boolean,
): CheckOf<"model"> {
  const { name } = entry;
  const found = { kind: "model", name, data } as const;
  const wrong = data.files.filter(isWrong);
  const pull = `\`roles model pull ${name}\``;
  if (wrong.length > 0) {
    return {
      ...found,
      status: "fail",
      message: `${wrong.map(({ path }) => path).join(", ")}: ${
        wrong[0]!.status === "wrong_size" ? "not of the right size" : "damaged"
      }`,
      advice: isHubEntry(entry)
        ? `${pull} brings what is right`
        : "install roles again",
    };
  }
  if (!isHubEntry(entry) && data.files.length === 0) {
    return {
      ...found,
      status: "fail",
      message: "files of the embedded model are missing",
      advice: "install roles again",
    };
  }
  const size = formatBytes(data.bytes);
  const inHub = data.hub_cache === 0
    ? ""
    : `; ${data.hub_cache} of its files are in the hub tools' cache`;
  if (data.state === "absent") {
    return {
      ...found,
      status: isChosen ? "warn" : "note",
      message: `not pulled${inHub}`,
      advice: isChosen || data.hub_cache > 0
        ? `${pull}${
          data.hub_cache > 0 ? " takes those from there" : " brings it"
        }`
        : null,
    };
  }
  return {
    ...found,
    status: "ok",
    message: data.state === "partial"
      ? `${size} here, every sha256 right; the rest is pulled when it is needed${inHub}`
      : `${data.state}, ${size}, every sha256 right`,
    advice: null,
  };
}

/** How many of a model's files a pull would take from the hub tools' cache: those whose size and sha256 are right. */
async function filesInHubCache(
  { hub }: ModelStore,
  entry: ModelEntry,
): Promise<number> {
  if (!isHubEntry(entry) || hub.hubCache === null) return 0;
  let count = 0;
  for (const { path, bytes, sha256 } of entry.files) {
    const place = hubCachePath(hub.hubCache, entry, path);
    const info = await Deno.stat(place).catch(() => null);
    if (info?.size !== bytes) continue;
    if (await sha256File(place).catch(() => null) === sha256) count++;
  }
  return count;
}

async function folderCheck(
  store: ModelStore,
  folder: string,
): Promise<CheckOf<"model">> {
  let files: FileCheck[];
  try {
    files = await store.verify(folder);
  } catch (error) {
    return {
      kind: "model",
      name: folder,
      status: "fail",
      message: (error as Error).message,
      advice: "--model names another (`roles model list`)",
      data: { state: "absent", bytes: 0, files: [], hub_cache: 0 },
    };
  }
  const bytes = files.reduce((sum, file) => sum + (file.bytes ?? 0), 0);
  return {
    kind: "model",
    name: folder,
    status: "ok",
    message: `a folder of yours, ${
      formatBytes(bytes)
    }; nobody has said what its files should be`,
    advice: null,
    data: {
      state: "folder",
      bytes,
      files: files.map(({ path, status }) => ({ path, status })),
      hub_cache: 0,
    },
  };
}
