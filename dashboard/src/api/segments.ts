/** Reading and changing segments. */
import { queryOptions } from "@tanstack/react-query";
import { all, api, ask, at, because, from, reasonOf, surely, type Act, type Schemas, type VersionedAct } from "./client";

export type Segment = Schemas["Segment"];
export type MembershipRule = Schemas["MembershipRule"];
export type ListName = Schemas["ListName"];

/** So many keys of a list the server takes to add, and as many to remove, in one request. */
const EDIT_MAX = 10_000;

export const segmentsQuery = (environment: string) =>
  queryOptions({
    queryKey: ["segments", environment],
    queryFn: () => all((query) => ask(api.GET("/api/segments", { params: { query: { environment, ...query } } }))),
    staleTime: Infinity,
  });

export const segmentQuery = (environment: string, key: string) =>
  queryOptions({
    queryKey: ["segments", environment, key],
    queryFn: () => ask(api.GET("/api/segments/{key}", { params: { path: { key }, query: { environment } } })),
  });

/** The keys of a long list, which an answer only names by its hash. */
export const listQuery = (environment: string, hash: string) =>
  queryOptions({
    queryKey: ["list", environment, hash],
    queryFn: async () => (await ask(api.GET("/api/lists/{hash}", { params: { path: { hash }, query: { environment } } }))).keys,
    staleTime: Infinity,
  });

export interface SegmentFields {
  description?: string | null;
  owner?: string | null;
  tags?: string[] | null;
  rules?: MembershipRule[] | null;
  include?: string[] | null;
  exclude?: string[] | null;
}

export const createSegment = ({ environment, key, reason }: Act, fields: SegmentFields): Promise<Segment> =>
  ask(
    api.POST("/api/segments", {
      params: { query: { environment } },
      body: { key, ...fields } as Schemas["NewSegment"],
      headers: because(reason),
    }),
  );

export const patchSegment = (act: Act, version: number, fields: SegmentFields): Promise<Segment> =>
  ask(
    api.PATCH("/api/segments/{key}", {
      params: at(act),
      body: fields as never,
      headers: { ...from(version), ...because(act.reason) },
    }),
  );

/** Keys that come into a list and go out of it. */
export interface KeyEdit {
  add: string[];
  remove: string[];
}

/** Edits a list, in as many requests as that takes. Tells after each which version is there by then, and what is left to do. */
export async function editKeys(act: Act, version: number, list: ListName, { add, remove }: KeyEdit, told: (version: number, left: KeyEdit) => void = () => undefined): Promise<number> {
  let last = version;
  for (let start = 0; start < Math.max(add.length, remove.length); start += EDIT_MAX) {
    const part = (keys: string[]) => keys.slice(start, start + EDIT_MAX);
    const edited = await ask(
      api.POST("/api/segments/{key}/keys", {
        params: at(act),
        body: { list, add: part(add), remove: part(remove), ...reasonOf(act) },
        headers: from(last),
      }),
    );
    last = edited.version;
    told(last, { add: add.slice(start + EDIT_MAX), remove: remove.slice(start + EDIT_MAX) });
  }
  return last;
}

export const deleteSegment = (act: VersionedAct) =>
  ask(api.DELETE("/api/segments/{key}", { params: surely(act), headers: { ...from(act.version), ...because(act.reason) } }));
