// Releases in a real browser, against the real server that runs them.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { checkLooks, dialog, eventually, pair, shop, signedIn, tabTo } from "./person.mjs";
import { startServer } from "./server.mjs";

const server = shop(async () => {
  const steps = [{ name: "canary", percentage: 5, duration: "1h" }, { name: "half", percentage: 50, duration: "1h" }, { name: "full", percentage: 100, duration: "1h" }];
  const conversion = { name: "conversion", source: "metric", metric: "conversion_rate", min_ratio: 0.95, test: "sequential", interval: "1s", no_data_limit: "30d" };
  await server.ask("POST", "/api/import", {
    releases: {
      "wrapping-out": { flag: "deployment_wrapping", steps, checks: [], gates: [{ before: "full" }], description: "Gift wrapping for everybody" },
      "search-out": { flag: "deployment_search", steps, checks: [conversion] },
      "by-keys": { flag: "deployment_keys", steps, checks: [] },
      "never-started": { flag: "deployment_never", steps, checks: [] },
    },
  });
});

const status = (key) => server.ask("GET", `/api/releases/${key}/status`);
const state = async (key) => (await status(key)).status;

/** Presses a button and answers what is asked. */
async function order(page, button, title, reason) {
  await page.getByRole("button", { name: button, exact: true }).click();
  const question = dialog(page, title);
  await question.getByLabel("Reason").fill(reason);
  await question.locator("button[type=submit]").click();
  await question.waitFor({ state: "hidden" });
}

test("a release is started, paused, let go on and taken back while somebody else watches", () => signedIn(server, "/releases", async (page) => {
  await page.getByRole("link", { name: "wrapping-out" }).click();
  await signedIn(server, "/releases/wrapping-out", async (theirs) => {
    await theirs.getByText("It was not started yet").waitFor();
    await order(page, "Start", "Start wrapping-out", "the texts are there");
    await page.getByText(/50% in 59 min \d+ s, if the checks hold/).waitFor();
    await theirs.getByText("Running", { exact: true }).first().waitFor();
    await theirs.getByText("Going to 5%").first().waitFor();
    await order(page, "Pause", "Pause wrapping-out", "lunch");
    await theirs.getByText("Paused", { exact: true }).first().waitFor();
    await order(page, "Resume", "Resume wrapping-out", "back again");
    // The page of its flag tells who moves the share, and lets nobody else do so.
    await theirs.getByRole("link", { name: "deployment_wrapping" }).click();
    const moved = dialog(theirs, /deployment_wrapping/);
    await moved.getByText("Otherwise 5% of the users get it").waitFor();
    await moved.getByText("A release moves this share: running, at canary").waitFor();
    assert.equal(await moved.getByRole("slider").count(), 0);
    await theirs.getByRole("tab", { name: "Release" }).click();
    await moved.locator("[aria-current=step]").getByText("canary").waitFor();
    await moved.getByRole("link", { name: "wrapping-out" }).click();
    await order(page, "Approve full", "Approve wrapping-out", "support is ready");
    await theirs.getByText("approved", { exact: true }).waitFor();
    await order(page, "Promote", "Promote wrapping-out", "all is calm");
    await theirs.locator("[aria-current=step]").getByText("half").waitFor();
    await order(page, "Take it back", "Take back wrapping-out", "customers complain");
    await theirs.getByText("It was taken back", { exact: true }).waitFor();
    await theirs.getByText("customers complain").first().waitFor();
    await theirs.goto(`${server.url}/flags/deployment_wrapping?tab=release`);
    await dialog(theirs, /deployment_wrapping/).getByText("run 1").waitFor();
    await theirs.getByText("Rolled back", { exact: true }).waitFor();
  });
  assert.equal(await state("wrapping-out"), "rolled_back");
  const flag = await server.ask("GET", "/api/features/deployment_wrapping");
  assert.ok(flag.killed, "its flag is killed");
}));

/** Users who meet the flag now: of those who are in few buy, of the others 40 %. */
async function come(users) {
  const at = new Date().toISOString();
  const met = await Promise.all(Array.from({ length: users }, async (_, number) => {
    const user = `u${number}`;
    const { items } = await server.ask("POST", "/api/evaluate", { context: { targetingKey: user }, keys: ["deployment_till"] });
    const isIn = items[0].value === true;
    const bought = (number * 37) % 100 < (isIn ? 5 : 40);
    return [
      { id: randomUUID(), type: "exposure", key: "deployment_till", user, variant: isIn ? "on" : "off", at },
      ...(bought ? [{ id: randomUUID(), type: "metric", event: "conversion", user, at }] : []),
    ];
  }));
  const { refused } = await server.ask("POST", "/api/events", { events: met.flat() });
  assert.deepEqual(refused, []);
}

