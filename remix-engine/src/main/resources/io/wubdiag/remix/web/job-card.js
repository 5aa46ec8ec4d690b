// A remix on the page: from the moment its song is sent to the file to keep.

import { SongPicture, describe } from './song-picture.js';

const FINAL = new Set(['done', 'failed', 'cancelled']);
const AUDIO_RETRIES = 5;

export const isFinal = (job) => FINAL.has(job.state);

export class JobCard {
  element;
  #parts = {};
  #picture;
  #job = null;
  #audioRetries = 0;

  /** The actions have cancel(), remove() and retry(). */
  constructor(name, actions) {
    this.element = document.getElementById('card').content.firstElementChild.cloneNode(true);
    for (const part of ['card', 'name', 'facts', 'state', 'hint', 'picture', 'download', 'retry', 'cancel', 'link', 'diagnosis', 'remove']) {
      this.#parts[part] = this.element.querySelector(`.${part}`);
    }
    this.#parts.progress = this.element.querySelector('progress');
    this.#parts.audio = this.element.querySelector('audio');
    this.#parts.cancel.addEventListener('click', () => actions.cancel());
    this.#parts.remove.addEventListener('click', () => actions.remove());
    this.#parts.retry.addEventListener('click', () => actions.retry());
    this.#parts.audio.addEventListener('error', () => this.#resumeAudio());
    this.#parts.audio.addEventListener('play', () => pauseOthers(this.#parts.audio));
    this.#picture = new SongPicture(this.#parts.picture);
    this.#setName(name);
  }

  #setName(name) {
    this.#parts.name.textContent = name;
    this.#parts.progress.setAttribute('aria-label', `Progress of ${name}`);
    this.#parts.audio.setAttribute('aria-label', `Remix of ${name}`);
    for (const action of ['cancel', 'remove', 'retry', 'download', 'link', 'diagnosis']) {
      const part = this.#parts[action];
      part.setAttribute('aria-label', `${part.textContent}: ${name}`);
    }
  }

  get name() {
    return this.#parts.name.textContent;
  }

  focus() {
    this.#parts.card.focus({ preventScroll: true });
    this.#parts.card.scrollIntoView({ block: 'nearest' });
  }

  /** The song is on its way. */
  showUpload(share) {
    this.#parts.card.classList.remove('failed');
    this.#parts.hint.hidden = true;
    this.#parts.retry.hidden = true;
    this.#parts.remove.hidden = true;
    this.#parts.cancel.hidden = false;
    this.#parts.state.textContent = share === null ? 'Waiting to be sent' : share < 1 ? `Sending, ${Math.floor(share * 100)} %` : 'Sent, waiting for the answer';
    this.#showProgress(share ?? 0);
  }

  /** The song was not accepted, or there is no such remix. */
  showProblem(message, hint, mayRetry) {
    this.#fail(message, hint);
    this.#parts.retry.hidden = !mayRetry;
  }

  showJob(job) {
    const before = this.#job;
    this.#job = job;
    const { state, id } = job;
    this.#setName(job.title ?? job.name);
    this.#parts.state.textContent = stateText(job);
    if (job.analysis) {
      this.#picture.show(job.analysis);
      this.#parts.facts.textContent = `${describe(job.analysis)}, ${job.style}`;
    }
    this.#picture.showProgress(state === 'done' ? 1 : job.share, job.text);
    this.#showProgress(isFinal(job) ? null : job.share);
    this.#parts.cancel.hidden = isFinal(job);
    this.#parts.remove.hidden = !isFinal(job);
    this.#parts.retry.hidden = true;
    this.#show('download', state === 'done', `/jobs/${id}/download`);
    this.#show('diagnosis', job.diagnosed, `/jobs/${id}/diagnosis`);
    this.#show('link', state !== 'failed' && state !== 'cancelled', `/#${id}`);
    if (state === 'failed') {
      this.#fail(stateText(job), 'Check that the file plays in a player. Another format or another copy of the song often works.');
    }
    this.#showAudio(before, job);
  }

  #show(part, visible, href) {
    this.#parts[part].hidden = !visible;
    this.#parts[part].href = href;
  }

  #showProgress(share) {
    this.#parts.progress.hidden = share === null;
    this.#parts.progress.value = Math.round((share ?? 0) * 100);
  }

  #fail(message, hint) {
    this.#parts.card.classList.add('failed');
    this.#parts.state.textContent = message;
    this.#parts.hint.textContent = hint;
    this.#parts.hint.hidden = !hint;
    this.#parts.cancel.hidden = true;
    this.#parts.remove.hidden = false;
    this.#parts.audio.hidden = true;
    this.#showProgress(null);
  }

  #showAudio(before, job) {
    const audio = this.#parts.audio;
    const audible = job.state === 'done' || (job.state === 'running' && job.audibleBytes > 0);
    if (!audible) {
      if (isFinal(job)) {
        audio.pause();
        audio.removeAttribute('src');
      }
      audio.hidden = audio.hidden || isFinal(job);
      return;
    }
    audio.hidden = false;
    const grown = before && before.state !== 'done' && job.state === 'done';
    if (!audio.hasAttribute('src')) {
      audio.src = `/jobs/${job.id}/audio`;
    } else if (grown && audio.paused) {
      // From now on its length is known, and it can be sought.
      this.#reloadAudio();
    }
  }

  #reloadAudio() {
    const audio = this.#parts.audio;
    const { currentTime, paused } = audio;
    audio.src = `/jobs/${this.#job.id}/audio`;
    if (currentTime > 0) {
      audio.addEventListener('loadedmetadata', () => (audio.currentTime = currentTime), { once: true });
      audio.load();
    }
    if (!paused) {
      audio.play().catch(() => {});
    }
  }

  /** A stream that broke is begun again where it was. */
  #resumeAudio() {
    if (this.#job && !this.#parts.audio.hidden && this.#audioRetries++ < AUDIO_RETRIES) {
      setTimeout(() => this.#reloadAudio(), 1000 * this.#audioRetries);
    }
  }
}

function pauseOthers(audio) {
  for (const other of document.querySelectorAll('audio')) {
    if (other !== audio) {
      other.pause();
    }
  }
}

export function stateText(job) {
  switch (job.state) {
    case 'queued':
      return job.placeInLine > 0 ? `Number ${job.placeInLine} in line` : 'In line';
    case 'running':
      return job.text;
    case 'done':
      return 'Done';
    case 'cancelled':
      return 'Cancelled';
    default:
      return `That song didn’t work. ${job.failure ?? ''}`.trim();
  }
}
