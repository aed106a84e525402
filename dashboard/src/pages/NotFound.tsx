import { IconMapQuestion } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { Empty } from "../parts/Empty";

export function NotFound() {
  return (
    <>
      <h1 className="hidden">Not found</h1>
      <Empty icon={<IconMapQuestion size={32} aria-hidden />} title="There is no such page" action={<Link to="/flags">All flags</Link>}>
        The address may be of a page that is not there yet.
      </Empty>
    </>
  );
}
