// The page: a form that sends songs, one after the other, and a list of remixes that outlives a reload.

import { JobEvents } from './events.js';
import { JobCard, isFinal, stateText } from './job-card.js';
import { upload } from './upload.js';

const KEPT = 20;
const STORE = 'remixes';
const ANNOUNCE_EVERY = 4000;

const byId = (id) => document.getElementById(id);
const form = byId('upload');
const input = byId('song');
const drop = byId('drop');
const list = byId('remixes');

/** By the job's id. */
const cards = new Map();
const states = new Map();
let sending = Promise.resolve();
let maxBytes = Infinity;

const events = new JobEvents({
  onJob: (job) => showJob(job),
  onGone: (id) => showGone(id),
  onReachable: (reachable) => {
    const away = byId('away');
    if (away.hidden !== reachable) {
      away.hidden = reachable;
      announce(reachable ? 'The server answers again.' : '', true);
    }
    if (reachable) {
      showLoad();
    }
  },
});

// --- The list

function recall() {
  try {
    const kept = JSON.parse(localStorage.getItem(STORE) ?? '[]');
    return Array.isArray(kept) ? kept.filter((id) => typeof id === 'string') : [];
  } catch {
    return [];
  }
}

function remember(change) {
  try {
    localStorage.setItem(STORE, JSON.stringify(change(recall()).slice(0, KEPT)));
  } catch {
    // A browser that keeps nothing: the link in the address bar still works.
  }
}

function place(card, first) {
  byId('remixes-title').hidden = false;
  if (first) {
    list.prepend(card.element);
  } else {
    list.append(card.element);
  }
}

function take(card) {
  const next = card.element.nextElementSibling ?? card.element.previousElementSibling;
  card.element.remove();
  byId('remixes-title').hidden = list.children.length === 0;
  (next?.querySelector('.card') ?? input).focus();
}

function addKnown(id, first) {
  if (cards.has(id)) {
    return cards.get(id);
  }
  const card = new JobCard('Remix', actionsOf(id));
  cards.set(id, card);
  place(card, first);
  events.watch(id);
  return card;
}

function actionsOf(id) {
  return {
    cancel: () => cancel(id),
    remove: () => remove(id),
    retry: () => {},
  };
}

async function cancel(id) {
  try {
    const answer = await fetch(`/jobs/${encodeURIComponent(id)}`, { method: 'DELETE' });
    const body = await answer.json();
    if (answer.ok) {
      showJob(body);
      cards.get(id)?.focus();
    } else {
      announce(body.error.message, true);
    }
  } catch {
    announce('The server does not answer. The remix was not cancelled.', true);
  }
}

function remove(id) {
  const card = cards.get(id);
  cards.delete(id);
  states.delete(id);
  events.unwatch(id);
  remember((ids) => ids.filter((kept) => kept !== id));
  if (location.hash === `#${id}`) {
    history.replaceState(null, '', location.pathname);
  }
  take(card);
}

// --- What the server tells

function showJob(job) {
  const card = cards.get(job.id);
  if (!card) {
    return;
  }
  const before = states.get(job.id);
  states.set(job.id, job.state);
  card.showJob(job);
  if (isFinal(job)) {
    events.unwatch(job.id);
  }
  if (before === undefined && isFinal(job)) {
    return;
  }
  announce(`${card.name}: ${stateText(job)}`, before !== job.state);
  if (before !== undefined && before !== job.state) {
    showLoad();
  }
}

function showGone(id) {
  const card = cards.get(id);
  events.unwatch(id);
  if (location.hash === `#${id}`) {
    card?.showProblem('There is no such remix, or it is no longer kept.', 'Check the link, or send the song again.', false);
    remember((ids) => ids.filter((kept) => kept !== id));
  } else if (card) {
    cards.delete(id);
    remember((ids) => ids.filter((kept) => kept !== id));
    card.element.remove();
    byId('remixes-title').hidden = list.children.length === 0;
  }
}

