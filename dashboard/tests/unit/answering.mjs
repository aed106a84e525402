import { createServer } from "node:http";
import { after, beforeEach } from "node:test";

/** What is answered by path, and what was asked for. */
export const pages = new Map();
export const asked = [];

export const problem = (status, code) => ({ status, body: { code, title: code, detail: code } });

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url, "http://localhost");
  const page = pages.get(pathname) ?? problem(404, "not_found");
  asked.push({ pathname, query: Object.fromEntries(searchParams), from: request.headers["if-match"] });
  const { status = 200, body = page } = page;
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
});
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
// The client asks where the page is from.
globalThis.location = { origin: `http://127.0.0.1:${server.address().port}` };

after(() => server.close());
beforeEach(() => {
  pages.clear();
  asked.length = 0;
});
