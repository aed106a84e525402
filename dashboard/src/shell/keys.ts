/** Single keys. They rest while somebody types or a dialog is open, and can be turned off. */
import { useLocalStorage } from "@mantine/hooks";
import { spotlight } from "@mantine/spotlight";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";

export type Keys = Record<string, () => void>;

/** How long the second key of two may take. */
const PAIR_MS = 1_200;

export const useLetterKeys = () => useLocalStorage({ key: "hoist-letter-keys", defaultValue: true });

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable], [role=slider], [role=menu]") !== null;
}

/** Whether a dialog lies upon what listens: upon a page any, upon a dialog a second one. Where they are in the page says nothing, so they are counted. */
const isCovered = (inside: boolean) => document.querySelectorAll('[role="dialog"]').length > (inside ? 1 : 0);

/** Listens for keys; `inside` a dialog those of the page below rest. Two keys stand as "g f". */
export function useKeys(keys: Keys, inside = false): void {
  const [areOn] = useLetterKeys();
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    let first: { key: string; at: number } | undefined;
    const listen = (event: KeyboardEvent) => {
      const isPlain = !event.metaKey && !event.ctrlKey && !event.altKey;
      if (!areOn || !isPlain || event.defaultPrevented || isTyping(event.target) || isCovered(inside)) return;
      const isPair = first !== undefined && event.timeStamp - first.at < PAIR_MS;
      const name = isPair && first ? `${first.key} ${event.key}` : event.key;
      first = Object.keys(latest.current).some((own) => own.startsWith(`${event.key} `)) ? { key: event.key, at: event.timeStamp } : undefined;
      const act = latest.current[name];
      if (act === undefined) return;
      event.preventDefault();
      act();
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, [areOn, inside]);
}

/** The keys that work on every page. */
export function useNavigationKeys(help: () => void): void {
  const navigate = useNavigate();
  useKeys({
    "/": spotlight.open,
    "?": help,
    "g f": () => void navigate({ to: "/flags" }),
    "g e": () => void navigate({ to: "/experiments" }),
    "g r": () => void navigate({ to: "/releases" }),
    "g s": () => void navigate({ to: "/segments" }),
    "g p": () => void navigate({ to: "/playground" }),
    "g l": () => void navigate({ to: "/live" }),
    "g t": () => void navigate({ to: "/settings" }),
    "g a": () => void navigate({ to: "/audit" }),
    "g x": () => void navigate({ to: "/emergency" }),
  });
}

export const KEY_TABLE: [string, string][] = [
  ["Ctrl K or /", "Search, or run a command"],
  ["g f", "Flags"],
  ["g e", "Experiments"],
  ["g r", "Releases"],
  ["g s", "Segments"],
  ["g p", "Playground"],
  ["g l", "Live stream"],
  ["g a", "Audit log"],
  ["g t", "Settings"],
  ["g x", "Emergency"],
  ["c", "New flag, experiment or release"],
  ["j, k", "Next flag, previous flag"],
  ["Enter", "Open the flag"],
  ["t", "Turn the flag on or off"],
  ["e", "Edit the flag that is open"],
  ["x", "Choose the flag, to change many at once"],
  ["[, ]", "Previous tab, next tab"],
  ["Esc", "Close"],
  ["?", "This list"],
];
