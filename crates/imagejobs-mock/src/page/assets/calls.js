// The last calls with their answers, and the faults at work.

import { duration, el, millis, number, reconcile, set, utc } from './text.js';

const calls = new Map();
const rules = new Map();

/** Shows the last calls, the newest first. */
export function showCalls({ list, note, count }, told, projects) {
  set(count, told.count > 0 ? `of ${number(told.count)}` : '');
  set(note, told.last.length > 0 ? '' : 'None yet. A client that is pointed at the endpoint shows up here.');
  note.hidden = told.last.length > 0;
  reconcile(list, calls, told.last, {
    // A server that was started anew begins to count again.
    key: (call) => `${call.number} ${call.time} ${call.target}`,
    make: (call) => makeCall(call, projects),
    change: (item, call) => {
      set(item.answer, call.answer);
      item.answer.className = `answer ${tone(call)}`;
      set(item.more, more(call));
    },
  });
}

/** A target, in which the long id of a project is no longer than is needed to tell which one it is. */
function brieflyOf(target, projects) {
  const [, before, id, rest] = /^(\/v1\/)([^/]{13,})(\/.*)$/.exec(target) ?? [];
  if (id === undefined) return target;
  return `${before}${projects.length > 1 ? id.slice(0, 8) : ''}…${rest}`;
}

function makeCall(call, projects) {
  const path = brieflyOf(call.target, projects);
  const answer = el('span', { class: 'answer' });
  const what = el('span', { class: 'what', title: `${call.method} ${call.target}` },
    el('b', {}, call.method), ` ${path}`);
  const rest = el('span', { class: 'more' });
  const node = el('li', { value: call.number, 'data-number': call.number }, answer, what, rest);
  return { node, answer, more: rest };
}

function more(call) {
  const parts = [`#${number(call.number)}`, utc(millis(call.time)).slice(11)];
  if (call.took_ms !== undefined) parts.push(duration(call.took_ms));
  if (call.script) parts.push('by the script');
  if (call.rules?.length > 0) parts.push(`by rule ${call.rules.join(' and ')}`);
  return parts.join(' · ');
}

/** How an answer is coloured. */
function tone({ status, answer }) {
  if (answer === 'waits for its answer') return 'waiting';
  if (status === null || answer !== String(status)) return 'failed';
  if (status < 300) return 'success';
  return status < 500 ? 'unknown' : 'failed';
}

/** Shows the rules of the plan, and what they did. */
export function showFaults({ list, note }, faults, scripted) {
  const script = scripted > 0 ? `${number(scripted)} scripted answers go first.` : '';
  const left = faults && faults.count > faults.rules.length
    ? `The first ${faults.rules.length} of ${number(faults.count)} rules. ` : '';
  set(note, faults ? left + script : script || 'No faults: each call gets its usual answer.');
  note.hidden = note.textContent === '';
  reconcile(list, rules, faults?.rules ?? [], {
    key: ({ rule, fault }) => `${rule} ${JSON.stringify(fault)}`,
    make: makeRule,
    change: (item, { calls: seen, hits }) => {
      set(item.hits, `hit ${number(hits)} of ${number(seen)} call${seen === 1 ? '' : 's'}`);
      item.meter.max = Math.max(1, seen);
      item.meter.value = hits;
    },
  });
}

/** What a rule does, the more telling first; what is not here comes last. */
const EFFECTS = ['status', 'throttle', 'html', 'reset', 'endless', 'drip', 'latency', 'date'];
const CONDITIONS = ['nth', 'every', 'calls', 'rate', 'query', 'project', 'also'];

function makeRule({ fault }) {
  const words = (wanted) => Object.entries(fault)
    .filter(([name]) => CONDITIONS.includes(name) === wanted)
    .sort(([one], [other]) => rank(one) - rank(other))
    .map(([name, value]) => el('code', {}, value === true ? name : `${name} ${brief(value)}`));
  const when = words(true);
  const hits = el('span');
  const meter = el('progress', { 'aria-hidden': 'true' });
  const node = el('li', {},
    el('div', { class: 'rule' }, ...words(false)),
    el('div', { class: 'when' }, ...(when.length > 0 ? when : ['each call'])),
    el('div', { class: 'hits' }, meter, hits));
  return { node, hits, meter };
}

function rank(name) {
  const at = EFFECTS.indexOf(name);
  return at < 0 ? EFFECTS.length : at;
}

/** A value of a rule without the ornaments of JSON. */
function brief(value) {
  if (value === null || typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return value.map(brief).join(' – ');
  return Object.entries(value).map(([name, inner]) => `${name} ${brief(inner)}`).join(', ');
}