test("a release that does not run is changed, put on top of what somebody else saved, and deleted", async () => {
  const key = "edited-out";
  const checks = [{ name: "errors", source: "prometheus", query: 'up{track="{{track}}"}', max_ratio: 1.2, min_samples: 200, consecutive: 3 }];
  await server.ask("POST", "/api/releases", { key, flag: "deployment_edited", steps: [{ name: "half", percentage: 50, duration: "1h" }, { name: "full", percentage: 100, duration: "1h" }], checks });
  await signedIn(server, `/releases/${key}`, async (page) => {
    await page.getByText("at most 1.2 times the others").waitFor();
    await page.getByRole("button", { name: "Edit", exact: true }).click();
    const editing = dialog(page, `Edit ${key}`);
    await editing.getByText("Nothing is changed yet.").waitFor();
    await editing.getByLabel("Share of step 1 in percent").fill("30");
    await editing.getByLabel("Limit of check 1").fill("1.5");
    const theirs = await server.ask("PATCH", `/api/releases/${key}`, { description: "Theirs", deadline: "9h" });
    await editing.getByText(`Somebody saved version ${theirs.version} while you were typing`).waitFor();
    assert.ok(await editing.getByRole("button", { name: "Review and save" }).isDisabled());
    // What is typed outlives the dialog.
    await page.keyboard.press("Escape");
    await editing.waitFor({ state: "hidden" });
    await page.getByRole("button", { name: "Edit", exact: true }).click();
    await editing.getByRole("button", { name: "Put mine on top of it" }).click();
    assert.equal(await editing.getByLabel("Description").inputValue(), "Theirs");
    assert.equal(await editing.getByLabel("Share of step 1 in percent").inputValue(), "30%");
    await editing.getByRole("button", { name: "Review and save" }).click();
    const review = dialog(page, `Save ${key}`);
    await review.getByText('steps["half"].percentage').waitFor();
    await review.getByRole("button", { name: "Save" }).click();
    await page.getByText(`${key} is saved.`).waitFor();
    await page.getByText("at most 1.5 times the others").waitFor();
    const { steps, checks: [check], description, deadline } = await server.ask("GET", `/api/releases/${key}`);
    assert.deepEqual([steps[0].percentage, check.max_ratio, check.min_samples, check.consecutive, description, deadline], [30, 1.5, 200, 3, "Theirs", "9h"]);

    await page.getByRole("button", { name: "Delete", exact: true }).click();
    const question = dialog(page, `Delete ${key}`);
    await question.getByLabel(`Type ${key} to go on`).fill(key);
    // Only what is shown is deleted: this arrives while the question is open.
    const late = await server.ask("PATCH", `/api/releases/${key}`, { description: "Typed by somebody else" });
    await question.getByRole("button", { name: "Delete" }).click();
    await page.getByText(`Somebody changed ${key} meanwhile.`).waitFor();
    assert.equal((await server.ask("GET", `/api/releases/${key}`)).version, late.version);
    await page.getByText("Typed by somebody else").first().waitFor();
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    await question.getByLabel(`Type ${key} to go on`).fill(key);
    await question.getByRole("button", { name: "Delete" }).click();
    await page.getByText(`${key} is deleted.`).waitFor();
  }, { mayFail: [/status of (404|409)/] });
});

test("a release that is written down and started here rolls back while it is watched", () => signedIn(server, "/releases", async (page) => {
  await page.getByRole("button", { name: "New release" }).click();
  const making = dialog(page, "New release");
  await making.getByRole("textbox", { name: "Key" }).fill("till-out");
  await making.getByRole("combobox", { name: "Flag" }).fill("deployment_till");
  for (let left = 5; left > 2; left -= 1) await making.getByRole("button", { name: "Remove step 1" }).click();
  await making.getByLabel("Share of step 1 in percent").fill("50");
  await making.getByLabel("Name of step 1").fill("half");
  await making.getByLabel("How long step 1 lasts").fill("1 hour");
  await making.getByText("Each step lasts some time").waitFor();
  assert.ok(await making.getByRole("button", { name: "Create" }).isDisabled());
  await making.getByLabel("How long step 1 lasts").fill("1h");
  await making.getByLabel("Step 2 begins after approval").check();
  await making.getByRole("button", { name: "Check a metric" }).click();
  await making.getByLabel("Name of check 1").fill("purchases");
  await making.getByLabel("Metric of check 1").fill("conversion_rate");
  await making.getByLabel("How often check 1 is made").fill("1s");
  await making.getByRole("button", { name: "Create" }).click();
  await page.getByText("It was not started yet").waitFor();
  const { steps, checks, gates } = await server.ask("GET", "/api/releases/till-out");
  assert.deepEqual(steps, [{ name: "half", percentage: 50, duration: "1h" }, { name: "full", percentage: 100, duration: "5m" }]);
  assert.deepEqual([checks[0].metric, checks[0].min_ratio, checks[0].test, gates], ["conversion_rate", 0.95, "sequential", [{ before: "full" }]]);

  await order(page, "Start", "Start till-out", "the till is ready");
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: /^Releases \d/ }).waitFor();
  await eventually("half are in", async () => (await status("till-out")).share === 50);
  await page.evaluate(() => { window.isTheSamePage = true; });
  await come(240);
  // That takes the summing up of what they did, and a check upon it.
  await page.getByText("It was taken back", { exact: true }).waitFor({ timeout: 60_000 });
  const { decision } = await status("till-out");
  const [found] = decision.evidence;
  const figure = (value) => Number(value.toPrecision(4)).toLocaleString("en", { maximumFractionDigits: 6 });
  const decided = page.getByRole("region", { name: "What was decided" });
  await decided.getByText("Beyond limit").first().waitFor();
  await decided.getByText(figure(found.value), { exact: true }).first().waitFor();
  await decided.getByText(`at least ${figure(found.threshold.at_least)}`).first().waitFor();
  await page.getByRole("region", { name: "How it stands" }).getByText(decision.reason).first().waitFor();
  assert.ok(await page.evaluate(() => window.isTheSamePage), "without a reload");
}));

