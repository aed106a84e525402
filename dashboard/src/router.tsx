import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect, retainSearchParams } from "@tanstack/react-router";
import { FILTERS, SORTS, type Filter, type Sort } from "./flag/finding.ts";
import { FlagsPage } from "./pages/flags/FlagsPage";
import { Root } from "./shell/Root";

const one = <T extends string>(known: readonly T[], given: unknown): T | undefined => known.find((name) => name === given);
const text = (given: unknown): string | undefined => (typeof given === "string" && given !== "" ? given : undefined);

export interface PlaceSearch {
  env?: string;
}

const root = createRootRoute({
  component: Root,
  validateSearch: (search: Record<string, unknown>): PlaceSearch => ({ env: text(search["env"]) }),
  search: { middlewares: [retainSearchParams(["env"])] },
  notFoundComponent: lazyRouteComponent(() => import("./pages/NotFound"), "NotFound"),
});

const index = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: ({ search }) => {
    throw redirect({ to: "/flags", search, replace: true });
  },
});

export interface FlagsSearch {
  q?: string;
  show?: Filter;
  sort?: Sort;
}

const flags = createRoute({
  getParentRoute: () => root,
  path: "/flags",
  component: FlagsPage,
  validateSearch: (search: Record<string, unknown>): FlagsSearch => ({
    q: text(search["q"]),
    show: one(FILTERS, search["show"]),
    sort: one(SORTS, search["sort"]),
  }),
  search: { middlewares: [retainSearchParams(["q", "show", "sort"])] },
});

export const TABS = ["targeting", "analytics", "explain", "history", "code"] as const;
export type Tab = (typeof TABS)[number];

const flag = createRoute({
  getParentRoute: () => flags,
  path: "$key",
  component: lazyRouteComponent(() => import("./pages/flag/FlagPage"), "FlagPage"),
  validateSearch: (search: Record<string, unknown>): { tab?: Tab } => ({ tab: one(TABS, search["tab"]) }),
});

const emergency = createRoute({
  getParentRoute: () => root,
  path: "/emergency",
  component: lazyRouteComponent(() => import("./pages/emergency/EmergencyPage"), "EmergencyPage"),
});

export interface AuditSearch {
  kind?: string;
  key?: string;
}

const audit = createRoute({
  getParentRoute: () => root,
  path: "/audit",
  component: lazyRouteComponent(() => import("./pages/audit/AuditPage"), "AuditPage"),
  validateSearch: (search: Record<string, unknown>): AuditSearch => ({ kind: text(search["kind"]), key: text(search["key"]) }),
});

export const router = createRouter({
  routeTree: root.addChildren([index, flags.addChildren([flag]), emergency, audit]),
  defaultPreload: "intent",
  scrollRestoration: false,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
