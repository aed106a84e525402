// Segments, playground, live stream and settings fit every width, and keep nobody out.
import { test } from "node:test";
import { checkLooks, shop, signedIn } from "./person.mjs";

const server = shop(async () => {
  const long = "A description that goes on. ".repeat(70);
  const rtl = "قسم الدعم والمبيعات";
  await server.ask("POST", "/api/segments?environment=default", { key: "x".repeat(128), description: long, owner: rtl, tags: [rtl, "a".repeat(120)], include: ["k".repeat(300), rtl], exclude: ["b"], rules: [{ name: rtl, type: "property", conditions: { plan: ["pro"] } }] });
  await server.ask("POST", "/api/tokens", { name: "n".repeat(128), kind: "server", environments: ["default", "production"] });
  await server.ask("POST", "/api/notifications", { name: "ops", type: "slack", url: "https://ops.invalid/x", kinds: ["killed", "revived"] });
  await server.ask("POST", "/experiments/freeze", { from: "2028-01-01T00:00:00Z", reason: long.slice(0, 800) });
});

const context = encodeURIComponent(JSON.stringify({ targetingKey: "user-42", plan: "pro" }));
const other = encodeURIComponent(JSON.stringify({ targetingKey: "ana@example.com", deep: { list: [1, 2, "x".repeat(200)] } }));
const PAGES = [
  ["/segments", (page) => page.locator(".segment-row").nth(1)],
  ["/segments/staff", (page) => page.getByRole("heading", { name: "Used by" })],
  [`/segments/${"x".repeat(128)}`, (page) => page.getByRole("heading", { name: "Used by" })],
  ["/playground", (page) => page.getByText("Say who asks")],
  [`/playground?context=${context}&other=${other}&open=checkout-v2`, (page) => page.getByText("What would change it").first()],
  ["/live", (page) => page.getByText("Nothing yet")],
  ...["environments", "tokens", "notifications", "freezes", "instance"].map((tab) => [`/settings?tab=${tab}`, (page) => page.locator(".settings-section li, .facts").first()]),
];

test("they are accessible and fit", () => signedIn(server, "/segments", async (page) => {
  for (const [path, shown] of PAGES) {
    await page.goto(server.url + path);
    await shown(page).waitFor();
    await checkLooks(page, path);
  }
  await page.goto(`${server.url}/settings?tab=tokens`);
  await page.getByRole("button", { name: "New token" }).click();
  await page.getByRole("dialog").getByText("What it may do").waitFor();
  await checkLooks(page, "the dialog of a new token");
}));
