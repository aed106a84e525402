import assert from "node:assert/strict";
import { test } from "node:test";
import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { asked, pages, problem } from "./answering.mjs";
import { load } from "./load.mjs";

const { beginAt, catchUp, drop, put, putAll, readFailed } = await load("api/live");

const flag = (key, version, more = {}) => ({ key, version, type: "boolean", enabled: true, ...more });
const head = (seq, log = "log") => ({ log, seq, journal: 0, heard: 0 });
const changed = (...keys) => ({ items: keys.map((key, place) => ({ seq: place, collection: "features", key, kind: "updated" })) });
/** A client that has read the list of an environment whose log went as far as the seq. */
function reader(environment, seq, ...flags) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  beginAt(client, { key: environment, log: "log", seq }, 0);
  client.setQueryData(["flags", environment], flags);
  return client;
}
const versions = (client, environment) => client.getQueryData(["flags", environment])?.map(({ key, version }) => [key, version]);

/** Waits until the cache is as it should be. */
const until = (client, isSo) =>
  new Promise((done) => {
    const look = () => isSo() && (stop(), done());
    const stop = client.getQueryCache().subscribe(look);
    queueMicrotask(look);
  });

test("what changed in an environment while another was looked at is read on coming back", async () => {
  const client = reader("a", 5, flag("x", 3), flag("gone", 4));
  beginAt(client, { key: "b", log: "log", seq: 90 }, 0);
  await catchUp(client, "b", head(90));
  assert.deepEqual(asked, []);
  pages.set("/api/changes", changed("x", "gone", "new"));
  pages.set("/api/features/x", flag("x", 6));
  pages.set("/api/features/new", flag("new", 8));
  await catchUp(client, "a", head(8));
  assert.deepEqual({ ...asked[0].query, path: asked[0].pathname }, { environment: "a", after: "5", order: "asc", limit: "50", path: "/api/changes" });
  assert.deepEqual(versions(client, "a"), [["x", 6], ["new", 8]]);
});

test("what changes between reading and the first head is read again, however often the environment itself was read meanwhile", async () => {
  const client = reader("a", 5, flag("x", 3));
  beginAt(client, { key: "a", log: "log", seq: 6 }, 1);
  pages.set("/api/changes", changed("x"));
  pages.set("/api/features/x", flag("x", 6));
  await catchUp(client, "a", head(6));
  assert.deepEqual(versions(client, "a"), [["x", 6]]);
  assert.equal(asked[0].query.after, "5");
});

test("where nobody knows how far the log went when something was read, all of it is read again", async () => {
  const client = new QueryClient();
  client.setQueryData(["flags", "a"], [flag("x", 3)]);
  await catchUp(client, "a", head(6));
  assert.equal(versions(client, "a"), undefined);
});

for (const [what, path] of [["the changes", "/api/changes"], ["the flag", "/api/features/x"]]) {
  test(`a change is not lost where ${what} cannot be read`, async () => {
    const client = reader("a", 5, flag("x", 3));
    pages.set("/api/changes", changed("x"));
    pages.set("/api/features/x", flag("x", 6));
    const answer = pages.get(path);
    pages.set(path, problem(429, "too_many_requests"));
    await assert.rejects(catchUp(client, "a", head(6)), { message: "too_many_requests" });
    assert.deepEqual(versions(client, "a"), [["x", 3]]);
    pages.set(path, answer);
    // The same head again, as it comes while nothing happens.
    await catchUp(client, "a", head(6));
    assert.deepEqual(versions(client, "a"), [["x", 6]]);
    asked.length = 0;
    await catchUp(client, "a", head(6));
    assert.deepEqual(asked, []);
  });
}

test("where changes are not told, as after an erasure, all is read again", async () => {
  const client = reader("a", 5, flag("x", 3));
  pages.set("/api/changes", problem(410, "erased"));
  await catchUp(client, "a", head(6));
  assert.equal(client.getQueryState(["flags", "a"]).isInvalidated, true);
});

test("of a log that goes back, or is another one, nothing is kept", async () => {
  for (const other of [head(4), head(9, "another")]) {
    const client = reader("a", 5, flag("x", 5));
    await catchUp(client, "a", other);
    assert.equal(versions(client, "a"), undefined);
  }
});

test("what could not be read is read again, but not what is read now, nor what nobody looks at", async () => {
  const client = reader("a", 5);
  const read = [];
  const stops = ["fails", "sound", "unseen"].map((name) => {
    const queryFn = () => {
      read.push(name);
      return name === "sound" || read.length > 3 ? Promise.resolve(name) : Promise.reject(new Error("too much"));
    };
    return new QueryObserver(client, { queryKey: [name], queryFn }).subscribe(() => undefined);
  });
  stops[2]();
  const isSettled = () => ["fails", "sound", "unseen"].every((name) => client.getQueryState([name]).fetchStatus === "idle");
  await until(client, isSettled);
  read.push("now");
  await readFailed(client, () => false);
  await readFailed(client);
  await readFailed(client);
  assert.deepEqual(read, ["fails", "sound", "unseen", "now", "fails"]);
  assert.equal(client.getQueryData(["fails"]), "fails");
  stops.forEach((stop) => stop());
});

test("an older flag is not put in place of a newer one, one that is gone not back", () => {
  const client = reader("a", 5, flag("x", 3), flag("y", 9));
  put(client, "a", flag("x", 5));
  put(client, "a", flag("x", 4));
  put(client, "a", flag("x", 5, { killed: { by: "ana" } }));
  putAll(client, "a", [flag("x", 5), flag("y", 8), flag("gone", 7)]);
  assert.deepEqual(versions(client, "a"), [["x", 5], ["y", 9]]);
  assert.equal(client.getQueryData(["flag", "a", "x"]).version, 5);
  assert.equal(client.getQueryData(["flag", "a", "gone"]), undefined);
});

test("what changes while the list is on its way is in it when it is there", async () => {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  let answer;
  const when = new Promise((done) => (answer = done));
  const list = client.fetchQuery({ queryKey: ["flags", "a"], queryFn: () => when });
  put(client, "a", flag("x", 4, { killed: { by: "ana" } }));
  put(client, "a", flag("new", 6));
  drop(client, "a", "gone");
  answer([flag("x", 4), flag("gone", 2), flag("y", 7)]);
  await list;
  await until(client, () => versions(client, "a").length === 3);
  assert.deepEqual(versions(client, "a"), [["x", 4], ["y", 7], ["new", 6]]);
  assert.deepEqual(client.getQueryData(["flags", "a"])[0].killed, { by: "ana" });
});

test("one flag that is new does not make the list so", async () => {
  const client = reader("a", 5, flag("x", 3), flag("y", 3));
  await client.invalidateQueries({ queryKey: ["flags", "a"] });
  put(client, "a", flag("x", 4));
  assert.equal(client.getQueryState(["flags", "a"]).isInvalidated, true);
});
