export * from "../src/labels/aliases.ts";
