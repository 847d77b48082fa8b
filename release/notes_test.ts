import { assertEquals, assertThrows } from "@std/assert";
import { notesOf, versionOf } from "./notes.ts";

const CHANGELOG = `# Changelog

## Unreleased

- Later.

## 1.2.0 (2027-01-02)

- New.

### Details

- More.

## 1.2

## 1.1.0

- Old.
`;

Deno.test("a version's notes are its section", () => {
  assertEquals(
    notesOf(CHANGELOG, "1.2.0"),
    "- New.\n\n### Details\n\n- More.",
  );
  assertEquals(notesOf(CHANGELOG, "1.1.0"), "- Old.");
  for (const version of ["2.0.0", "1.1", ""]) {
    assertThrows(() => notesOf(CHANGELOG, version), Error, "no section");
  }
  assertThrows(() => notesOf(CHANGELOG, "1.2"), Error, "says nothing of 1.2");
});

Deno.test("a tag is its version's, or refused", () => {
  assertEquals(versionOf("v1.2.0", "1.2.0"), "1.2.0");
  for (const tag of ["1.2.0", "v1.2.1", "v1.2.0-rc.1", ""]) {
    assertThrows(() => versionOf(tag, "1.2.0"), Error, "it would be v1.2.0");
  }
});
