/**
 * An evaluation as JUnit XML, for continuous integration.
 *
 * It fails as the command does: a gate that is not met is a failure, a file that could not be read an error. A wrong
 * sample is neither, since no classifier is right always and the gates say what is asked of it; it is listed as
 * skipped, with what was expected.
 *
 * @module
 */
import { harmless } from "../../src/cli/text.ts";
import type { Evaluation } from "../evaluation.ts";
import { formatGate } from "../gates.ts";

/** Text as XML shows it to the letter; what XML cannot hold, or misleads, is written out. */
export function xmlText(text: string): string {
  return harmless(text)
    .replace(/[\ufffe\uffff]/g, (c) => `\\u{${c.codePointAt(0)!.toString(16)}}`)
    .replace(/[&<>"']/g, (c) => `&#${c.codePointAt(0)!};`);
}

interface Case {
  readonly group: string;
  readonly name: string;
  readonly outcome: string;
}

function suite(name: string, cases: readonly Case[]): string {
  const count = (tag: string) =>
    cases.filter(({ outcome }) => outcome.startsWith(`<${tag} `)).length;
  const lines = cases.map(({ group, name, outcome }) => {
    const open = `    <testcase classname="${xmlText(group)}" name="${
      xmlText(name)
    }"`;
    return outcome === "" ? `${open}/>` : `${open}>${outcome}</testcase>`;
  });
  return [
    `  <testsuite name="${name}" tests="${cases.length}" failures="${
      count("failure")
    }" errors="${count("error")}" skipped="${count("skipped")}">`,
    ...lines,
    "  </testsuite>",
  ].join("\n");
}

/** An evaluation as JUnit XML, with an LF at the end. */
export function evaluationJunit(e: Evaluation): string {
  const gates = e.gates.map((gate): Case => ({
    group: "gates",
    name: `${gate.metric} ${gate.bound} ${gate.limit}`,
    outcome: gate.met
      ? ""
      : `<failure message="${xmlText(formatGate(gate))}"/>`,
  }));
  const samples = [
    ...e.samples.map(({ filepath, pack, label, role }): Case => ({
      group: pack,
      name: filepath,
      outcome: label === role
        ? ""
        : `<skipped message="${label} expected, ${role} assigned"/>`,
    })),
    ...e.failures.map(({ filepath, code, message }): Case => ({
      group: "unreadable",
      name: filepath,
      outcome: `<error type="${xmlText(code)}" message="${xmlText(message)}"/>`,
    })),
  ];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites name="roles eval">',
    ...(gates.length === 0 ? [] : [suite("gates", gates)]),
    suite("samples", samples),
    "</testsuites>",
  ].join("\n") + "\n";
}
