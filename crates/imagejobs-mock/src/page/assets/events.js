// The stream of events, read by hand: EventSource cannot send a header, and a key must be in no URL.

const FIRST_WAIT = 500;
const LONGEST_WAIT = 5_000;
/** The server gives a sign of life every 15 s. */
const SILENCE = 40_000;

export class Stream {
  #tell;
  #leave = null;

  /** Tells of `event`, `state` (connecting, live, reconnecting, locked, stopped) and `refused`. */
  constructor(tell) {
    this.#tell = tell;
  }

  /** Follows another query from now on. */
  open(query, key) {
    this.close();
    this.#leave = new AbortController();
    this.#follow(`/-/events${query}`, key, this.#leave.signal);
  }

  close() {
    this.#leave?.abort();
  }

  async #follow(url, key, left) {
    let wait = FIRST_WAIT;
    while (!left.aborted) {
      try {
        await this.#read(url, key, left, () => { wait = FIRST_WAIT; });
      } catch (error) {
        if (left.aborted) return;
        if (error instanceof Refused) {
          this.#tell.state(error.status === 401 ? 'locked' : 'stopped');
          this.#tell.refused(error.status, error.message);
          return;
        }
      }
      if (left.aborted) return;
      this.#tell.state('reconnecting');
      await new Promise((resolve) => { setTimeout(resolve, wait); });
      wait = Math.min(2 * wait, LONGEST_WAIT);
    }
  }

  async #read(url, key, left, lives) {
    const silence = new AbortController();
    const stop = () => silence.abort();
    left.addEventListener('abort', stop);
    let timer = setTimeout(stop, SILENCE);
    try {
      const headers = key ? { 'X-Control-Key': key } : {};
      const options = { headers, cache: 'no-store', credentials: 'omit', signal: silence.signal };
      const response = await fetch(url, options);
      if (!response.ok) throw await refusal(response);
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = '';
      for (;;) {
        const { value, done } = await reader.read();
        if (done || left.aborted) return;
        clearTimeout(timer);
        timer = setTimeout(stop, SILENCE);
        lives();
        const blocks = (rest + value).split('\n\n');
        rest = blocks.pop();
        const data = blocks.map(dataOf).filter((text) => text !== '');
        // Where several have come at once, the last one is what there is to see.
        if (data.length > 0) this.#tell.event(JSON.parse(data[data.length - 1]));
        this.#tell.state('live');
      }
    } finally {
      clearTimeout(timer);
      left.removeEventListener('abort', stop);
    }
  }
}

class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** Why the server does not show anything; one that fails for the moment is asked again. */
async function refusal(response) {
  const body = await response.json().catch(() => ({}));
  const message = body.error ?? `the server answered ${response.status}`;
  return response.status < 500 ? new Refused(response.status, message) : new Error(message);
}

function dataOf(block) {
  const lines = block.split('\n').filter((line) => line.startsWith('data:'));
  return lines.map((line) => line.slice(5).trimStart()).join('\n');
}
