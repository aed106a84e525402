// Experiments in a real browser, against the real server and what it has summed up.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { openBrowser } from "./browser.mjs";
import { seedExperiments } from "./experiments.mjs";
import { checkLooks, dialog, eventually, GONE, pair, shop, signedIn, tabTo } from "./person.mjs";
import { seed, startServer } from "./server.mjs";

const server = shop(seedExperiments);

const experiment = (key) => server.ask("GET", `/api/experiments/${key}`);
const draft = (key, more = {}) => server.ask("POST", "/api/experiments", {
  key, variants: [{ name: "control", weight: 0.5 }, { name: "new", weight: 0.5 }], metrics: ["purchase_rate"], ...more,
});

// A page asks for results at once, maybe before the server has summed up that it began.
const YOUNG = [/409 .*\/api\/experiments\/[^/]+\/results/];

/** Starts an experiment, and waits until there are results of it. */
async function start(key, reason) {
  await server.ask("POST", `/api/experiments/${key}/start`, reason === undefined ? {} : { reason });
  await eventually("there are results", () => server.ask("GET", `/api/experiments/${key}/results`).then(() => true, (error) => !/ 409 /.test(error.message)));
}

test("somebody new finds the experiment that is decided, and why", () => signedIn(server, "/flags", async (page) => {
  await page.getByRole("link", { name: "Experiments" }).first().click();
  await page.getByRole("button", { name: "Needs a decision" }).click();
  await page.getByRole("link", { name: "Analyse Search ranking model" }).click();
  await page.getByText("Users are split as planned").waitFor();
  await page.getByText("Give everybody").waitFor();
  const row = page.getByRole("row", { name: /rerank-v3 181 201/ });
  await row.getByText("Over limit").waitFor();
  await row.getByRole("img", { name: /search_latency by rerank-v3: \+\d+\.\d%, interval/ }).waitFor();
  assert.equal(await page.getByText("to win").count(), 0, "no chance to win by default");

  const looks = page.getByText("There was one look so far.");
  await looks.waitFor();
  await page.getByRole("button", { name: "Analyse" }).click();
  await page.getByText("Show as a table").click();
  await page.getByRole("cell", { name: "rerank-v3" }).first().waitFor();

  await page.getByRole("tab", { name: "By attribute" }).click();
  await page.getByRole("textbox", { name: "Attribute" }).fill("country");
  await page.getByRole("button", { name: "Break down" }).click();
  await page.getByText("Exploratory: 6,000 users by country").waitFor();
  await page.getByRole("tab", { name: "Why a number is so" }).click();
  await page.getByText("| hoist stats compare").first().waitFor();

  await page.getByRole("button", { name: "More", exact: true }).click();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("menuitem", { name: "Results as CSV" }).click()]);
  const lines = readFileSync(await download.path(), "utf8").trimEnd().split("\n");
  assert.equal(lines.length, 10);
  assert.match(lines[0], /^metric,role,kind,variant,users,/);

  await page.goto(`${server.url}/experiments/delivery-promise`);
  await page.getByRole("button", { name: "Look now" }).click();
  await page.getByRole("region", { name: "Monitor" }).getByRole("status").getByText(/\S/).waitFor();
}));

test("a split that is off is told before any effect, and no effect is believed", () => signedIn(server, "/experiments/shorter-checkout", async (page) => {
  await page.getByText("Users were not split as planned").first().waitFor();
  await page.getByRole("cell", { name: "961" }).waitFor();
  assert.equal(await page.getByText("Not to be believed").count(), 2);
  await page.getByRole("button", { name: "Make a decision" }).click();
  const asked = dialog(page, "End Shorter checkout");
  await asked.getByRole("radio", { name: /Ship short/ }).check({ force: true });
  await asked.getByText("no effect here can be believed").waitFor();
  // Whoever leaves it and comes back finds what they wrote, and nothing chosen.
  await asked.getByLabel("Reason").fill("it looked better");
  await asked.getByRole("button", { name: "Keep it running" }).click();
  await asked.waitFor({ state: "hidden" });
  await page.reload();
  await page.getByRole("button", { name: "Make a decision" }).click();
  await asked.getByRole("radio").first().waitFor();
  assert.equal(await asked.getByLabel("Reason").inputValue(), "it looked better");
  assert.equal(await asked.getByRole("radio", { checked: true }).count(), 0);
}));

