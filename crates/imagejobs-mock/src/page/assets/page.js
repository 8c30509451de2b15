// What is asked for, what has come, and what follows from both.

import { showCalls, showFaults } from './page/calls.js';
import { Stream } from './page/events.js';
import { Filter } from './page/filter.js';
import { listen } from './page/keys.js';
import { Table } from './page/table.js';
import { el, millis, number, set, utc } from './page/text.js';
import { place } from './page/timeline.js';

const byId = (id) => document.getElementById(id);
const table = byId('table');

/** What is asked for; it stands behind the # of the address, so that a reload shows the same. */
const asked = { project: null, job_type: null, status: null, offset: 0 };
/** The last event, and when it came. */
let last = null;
let lastAt = 0;
/** Whether the next event is the first one of what is asked for. */
let turned = true;
let key = sessionStorage.getItem('key') ?? '';

const stream = new Stream({ event: show, state: showState, refused: showRefusal });
const filter = new Filter(document.querySelector('.counts'), (type, status) => {
  ask({ job_type: type, status, offset: 0 });
});
const rows = new Table(table, showDetails);

function ask(change) {
  Object.assign(asked, change);
  turned = true;
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(asked)) {
    if (value !== null && value !== 0) query.set(name, value);
  }
  const text = query.toString();
  history.replaceState(null, '', text ? `#${text}` : location.pathname);
  stream.open(text ? `?${text}` : '', key);
}

function askByAddress() {
  const query = new URLSearchParams(location.hash.slice(1));
  const offset = Number.parseInt(query.get('offset') ?? '0', 10);
  ask({
    project: query.get('project'),
    job_type: query.get('job_type'),
    status: query.get('status'),
    offset: Number.isSafeInteger(offset) && offset > 0 ? offset : 0,
  });
}

function show(event) {
  last = event;
  lastAt = performance.now();
  showBoard(true);
  showHead(event);
  filter.update(event);
  showList(event);
  const { calls, faults, projects, scripted } = event;
  const places = { list: byId('calls'), note: byId('calls-note'), count: byId('calls-count') };
  showCalls(places, calls, projects);
  showFaults({ list: byId('faults'), note: byId('faults-note') }, faults, scripted);
}

function showHead({ project, projects }) {
  set(byId('endpoint'), location.origin);
  const [select, name] = [byId('project'), byId('project-id')];
  const several = projects.length > 1;
  select.hidden = !several;
  name.hidden = several;
  set(name, project);
  const ids = projects.map(({ id }) => id);
  const shown = [...select.options].map((option) => option.value);
  if (JSON.stringify(shown) !== JSON.stringify(ids)) {
    select.replaceChildren(...ids.map((id) => el('option', { value: id }, id)));
  }
  if (document.activeElement !== select) select.value = project;
}

function showList(event) {
  const { jobs, listed, offset, page, total } = event;
  // The server shows the last page in place of one that is not there any more.
  asked.offset = offset;
  const news = rows.update(jobs, turned);
  turned = false;
  const to = offset + jobs.length;
  set(byId('range'), jobs.length > 0 ? `${number(offset + 1)}–${number(to)} of ${number(listed)}` : '');
  byId('previous').disabled = offset === 0;
  byId('next').disabled = offset + page >= listed;
  for (const node of [table, document.querySelector('.legend')]) node.hidden = jobs.length === 0;
  showEmpty(total, listed);
  untold.came += news.came;
  untold.changed += news.changed;
  tick();
}

function showEmpty(total, listed) {
  const empty = byId('empty');
  empty.hidden = listed > 0;
  const state = listed > 0 ? '' : String(total === 0);
  if (empty.dataset.none === state) return;
  empty.dataset.none = state;
  if (total > 0) {
    const all = el('button', { type: 'button' }, 'Show all jobs');
    all.addEventListener('click', showAll);
    empty.replaceChildren(el('p', {}, 'No job is of this type and status now.'), all);
    return;
  }
  const curl = `curl --data '{"job_type":"CREATE_SERVER"}' ${location.origin}/-/jobs`;
  empty.replaceChildren(
    el('p', {}, 'There are no jobs yet. Start the server with some:'),
    el('pre', {}, 'imagejobs serve --jobs 10'),
    el('p', {}, 'Or add one while it runs, where it was started with --control:'),
    el('pre', {}, curl),
  );
}

