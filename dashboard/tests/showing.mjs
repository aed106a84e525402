// A shop in full swing, for pictures of every page: releases and what they ask, segments, tokens, channels, freezes.
import { createServer } from "node:http";
import { seedExperiments } from "./experiments.mjs";
import { seed, startServer } from "./server.mjs";

/** What the shop's programs would have measured: couriers make the canary slow. */
function measured(query) {
  if (query.includes("errors_total")) return 0.0121;
  if (query.includes("increase(")) return 1_840;
  return query.includes("stable") ? 0.182 : query.includes("courier") ? 0.241 : 0.179;
}

/** Answers queries as Prometheus does; its own tests ask the real one. */
async function startPrometheus() {
  let asked = 0;
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => (body += part));
    request.on("end", () => {
      const query = new URLSearchParams(body).get("query") ?? "";
      // It goes up and down over some minutes, as such numbers do.
      const value = measured(query) * (1 + 0.03 * Math.sin((asked += 1) / 40) + 0.01 * Math.sin(asked / 7));
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ status: "success", data: { resultType: "vector", result: [{ metric: {}, value: [Date.now() / 1_000, String(value)] }] } }));
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${server.address().port}`, stop: () => server.close() };
}

const step = (name, percentage, duration) => ({ name, percentage, duration });
const STEPS = [step("canary", 5, "2s"), step("early", 25, "2h"), step("half", 50, "4h"), step("full", 100, "4h")];
const asking = (name, query, limits) => ({ name, source: "prometheus", query, samples: 'sum(increase(requests_total{track="{{track}}"}[1m]))', interval: "1s", min_samples: 200, ...limits });
const checks = (job) => [
  asking("error rate", `sum(rate(errors_total{job="${job}", track="{{track}}"}[1m])) / sum(rate(requests_total{job="${job}", track="{{track}}"}[1m]))`, { max_ratio: 1.2, consecutive: 30 }),
  asking("p95 latency", `histogram_quantile(0.95, sum by (le) (rate(latency_bucket{job="${job}", track="{{track}}"}[1m])))`, { max_ratio: 1.15, consecutive: 5 }),
];

const RELEASES = {
  "wrapping-out": { name: "Gift wrapping for everybody", flag: "deployment_wrapping", steps: STEPS, checks: checks("checkout"), gates: [{ before: "full" }], owner: "payments", description: "Support has the texts; the warehouse has the paper" },
  "courier-out": { name: "Couriers within two hours", flag: "deployment_courier", steps: STEPS, checks: checks("courier"), owner: "logistics" },
  "search-index": { name: "The new index of the search", flag: "deployment_index", steps: [step("half", 50, "1s"), step("full", 100, "1s")], checks: [] },
  "tax-rules": { name: "Tax rules of the next year", flag: "deployment_tax", steps: STEPS, checks: checks("checkout") },
};

async function seedReleases(server) {
  await server.ask("POST", "/api/import", { releases: RELEASES });
  const reasons = { "wrapping-out": "the texts are there", "courier-out": "ready since Monday", "search-index": "reads are compared, none differs" };
  for (const [key, reason] of Object.entries(reasons)) await server.ask("POST", `/api/releases/${key}/start`, { reason });
}

async function seedSettings(server) {
  const members = (count, name) => Array.from({ length: count }, (_, number) => `${name}-${1_000 + 37 * number}`);
  await server.ask("POST", "/api/import", {
    segments: {
      "beta-testers": { description: "Customers who asked to see things early.", owner: "growth", tags: ["beta"], include: members(240, "user"), exclude: ["user-1037"], rules: [{ name: "Whole companies", type: "property", conditions: { plan: ["enterprise"], beta: true } }] },
      wholesale: { description: "Accounts that buy for resale.", owner: "sales", tags: ["b2b"], rules: [{ type: "property", conditions: { account_type: "wholesale" } }] },
    },
  });
  for (const [name, kind] of [["storefront", "server"], ["web shop", "client"], ["CI", "editor"], ["Ana's dashboard", "viewer"]]) await server.ask("POST", "/api/tokens", { name, kind, environments: ["default", "production"] });
  await server.ask("POST", "/api/notifications", { name: "ops-chat", type: "slack", url: "https://chat.example.com/hooks/1", kinds: ["killed", "revived", "rolled_back", "frozen"] });
  await server.ask("POST", "/api/notifications", { name: "audit-store", type: "webhook", url: "https://audit.example.com/hoist" });
  await server.ask("POST", "/experiments/freeze", { from: "2028-11-24T08:00:00Z", until: "2028-11-28T08:00:00Z", reason: "Black Friday: nothing changes that need not" });
  for (const key of ["blank", "fresh"]) await server.ask("POST", "/api/environments", { key, description: key === "fresh" ? "A place to try things" : null });
  await server.ask("POST", "/api/features?environment=fresh", { key: "hello", type: "boolean", enabled: true, description: "The first one." });
}

/** Asks for flags as programs do, so that a live stream has something to show. */
export async function evaluateSome(server) {
  const asks = [["checkout-v2", { plan: "pro" }], ["search-ranker", { query_words: 7 }], ["dark-mode", {}], ["gift-cards", {}], ["ai-summaries", { groups: ["support"] }], ["new-pricing-page", { country: "NL" }]];
  for (let round = 0; round < 3; round += 1) {
    for (const [key, attributes] of asks) {
      const context = { targetingKey: `user-${round * 7 + key.length}`, ...attributes };
      await server.ask("POST", `/ofrep/v1/evaluate/flags/${key}?environment=default`, { context });
    }
  }
  const sample = { flag: "checkout-v2", variant: "on", reason: "TARGETING_MATCH", seq: 1, at: new Date().toISOString(), context: { targetingKey: "user-42", plan: "enterprise", country: "FR" } };
  await server.ask("POST", "/api/telemetry", { instance: "0198c0de-0000-7000-8000-0000000000ab", batch: Date.now(), sdk: "hoist-rust/0.1.0", samples: [sample] });
}

/** The server of that shop, and what ends it. */
export async function startShop() {
  const prometheus = await startPrometheus();
  const server = await startServer(undefined, undefined, ["--prometheus-url", prometheus.url]);
  const stop = async () => {
    await server.stop();
    server.remove();
    prometheus.stop();
  };
  try {
    await seed(server);
    await seedReleases(server);
    await seedSettings(server);
    await seedExperiments(server);
  } catch (error) {
    await stop();
    throw error;
  }
  return { server, stop };
}
