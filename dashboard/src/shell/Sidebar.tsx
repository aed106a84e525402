import { ActionIcon, Menu, Tooltip, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { IconActivity, IconFlag, IconFlask2, IconHandStop, IconHistory, IconLogout, IconMoon, IconPlayerPlay, IconPlugConnected, IconSettings, IconStairsUp, IconSun, IconUsersGroup, type Icon } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { runsQuery, statusQuery } from "../api/queries";
import { signOut } from "../api/session";
import { counted } from "../flag/reading.ts";
import { complain } from "../parts/toast";
import { standing } from "../release/standing.ts";
import { EnvironmentSwitcher } from "./EnvironmentSwitcher";
import { Mark } from "./Mark";
import { usePlace } from "./place";

export function Sidebar({ isDrawer = false }: { isDrawer?: boolean }) {
  const { environment } = usePlace();
  const { data: status } = useQuery(statusQuery(environment.key));
  const { data: runs } = useQuery(runsQuery(environment.key));
  const killed = status?.flags.killed.length ?? 0;
  return (
    <div className="sidebar-inside">
      {!isDrawer && <Mark />}
      <EnvironmentSwitcher />
      <nav aria-label="Pages" className="nav">
        <Item to="/flags" icon={IconFlag} word="Flags" count={status?.flags.total} />
        <Item to="/experiments" icon={IconFlask2} word="Experiments" count={status?.experiments.running} />
        <Item to="/releases" icon={IconStairsUp} word="Releases" count={runs && standing(runs).running} />
        <Item to="/segments" icon={IconUsersGroup} word="Segments" />
        <p className="nav-title">Observe</p>
        <Item to="/playground" icon={IconPlayerPlay} word="Playground" />
        <Item to="/live" icon={IconActivity} word="Live stream" />
        <Item to="/audit" icon={IconHistory} word="Audit log" />
        <p className="nav-title">Manage</p>
        <Item to="/settings" icon={IconSettings} word="Settings" />
        <Item to="/emergency" icon={IconHandStop} word="Emergency" count={killed || undefined} alarming />
      </nav>
      <div className="grow" />
      <Connected />
      <Person />
    </div>
  );
}

interface ItemProps {
  to: "/flags" | "/experiments" | "/releases" | "/segments" | "/playground" | "/live" | "/audit" | "/settings" | "/emergency";
  icon: Icon;
  word: string;
  count?: number | undefined;
  alarming?: boolean;
}

function Item({ to, icon: Icon, word, count, alarming }: ItemProps) {
  return (
    <Link to={to} className="nav-item" activeProps={{ className: "is-here", "aria-current": "page" }}>
      <Icon size={18} stroke={1.7} aria-hidden />
      <span className="grow">{word}</span>
      {count !== undefined && <span className={alarming ? "count is-alarming num" : "count num"}>{count.toLocaleString()}</span>}
    </Link>
  );
}

function Connected() {
  const { environment } = usePlace();
  const { data: status } = useQuery(statusQuery(environment.key));
  if (status?.instances === undefined) return null;
  const { applied, lagging, not_tracked: untracked } = status.instances;
  const all = applied + lagging + untracked;
  return (
    <p className="connected">
      <IconPlugConnected size={16} aria-hidden />
      <span className="num">
        {counted(all, "SDK")} {lagging > 0 ? <span className="tone-warn-ink">· {lagging.toLocaleString()} behind</span> : "connected"}
      </span>
    </p>
  );
}

function Person() {
  const { session } = usePlace();
  // A new page: nothing of what was read stays, and nothing of it is asked for again.
  const leave = () => signOut().then(() => location.assign("/")).catch(complain);
  return (
    <div className="person row">
      <Menu position="top-start" width={220}>
        <Menu.Target>
          <button type="button" className="person-button grow">
            <span className="avatar" aria-hidden>
              {session.name.slice(0, 2).toUpperCase()}
            </span>
            <span className="grow clip">
              <span className="clip">{session.name}</span>
              <small>{session.kind}</small>
            </span>
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconLogout size={16} />} onClick={leave}>
            Sign out
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ThemeSwitch />
    </div>
  );
}

function ThemeSwitch() {
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme("light");
  const other = scheme === "dark" ? "light" : "dark";
  return (
    <Tooltip label={`Use the ${other} theme`}>
      <ActionIcon variant="subtle" color="gray" size={30} aria-label={`Use the ${other} theme`} onClick={() => setColorScheme(other)}>
        {scheme === "dark" ? <IconSun size={17} /> : <IconMoon size={17} />}
      </ActionIcon>
    </Tooltip>
  );
}
