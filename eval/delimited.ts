export * from "../src/labels/delimited.ts";
