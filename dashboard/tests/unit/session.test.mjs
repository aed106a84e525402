import assert from "node:assert/strict";
import { test } from "node:test";
import { QueryClient } from "@tanstack/react-query";
import { pages } from "./answering.mjs";
import { load } from "./load.mjs";

const { sessionQuery, welcome } = await load("api/session");

const ana = { name: "ana", kind: "editor", environments: ["*"] };

test("what was read stays for whoever comes back, and for nobody else", async () => {
  for (const [other, stays] of [[ana, true], [{ ...ana, expires_at: "later" }, true], [{ ...ana, name: "bo" }, false], [{ ...ana, kind: "viewer" }, false], [{ ...ana, environments: ["default"] }, false]]) {
    const client = new QueryClient();
    welcome(client, ana);
    client.setQueryData(["flags", "default"], [{ key: "x" }]);
    welcome(client, null);
    pages.set("/api/session", { session: other });
    assert.deepEqual(await client.fetchQuery(sessionQuery), other);
    assert.equal(client.getQueryData(["flags", "default"]) !== undefined, stays, JSON.stringify(other));
  }
});
