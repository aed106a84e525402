import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { sentenceOf, plain } = await load("flag/sentence");
const { hundredths, withPart, evenly } = await load("flag/splitting");
const { find, countsOf } = await load("flag/finding");
const { whysOf } = await load("flag/reasons");
const { count, percent, overruledBy, servedWords, shareOf, statusOf } = await load("flag/reading");

test("rules read as sentences", () => {
  const cases = [
    [{ conditions: {}, value: true }, "If anybody asks then on"],
    [{ type: "property", conditions: { plan: ["pro", "team"], country: { not_in: ["DE"] } }, value: 20 },
      "If plan is any of pro, team and country is none of DE then 20% of them on"],
    [{ type: "user_segment", conditions: { segment: "staff" }, value: false }, "If in segment staff then off"],
    [{ type: "user", conditions: { user_ids: ["a"] }, value: "blue" }, "If user is a then blue"],
    [{ type: "property", conditions: { age: { gte: 18, lt: 65 } }, value: { split: { a: 0.3, b: 0.7 } } },
      "If age is at least 18 and age is below 65 then 30% a and 70% b"],
    [{ conditions: { any: [{ type: "property", conditions: { plan: "pro" } }, { not: { type: "segment", conditions: { segment: "staff" } } }] }, value: true },
      "If ( plan is pro or not ( in segment staff ) ) then on"],
    [{ type: "time", conditions: { days: ["mon", "fri"], hours: "22:00-06:00" }, value: true }, "If the day is mon, fri and the time is 22:00-06:00 then on"],
    [{ type: "property", conditions: { email: { exists: false } }, value: true }, "If email is missing then on"],
    [{ type: "user", conditions: { user_ids: ["a", "b", "c", "d", "e", "f"] }, value: true }, "If user is any of a, b, c, d and 2 more then on"],
  ];
  for (const [rule, expected] of cases) assert.equal(plain(sentenceOf(rule)), expected);
});

test("a split is a whole whatever is done to it", () => {
  const whole = (parts) => parts.reduce((sum, part) => sum + part, 0);
  assert.deepEqual(hundredths([1, 1, 1].map((weight) => ({ name: "a", percent: (100 * weight) / 3 }))), [3334, 3333, 3333]);
  assert.deepEqual(withPart([5000, 5000], 0, 2000), [2000, 8000]);
  assert.deepEqual(withPart([3400, 3300, 3300], 0, 5000), [5000, 2500, 2500]);
  assert.deepEqual(withPart([10000, 0, 0], 0, 4000), [4000, 3000, 3000]);
  assert.deepEqual(withPart([10000], 0, 10), [10000]);
  assert.deepEqual(evenly(3), [3334, 3333, 3333]);
  for (let count = 2; count <= 50; count += 1) {
    let parts = evenly(count);
    for (const wanted of [0, 1, 9_999, 10_000, 3_333]) {
      parts = withPart(parts, wanted % count, wanted);
      assert.equal(whole(parts), 10_000, `${count} ${wanted}`);
      assert.ok(parts.every((part) => part >= 0));
    }
  }
});

test("flags are found and counted", () => {
  const flag = (key, more = {}) => ({ key, type: "boolean", enabled: true, archived: false, killed: null, version: 1, created_at: "", updated_at: "", ...more });
  const flags = [
    flag("a", { version: 3 }),
    flag("b", { version: 7, enabled: false, tags: ["Web", "till"] }),
    flag("c", { version: 5, killed: { by: "x", at: "" }, owner: "web" }),
    flag("d", { archived: true }),
  ];
  const stale = new Map([["a", "why"]]);
  assert.deepEqual(countsOf(flags, stale), { all: 3, on: 1, off: 1, gradual: 0, killed: 1, stale: 1, archived: 1 });
  const keys = (text, filter, sort) => find([...flags], { text, filter, sort }, stale, (key) => key.charCodeAt(0)).map(({ key }) => key);
  assert.deepEqual(keys("", "all", "changed"), ["b", "c", "a"]);
  assert.deepEqual(keys("web", "all", "key"), ["b", "c"]);
  assert.deepEqual(keys("web till", "all", "key"), ["b"]);
  assert.deepEqual(keys("", "all", "busiest"), ["c", "b", "a"]);
});

