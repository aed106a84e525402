import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { inOrder, inPlainNumbers, numberOf } = await load("flag/order");
const { reasonWords } = await load("flag/reasons");

const rule = (name, priority) => ({ name, conditions: {}, value: true, ...(priority === undefined ? {} : { priority }) });
/** As a file has them: the last one is tried first. */
const RULES = [rule("second"), rule("last", 7), rule("third"), rule("first", -1)];

test("people count rules as they are tried, wherever they stand in the document", () => {
  assert.deepEqual(inOrder(RULES).map(({ name }) => name), ["first", "second", "third", "last"]);
  assert.deepEqual([0, 1, 2, 3].map((index) => numberOf(RULES, index)), [2, 4, 3, 1]);
  assert.deepEqual([numberOf(undefined, 2), numberOf(null, 2), numberOf(RULES, 9)], [3, 3, 10]);
  assert.equal(inPlainNumbers("rules[3] does not match; the share of rules[0] is 5%", RULES), "Rule 1 does not match; the share of Rule 2 is 5%");
  assert.equal(reasonWords("TARGETING_MATCH", 3, RULES), "Rule 1: first");
  assert.equal(reasonWords("TARGETING_MATCH", 3, RULES, "as it was called"), "Rule 1: as it was called");
  assert.equal(reasonWords("TARGETING_MATCH", 3), "Rule 4");
  assert.equal(reasonWords("DEFAULT", undefined, RULES), "No rule decided");
});
