import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { idOf, lackOf, leftOf, outcomeOf, reach, stopsOf } = await load("flag/stopping");

test("an emergency stop waits for what was asked for, and never for the list of flags", () => {
  const free = { wanted: undefined, given: "" };
  const guarded = (given) => ({ wanted: "production", given });
  for (const [scope, chosen, typed, lack] of [
    ["all", "", free, undefined],
    ["all", "", guarded("prod"), "Type production first"],
    ["all", "", guarded("production"), undefined],
    ["flag", "", free, "Name the flag first"],
    ["flag", "unknown", free, undefined],
    ["tag", " ", guarded("production"), "Name the tag first"],
    ["tag", "beta", guarded("production"), undefined],
  ]) {
    assert.equal(lackOf({ scope, chosen }, typed), lack, `${scope} ${chosen}`);
  }
});

test("a stop reaches what is not killed yet, and what came of it the server says", () => {
  const flags = [{ key: "a", tags: ["x"] }, { key: "b" }, { key: "c", tags: ["x"], killed: { by: "ana", at: "" } }];
  const reached = (scope, chosen = "") => reach(flags, { scope, chosen }).map(({ key }) => key);
  assert.deepEqual([reached("all"), reached("tag", "x"), reached("flag", "b"), reached("flag", "c"), reached("flag")], [["a", "b"], ["a"], ["b"], [], []]);
  assert.equal(outcomeOf(["a"], "test"), "a is killed in test.");
  assert.equal(outcomeOf(["a", "b", "c"], "test"), "3 flags are killed in test.");
});

test("what was killed at once is one stop, and whatever was killed before or is revived is none of it", () => {
  const killed = (key, at, by = "ana", reason = null) => ({ key, killed: { by, at, reason } });
  const [first, then] = ["2026-01-01T09:59:59Z", "2026-01-01T10:00:00.5Z"];
  const flags = [killed("a", then), killed("old", first), { key: "revived", killed: null }, killed("b", then), killed("other", then, "bo"), killed("c", first, "bo", "fire"), killed("d", first, "bo", "fire")];
  assert.deepEqual(stopsOf(flags), [{ keys: ["a", "b"], by: "ana", at: then, reason: null }, { keys: ["c", "d"], by: "bo", at: first, reason: "fire" }]);
  assert.deepEqual(stopsOf([killed("a", then)]), []);
  const [stop] = stopsOf(flags);
  assert.deepEqual(stopsOf([killed("a", then), killed("x", first)], idOf(stop)).map(({ keys }) => keys), [["a"]]);
  assert.deepEqual(leftOf(stop, [killed("a", "2026-01-01T11:00:00Z"), killed("b", then), { key: "c", killed: null }]), ["b"]);
});
