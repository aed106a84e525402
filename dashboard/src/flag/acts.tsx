/** What people do to a flag on any page: ask first where that is due, do it, show it, offer to undo it. */
import { Button } from "@mantine/core";
import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useMemo, type ReactNode } from "react";
import { codeOf, type Environment, type Flag, type Variant, type VersionedAct } from "../api/client";
import { deleteFlag, killFlag, letGo, patchFlag, reviveFlag, rollBack, type Patch } from "../api/flags";
import { drop, put, refresh } from "../api/live";
import { complain, tell } from "../parts/toast";
import { useGuard, type Ask, type Question } from "../shell/guard";
import { usePlace, useRefusal } from "../shell/place";
import { isKilled, overruledBy, percent, shareOf, variantsOf } from "./reading.ts";
import { switchRefusal } from "./refusing.ts";

export function useFlagActs() {
  const client = useQueryClient();
  const guard = useGuard();
  const { environment } = usePlace();
  const viewer = useRefusal();
  // The same ones as long as nothing is different: a list draws only those flags again that are.
  return useMemo(() => actsIn(client, guard, environment, viewer), [client, guard, environment, viewer]);
}

function actsIn(client: QueryClient, guard: Ask, environment: Environment, viewer: string | undefined) {
  const place = environment.key;

  /** Says what went wrong; where somebody was faster, shows what is there now. */
  async function fail(flag: Flag, error: unknown, kept: string): Promise<void> {
    if (codeOf(error) !== "conflict") return complain(error);
    await refresh(client, place, flag.key);
    complain(new Error(`Somebody changed ${flag.key} meanwhile. You see it as it is now; ${kept}.`));
  }

  /** Does something after having asked, and tells what came of it. Gives whether it was done. */
  async function act<T>(flag: Flag, question: Question, work: (act: VersionedAct) => Promise<T>, done: (now: T) => ReactNode): Promise<boolean> {
    const consent = await guard(question);
    if (consent === undefined) return false;
    try {
      const now = await work({ environment: place, key: flag.key, version: flag.version, reason: consent.reason });
      await refresh(client, place, flag.key);
      tell(done(now));
      return true;
    } catch (error) {
      consent.failed?.();
      await fail(flag, error, "what you typed is still there");
      return false;
    }
  }

  /** Offers to undo what made a flag what it is; not what somebody has done since. */
  const undo = (text: string, done: Flag, back: Patch) => {
    const doIt = async () => {
      try {
        put(client, place, await patchFlag({ environment: place, key: done.key, version: done.version }, back));
        tell("Undone.");
      } catch (error) {
        await fail(done, error, "nothing is undone");
      }
    };
    return (
      <span className="row wide">
        <span className="wrap">{text}</span>
        <Button variant="default" size="compact-sm" onClick={() => void doIt()} disabled={environment.protected} title={environment.protected ? "Undo it from the history, with a reason" : undefined}>
          Undo
        </Button>
      </span>
    );
  };

  const patch = (flag: Flag, title: string, about: ReactNode, verb: string, change: Patch, back: Patch) =>
    act(
      flag,
      { title, about, verb },
      async (how) => {
        const now = await patchFlag(how, change);
        put(client, place, now);
        return now;
      },
      (now) => undo(title, now, back),
    );

  return {
    /** Keys and commands come here past the switch that is off, so what it says is said here too. */
    async toggle(flag: Flag) {
      const refusal = switchRefusal(flag, viewer);
      if (refusal !== undefined) return complain(new Error(refusal), `${flag.key} stays ${flag.enabled ? "on" : "off"}`);
      const next = !flag.enabled;
      const title = `${next ? "Turn on" : "Turn off"} ${flag.key}`;
      const about = next ? "Everybody gets what its rules and shares say." : "Everybody gets the off result.";
      return patch(flag, title, about, next ? "Turn on" : "Turn off", { enabled: next }, { enabled: flag.enabled });
    },
    setShare(flag: Flag, share: number) {
      const before = shareOf(flag, Date.now()) ?? 0;
      const title = `${flag.key}: ${percent(before)} to ${percent(share)}`;
      const moves = share >= before ? "Nobody who is in moves out." : "Who came in last goes out first.";
      const overruled = overruledBy(flag);
      const back = { percentage: before };
      if (overruled === undefined || share !== flag.percentage) return patch(flag, title, moves, "Apply", { percentage: share }, back);
      // The definition says so already, so that no change of it would move anybody.
      const about = `${overruled}. From now on its share is again what its definition says. ${moves}`;
      return act(flag, { title, about, verb: "Apply", always: true }, letGo, () => undo(title, flag, back));
    },
    setVariants(flag: Flag, variants: Variant[]) {
      const about = "Another split moves users to another variant.";
      return patch(flag, `Change the split of ${flag.key}`, about, "Apply", { variants }, { variants: variantsOf(flag) });
    },
    describe(flag: Flag, change: Patch, back: Patch) {
      return patch(flag, `Change ${flag.key}`, "What people read about it; nobody gets anything else.", "Save", change, back);
    },
    archive(flag: Flag) {
      const next = !flag.archived;
      const title = next ? `Archive ${flag.key}` : `Take ${flag.key} out of the archive`;
      const about = next ? "It is off for everybody, and out of the way. Its history stays." : "It is what its definition says again.";
      return patch(flag, title, about, next ? "Archive" : "Restore", { archived: next }, { archived: flag.archived });
    },
    kill(flag: Flag) {
      const question = {
        title: `Kill ${flag.key}`,
        about: "It is off for everybody at once, whatever its definition says, until somebody revives it.",
        verb: "Kill",
        danger: true,
        urgent: true,
        always: true,
      };
      return act(flag, question, killFlag, () => `${flag.key} is killed.`);
    },
    revive(flag: Flag) {
      const question = { title: `Revive ${flag.key}`, about: "What its definition says holds again.", verb: "Revive", always: true };
      return act(flag, question, reviveFlag, () => `${flag.key} is revived.`);
    },
    undo(flag: Flag, seq: number | undefined, about: ReactNode) {
      const question = { title: `Bring back an earlier ${flag.key}`, about, verb: "Bring it back", always: true };
      return act(flag, question, (how) => rollBack(how, seq), () => `${flag.key} is what it was.`);
    },
    async remove(flag: Flag) {
      const question = {
        title: `Delete ${flag.key}`,
        about: "Whoever still asks for it gets their own default. Archiving it instead can be undone.",
        verb: "Delete",
        danger: true,
        always: true,
        typed: flag.key,
      };
      const consent = await guard(question);
      if (consent === undefined) return false;
      try {
        await deleteFlag({ environment: place, key: flag.key, version: flag.version, reason: consent.reason });
        drop(client, place, flag.key);
        tell(`${flag.key} is deleted.`);
        return true;
      } catch (error) {
        consent.failed?.();
        await fail(flag, error, "it is not deleted");
        return false;
      }
    },
    killOrRevive(flag: Flag) {
      return isKilled(flag) ? this.revive(flag) : this.kill(flag);
    },
  };
}

export type FlagActs = ReturnType<typeof actsIn>;