test("numbers and shares", () => {
  assert.deepEqual([0, 999, 1_000, 12_340, 250_000, 3_400_000].map(count), ["0", "999", "1.0k", "12.3k", "250k", "3.4M"]);
  assert.equal(percent(33.333333), "33.33%");
  const gradual = { type: "gradual", start_date: "2026-01-01T00:00:00Z", end_date: "2026-01-11T00:00:00Z" };
  const at = (text) => shareOf(gradual, Date.parse(text));
  assert.deepEqual([at("2025-12-31T00:00:00Z"), at("2026-01-06T00:00:00Z"), at("2026-02-01T00:00:00Z")], [0, 50, 100]);
  const own = { key: "x", type: "percentage", percentage: 20, enabled: true };
  const takenBack = { ...own, in_force: { percentage: 0, reason: "the release x was taken back" } };
  assert.deepEqual([own, takenBack].map((flag) => [shareOf(flag, 0), overruledBy(flag)]), [[20, undefined], [0, "The release x was taken back"]]);
  assert.equal(statusOf(takenBack, "stale", 0).text, "The release x was taken back");
});

test("an evaluation that a rule decided is counted once, whatever its reason", () => {
  const rule = (value, name) => ({ name, type: "user", conditions: { user_ids: ["a"] }, value });
  const told = (rules, counts) => whysOf(rules, counts).map(({ name, n }) => [name, n]);
  assert.deepEqual(told([rule(50, "half")], { reasons: { SPLIT: 20 }, rules: { 0: 10 } }), [["half", 10], ["Share or split", 10]]);
  assert.deepEqual(
    told([rule(true, "in"), rule({ split: { a: 1, b: 1 } }, "split"), rule(false)], { reasons: { SPLIT: 7, TARGETING_MATCH: 9, ERROR: 2, DISABLED: 1 }, rules: { 0: 4, 1: 8, 2: 5 } }),
    [["split", 8], ["If user is a then off", 5], ["in", 4], ["No value", 1], ["Off", 1]],
  );
  // It was a share, and its name is another rule's too.
  assert.deepEqual(told([rule(true, "one"), rule(true, "one")], { reasons: { SPLIT: 5, TARGETING_MATCH: 3 }, rules: { 0: 3, 1: 4 } }), [["one", 4], ["one", 3], ["Share or split", 1]]);
  assert.equal(new Set(whysOf([rule(true, "one"), rule(true, "one")], { reasons: {}, rules: { 0: 3, 1: 4 } }).map(({ id }) => id)).size, 2);
});

test("what is killed, off or archived serves nobody", () => {
  const now = Date.parse("2026-01-06T00:00:00Z");
  const served = (more, run) => servedWords({ enabled: true, archived: false, killed: null, ...more }, now, run);
  const gradual = { type: "gradual", start_date: "2026-01-01T00:00:00Z", end_date: "2026-01-11T00:00:00Z" };
  const types = [[{}, "100%"], [{ type: "percentage", percentage: 25 }, "25%"], [gradual, "50%"], [{ type: "targeted" }, "by rules"], [{ type: "variant", variants: [{ name: "a", weight: 1 }, { name: "b", weight: 1 }] }, "2 variants"]];
  for (const [type, words] of types) {
    assert.equal(served(type), words);
    for (const state of [{ enabled: false }, { archived: true }, { killed: { by: "x", at: "" } }]) assert.equal(served({ ...type, ...state }), "off");
  }
  assert.deepEqual([served({}, { share: 5 }), served({ killed: { by: "x", at: "" } }, { share: 5 })], ["5%", "off"]);
});