test("a release whose router is gone ends without it", async () => {
  const socket = "/nowhere/haproxy.sock";
  const own = await startServer(undefined, undefined, ["--allow-haproxy", socket]);
  try {
    const router = { haproxy: { socket, backend: "shop", candidate: "green", stable: "blue" } };
    await own.ask("PUT", "/api/releases/routed", { flag: "routed", checks: [], router });
    await signedIn(own, "/releases/routed", async (page) => {
      await order(page, "Start", "Start routed", "the router is there");
      await page.getByText(/tried \d+ times/).first().waitFor();
      assert.equal(await page.getByRole("button", { name: "Leave its traffic" }).count(), 0);
      await order(page, "Take it back", "Take back routed", "it is not");
      await order(page, "Leave its traffic", "Leave the traffic of routed", "it never will be");
      await page.getByText("It was taken back", { exact: true }).waitFor();
      await page.getByText("Traffic left", { exact: true }).waitFor();
    });
  } finally {
    await own.stop();
    own.remove();
  }
});

test("a check tells what it measures, that there is nothing to compare yet, and why", () => signedIn(server, "/releases/search-out", async (page) => {
  await order(page, "Start", "Start search-out", "");
  const checks = page.getByRole("region", { name: "Checks" });
  await checks.getByText("conversion", { exact: true }).waitFor();
  await checks.getByText(/No data|Not known yet/).waitFor();
  await checks.getByText("conversion_rate").first().waitFor();
  await checks.getByText("no value yet").waitFor();
  await eventually("it says why", async () => {
    const { checks: [check] } = await status("search-out");
    return Boolean(check.last) && checks.getByText(check.last.reason, { exact: true }).isVisible();
  });
}));

test("the keyboard alone starts a release and takes it back", () => signedIn(server, "/flags", async (page) => {
  await page.getByRole("heading", { name: "Flags", exact: true }).waitFor();
  await pair(page, "g", "r");
  await page.getByRole("heading", { name: "Releases" }).waitFor();
  await page.getByRole("link", { name: "by-keys" }).waitFor();
  await tabTo(page, page.getByRole("link", { name: "by-keys" }));
  await page.keyboard.press("Enter");
  for (const [button, title] of [["Start", "Start by-keys"], ["Take it back", "Take back by-keys"]]) {
    await page.getByRole("button", { name: button, exact: true }).waitFor();
    await tabTo(page, page.getByRole("button", { name: button, exact: true }));
    await page.keyboard.press("Enter");
    await dialog(page, title).locator("textarea:focus").waitFor();
    await page.keyboard.type("by keys");
    await tabTo(page, dialog(page, title).locator("button[type=submit]"));
    await page.keyboard.press("Enter");
    await dialog(page, title).waitFor({ state: "hidden" });
  }
  await eventually("it is taken back", async () => (await state("by-keys")) === "rolled_back");
}));

test("texts with HTML in them execute nothing", async () => {
  const evil = `<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>`;
  const steps = [{ name: evil, percentage: 100, duration: "1h" }];
  await server.ask("POST", "/api/releases", { key: "evil", name: evil, description: evil, flag: "deployment_evil", steps, checks: [] });
  await server.ask("POST", "/api/releases/evil/start", { reason: evil });
  await signedIn(server, "/releases", async (page) => {
    for (const path of ["/releases", "/releases/evil"]) {
      await page.goto(server.url + path);
      await page.getByText("<img src=x").first().waitFor();
      assert.equal(await page.evaluate(() => window.pwned), undefined, path);
    }
  });
});

test("every page of releases is accessible and fits", () => signedIn(server, "/releases", async (page) => {
  for (const [path, there] of [["/releases", ".release-card"], ["/releases/wrapping-out", ".stepper"], ["/releases/search-out", ".checks li"], ["/releases/never-started", ".result-head"]]) {
    await page.goto(server.url + path);
    await page.locator(there).first().waitFor();
    await checkLooks(page, path);
  }
}));
