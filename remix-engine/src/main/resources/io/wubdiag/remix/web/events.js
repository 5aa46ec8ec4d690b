// One stream of events for all jobs of the page, since a browser has but six connections to a server.

const RETRY = 3000;

export class JobEvents {
  #jobs = new Set();
  #source = null;
  #pending = false;
  #listener;

  /** The listener has onJob(job), onGone(id) and onReachable(boolean). */
  constructor(listener) {
    this.#listener = listener;
  }

  watch(id) {
    if (!this.#jobs.has(id)) {
      this.#jobs.add(id);
      this.#reopenSoon(0);
    }
  }

  unwatch(id) {
    if (this.#jobs.delete(id)) {
      // What is still open tells of the others; only an empty stream is not worth having.
      if (this.#jobs.size === 0) {
        this.#close();
      }
    }
  }

  #reopenSoon(delay) {
    if (!this.#pending) {
      this.#pending = true;
      setTimeout(() => {
        this.#pending = false;
        this.#open();
      }, delay);
    }
  }

  #close() {
    this.#source?.close();
    this.#source = null;
  }

  #open() {
    this.#close();
    if (this.#jobs.size === 0) {
      return;
    }
    const query = [...this.#jobs].map((id) => `job=${encodeURIComponent(id)}`).join('&');
    const source = new EventSource(`/events?${query}`);
    this.#source = source;
    source.addEventListener('open', () => this.#listener.onReachable(true));
    source.addEventListener('job', (event) => this.#listener.onJob(JSON.parse(event.data)));
    source.addEventListener('gone', (event) => this.#listener.onGone(JSON.parse(event.data)));
    source.addEventListener('error', () => {
      if (source !== this.#source) {
        return;
      }
      this.#listener.onReachable(false);
      if (source.readyState === EventSource.CLOSED) {
        // Refused, by this server or by one before it: the browser would not try again.
        this.#reopenSoon(RETRY);
      }
    });
  }
}
