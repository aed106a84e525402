import { Burger, Drawer } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Outlet, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useEffect } from "react";
import { statusQuery } from "../api/queries";
import { useKept } from "../parts/kept";
import { Header } from "./Header";
import { KeyHelp } from "./KeyHelp";
import { LostBanner } from "./LostBanner";
import { Mark } from "./Mark";
import { Sidebar } from "./Sidebar";
import { useNavigationKeys } from "./keys";
import { usePlace } from "./place";

const Palette = lazy(() => import("./Palette").then((module) => ({ default: module.Palette })));

const StopBanner = lazy(() => import("./StopBanner").then((module) => ({ default: module.StopBanner })));

export function Shell() {
  const { environment } = usePlace();
  const { data: status } = useQuery(statusQuery(environment.key));
  const [shown, show] = useKept<string | undefined>(`stop shown in ${environment.key}`, undefined);
  const isStopped = status !== undefined && status.flags.killed.length > (shown === undefined ? 1 : 0);
  const [isOpen, menu] = useDisclosure(false);
  const [isHelpOpen, help] = useDisclosure(false);
  const path = useRouterState({ select: (state) => state.location.pathname });
  useNavigationKeys(help.open);
  useEffect(menu.close, [path, environment.key, menu.close]);
  return (
    <div className="shell">
      <a className="skip" href="#content">
        Skip to the content
      </a>
      <aside className="sidebar" aria-label="Hoist">
        <Sidebar />
      </aside>
      <div className="column">
        <header className="topbar">
          <div className="narrow row">
            <Burger size="sm" opened={isOpen} onClick={menu.toggle} aria-label="Menu" />
            <Mark />
          </div>
          <Header />
        </header>
        <LostBanner />
        {isStopped && (
          <Suspense>
            <StopBanner shown={shown} show={show} />
          </Suspense>
        )}
        <main id="content" className="content" tabIndex={-1}>
          <Outlet />
        </main>
      </div>
      <Drawer opened={isOpen} onClose={menu.close} size={272} title={<Mark />} closeButtonProps={{ "aria-label": "Close the menu" }}>
        <Sidebar isDrawer />
      </Drawer>
      <Suspense>
        <Palette />
      </Suspense>
      <KeyHelp opened={isHelpOpen} close={help.close} />
    </div>
  );
}