test("an experiment is written down, planned and started", () => signedIn(server, "/experiments", async (page) => {
  await page.getByRole("button", { name: "New experiment" }).first().click();
  const wizard = dialog(page, "New experiment");
  await wizard.getByLabel("Name").fill("Sticky filters");
  assert.equal(await wizard.getByRole("textbox", { name: "Key" }).inputValue(), "sticky-filters");
  await wizard.getByLabel("Hypothesis").fill("Filters that stay, more users who find something");
  await wizard.getByRole("button", { name: "Next" }).click();
  await wizard.getByLabel("Name of variant 2").fill("sticky");
  await wizard.getByRole("button", { name: "Next" }).click();
  await wizard.getByRole("button", { name: "Next" }).click();
  await wizard.getByText("Without a metric nothing can be decided.").waitFor();
  const metric = wizard.getByRole("combobox", { name: "Metric", exact: true });
  for (const name of ["purchase_rate", "search_latency"]) {
    await metric.fill(name);
    await wizard.getByRole("button", { name: "Add", exact: true }).click();
  }
  await wizard.getByRole("combobox", { name: "Role of search_latency" }).click();
  await page.getByRole("option", { name: "Guardrail" }).click();
  await wizard.getByLabel("How much worse search_latency may get, in percent").fill("5");
  await wizard.getByRole("button", { name: "Next" }).click();
  await wizard.getByLabel("Who converts today").fill("20");
  await wizard.getByLabel("New users each day").fill("1000");
  await wizard.getByRole("row", { name: /^20% 10% [\d,]+ \d+ days/ }).waitFor();
  await wizard.getByRole("button", { name: /^Plan [\d,]+ users$/ }).click();
  await wizard.getByRole("columnheader", { name: "Chance with the plan" }).waitFor();
  // Whoever reloads goes on where they were.
  await page.reload();
  await wizard.getByRole("button", { name: "Create and start" }).click();
  await page.getByRole("heading", { name: "Sticky filters" }).waitFor();
  // It is made first, and started then.
  await eventually("it is started", async () => (await experiment("sticky-filters")).status === "running");
  const made = await experiment("sticky-filters");
  assert.ok(made.sample_size > 1_000);
  assert.deepEqual(made.metrics, [{ metric: "purchase_rate", role: "goal" }, { metric: "search_latency", role: "guardrail", margin: 0.05 }]);
}, { mayFail: YOUNG }));

test("what stands against a start is told, and a draft that is right is started", async () => {
  await draft("no-goal", { metrics: [] });
  await draft("ready");
  await signedIn(server, "/experiments/no-goal", async (page) => {
    await page.getByText("It cannot be started as it is").waitFor();
    await page.getByText("nothing could be decided").waitFor();
    await page.goto(`${server.url}/experiments/ready`);
    await page.getByRole("button", { name: "Start" }).click();
    await dialog(page, "Start ready").getByRole("button", { name: "Start" }).click();
    await page.getByText(/^Running, day 1/).waitFor();
    assert.equal((await experiment("ready")).status, "running");
  }, { mayFail: YOUNG });
});

test("it is found, analysed and taken apart by the keyboard alone", () => signedIn(server, "/flags", async (page) => {
  await page.getByRole("heading", { name: "Flags", exact: true }).waitFor();
  await pair(page, "g", "e");
  const link = page.getByRole("link", { name: "Analyse Search ranking model" });
  await link.waitFor();
  await tabTo(page, link);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Search ranking model" }).waitFor();
  await page.getByText("Users are split as planned").waitFor();
  await tabTo(page, page.getByRole("button", { name: "Analyse" }));
  const [answer] = await Promise.all([page.waitForResponse(/search-ranking\/results\?.*refresh=true/), page.keyboard.press("Enter")]);
  assert.equal(answer.status(), 200);
  await tabTo(page, page.getByRole("tab", { name: "Over time" }));
  await page.keyboard.press("ArrowRight");
  await page.getByRole("tab", { name: "By attribute", selected: true }).waitFor();
  await tabTo(page, page.getByRole("textbox", { name: "Attribute" }));
  await page.keyboard.type("country");
  await page.keyboard.press("Enter");
  await page.getByText("Exploratory: 6,000 users by country").waitFor();
  await tabTo(page, page.getByRole("tab", { name: "By attribute" }), "Shift+Tab");
  await page.keyboard.press("ArrowRight");
  await page.getByText("| hoist stats compare").first().waitFor();
}));

