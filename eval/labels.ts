export * from "../src/labels/labels.ts";
