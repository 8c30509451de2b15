// Elements and texts. Whatever the server was given is only ever set as text.

const SVG = 'http://www.w3.org/2000/svg';

/** An element with attributes and children. */
export function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

/** The mark of a state, which is told by its form, too. */
export function mark(state) {
  const svg = document.createElementNS(SVG, 'svg');
  const use = document.createElementNS(SVG, 'use');
  svg.setAttribute('class', `mark ${state}`);
  svg.setAttribute('aria-hidden', 'true');
  use.setAttribute('href', `#mark-${state}`);
  svg.append(use);
  return svg;
}

/** Sets a text where it is another one, so that selections and readers are left alone. */
export function set(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export const STATES = ['WAITING', 'RUNNING', 'SUCCESS', 'FAILED'];

/** The state by which a status is coloured. */
export function stateOf(status) {
  return STATES.includes(status) ? status.toLowerCase() : 'unknown';
}

/** How a value is shown: one of another type than it should have is odd. */
export function shown(value, type) {
  if (value === undefined) return { text: '—', odd: false };
  if (typeof value === type && value !== '') return { text: String(value), odd: false };
  return { text: JSON.stringify(value), odd: true };
}

const RFC3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;

/** A time in milliseconds since 1970, or NaN. */
export function millis(value) {
  return typeof value === 'string' && RFC3339.test(value) ? Date.parse(value) : NaN;
}

/** A time in UTC to the second. */
export function utc(time) {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? '—' : date.toISOString().slice(0, 19).replace('T', ' ');
}

const UNITS = [['d', 86_400_000], ['h', 3_600_000], ['m', 60_000], ['s', 1000]];

/** A length of time by its two greatest units. */
export function duration(time) {
  if (Number.isNaN(time)) return '—';
  if (time < 0) return `−${duration(-time)}`;
  if (time < 1000) return `${Math.round(time)}ms`;
  if (time < 60_000) return `${(time / 1000).toFixed(time < 10_000 ? 1 : 0)}s`;
  const first = UNITS.findIndex(([, unit]) => time >= unit);
  const [name, unit] = UNITS[first];
  const [next, lesser] = UNITS[first + 1];
  const rest = Math.floor((time % unit) / lesser);
  return `${Math.floor(time / unit)}${name}${rest > 0 ? ` ${rest}${next}` : ''}`;
}

export function number(count) {
  return count.toLocaleString('en-US');
}

/**
 * Lets the children of a list be these, each under a key of its own. What stays is neither moved nor
 * made anew, so focus and selection stay, too.
 */
export function reconcile(list, known, items, { key, make, change }) {
  const keys = new Set(items.map(key));
  for (const [old, item] of known) {
    if (keys.has(old)) continue;
    item.node.remove();
    known.delete(old);
  }
  let at = list.firstElementChild;
  for (const item of items) {
    let entry = known.get(key(item));
    if (!entry) {
      entry = make(item);
      known.set(key(item), entry);
    }
    change(entry, item);
    if (entry.node === at) at = at.nextElementSibling;
    else list.insertBefore(entry.node, at);
  }
}