test("it is ended by the keyboard alone, and nothing is chosen beforehand", async () => {
  await draft("by-keys");
  await start("by-keys");
  await signedIn(server, "/experiments", async (page) => {
    await signedIn(server, "/experiments/by-keys", async (theirs) => {
      await theirs.getByText(/^Running, day 1/).waitFor();
      await page.getByText("by-keys").first().waitFor();
      await tabTo(page, page.getByRole("link", { name: "by-keys", exact: true }));
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "by-keys" }).waitFor();
      await tabTo(page, page.getByRole("button", { name: "Make a decision" }));
      await page.keyboard.press("Enter");
      const asked = dialog(page, "End by-keys");
      await asked.locator("input:focus").waitFor();
      assert.equal(await asked.locator("input:checked").count(), 0);
      assert.ok(await asked.getByRole("button", { name: "End the experiment" }).isDisabled());
      await page.keyboard.press("ArrowDown");
      await asked.getByRole("radio", { name: /Roll back/, checked: true }).waitFor();
      await tabTo(page, asked.getByLabel("Reason"));
      await page.keyboard.type("it was only a test");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await page.getByText("Concluded: everybody gets control").waitFor();
      // Whoever else looks sees it at once.
      await theirs.getByText("Concluded", { exact: true }).waitFor();
    }, { mayFail: YOUNG });
  }, { mayFail: YOUNG });
  const { status, life } = await experiment("by-keys");
  assert.deepEqual([status, life.conclusion.everybody_gets, life.reason], ["concluded", "control", "rolled back: it was only a test"]);
  await signedIn(server, "/experiments/by-keys", async (page) => {
    await page.getByRole("button", { name: "More", exact: true }).click();
    await page.getByRole("menuitem", { name: "Archive" }).click();
    await eventually("it is archived", async () => (await experiment("by-keys")).status === "archived");
  });
});

test("a viewer is told why nothing can be changed, and a freeze is told too", async () => {
  const { token } = await server.ask("POST", "/api/tokens", { name: "looker", kind: "viewer", environments: ["*"] });
  const browser = await openBrowser();
  try {
    const { page } = browser;
    await page.goto(`${server.url}/experiments`);
    await page.getByLabel("Token", { exact: true }).fill(token);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "Experiments" }).waitFor();
    assert.ok(await page.getByRole("button", { name: "New experiment" }).isDisabled());
    await page.goto(`${server.url}/experiments/search-ranking`);
    const decide = page.getByRole("button", { name: "Make a decision" });
    assert.ok(await decide.isDisabled());
    // It comes with the results, and moves what stands beside it.
    await page.getByRole("button", { name: "Analyse" }).waitFor();
    await decide.locator("..").hover();
    await page.getByText("Your token is of kind viewer: it may only read.").waitFor();
    assert.deepEqual(browser.problems, []);
  } finally {
    await browser.close();
  }
  await server.ask("POST", "/experiments/freeze", { reason: "a holiday" });
  await signedIn(server, "/experiments/search-ranking", async (page) => {
    const decide = page.getByRole("button", { name: "Make a decision" });
    await eventually("it is off", () => decide.isDisabled());
    await page.getByRole("button", { name: "Analyse" }).waitFor();
    await decide.locator("..").hover();
    await page.getByText("Experiments are frozen").waitFor();
    await server.ask("POST", "/experiments/unfreeze", {});
    await eventually("it is on again", () => decide.isEnabled());
  });
});

