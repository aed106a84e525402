import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect, retainSearchParams } from "@tanstack/react-router";
import { FILTERS as EXPERIMENT_FILTERS, type Filter as ExperimentFilter } from "./experiment/filters.ts";
import { FILTERS, SORTS, type Filter, type Sort } from "./flag/finding.ts";
import { FlagsPage } from "./pages/flags/FlagsPage";
import { readPlayground } from "./playground/address.ts";
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

export const TABS = ["targeting", "analytics", "release", "explain", "history", "code"] as const;
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

export interface ExperimentsSearch {
  q?: string;
  state?: ExperimentFilter;
  create?: boolean;
}

const experiments = createRoute({
  getParentRoute: () => root,
  path: "/experiments",
  component: lazyRouteComponent(() => import("./pages/experiments/ExperimentsPage"), "ExperimentsPage"),
  validateSearch: (search: Record<string, unknown>): ExperimentsSearch => ({
    q: text(search["q"]),
    state: one(EXPERIMENT_FILTERS, search["state"]),
    create: search["create"] === true || undefined,
  }),
});

export const EXPERIMENT_TABS = ["time", "breakdown", "why", "plan", "history"] as const;
export type ExperimentTab = (typeof EXPERIMENT_TABS)[number];

export interface ExperimentSearch {
  view?: ExperimentTab;
  phase?: number;
  decide?: boolean;
}

const experiment = createRoute({
  getParentRoute: () => root,
  path: "/experiments/$key",
  component: lazyRouteComponent(() => import("./pages/experiments/ExperimentPage"), "ExperimentPage"),
  validateSearch: (search: Record<string, unknown>): ExperimentSearch => ({
    view: one(EXPERIMENT_TABS, search["view"]),
    phase: typeof search["phase"] === "number" && search["phase"] >= 1 ? Math.floor(search["phase"]) : undefined,
    decide: search["decide"] === true || undefined,
  }),
});

const releases = createRoute({
  getParentRoute: () => root,
  path: "/releases",
  component: lazyRouteComponent(() => import("./pages/releases/ReleasesPage"), "ReleasesPage"),
  validateSearch: (search: Record<string, unknown>): { q?: string } => ({ q: text(search["q"]) }),
});

const release = createRoute({
  getParentRoute: () => root,
  path: "/releases/$key",
  component: lazyRouteComponent(() => import("./pages/releases/ReleasePage"), "ReleasePage"),
});

const segments = createRoute({
  getParentRoute: () => root,
  path: "/segments",
  component: lazyRouteComponent(() => import("./pages/segments/SegmentsPage"), "SegmentsPage"),
  validateSearch: (search: Record<string, unknown>): { q?: string } => ({ q: text(search["q"]) }),
});

const segment = createRoute({
  getParentRoute: () => root,
  path: "/segments/$key",
  component: lazyRouteComponent(() => import("./pages/segments/SegmentPage"), "SegmentPage"),
});

const playground = createRoute({
  getParentRoute: () => root,
  path: "/playground",
  component: lazyRouteComponent(() => import("./pages/playground/PlaygroundPage"), "PlaygroundPage"),
  validateSearch: readPlayground,
});

const live = createRoute({
  getParentRoute: () => root,
  path: "/live",
  component: lazyRouteComponent(() => import("./pages/live/LivePage"), "LivePage"),
  validateSearch: (search: Record<string, unknown>): { key?: string } => ({ key: text(search["key"]) }),
});

export const SETTINGS = ["environments", "tokens", "notifications", "freezes", "instance"] as const;
export type SettingsTab = (typeof SETTINGS)[number];

const settings = createRoute({
  getParentRoute: () => root,
  path: "/settings",
  component: lazyRouteComponent(() => import("./pages/settings/SettingsPage"), "SettingsPage"),
  validateSearch: (search: Record<string, unknown>): { tab?: SettingsTab } => ({ tab: one(SETTINGS, search["tab"]) }),
});

export const router = createRouter({
  routeTree: root.addChildren([
    index,
    flags.addChildren([flag]),
    experiments,
    experiment,
    releases,
    release,
    segments,
    segment,
    playground,
    live,
    audit,
    settings,
    emergency,
  ]),
  defaultPreload: "intent",
  scrollRestoration: false,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
