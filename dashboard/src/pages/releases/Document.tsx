import { Button, Tooltip } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPencil, IconTrash } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { overtaken } from "../../api/client";
import { deleteRelease, releaseQuery, releasesQuery, type Release } from "../../api/releases";
import { complain, tell } from "../../parts/toast";
import { useGuard } from "../../shell/guard";
import { usePlace, useRefusal } from "../../shell/place";

const EditRelease = lazy(() => import("./create/EditRelease").then((module) => ({ default: module.EditRelease })));

/** What is done to the document of a release that does not run. */
export function Document({ release }: { release: Release }) {
  const viewer = useRefusal();
  const why = viewer ?? (release.managed_by ? "It lives in a configuration file; change it there." : undefined);
  const [isEditing, edit] = useDisclosure(false);
  const remove = useRemove(release);
  return (
    <>
      <Tooltip label={why} disabled={why === undefined}>
        <span>
          <Button variant="default" leftSection={<IconPencil size={16} aria-hidden />} disabled={why !== undefined} onClick={edit.open}>
            Edit
          </Button>
        </span>
      </Tooltip>
      <Tooltip label={why} disabled={why === undefined}>
        <span>
          <Button variant="default" leftSection={<IconTrash size={16} aria-hidden />} disabled={why !== undefined} onClick={() => void remove()}>
            Delete
          </Button>
        </span>
      </Tooltip>
      {isEditing && (
        <Suspense>
          <EditRelease release={release} close={edit.close} />
        </Suspense>
      )}
    </>
  );
}

function useRemove({ key, version }: Release) {
  const { environment } = usePlace();
  const client = useQueryClient();
  const guard = useGuard();
  const navigate = useNavigate();
  return async () => {
    const about = "Its flag stays as it is. Its history stays, and brings it back.";
    const consent = await guard({ title: `Delete ${key}`, about, verb: "Delete", danger: true, always: true, typed: key });
    if (consent === undefined) return;
    const { queryKey } = releaseQuery(environment.key, key);
    try {
      await deleteRelease({ environment: environment.key, key, version, ...consent });
      await navigate({ to: "/releases" });
      client.removeQueries({ queryKey });
      await client.invalidateQueries({ queryKey: releasesQuery(environment.key).queryKey });
      tell(`${key} is deleted.`);
    } catch (error) {
      consent.failed?.();
      await client.invalidateQueries({ queryKey });
      complain(overtaken(error, key));
    }
  };
}
