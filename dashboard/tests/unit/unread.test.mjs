import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { faultOf, hasUnread, jsonIn, jsonText, noNumbers, numberIn, numbersIn, numberTexts } = await load("editor/unread");
const { comparisons, written } = await load("editor/operator");

test("JSON that is none yet stays as it is typed, and is known wherever it stands", () => {
  for (const text of ["123abc", '{"a": ', "[1,", "-"]) {
    const value = JSON.parse(JSON.stringify(jsonIn(text)));
    assert.equal(jsonText(value), text);
    assert.ok(faultOf(value), text);
    assert.ok(hasUnread({ variants: [{ name: "a", config: value }] }), text);
  }
  for (const value of [null, 0, "text", [1], { a: { b: [] } }]) {
    assert.deepEqual(jsonIn(jsonText(value)), value);
    assert.equal(faultOf(value), undefined);
    assert.equal(hasUnread({ value }), false);
  }
  assert.deepEqual([jsonIn(" "), jsonText(undefined)], [undefined, ""]);
});

test("a number is what is typed, or nothing yet; never another one", () => {
  assert.deepEqual(["-", "", " ", "1e", "1.", "1.0", "-2.5", 7].map(numberIn), [undefined, undefined, undefined, undefined, 1, 1, -2.5, 7]);
  assert.deepEqual(numbersIn(["1.", "1.5", "1.50", "-3"]), [1, 1.5, -3]);
  assert.deepEqual(numberTexts([1, -2.5]), ["1", "-2.5"]);
  const half = numbersIn(["1", "-"]);
  assert.deepEqual([numberTexts(half), noNumbers(["1", "-"]), hasUnread(half)], [["1", "-"], ["-"], true]);
  for (const operator of ["number_in", "number_not_in"]) assert.deepEqual(comparisons(written({ operator, operand: half })), [{ operator, operand: half }]);
});
