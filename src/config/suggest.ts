/**
 * "Did you mean": the right word near a wrong one.
 *
 * @module
 */
import { closestString, levenshteinDistance } from "@std/text";
import { allShapes, shapeAt } from "./shape.ts";

/** Longer words than any of the configuration's are not compared. */
const MAX_WORD = 64;

const fold = (word: string) => word.toLowerCase().replaceAll("-", "_");

/**
 * The word nearest to `given`; null if none is within half of its letters and two edits, or a few more of a long word.
 * Case does not count.
 */
export function nearest(
  given: string,
  words: readonly string[],
): string | null {
  if (words.length === 0 || given === "" || given.length > MAX_WORD) {
    return null;
  }
  const word = closestString(fold(given), words, { caseSensitive: false });
  const shorter = Math.min(given.length, word.length);
  const edits = Math.min(
    Math.floor(shorter / 2),
    2 + Math.floor(shorter / 10),
  );
  return levenshteinDistance(fold(given), fold(word)) <= edits ? word : null;
}

/** Every dotted key, by its last name. */
const keysByName = Map.groupBy(
  [...allShapes()].map(([key]) => key),
  (key) => key.slice(key.lastIndexOf(".") + 1),
);

/**
 * What an unknown key was probably meant to be: its own section's key in another case, else the key of that name in
 * another section, else the nearest name in its own section, else the nearest one anywhere.
 *
 * @param siblings the keys that its section has.
 */
export function didYouMeanKey(
  name: string,
  siblings: readonly string[],
): string | null {
  const path = name.split(".");
  const last = path.at(-1)!;
  if (path.length > 1 && shapeAt(path) !== undefined) {
    const open = path.map((part) => `${part}: `).join("{");
    return `nest it: ${open}…${"}".repeat(path.length - 1)}`;
  }
  const sibling = nearest(name, siblings);
  const inOwnSection = `did you mean "${sibling}"?`;
  if (sibling !== null && fold(sibling) === fold(name)) return inOwnSection;
  const elsewhere = (word: string) => {
    const keys = keysByName.get(word) ?? [];
    return keys.length > 0 && keys.length <= 2
      ? `did you mean ${keys.join(" or ")}?`
      : null;
  };
  const exact = elsewhere(last);
  if (exact !== null) return exact;
  if (sibling !== null) return inOwnSection;
  const near = nearest(last, [...keysByName.keys()]);
  return near === null ? null : elsewhere(near);
}
