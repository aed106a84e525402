import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { segmentsIn, usesBySegment } = await load("segment/uses");
const { adding, changesOf, EMPTY, removing, saveOf } = await load("segment/draft");
const { contextOf, kindOf, readContext, readMoment, rowsOf, textOf, valueOf } = await load("playground/context");
const { pairs } = await load("playground/compare");
const { NOTHING, perSecond, ROWS_MAX, withMore } = await load("pages/live/recent");

const rule = (type, conditions) => ({ type, conditions, value: true });

test("segments are found wherever a definition names them", () => {
  const nested = { any: [{ type: "property", conditions: { plan: "pro" } }, { not: { type: "user_segment", conditions: { segment: ["b", "c"] } } }] };
  const flag = { key: "f", rules: [rule("segment", { segment: "a" }), rule("property", nested), rule("property", { segment: "no segment, an attribute" })] };
  assert.deepEqual([...segmentsIn(flag)], ["a", "b", "c"]);
  const uses = usesBySegment([flag, { key: "g", rules: [rule("segment", { segment: "a" })] }], [{ key: "e", audience: [rule("segment", { segment: "a" })] }]);
  assert.deepEqual(uses.get("a"), [{ kind: "flag", key: "f" }, { kind: "flag", key: "g" }, { kind: "experiment", key: "e" }]);
});

test("keys are added and removed once, and the last word counts", () => {
  const known = new Set(["a", "b"]);
  const nothing = { add: [], remove: [] };
  assert.deepEqual(adding(nothing, ["a", "c", "c"], known), { add: ["c"], remove: [] });
  assert.deepEqual(removing(nothing, ["a", "x"], known), { add: [], remove: ["a"] });
  assert.deepEqual(adding({ add: [], remove: ["a"] }, ["a"], known), nothing);
  assert.deepEqual(removing({ add: ["c"], remove: [] }, ["c"], known), nothing);
});

test("a draft tells what it changes, and sends long lists as what is added and removed", () => {
  const segment = { key: "s", version: 3, description: "old", include: ["a"], exclude: { list: "0".repeat(64), count: 5_000 }, rules: [] };
  assert.deepEqual(changesOf(segment, EMPTY), []);
  const draft = { description: "", tags: ["x"], include: { add: ["b"], remove: ["a"] }, exclude: { add: ["c"], remove: [] } };
  assert.deepEqual(changesOf(segment, draft), [
    { path: "description", before: "old" },
    { path: "tags", after: ["x"] },
    { path: "include, added", after: "b" },
    { path: "include, removed", before: "a" },
    { path: "exclude, added", after: "c" },
  ]);
  assert.deepEqual(saveOf(segment, draft), { fields: { description: null, tags: ["x"], include: ["b"] }, edits: [["exclude", { add: ["c"], remove: [] }]] });
  const many = Array.from({ length: 1_001 }, (_, number) => `k${number}`);
  assert.deepEqual(saveOf(undefined, { ...EMPTY, description: "", include: { add: many, remove: [] } }), { fields: {}, edits: [["include", { add: many, remove: [] }]] });
});

test("a context is the same as a form and as JSON", () => {
  for (const value of ["pro", "7", 7, true, "true", null, "null", [1, "a"], { deep: { list: [] } }, "", "-", "[half", " spaced "]) {
    assert.deepEqual(valueOf(textOf(value)), value, JSON.stringify(value));
  }
  const context = { targetingKey: "u", plan: "pro", age: 7, tags: ["a"] };
  assert.deepEqual(contextOf("u", rowsOf(context)), context);
  assert.deepEqual(contextOf("", [{ name: " ", text: "x" }]), {});
  assert.deepEqual(["pro", "7", "true", "[1]", "{}", "null"].map(kindOf), ["text", "number", "yes or no", "list", "object", "nothing"]);
  assert.deepEqual(readContext(""), {});
  for (const wrong of ["[1]", "7", "{"]) assert.equal(typeof readContext(wrong), "string");
});

test("a moment is an entry or a time", () => {
  assert.deepEqual(readMoment(" 42 "), { moment: 42 });
  assert.deepEqual(readMoment(""), { moment: undefined });
  assert.deepEqual(readMoment("2026-11-03T14:00:00Z"), { moment: "2026-11-03T14:00:00.000Z" });
  assert.ok("problem" in readMoment("soon"));
});

test("two sides are paired by key, and differ by what somebody gets", () => {
  const one = (key, value, reason = "STATIC") => ({ key, value, reason, metadata: {} });
  assert.deepEqual(pairs([one("a", true)], undefined).map(({ differs }) => differs), [false]);
  const both = pairs([one("b", 1), one("a", true), one("c", 1)], [one("a", true, "SPLIT"), one("b", 2), one("d", 1)]);
  assert.deepEqual(both.map(({ key, differs }) => [key, differs]), [["a", false], ["b", true], ["c", true], ["d", true]]);
});

test("what arrives is kept as far as it is shown, and counted by the second", () => {
  const evaluation = (seq) => ({ seq });
  let recent = withMore(NOTHING, [evaluation(1), evaluation(2)], 3, 10_500);
  recent = withMore(recent, [evaluation(3)], 0, 10_900);
  recent = withMore(recent, [], 1, 12_000);
  assert.deepEqual(recent.rows.map(({ evaluation: { seq } }) => seq), [3, 2, 1]);
  assert.equal(new Set(recent.rows.map(({ id }) => id)).size, 3);
  assert.deepEqual(perSecond(recent, 12_400).slice(-3), [6, 0, 1]);
  assert.deepEqual(perSecond(recent, 90_000).filter(Boolean), []);
  recent = withMore(recent, Array.from({ length: 2 * ROWS_MAX }, (_, seq) => evaluation(seq)), 0, 100_000);
  assert.equal(recent.rows.length, ROWS_MAX);
  assert.equal(recent.seconds.length, 1);
});