/** Time goes on between two events. */
function tick() {
  if (!last) return;
  const ran = last.runs ? performance.now() - lastAt : 0;
  const now = millis(last.jobs_now) + ran;
  set(byId('jobs-now'), `${utc(now)} UTC${last.runs ? '' : ' (stands still)'}`);
  rows.tick(now);
  if (!table.hidden) place(table, byId('axis'), byId('window'), rows.rows, now);
  tell();
}

let toldAt = -Infinity;
/** What those who cannot see it have not been told yet. */
const untold = { came: 0, changed: 0 };

/** Tells what is new, and not too often. */
function tell() {
  const isNews = toldAt < 0 || untold.came + untold.changed > 0;
  if (!isNews || performance.now() - toldAt < 5_000) return;
  toldAt = performance.now();
  const running = Object.values(last.counts).reduce((sum, { RUNNING }) => sum + RUNNING, 0);
  const news = [[untold.came, 'new'], [untold.changed, 'changed']].filter(([jobs]) => jobs > 0);
  const words = news.map(([jobs, what]) => `${jobs} ${what}`);
  set(byId('summary'), [...words, `${last.total} jobs, ${running} of them running`].join(', '));
  Object.assign(untold, { came: 0, changed: 0 });
}

function showState(state) {
  byId('state').dataset.state = state;
  set(byId('state-text'), state);
}

/** What there is to see, or why there is nothing. */
function showBoard(shown) {
  byId('refused').hidden = shown;
  const parts = [byId('board'), ...document.querySelectorAll('.top dl, .top nav')];
  for (const part of parts) part.hidden = !shown;
}

function showRefusal(status, why) {
  showBoard(false);
  const text = status === 401 && key ? 'That is not the server’s key.' : why;
  const asks = 'This server shows what it does to those who have its key.';
  set(byId('refused-why'), status === 401 && !key ? asks : text);
  byId('key-form').hidden = status !== 401;
  byId('retry').hidden = status === 401;
  if (status === 401) byId('key').focus();
}

function showDetails({ job, listed }) {
  set(byId('details-note'), `Listed under ${listed}.`);
  set(byId('details-text'), JSON.stringify(job, null, 2));
  byId('details').showModal();
}

function showAll() {
  ask({ job_type: null, status: null, offset: 0 });
}

function turn(by) {
  if (!last) return;
  const offset = last.offset + by * last.page;
  if (offset < 0 || offset >= last.listed) return;
  ask({ offset });
  byId('jobs').scrollIntoView({ block: 'start' });
}

byId('previous').addEventListener('click', () => turn(-1));
byId('next').addEventListener('click', () => turn(1));
byId('help-button').addEventListener('click', () => byId('help').showModal());
byId('project').addEventListener('change', ({ target }) => {
  ask({ project: target.value, job_type: null, status: null, offset: 0 });
});
byId('key-form').addEventListener('submit', (event) => {
  event.preventDefault();
  key = byId('key').value;
  // For this tab, and gone with it.
  sessionStorage.setItem('key', key);
  byId('key').value = '';
  ask({});
});
byId('retry').addEventListener('click', () => {
  ask({ project: null, job_type: null, status: null, offset: 0 });
});
for (const link of document.querySelectorAll('.skip, .parts a')) {
  link.addEventListener('click', (event) => {
    // What stands behind the # of the address is what is asked for.
    event.preventDefault();
    const part = document.querySelector(link.getAttribute('href'));
    part.focus({ preventScroll: true });
    part.scrollIntoView();
  });
}
addEventListener('hashchange', askByAddress);
addEventListener('resize', tick);
let awaited = false;
addEventListener('scroll', () => {
  if (!awaited) requestAnimationFrame(() => { awaited = false; tick(); });
  awaited = true;
}, { passive: true });
setInterval(tick, 1_000);
listen({
  t: () => filter.focus(),
  '/': () => filter.focus(),
  j: () => rows.move(1),
  k: () => rows.move(-1),
  n: () => turn(1),
  p: () => turn(-1),
  '?': () => byId('help').showModal(),
  Escape: showAll,
});
askByAddress();
