/**
 * What the environment says about the model hub.
 *
 * @module
 */
import { join } from "node:path";
import { type Env, processEnv, userHome } from "../cache/location.ts";
import { ModelError } from "./errors.ts";

/** How the hub is reached. */
export interface HubSettings {
  /** Base URL, without a slash at the end. */
  readonly endpoint: string;
  /** Bearer token, sent to the endpoint's own origin only. */
  readonly token: string | undefined;
  /** True when the network must not be touched. */
  readonly offline: boolean;
  /** The hub tools' own cache folder, which is read; null when the environment does not say where it is. */
  readonly hubCache: string | null;
}

/**
 * Reads `HF_ENDPOINT`, `HF_TOKEN`, `HF_HUB_OFFLINE`, and `HF_HUB_CACHE` or `HF_HOME` (default
 * `~/.cache/huggingface`).
 *
 * @throws {ModelError} `bad_setting` if HF_ENDPOINT is not an http(s) URL.
 */
export function hubSettings(env: Env = processEnv): HubSettings {
  return {
    endpoint: checkEndpoint(env("HF_ENDPOINT") || "https://huggingface.co"),
    token: env("HF_TOKEN")?.trim() || undefined,
    offline: /^(1|on|yes|true)$/i.test(env("HF_HUB_OFFLINE") ?? ""),
    hubCache: hubCacheFolder(env),
  };
}

function checkEndpoint(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new ModelError(
      "bad_setting",
      `HF_ENDPOINT is ${
        JSON.stringify(text)
      }: it must be a URL that starts with https:// or http://`,
    );
  }
  return text.replace(/\/+$/, "");
}

function hubCacheFolder(env: Env): string | null {
  const cache = env("HF_HUB_CACHE");
  if (cache) return cache;
  const hfHome = env("HF_HOME");
  if (hfHome) return join(hfHome, "hub");
  const xdg = env("XDG_CACHE_HOME");
  if (xdg) return join(xdg, "huggingface", "hub");
  const home = userHome(env);
  return home === null ? null : join(home, ".cache", "huggingface", "hub");
}
