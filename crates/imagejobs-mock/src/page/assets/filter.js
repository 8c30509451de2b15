// The numbers of jobs by type and status, which are the filter.

import { STATES, el, mark, number, set, stateOf } from './text.js';

const COLUMNS = ['all', ...STATES, 'unknown'];

const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });

/** A number that fits its column. */
function brief(count) {
  return count < 100_000 ? number(count) : compact.format(count);
}

/** A name that may go on in the next line behind each of its words. */
function breakable(name) {
  return name.split(/(?<=_)/).flatMap((word) => [word, el('wbr')]);
}

export class Filter {
  #table;
  #choose;
  #buttons = new Map();

  constructor(table, choose) {
    this.#table = table;
    this.#choose = choose;
    table.addEventListener('keydown', (event) => this.#move(event));
    const names = COLUMNS.map((status) => {
      const name = { all: 'all', unknown: 'other' }[status] ?? status;
      const text = el('span', {}, name);
      return el('th', { scope: 'col' }, ...(status === 'all' ? [] : [mark(stateOf(status))]), text);
    });
    table.tHead.append(el('tr', {}, el('td'), ...names));
  }

  update({ counts, job_type: type, status }) {
    const types = Object.keys(counts);
    const total = (column) => types.reduce((sum, kind) => sum + counts[kind][column], 0);
    this.#row(null, 'all types', total);
    for (const kind of types) this.#row(kind, kind, (column) => counts[kind][column]);
    for (const [, button] of this.#buttons) {
      const { kind, column } = button;
      const chosen = kind === type && column === (status ?? 'all');
      button.node.setAttribute('aria-pressed', String(chosen));
    }
  }

  /** Moves the focus to what is chosen. */
  focus() {
    const chosen = this.#table.querySelector('[aria-pressed=true]');
    (chosen ?? this.#table.querySelector('button'))?.focus();
  }

  #row(kind, name, count) {
    if (!this.#buttons.has(`${kind} all`)) this.#add(kind, name);
    for (const column of COLUMNS) {
      const button = this.#buttons.get(`${kind} ${column}`);
      const jobs = count(column);
      set(button.node, brief(jobs));
      if (button.node.localName === 'button') button.node.title = `${button.what}: ${number(jobs)}`;
      button.node.classList.toggle('none', jobs === 0);
    }
  }

  #add(kind, name) {
    const cells = COLUMNS.map((column) => {
      const what = column === 'all' ? name : `${name}, ${column === 'unknown' ? 'other' : column}`;
      // No call can ask for an unknown status, so there is a number and nothing to choose.
      const node = column === 'unknown' ? el('span') : el('button', { type: 'button' });
      node.addEventListener('click', () => {
        if (column !== 'unknown') this.#choose(kind, column === 'all' ? null : column);
      });
      this.#buttons.set(`${kind} ${column}`, { node, kind, column, what });
      return el('td', { class: stateOf(column) }, node);
    });
    this.#table.tBodies[0].append(el('tr', {}, el('th', { scope: 'row' }, ...breakable(name)), ...cells));
  }

  #move(event) {
    const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
    const step = steps[event.key];
    const cell = event.target.closest('td');
    if (!step || !cell || event.ctrlKey || event.metaKey || event.altKey) return;
    const row = this.#table.tBodies[0].rows[cell.parentElement.sectionRowIndex + step[0]];
    const next = row?.cells[cell.cellIndex + step[1]]?.querySelector('button');
    if (!next) return;
    event.preventDefault();
    next.focus();
  }
}