test("names and texts with HTML in them execute nothing", async () => {
  const evil = `<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>`;
  await draft("evil", { name: evil, hypothesis: evil, owner: evil, variants: [{ name: "control", weight: 0.5 }, { name: evil, weight: 0.5 }] });
  await start("evil", evil);
  await signedIn(server, "/experiments?q=evil", async (page) => {
    for (const path of ["/experiments?q=evil", "/experiments/evil", "/experiments/evil?view=plan", "/experiments/evil?view=history", "/experiments/evil?decide=true"]) {
      await page.goto(server.url + path);
      await page.getByText("<img src=x").first().waitFor();
      assert.equal(await page.evaluate(() => window.pwned), undefined, path);
    }
  });
});

test("a session that ends, somebody who was first, and a server that goes lose nothing that was typed", async () => {
  const other = await startServer();
  await seed(other);
  const anew = () => other.ask("POST", "/api/tokens", { name: "ana", kind: "editor", environments: ["*"] });
  const { id, token } = await anew();
  let again;
  const browser = await openBrowser();
  try {
    const { page } = browser;
    const signIn = async (secret) => {
      await page.getByLabel("Token", { exact: true }).fill(secret);
      await page.getByRole("button", { name: "Sign in" }).click();
    };
    await page.goto(`${other.url}/experiments?create=true`);
    await signIn(token);
    const wizard = dialog(page, "New experiment");
    await wizard.getByLabel("Name").fill("Long thought over");
    await wizard.getByLabel("Hypothesis").fill("Written with care");
    await other.ask("DELETE", `/api/tokens/${id}`);
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await signIn((await anew()).token);
    assert.equal(await wizard.getByLabel("Hypothesis").inputValue(), "Written with care");

    await wizard.getByRole("button", { name: "Next" }).click();
    await wizard.getByRole("button", { name: "Next" }).click();
    await wizard.getByRole("combobox", { name: "Metric", exact: true }).fill("conversion_rate");
    await wizard.getByRole("button", { name: "Add", exact: true }).click();
    await wizard.getByRole("button", { name: "Next" }).click();
    await wizard.getByRole("row", { name: /^10% / }).waitFor();
    await other.ask("POST", "/api/experiments", { key: "long-thought-over", variants: { control: 0.5, b: 0.5 } });
    const create = wizard.getByRole("button", { name: "Create as a draft" });
    await create.click();
    await wizard.getByRole("alert").waitFor();
    await wizard.getByRole("button", { name: /What$/ }).click();
    await wizard.getByRole("textbox", { name: "Key" }).fill("thought-over-again");
    await wizard.getByRole("button", { name: /Size$/ }).click();

    await other.stop();
    await page.getByText("The connection to the server is lost.").waitFor();
    await create.click();
    await wizard.getByText("The server cannot be reached.").first().waitFor();
    again = await startServer(other.folder, other.address);
    await page.getByText("Live", { exact: true }).waitFor();
    await create.click();
    await page.getByRole("heading", { name: "Long thought over" }).waitFor();
    await page.getByText("Written with care").waitFor();
    assert.deepEqual(browser.problems.filter((text) => !GONE.test(text) && !/status of 40[19]/.test(text)), []);
  } finally {
    await browser.close();
    await (again ?? other).stop().catch(() => {});
    other.remove();
  }
});

const PAGES = [
  ["/experiments", ".experiment-card .interval"],
  ["/experiments?create=true", ".wizard"],
  ["/experiments/search-ranking", ".chart canvas"],
  ["/experiments/search-ranking?view=why", ".why"],
  ["/experiments/search-ranking?view=plan", ".measured"],
  ["/experiments/search-ranking?view=history", ".entry"],
  ["/experiments/search-ranking?decide=true", ".decide"],
  ["/experiments/shorter-checkout", ".split-table"],
  ["/experiments/gift-wrapping", ".power-table"],
  ["/experiments/old-banner", ".result-foot"],
];

test("every page of experiments is accessible and fits", () => signedIn(server, "/experiments", async (page) => {
  for (const [path, there] of PAGES) {
    await page.goto(server.url + path);
    await page.locator(there).first().waitFor();
    await checkLooks(page, path);
  }
}));
