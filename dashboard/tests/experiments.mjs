// Experiments of the shop, with what some thousand users did: the same users each time.
import { createHash } from "node:crypto";

const DAY = 86_400_000;
const BATCH = 1_000;

/** Numbers between 0 and 1 that are the same in each run (Mulberry32). */
function numbers(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function id(...parts) {
  const hash = createHash("sha256").update(parts.join("/")).digest("hex");
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-4${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}

const ago = (days) => new Date(Date.now() - days * DAY).toISOString();

const METRICS = {
  purchase_rate: { event: "purchase", kind: "conversion", window: "1d", description: "Users who buy anything" },
  revenue: { event: "purchase", kind: "mean", window: "1d", description: "What a user spends, in euros" },
  search_latency: { event: "search_latency", kind: "mean", window: "1d", direction: "decrease", description: "Milliseconds of waiting for results" },
};

const RANKING = {
  name: "Search ranking model",
  hypothesis: "Reranking results with a cross-encoder raises purchases from search.",
  owner: "search-team",
  tags: ["search"],
  variants: [
    { name: "bm25", weight: 0.34, is_control: true },
    { name: "hybrid", weight: 0.33 },
    { name: "rerank-v3", weight: 0.33 },
  ],
  metrics: ["purchase_rate", { metric: "revenue", role: "secondary" }, { metric: "search_latency", role: "guardrail", margin: 0.05 }],
  sample_size: 9_000,
  min_detectable_effect: 0.15,
};

/** What users do by variant: how many buy, what they spend, how long they wait. */
const SEARCHING = { bm25: [0.21, 34, 182], hybrid: [0.218, 34, 184], "rerank-v3": [0.262, 36, 201] };
const CHECKING_OUT = { control: [0.3, 40, 90], short: [0.36, 41, 90] };

const COUNTRIES = ["DE", "DE", "FR", "IT", "PL"];

/** What users do who come evenly over some days. `loses` is the variant that a fault takes users from. */
function* happening(key, shares, behaviour, { users, days, loses }) {
  const random = numbers(users + days);
  for (let number = 0; number < users; number += 1) {
    const draw = random();
    let sum = 0;
    const variant = shares.find(([, share]) => (sum += share) > draw)?.[0] ?? shares[0][0];
    const [buys, spends, waits] = behaviour[variant];
    const [at, isLost] = [days * (1 - number / users), random() < 0.18];
    const [bought, spent, waited, country] = [random() < buys, spends * (0.4 + 1.2 * random()), waits * (0.7 + 0.6 * random()), random()];
    if (variant === loses && isLost) continue;
    const user = `${key}-${number}`;
    const attributes = { country: COUNTRIES[Math.floor(country * COUNTRIES.length)], plan: number % 3 === 0 ? "pro" : "free" };
    yield { id: id(user, "seen"), type: "exposure", key, variant, user, at: ago(at), attributes };
    yield { id: id(user, "waited"), type: "metric", event: "search_latency", user, value: Number(waited.toFixed(1)), at: ago(at * 0.999) };
    if (bought) yield { id: id(user, "bought"), type: "metric", event: "purchase", user, value: Number(spent.toFixed(2)), at: ago(at * 0.998) };
  }
}

async function send(server, environment, events) {
  const sent = [...events];
  for (let from = 0; from < sent.length; from += BATCH) {
    const { refused } = await server.ask("POST", `/api/events?environment=${environment}`, { events: sent.slice(from, from + BATCH) });
    if (refused.length > 0) throw new Error(JSON.stringify(refused[0]));
  }
}

/** Waits until everything that was sent is summed up. */
async function summedUp(server, environment) {
  const sent = Date.now();
  const end = sent + 120_000;
  for (;;) {
    const { events } = await server.ask("GET", `/status?environment=${environment}`);
    if (events?.waiting_users === 0 && Date.parse(events.as_of ?? 0) >= sent) return;
    if (Date.now() > end) throw new Error("events are not summed up");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** One that runs and is sound, one whose split is not, a draft, and one that is over. */
export async function seedExperiments(server, environment = "default") {
  const at = `environment=${environment}`;
  const checkout = {
    name: "Shorter checkout", owner: "payments", hypothesis: "Fewer steps, more users who buy",
    variants: [{ name: "control", weight: 0.5, is_control: true }, { name: "short", weight: 0.5 }],
    metrics: ["purchase_rate", { metric: "revenue", role: "secondary" }], sample_size: 40_000, min_detectable_effect: 0.1,
  };
  await server.ask("POST", `/api/import?${at}`, {
    metrics: METRICS,
    experiments: {
      "search-ranking": { ...RANKING, start_date: ago(9), end_date: ago(-5) },
      "shorter-checkout": { ...checkout, start_date: ago(4), end_date: ago(-10) },
      "gift-wrapping": { ...checkout, name: "Gift wrapping", hypothesis: "Offered at the checkout, it is bought more often", metrics: ["purchase_rate"] },
      "old-banner": { ...checkout, name: "Old banner", hypothesis: "Without the banner people find what they came for", start_date: ago(20) },
    },
  });
  await send(server, environment, happening("search-ranking", [["bm25", 0.34], ["hybrid", 0.33], ["rerank-v3", 0.33]], SEARCHING, { users: 6_000, days: 9 }));
  await send(server, environment, happening("shorter-checkout", [["control", 0.5], ["short", 0.5]], CHECKING_OUT, { users: 2_400, days: 4, loses: "short" }));
  await send(server, environment, happening("old-banner", [["control", 0.5], ["short", 0.5]], CHECKING_OUT, { users: 1_200, days: 19 }));
  await summedUp(server, environment);
  await server.ask("POST", `/api/experiments/old-banner/conclude?${at}`, { ship: "control", reason: "nobody missed it" });
  await summedUp(server, environment);
  for (const key of ["search-ranking", "shorter-checkout", "old-banner"]) await server.ask("GET", `/api/experiments/${key}/results?refresh=true&${at}`);
}
