// Flags in a page, live, without a library and without a build step.
//
// `watchFlags` asks for all flags of a user, tells them to `onChange`, and asks again whenever the
// server says that its rules have changed. What did not change for this user costs a 304 without a
// body. It gives a function that ends it.

/**
 * @param {string} server address of the server, such as https://flags.example.com
 * @param {string} token a token of kind `client`
 * @param {object} context who asks: `targetingKey`, and attributes as rules use them
 * @param {(values: Record<string, unknown>) => void} onChange gets the value of each flag
 * @param {(error: Error) => void} onError gets what went wrong; it goes on trying
 */
export function watchFlags(server, token, context, onChange, onError = console.error) {
  let etag = null;
  let stream = null;
  let source = null;
  let timer = null;
  let failures = 0;
  let asking = false;
  let askAgain = false;
  let ended = false;

  async function ask() {
    if (asking) {
      askAgain = true;
      return;
    }
    asking = true;
    clearTimeout(timer);
    try {
      do {
        askAgain = false;
        await askOnce();
      } while (askAgain && !ended);
      listen();
    } catch (error) {
      onError(error);
      askLater();
    } finally {
      asking = false;
    }
  }

  async function askOnce() {
    const headers = { "Content-Type": "application/json", Authorization: `Bearer ${token}` };
    if (etag) headers["If-None-Match"] = etag;
    const response = await fetch(new URL("/ofrep/v1/evaluate/flags", server), {
      method: "POST",
      headers,
      body: JSON.stringify({ context }),
    });
    if (response.status === 304 || ended) return;
    if (!response.ok) throw new Error(`HTTP ${response.status}: ${await response.text()}`);
    const answer = await response.json();
    etag = response.headers.get("ETag");
    stream = answer.eventStreams?.[0];
    // A flag that needs a targeting key, and gets none, has an error in place of a value.
    const flags = answer.flags.filter((flag) => !flag.errorCode);
    onChange(Object.fromEntries(flags.map((flag) => [flag.key, flag.value])));
  }

  // Its address has a ticket that changes by the hour; an open stream outlives its ticket.
  function listen() {
    if (ended || !stream || (source && source.readyState !== EventSource.CLOSED)) return;
    source = new EventSource(new URL(stream.endpoint.requestUri, server));
    source.onopen = () => {
      failures = 0;
    };
    source.onmessage = (event) => {
      if (JSON.parse(event.data).type === "refetchEvaluation") ask();
    };
    // A connection that breaks is made anew by the browser. One that is refused is not: the ticket
    // was too old, or the server is a new one. The next answer has another.
    source.onerror = () => {
      if (source.readyState === EventSource.CLOSED) askLater();
    };
  }

  // Ever later, and never all pages at once.
  function askLater() {
    if (ended) return;
    failures = Math.min(failures + 1, 6);
    clearTimeout(timer);
    timer = setTimeout(ask, 1_000 * 2 ** failures * (0.5 + Math.random() / 2));
  }

  ask();
  return () => {
    ended = true;
    clearTimeout(timer);
    source?.close();
  };
}
