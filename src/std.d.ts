/**
 * Types of the parts of Deno's standard library that are used here: its npm form (deno-std) is plain JavaScript.
 * Signatures follow the library's own documentation.
 */
declare module "@std/assert" {
  export class AssertionError extends Error {}
  export function assert(expr: unknown, msg?: string): asserts expr;
  export function assertAlmostEquals(
    actual: number,
    expected: number,
    tolerance?: number,
    msg?: string,
  ): void;
  export function assertEquals<T>(actual: T, expected: T, msg?: string): void;
  export function assertExists<T>(
    actual: T,
    msg?: string,
  ): asserts actual is NonNullable<T>;
  export function assertInstanceOf<
    T extends abstract new (...args: never[]) => unknown,
  >(
    actual: unknown,
    expectedType: T,
    msg?: string,
  ): asserts actual is InstanceType<T>;
  export function assertMatch(
    actual: string,
    expected: RegExp,
    msg?: string,
  ): void;
  export function assertNotEquals<T>(
    actual: T,
    expected: T,
    msg?: string,
  ): void;
  export function assertRejects<E extends Error>(
    fn: () => Promise<unknown>,
    errorClass: new (...args: never[]) => E,
    msgIncludes?: string,
    msg?: string,
  ): Promise<E>;
  export function assertStrictEquals<T>(
    actual: unknown,
    expected: T,
    msg?: string,
  ): asserts actual is T;
  export function assertStringIncludes(
    actual: string,
    expected: string,
    msg?: string,
  ): void;
  export function assertThrows<E extends Error>(
    fn: () => unknown,
    errorClass: new (...args: never[]) => E,
    msgIncludes?: string,
    msg?: string,
  ): E;
}

declare module "@std/csv" {
  export function parse(
    input: string,
    options?: { separator?: string; skipFirstRow?: false },
  ): string[][];
  export function stringify(
    data: readonly (readonly unknown[])[],
    options?: { headers?: boolean; separator?: string; crlf?: boolean },
  ): string;
}

declare module "@std/text" {
  export function closestString(
    givenWord: string,
    possibleWords: readonly string[],
    options?: { caseSensitive?: boolean },
  ): string;
  export function levenshteinDistance(str1: string, str2: string): number;
}
