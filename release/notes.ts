/**
 * What CHANGELOG.md says of the version that a tag names: `deno task release:notes v0.1.0`
 *
 * Fails if the tag is not that of deno.json's version, or if nothing is said of it.
 */
import project from "../deno.json" with { type: "json" };

/**
 * The section of a version, without its heading.
 *
 * @throws {Error} if there is none, or nothing is in it.
 */
export function notesOf(changelog: string, version: string): string {
  const sections = changelog.split(/^## /m).slice(1);
  const section = sections.find((text) => /^\S+/.exec(text)?.[0] === version);
  if (section === undefined) {
    throw new Error(
      `CHANGELOG.md has no section "## ${version}": give "## Unreleased" that name`,
    );
  }
  const notes = section.slice(section.indexOf("\n")).trim();
  if (notes === "") {
    throw new Error(`CHANGELOG.md says nothing of ${version}`);
  }
  return notes;
}

/**
 * The version that a tag names.
 *
 * @throws {Error} if it is not this one.
 */
export function versionOf(tag: string, version: string): string {
  if (tag === `v${version}`) return version;
  throw new Error(
    `The tag ${tag} is not that of deno.json's version: it would be v${version}`,
  );
}

if (import.meta.main) {
  const [tag = ""] = Deno.args;
  const changelog = Deno.readTextFileSync("CHANGELOG.md");
  try {
    console.log(notesOf(changelog, versionOf(tag, project.version)));
  } catch (error) {
    console.error(`error: ${(error as Error).message}`);
    Deno.exit(1);
  }
}
