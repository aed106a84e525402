import { useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import "@mantine/spotlight/styles.css";
import { Spotlight, type SpotlightActionData } from "@mantine/spotlight";
import { IconActivity, IconFlag, IconFlask2, IconHandStop, IconHistory, IconMoon, IconPlayerPlay, IconPower, IconSearch, IconServer, IconSettings, IconStairsUp, IconUsersGroup } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { Flag } from "../api/client";
import { flagsQuery } from "../api/queries";
import { useFlagActs } from "../flag/acts";
import { tagsOf } from "../flag/reading.ts";
import { switchRefusal } from "../flag/refusing.ts";
import { usePlace, useRefusal } from "./place";

/** Flags that are offered at a time. */
const FLAGS = 6;

export function Palette() {
  const [query, setQuery] = useState("");
  const actions = usePaletteActions(query.trim().toLowerCase());
  return (
    <Spotlight
      actions={actions}
      query={query}
      onQueryChange={setQuery}
      filter={(_query, all) => all}
      shortcut={["mod + K"]}
      nothingFound="Nothing goes by that name"
      attributes={{ content: { "aria-label": "Search or run a command" } }}
      searchProps={{ leftSection: <IconSearch size={18} />, placeholder: "Search or run a command", "aria-label": "Search or run a command" }}
      overlayProps={{ backgroundOpacity: 0.5 }}
      scrollable
      maxHeight={420}
    />
  );
}

function usePaletteActions(query: string): SpotlightActionData[] {
  const { environment, environments } = usePlace();
  const { data: flags } = useQuery(flagsQuery(environment.key));
  const navigate = useNavigate();
  const refusal = useRefusal();
  const acts = useFlagActs();
  const { setColorScheme } = useMantineColorScheme();
  const other = useComputedColorScheme("light") === "dark" ? "light" : "dark";
  const size = 18;

  const pages: SpotlightActionData[] = [
    { id: "flags", label: "Flags", leftSection: <IconFlag size={size} />, onClick: () => void navigate({ to: "/flags" }) },
    { id: "experiments", label: "Experiments", leftSection: <IconFlask2 size={size} />, onClick: () => void navigate({ to: "/experiments" }) },
    { id: "releases", label: "Releases", leftSection: <IconStairsUp size={size} />, onClick: () => void navigate({ to: "/releases" }) },
    { id: "segments", label: "Segments", leftSection: <IconUsersGroup size={size} />, onClick: () => void navigate({ to: "/segments" }) },
    { id: "playground", label: "Playground", leftSection: <IconPlayerPlay size={size} />, onClick: () => void navigate({ to: "/playground" }) },
    { id: "live", label: "Live stream", leftSection: <IconActivity size={size} />, onClick: () => void navigate({ to: "/live" }) },
    { id: "settings", label: "Settings", leftSection: <IconSettings size={size} />, onClick: () => void navigate({ to: "/settings" }) },
    { id: "audit", label: "Audit log", leftSection: <IconHistory size={size} />, onClick: () => void navigate({ to: "/audit" }) },
    { id: "emergency", label: "Emergency stop", leftSection: <IconHandStop size={size} />, onClick: () => void navigate({ to: "/emergency" }) },
    ...environments.filter((one) => one.key !== environment.key).map((one) => ({
      id: `environment ${one.key}`,
      label: `Go to ${one.key}`,
      leftSection: <IconServer size={size} />,
      onClick: () => void navigate({ to: "/flags", search: { env: one.key } }),
    })),
    { id: "theme", label: `Use the ${other} theme`, leftSection: <IconMoon size={size} />, onClick: () => setColorScheme(other) },
  ];
  const words = query.split(/\s+/);
  const matches = (text: string) => words.every((word) => text.toLowerCase().includes(word));
  const found = query === "" ? [] : (flags ?? []).filter((flag) => matches(`open turn on off kill revive ${flag.key} ${tagsOf(flag).join(" ")} in ${environment.key}`)).slice(0, FLAGS);
  const ofFlag = (flag: Flag): SpotlightActionData[] => [
    {
      id: `open ${flag.key}`,
      label: flag.key,
      ...(flag.description ? { description: flag.description.slice(0, 90) } : {}),
      leftSection: <IconFlag size={size} />,
      onClick: () => void navigate({ to: "/flags/$key", params: { key: flag.key } }),
    },
    ...(found.length <= 3 && switchRefusal(flag, refusal) === undefined
      ? [
          {
            id: `turn ${flag.key}`,
            label: `${flag.enabled ? "Turn off" : "Turn on"} ${flag.key} in ${environment.key}`,
            leftSection: <IconPower size={size} />,
            onClick: () => void acts.toggle(flag),
          },
        ]
      : []),
    ...(found.length <= 3 && refusal === undefined
      ? [
          {
            id: `kill ${flag.key}`,
            label: `${flag.killed ? "Revive" : "Kill"} ${flag.key} in ${environment.key}`,
            leftSection: <IconHandStop size={size} />,
            onClick: () => void acts.killOrRevive(flag),
          },
        ]
      : []),
  ];
  return [...pages.filter((page) => matches(page.label ?? "")), ...found.flatMap(ofFlag)];
}
