import "../../styles/settings.css";
import { Tabs } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import type { ComponentType } from "react";
import { SETTINGS, type SettingsTab } from "../../router";
import { Environments } from "./Environments";
import { Freezes } from "./Freezes";
import { Instance } from "./Instance";
import { Notifications } from "./Notifications";
import { Tokens } from "./Tokens";

const PARTS: Record<SettingsTab, { word: string; Part: ComponentType }> = {
  environments: { word: "Environments", Part: Environments },
  tokens: { word: "Tokens", Part: Tokens },
  notifications: { word: "Notifications", Part: Notifications },
  freezes: { word: "Freezes", Part: Freezes },
  instance: { word: "This instance", Part: Instance },
};

export function SettingsPage() {
  const { tab = "environments" } = useSearch({ from: "/settings" });
  const navigate = useNavigate();
  const turn = (value: string | null) =>
    void navigate({ to: "/settings", search: (before) => ({ ...before, tab: SETTINGS.find((one) => one === value) }), replace: true });
  return (
    <>
      <div className="page-head">
        <h1>Settings</h1>
      </div>
      <Tabs value={tab} onChange={turn} keepMounted={false} className="settings">
        <Tabs.List aria-label="Settings">
          {SETTINGS.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {PARTS[name].word}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {SETTINGS.map((name) => {
          const { Part } = PARTS[name];
          return (
            <Tabs.Panel key={name} value={name}>
              <Part />
            </Tabs.Panel>
          );
        })}
      </Tabs>
    </>
  );
}
