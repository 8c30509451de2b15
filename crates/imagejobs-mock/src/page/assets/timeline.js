// The jobs as bars, in the rows of the table.

import { duration, el, set, utc } from './text.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND), ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR), ...[1, 2, 7, 14, 30, 90, 365, 3650, 36_500].map((n) => n * DAY),
];
/** The room of a label in the axis. */
const LABEL = 66;

/** Places the bars of all rows as they are now, in the time of those in view. */
export function place(table, axis, windowNote, rows, now) {
  const bars = rows.map((row) => ({ row, ...span(row, now) }));
  const inView = bars.filter(({ row }) => isInView(row.node));
  const ruling = (inView.length > 0 ? inView : bars).filter(({ from }) => !Number.isNaN(from));
  const view = whole(range(ruling), axis.clientWidth);
  for (const bar of bars) draw(bar, view);
  const part = (time) => `${(100 * (time - view.from)) / (view.to - view.from)}%`;
  table.style.setProperty('--step', part(view.from + view.step));
  table.style.setProperty('--now', part(now));
  table.classList.toggle('has-now', now >= view.from && now <= view.to);
  drawAxis(axis, view);
  const beyond = ruling.filter(({ from, to }) => from < view.from || to > view.to).length;
  const note = beyond === 0 ? '' : `; ${beyond} job${beyond === 1 ? ' goes' : 's go'} beyond it`;
  set(windowNote, `timeline of ${duration(view.to - view.from)}${note}`);
}

function isInView(node) {
  const { top, bottom } = node.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}

/** From when to when a job's bar goes: to the present where the job has not ended. */
function span({ begin, end, going }, now) {
  const from = Number.isNaN(begin) ? end : begin;
  const to = going ? Math.max(from, now) : Number.isNaN(end) ? from : end;
  return { from: Math.min(from, to), to: Math.max(from, to) };
}

/** How much of the times between the first and the last begin may be a gap in which nothing begins. */
const LARGEST_GAP = 0.75;

/**
 * The stretch of time in which most of these jobs can be told apart. One job that began long ago, or
 * goes on for months, must not make slivers of all others: it goes beyond.
 */
function range(bars) {
  let some = [...bars].sort((one, other) => one.from - other.from);
  if (some.length === 0) return [0, 0];
  const lengths = some.map(({ from, to }) => to - from).sort((one, other) => one - other);
  const typical = Math.max(SECOND, lengths[Math.floor(lengths.length / 4)]);
  for (;;) {
    const length = some[some.length - 1].from - some[0].from;
    const gap = largestGap(some);
    // Where jobs are long besides, a gap between two begins harms nobody.
    if (some.length < 3 || gap.length < LARGEST_GAP * length || length < 10 * typical) break;
    const [older, newer] = [some.slice(0, gap.at), some.slice(gap.at)];
    some = newer.length >= Math.max(2, bars.length / 10) ? newer : older;
  }
  const [first, last] = [some[0].from, some[some.length - 1].from];
  const farthest = last + 3 * Math.max(typical, last - first);
  const ends = some.map(({ to }) => to).filter((to) => to <= farthest);
  return [first, Math.max(last, ...ends)];
}

function largestGap(sorted) {
  const largest = { at: 0, length: -1 };
  for (let at = 1; at < sorted.length; at += 1) {
    const length = sorted[at].from - sorted[at - 1].from;
    if (length > largest.length) Object.assign(largest, { at, length });
  }
  return largest;
}

/** A stretch of time in whole steps of its axis. */
function whole([first, last], width) {
  const length = Math.max(SECOND, last - first);
  const ticks = Math.max(2, Math.floor(width / LABEL));
  const step = STEPS.find((size) => length / size <= ticks) ?? STEPS[STEPS.length - 1];
  const from = Math.floor(first / step) * step;
  return { from, to: Math.max(from + step, Math.ceil(last / step) * step), step };
}

function draw({ row, from, to }, view) {
  const { bar } = row.cells;
  const length = view.to - view.from;
  const clamp = (time) => Math.min(1, Math.max(0, (time - view.from) / length));
  bar.hidden = Number.isNaN(from);
  if (bar.hidden) return;
  const classes = ['bar', row.state];
  if (row.going) classes.push('going');
  if (from < view.from) classes.push('earlier');
  if (to > view.to) classes.push('later');
  const least = 0.015;
  if (clamp(to) < least || clamp(from) > 1 - least) {
    if (from < view.from || to > view.to) classes.push('outside');
  }
  const name = classes.join(' ');
  if (bar.className !== name) bar.className = name;
  bar.style.left = `min(${100 * clamp(from)}%, 100% - 4px)`;
  bar.style.width = `${100 * (clamp(to) - clamp(from))}%`;
  const text = `${row.state}, from ${utc(from)} ${row.going ? 'until now' : `for ${duration(to - from)}`}`;
  if (bar.title !== text) bar.title = text;
  if (bar.getAttribute('aria-label') !== text) bar.setAttribute('aria-label', text);
}

function drawAxis(axis, { from, to, step }) {
  const key = `${from} ${to} ${step}`;
  if (axis.dataset.key === key) return;
  axis.dataset.key = key;
  const labels = [];
  for (let time = from, day = ''; time < to; time += step) {
    const text = utc(time);
    const date = text.slice(0, 10);
    const clock = step < MINUTE ? text.slice(11) : text.slice(11, 16);
    const label = el('span', {}, step < DAY ? clock : date);
    if (step < DAY && date !== day) label.append(el('small', {}, date));
    label.style.left = `${(100 * (time - from)) / (to - from)}%`;
    day = date;
    labels.push(label);
  }
  axis.replaceChildren(...labels);
}
