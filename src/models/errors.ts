/**
 * What can go wrong with a model, in one line each.
 *
 * @module
 */
import { RolesError, UsageError } from "../errors.ts";

/** Why a model cannot be had; stable, for scripts. */
export type ModelErrorCode =
  | "unknown_model"
  | "incomplete"
  | "offline"
  | "unauthorized"
  | "not_found"
  | "network"
  | "permission"
  | "wrong_content"
  | "disk"
  | "no_folder"
  | "busy"
  | "bad_registry"
  | "bad_setting";

/** A model that was named and cannot be had: exit status 2, as nothing falls back to other models or to rules. */
export class ModelError extends UsageError {
  override readonly name = "ModelError";
  readonly code: ModelErrorCode;

  constructor(code: ModelErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** `118 MB`, in powers of 1000 as download pages count. */
export function formatBytes(bytes: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit === 0 || value >= 9.95 ? 0 : 1;
  return `${value.toFixed(digits)} ${units[unit]}`;
}

/** What operating systems say when storage has no room left, or no more for this user or file. */
const FULL = /no space left|quota exceeded|file too large|not enough space/i;

/**
 * An error of the file system as a {@linkcode ModelError} that says what to do; anything else is handed back as it
 * came.
 */
export function explainDiskError(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || error instanceof RolesError) return error;
  if (FULL.test(error.message)) {
    return new ModelError(
      "disk",
      `Cannot write "${path}": no space is left; free some and pull again (it goes on where it stopped), ` +
        `or set ROLES_CACHE to a folder with room`,
      { cause: error },
    );
  }
  const denied = error instanceof Deno.errors.NotCapable;
  if (denied || /\(os error \d+\)/.test(error.message)) {
    const why = denied
      ? "this process has no permission to write there"
      : error.message.replace(/ \(os error \d+\).*$/s, "");
    return new ModelError(
      "disk",
      `Cannot write "${path}": ${why}; set ROLES_CACHE (or clap.cache_dir) to a folder that can be written`,
      { cause: error },
    );
  }
  return error;
}