let announced = 0;

/** To those who hear the page. What comes too fast is left out, unless it matters. */
function announce(text, matters) {
  const now = Date.now();
  if (matters || now - announced > ANNOUNCE_EVERY) {
    announced = now;
    byId('announcer').textContent = text;
  }
}

async function showLoad() {
  try {
    const load = await (await fetch('/load')).json();
    maxBytes = load.maxUploadBytes;
    byId('limit').textContent = `, up to ${megabytes(maxBytes)}`;
    const text =
      load.waiting >= load.mayWait && load.waiting > 0
        ? `The line is full: ${load.waiting} are waiting.`
        : load.running < load.workers
          ? 'It starts at once.'
          : `${load.running} being made, ${load.waiting} in line.`;
    byId('load').textContent = text;
  } catch {
    byId('load').textContent = '';
  }
}

function megabytes(bytes) {
  return bytes < 100_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toLocaleString('en', { maximumFractionDigits: 1 })} MB`;
}

// --- Sending

function showChosen() {
  const files = [...input.files];
  byId('chosen').textContent = files.map((file) => `${file.name} (${megabytes(file.size)})`).join('\n');
}

/** One after the other: several at once would take the connections that listening needs. */
function enqueue(file, style) {
  let id = null;
  let stop = new AbortController();
  const card = new JobCard(file.name, {
    cancel: () => (id ? cancel(id) : stop.abort()),
    remove: () => (id ? remove(id) : take(card)),
    retry: () => {
      stop = new AbortController();
      start();
      card.focus();
    },
  });
  const start = () => {
    card.showUpload(null);
    sending = sending.then(async () => {
      try {
        id = await send(card, file, style, stop.signal);
      } catch (problem) {
        card.showProblem(problem.message, problem.hint, problem.isPassing || problem.code === 'aborted');
        announce(`${file.name}: ${problem.message} ${problem.hint}`, true);
        showLoad();
      }
    });
  };
  place(card, true);
  start();
  return card;
}

async function send(card, file, style, signal) {
  if (signal.aborted) {
    throw Object.assign(new Error('Cancelled.'), { code: 'aborted', hint: '' });
  }
  if (file.size > maxBytes) {
    throw Object.assign(new Error(`The song’s file is too large: up to ${megabytes(maxBytes)} are fine.`), {
      hint: 'Send a compressed one, as MP3, AAC or Opus, or a shorter one.',
    });
  }
  card.showUpload(0);
  announce(`${file.name}: sending`, true);
  const job = await upload(file, style, { onProgress: (share) => card.showUpload(share), signal });
  cards.set(job.id, card);
  remember((ids) => [job.id, ...ids]);
  history.replaceState(null, '', `#${job.id}`);
  showJob(job);
  events.watch(job.id);
  return job.id;
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  const style = new FormData(form).get('style');
  const sent = [...input.files].map((file) => enqueue(file, style));
  input.value = '';
  showChosen();
  sent.at(-1)?.focus();
});

input.addEventListener('change', showChosen);

for (const type of ['dragenter', 'dragover']) {
  document.addEventListener(type, (event) => {
    if (event.dataTransfer?.types.includes('Files')) {
      event.preventDefault();
      drop.classList.add('over');
    }
  });
}
document.addEventListener('dragleave', (event) => {
  if (!event.relatedTarget) {
    drop.classList.remove('over');
  }
});
document.addEventListener('drop', (event) => {
  drop.classList.remove('over');
  if (event.dataTransfer?.files.length) {
    event.preventDefault();
    input.files = event.dataTransfer.files;
    showChosen();
    byId('send').focus();
  }
});

// --- Beginning

function shared() {
  return /^#[\w-]+$/.test(location.hash) ? location.hash.slice(1) : '';
}

function showShared() {
  if (shared()) {
    addKnown(shared(), true).focus();
  }
}

addEventListener('hashchange', showShared);
recall().forEach((id) => addKnown(id, false));
showShared();
showLoad();
