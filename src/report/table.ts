/**
 * Tables and lists that sort, filter and fold where a script runs, and are whole where none does.
 *
 * @module
 */
import { type Role, ROLES } from "../types.ts";
import { type Content, type Html, html } from "./html.ts";
import { amount, figure } from "./numbers.ts";
import { bar, roleTag } from "./roles.ts";

/** A column of a table. */
export type Column<T> = TextColumn<T> | NumberColumn<T> | BarColumn<T>;

/** Text; a name is its row's heading, long text keeps some width on a phone. */
export interface TextColumn<T> {
  readonly title: Content;
  readonly kind: "text" | "long" | "name";
  readonly cell: (row: T) => Content;
  /** What to sort by where the cell's text would not do. */
  readonly value?: (row: T) => number | string;
}

/** Numbers, which stand to the right and sort highest first. */
export interface NumberColumn<T> {
  readonly title: Content;
  readonly kind: "number";
  readonly value: (row: T) => number | null;
  /** How to write one; three digits without it. */
  readonly say?: (x: number, row: T) => Content;
}

/** Shares 0..1 as bars, beside a column that says them. */
export interface BarColumn<T> {
  readonly kind: "bar";
  readonly value: (row: T) => number;
  readonly className?: (row: T) => string;
}

/** How a table is shown. */
export interface TableOptions<T> {
  /** What the table is, for people who do not see its heading. */
  readonly label: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  /** Whether there is a box to filter by. */
  readonly filter?: boolean;
  /** Rows after this many are folded away until asked for. */
  readonly fold?: number;
  /** Rows after this many are left out, which the page says. */
  readonly most?: number;
}

/** A table; a `name` column's cells are the rows' headings. */
export function dataTable<T>(
  { label, columns, rows, filter = false, fold = Infinity, most = 5000 }:
    TableOptions<T>,
): Html {
  const shown = rows.slice(0, most);
  const left = rows.length - shown.length;
  return html`
    <div data-list data-fold="${fold}">
      ${filter && tools(searchBox())}
      <div class="scroll" tabindex="0" role="group" aria-label="${label}">
        <table class="data" data-sort>
          <thead><tr>${columns.map(headingOf)}</tr></thead>
          <tbody>
            ${shown.map((row) => rowOf(columns, row))}
          </tbody>
        </table>
      </div>
      ${shown.length > fold && moreButton()}
      ${left > 0 &&
        html`<p class="quiet">${amount(left)} more are not shown.</p>`}
    </div>
  `;
}

function headingOf<T>(column: Column<T>): Html {
  switch (column.kind) {
    case "bar":
      return html`<td></td>`;
    case "number":
      return html`<th scope="col" class="number">${column.title}</th>`;
    default:
      return html`<th scope="col">${column.title}</th>`;
  }
}

function rowOf<T>(columns: readonly Column<T>[], row: T): Html {
  return html`<tr data-item>${
    columns.map((column) => cellOf(column, row))
  }</tr>`;
}

function cellOf<T>(column: Column<T>, row: T): Html {
  switch (column.kind) {
    case "bar":
      return html`<td class="bar">${
        bar(column.value(row), column.className?.(row) ?? "")
      }</td>`;
    case "number": {
      const x = column.value(row);
      const say = column.say ?? ((x: number) => figure(x));
      return html`<td class="number" data-value="${x ?? ""}">${
        x === null ? "–" : say(x, row)
      }</td>`;
    }
    default: {
      const { kind, cell, value } = column;
      const sort = value !== undefined && html`data-value="${value(row)}"`;
      return kind === "name"
        ? html`<th scope="row" ${sort}>${cell(row)}</th>`
        : html`<td class="${kind}" ${sort}>${cell(row)}</td>`;
    }
  }
}

/** The tools over a list; a script shows them. */
export function tools(content: Content): Html {
  return html`<div class="tools" hidden>${content}<output aria-live="polite"></output></div>`;
}

/** A box that leaves the items which have all of its words. */
export function searchBox(): Html {
  return html`<label>Filter<input type="search" autocomplete="off" spellcheck="false"></label>`;
}

/** A choice of roles that leaves the items whose `data-KEY` is the role. */
export function roleFilter(label: string, key: string): Html {
  return html`<label>${label}<select data-where="${key}"><option value="">any</option>${
    ROLES.map((role: Role) => html`<option>${role}</option>`)
  }</select></label>`;
}

/** A box that leaves the items that have `data-KEY`. */
export function onlyBox(label: string, key: string): Html {
  return html`
    <label
      class="check"><input type="checkbox" data-where="${key}">${label}</label>
  `;
}

/** A choice of orders: data keys, with `-` before one for the reverse. */
export function sortBox(
  orders: readonly (readonly [order: string, label: string])[],
): Html {
  return html`<label>Order<select data-sort-items>${
    orders.map(([order, label]) =>
      html`<option value="${order}">${label}</option>`
    )
  }</select></label>`;
}

/** The button that unfolds a list. */
export function moreButton(): Html {
  return html`<button type="button" class="more" hidden>Show all</button>`;
}

/** The colours of the roles, once for a page. */
export function roleLegend(): Html {
  return html`<ul class="legend" aria-label="Colours of the roles">${
    ROLES.map((role) => html`<li>${roleTag(role)}</li>`)
  }</ul>`;
}
