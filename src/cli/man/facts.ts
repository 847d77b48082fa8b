/**
 * What holds for every command: exit statuses and the environment.
 *
 * @module
 */

/** A fact under its name. */
export type Fact = readonly [name: string, meaning: string];

/** Exit statuses. */
export const EXIT_STATUSES: readonly Fact[] = [
  ["0", "all well"],
  [
    "1",
    "done, but some files could not be read, no sound was found, or a gate is not met; or something failed that is not wrong use",
  ],
  ["2", "wrong use or wrong configuration; nothing was done"],
  [
    "130, 143, 129",
    "stopped by Ctrl-C, SIGTERM, SIGHUP; no half-written file is left",
  ],
];

/** Every variable of the environment that is read. */
export const ENVIRONMENT: readonly Fact[] = [
  ["ROLES_CACHE", "folder of the cache and of pulled models"],
  [
    "XDG_CACHE_HOME, HOME, LOCALAPPDATA, USERPROFILE",
    "where the user's cache folder is, unless ROLES_CACHE or clap.cache_dir names one",
  ],
  ["NO_COLOR", "if set, no colours"],
  ["HF_ENDPOINT", "address of the hub that models are pulled from"],
  ["HF_TOKEN", "sent to the hub, and to nobody else"],
  [
    "HF_HOME, HF_HUB_CACHE",
    "where the hub's own tools keep their files: what is there is not pulled again",
  ],
  ["HF_HUB_OFFLINE", "if 1, nothing is pulled"],
  [
    "ORT_DISABLE_TELEMETRY",
    "set by roles itself: ONNX Runtime sends nothing to anybody",
  ],
];
