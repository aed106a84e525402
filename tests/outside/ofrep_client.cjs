// Asks a server for flags with OpenFeature's own JavaScript clients and OFREP providers, all as
// published.
//
// Usage: ofrep_client.cjs server|web URL TOKEN CONTEXT. Each line of standard input is a JSON
// object, each line of output the answer to it.
// - `type`, `key`, `default` and, for the server's client, `context`: what the client gives the
//   application.
// - `context` alone, for the web client: the new context of all evaluations.
// - `wait: "change"`: the flags of the next event by which the provider tells of a change.
// - `requests: true`: the statuses of the answers so far to requests for flags, and how many event
//   sources were opened.
"use strict";

const readline = require("node:readline");

const [kind, url, token, context] = process.argv.slice(2);
const headers = [["Authorization", `Bearer ${token}`]];
const statuses = [];
const changes = [];
let sources = 0;
let waiting = null;

const counting = async (...request) => {
  const response = await fetch(...request);
  statuses.push(response.status);
  return response;
};

// Node has no event source of its own; browsers do.
class EventSource extends require("eventsource").EventSource {
  constructor(...rest) {
    super(...rest);
    sources += 1;
  }
}

async function clientOf() {
  if (kind === "server") {
    const { OpenFeature } = require("@openfeature/server-sdk");
    const { OFREPProvider } = require("@openfeature/ofrep-provider");
    const provider = new OFREPProvider({ baseUrl: url, headers, fetchImplementation: counting });
    await OpenFeature.setProviderAndWait(provider);
    return [OpenFeature, OpenFeature.getClient()];
  }
  globalThis.EventSource = EventSource;
  const { OpenFeature, ProviderEvents } = require("@openfeature/web-sdk");
  const { OFREPWebProvider } = require("@openfeature/ofrep-web-provider");
  // Without an interval, nothing is found by polling.
  const options = { baseUrl: url, headers, fetchImplementation: counting };
  const client = OpenFeature.getClient();
  client.addHandler(ProviderEvents.ConfigurationChanged, (details) => {
    changes.push(details.flagsChanged);
    waiting?.();
  });
  await OpenFeature.setContext(JSON.parse(context));
  // A provider that is refused leaves its client with defaults; the questions show it.
  await OpenFeature.setProviderAndWait(new OFREPWebProvider(options)).catch(() => {});
  return [OpenFeature, client];
}

async function nextChange() {
  while (changes.length === 0) {
    await new Promise((resolve) => {
      waiting = resolve;
    });
  }
  return { changed: changes.shift().sort() };
}

async function answer([api, client], question) {
  if (question.wait) return nextChange();
  if (question.requests) return { statuses, sources };
  if (!question.type) {
    await api.setContext(question.context);
    return {};
  }
  const ask = {
    boolean: "getBooleanDetails",
    string: "getStringDetails",
    integer: "getNumberDetails",
    float: "getNumberDetails",
    object: "getObjectDetails",
  }[question.type];
  const rest = kind === "server" ? [question.context ?? {}] : [];
  const details = await client[ask](question.key, question.default, ...rest);
  return {
    value: details.value,
    variant: details.variant ?? null,
    reason: details.reason,
    metadata: details.flagMetadata,
    error_code: details.errorCode ?? null,
    error_message: details.errorMessage ?? null,
  };
}

async function main() {
  const client = await clientOf();
  for await (const line of readline.createInterface({ input: process.stdin })) {
    console.log(JSON.stringify(await answer(client, JSON.parse(line))));
  }
  await client[0].close();
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
