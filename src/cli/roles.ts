/**
 * How roles look.
 *
 * @module
 */
import type { Role } from "../types.ts";
import type { Style } from "./text.ts";

/** Colour of each role. */
export const ROLE_STYLE: Readonly<Record<Role, Style>> = {
  CORE: "red",
  ACCENT: "yellow",
  MOTION: "cyan",
  FILL: "magenta",
  TEXTURE: "green",
};

/** Width of a column of roles. */
export const ROLE_WIDTH = 7;
