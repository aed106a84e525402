// The real program on a folder and a port of its own, with the flags of a shop.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const here = new URL(".", import.meta.url);

/** Starts a server; `listen` names the address of one that was stopped, `more` is what else it is told. */
export async function startServer(folder = mkdtempSync(join(tmpdir(), "hoist-")), listen = "127.0.0.1:0", more = []) {
  const program = process.env.HOIST ?? new URL("../../target/debug/hoist", here).pathname;
  // Experiments are concluded by whoever asks, and not a minute after the start.
  const child = spawn(program, ["serve", "--listen", listen, "--data", join(folder, "data"), "--monitor-interval", "0", ...more], {
    cwd: folder,
    stdio: ["ignore", "pipe", process.env.HOIST_LOG === "1" ? "inherit" : "ignore"],
  });
  const [line] = await Promise.race([
    new Promise((resolve) => createInterface({ input: child.stdout }).once("line", (text) => resolve([text]))),
    new Promise((_, reject) => child.once("exit", (code) => reject(new Error(`the server ended with ${code}`)))),
  ]);
  const url = line.replace("listening on ", "");
  const token = readFileSync(join(folder, "data/admin.token"), "utf8").trim();
  const ask = async (method, path, body, type = "application/json") => {
    const answer = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { "content-type": type }) },
      body: body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  };
  const stop = () =>
    new Promise((resolve) => {
      child.once("exit", resolve);
      child.kill("SIGTERM");
    });
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const link = async () => url + (await ask("POST", "/api/session/links")).path;
  let session;
  return { url, token, folder, ask, stop, remove, link, session: () => (session ??= signIn(url, token)), address: url.replace("http://", "") };
}

/** The cookie of a session, as a browser keeps it. */
async function signIn(url, token) {
  const headers = { "content-type": "application/json", origin: url };
  const answer = await fetch(`${url}/api/session`, { method: "POST", headers, body: JSON.stringify({ token }) });
  const [, name, value] = /^([^=]+)=([^;]+)/.exec(answer.headers.get("set-cookie") ?? "") ?? [];
  if (name === undefined) throw new Error(`signing in: ${answer.status} ${await answer.text()}`);
  return { name, value, url, httpOnly: true, sameSite: "Strict" };
}

/** A shop in `default`, and the same in `production`, which is protected. */
export async function seed(server) {
  const shop = readFileSync(new URL("shop.yaml", here), "utf8");
  const yaml = "application/yaml";
  await server.ask("POST", "/api/import?environment=default", shop, yaml);
  await server.ask("POST", "/api/environments", { key: "production", description: "What customers see" });
  await server.ask("POST", "/api/import?environment=production", shop, yaml);
  await server.ask("PATCH", "/api/features/checkout-v2", { percentage: 40 });
  await server.ask("PATCH", "/api/features/checkout-v2", { percentage: 25, owner: "payments" });
  await server.ask("POST", "/flags/instant-refunds/kill", { reason: "refunds were paid twice" });
  await server.ask("PATCH", "/api/environments/production", { protected: true });
  for (const [place, environment] of ["default", "production"].entries()) await traffic(server, environment, place + 1);
}

/** Evaluations, told as an SDK tells them. */
async function traffic(server, environment, number) {
  const counts = [
    ["checkout-v2", "enabled", "SPLIT", null, 10_420],
    ["checkout-v2", "disabled", "SPLIT", null, 30_870],
    ["checkout-v2", "enabled", "TARGETING_MATCH", 0, 640],
    ["checkout-v2", "enabled", "SPLIT", 1, 7_310],
    ["search-ranker", "bm25", "SPLIT", null, 9_120],
    ["search-ranker", "hybrid", "SPLIT", null, 9_004],
    ["search-ranker", "rerank-v3", "SPLIT", null, 8_950],
    ["search-ranker", "rerank-v3", "TARGETING_MATCH", 0, 1_210],
    ["dark-mode", "enabled", "STATIC", null, 69_300],
    ["new-pricing-page", "control", "SPLIT", null, 4_060],
    ["new-pricing-page", "three-tier", "SPLIT", null, 2_410],
    ["new-pricing-page", "calculator", "SPLIT", null, 1_630],
    ["ai-summaries", "enabled", "TARGETING_MATCH", 0, 1_200],
    ["ai-summaries", "disabled", "DEFAULT", null, 860],
    ["warehouse-routing", "enabled", "SPLIT", null, 5_120],
    ["warehouse-routing", "disabled", "SPLIT", null, 4_880],
    ["gift-cards", "enabled", "STATIC", null, 12_700],
  ].map(([flag, result, reason, rule, n]) => ({ flag, result, reason, rule, n }));
  await report(server, environment, number, 1, counts);
}

/** Three SDKs tell that they have applied all there is, and one of them what was evaluated. */
async function report(server, environment, number, batch, counts = []) {
  const { seq } = await server.ask("GET", `/status?environment=${environment}`);
  for (let one = 1; one <= 3; one += 1) {
    const instance = `0198c0de-0000-7000-8000-0000000000${number}${one}`;
    const told = { instance, batch, sdk: "hoist-rust/0.1.0", seq_applied: seq, kill_seq_applied: seq, counts: one === 1 ? counts : [] };
    await server.ask("POST", `/api/telemetry?environment=${environment}`, told);
  }
}

/** SDKs of the default environment have applied what was changed since. */
export const catchUp = (server) => report(server, "default", 1, Date.now());
