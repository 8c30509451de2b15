// The jobs as rows. A row stays the same element for as long as its job is on the page.

import { duration, el, mark, millis, reconcile, set, shown, stateOf, utc } from './text.js';

const FIELDS = ['id', 'job_type', 'begin_time', 'end_time', 'status', 'sub_jobs_total'];
const CELLS = ['status', 'id', 'type', 'begin', 'end', 'duration', 'subs', 'line'];

export class Table {
  #body;
  #rows = new Map();
  #open;

  constructor(table, open) {
    this.#body = table.tBodies[0];
    this.#open = open;
    this.#body.addEventListener('keydown', (event) => this.#key(event));
    this.#body.addEventListener('focusin', (event) => this.#rove(event.target.closest('tr')));
    this.#body.addEventListener('click', (event) => {
      const row = this.#rowOf(event.target);
      if (row && String(getSelection()) === '') this.#open(row.entry);
    });
    this.#body.addEventListener('animationend', (event) => event.target.classList.remove('fresh'));
  }

  /** Shows these jobs; says how many came and how many changed. `quietly` marks no row. */
  update(entries, quietly) {
    const focused = document.activeElement?.closest('#table tbody tr');
    const place = focused ? focused.sectionRowIndex : -1;
    const news = { came: 0, changed: 0 };
    reconcile(this.#body, this.#rows, entries, {
      key: (entry) => entry.number,
      make: (entry) => {
        if (!quietly) news.came += 1;
        return row(entry, !quietly);
      },
      change: (item, entry) => {
        const text = JSON.stringify(entry);
        if (item.text === text) return;
        if (item.text !== '' && !quietly) {
          news.changed += 1;
          flash(item.node);
        }
        item.text = text;
        fill(item, entry);
      },
    });
    if (focused && !focused.isConnected) this.#focusAt(place);
    if (!this.#body.querySelector('[tabindex="0"]')) this.#rove(this.#body.rows[0]);
    return news;
  }

  /** The rows in their order. */
  get rows() {
    return [...this.#body.rows].map((node) => this.#rowOf(node));
  }

  /** Lets the durations of what has not ended be as long as they are now. */
  tick(now) {
    for (const item of this.#rows.values()) {
      if (item.going) set(item.cells.duration, duration(now - item.begin));
    }
  }

  /** Moves the focus by so many rows. */
  move(step) {
    const row = document.activeElement?.closest('#table tbody tr');
    const current = this.#body.querySelector('[tabindex="0"]');
    this.#focusAt(row ? row.sectionRowIndex + step : current?.sectionRowIndex ?? 0);
  }

  #focusAt(place) {
    const { rows } = this.#body;
    const row = rows[Math.max(0, Math.min(place, rows.length - 1))];
    row?.focus();
    row?.scrollIntoView({ block: 'nearest' });
  }

  #rove(row) {
    if (!row) return;
    for (const other of this.#body.querySelectorAll('[tabindex="0"]')) other.tabIndex = -1;
    row.tabIndex = 0;
  }

  #rowOf(node) {
    return this.#rows.get(Number(node.closest('tr')?.dataset.number));
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const { length } = this.#body.rows;
    const row = event.target.closest('tr');
    const places = {
      ArrowDown: row.sectionRowIndex + 1, ArrowUp: row.sectionRowIndex - 1, Home: 0, End: length - 1,
    };
    if (event.key === 'Enter') this.#open(this.#rowOf(row).entry);
    else if (event.key in places) this.#focusAt(places[event.key]);
    else return;
    event.preventDefault();
  }
}

function row(entry, fresh) {
  const cells = {};
  for (const name of CELLS) cells[name] = el('td', { class: name, role: 'cell' });
  const attributes = { role: 'row', tabindex: '-1', 'data-number': entry.number };
  const node = el('tr', attributes, ...CELLS.map((name) => cells[name]));
  cells.bar = el('div', { class: 'bar', role: 'img' });
  cells.line.append(cells.bar);
  if (fresh) flash(node);
  return { node, cells, text: '', entry };
}

function fill(item, entry) {
  const { job, listed } = entry;
  const { cells, node } = item;
  const put = (cell, { text, odd }, title = text) => {
    set(cell, text);
    cell.classList.toggle('odd', odd);
    cell.title = title;
  };
  const state = stateOf(job.status);
  node.dataset.state = state;
  if (item.entry.job.status !== job.status || cells.status.childElementCount === 0) {
    const status = shown(job.status, 'string');
    const text = el('span', { class: status.odd || state === 'unknown' ? 'odd' : '' }, status.text);
    cells.status.replaceChildren(mark(state), text);
    cells.status.title = status.text;
  }
  put(cells.id, shown(job.id, 'string'));
  const more = Object.entries(job).filter(([name]) => !FIELDS.includes(name));
  const notes = more.map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  if (listed !== job.job_type) notes.unshift(`listed under ${listed}`);
  if (notes.length > 0) cells.id.append(el('small', { title: notes.join('\n') }, notes.join(', ')));
  put(cells.type, shown(job.job_type, 'string'));
  put(cells.subs, shown(job.sub_jobs_total, 'number'));

  const [begin, end] = [millis(job.begin_time), millis(job.end_time)];
  const moment = (value, time, text) => {
    if (Number.isNaN(time)) {
      const { text: raw, odd } = shown(value, 'string');
      return { text: raw, odd: odd || value !== undefined };
    }
    return { text, odd: false };
  };
  const sameDay = utc(begin).slice(0, 10) === utc(end).slice(0, 10);
  put(cells.begin, moment(job.begin_time, begin, utc(begin)), shown(job.begin_time, 'string').text);
  put(cells.end, moment(job.end_time, end, sameDay ? utc(end).slice(11) : utc(end).slice(0, 10)),
    shown(job.end_time, 'string').text);
  const ended = job.status === 'SUCCESS' || job.status === 'FAILED' || !Number.isNaN(end);
  Object.assign(item, { entry, state, begin, end, going: !ended && !Number.isNaN(begin) });
  if (!item.going) set(cells.duration, duration(end - begin));
  cells.duration.classList.toggle('going', item.going);
}

function flash(node) {
  node.classList.remove('fresh');
  // Reading a measure lets the animation begin anew.
  void node.offsetWidth;
  node.classList.add('fresh');
}
