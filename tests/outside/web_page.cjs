// Runs the script of `examples/web` as a page would.
//
// Usage: web_page.cjs SCRIPT URL TOKEN CONTEXT. Each line of standard input asks for the next values
// that the page was given; the answer is one line of JSON.
"use strict";

const { readFileSync } = require("node:fs");
const readline = require("node:readline");

// Node has no event source of its own; browsers do.
globalThis.EventSource = require("eventsource").EventSource;

const [script, url, token, context] = process.argv.slice(2);
const told = [];
let waiting = null;

function tell(part) {
  told.push(part);
  waiting?.();
}

async function main() {
  const module = `data:text/javascript,${encodeURIComponent(readFileSync(script, "utf8"))}`;
  const { watchFlags } = await import(module);
  const end = watchFlags(
    url,
    token,
    JSON.parse(context),
    (values) => tell({ values }),
    (error) => tell({ error: error.message }),
  );
  for await (const _line of readline.createInterface({ input: process.stdin })) {
    while (told.length === 0) {
      await new Promise((resolve) => {
        waiting = resolve;
      });
    }
    console.log(JSON.stringify(told.shift()));
  }
  // Without anything that goes on, the process ends by itself.
  end();
}

main();
