export * from "../src/labels/label_folders.ts";
