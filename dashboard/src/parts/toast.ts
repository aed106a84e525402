/** What is told in passing, at the edge of the page. */
import { notifications } from "@mantine/notifications";
import type { ReactNode } from "react";
import { Refused } from "../api/client";

export function tell(message: ReactNode): void {
  notifications.show({ message, withBorder: true, autoClose: 7_000, color: "teal" });
}

/** What went wrong, in the server's words. */
export function complain(error: unknown): void {
  const title = error instanceof Refused ? error.problem.title : "That did not work";
  const message = error instanceof Error ? error.message : String(error);
  notifications.show({ title, message, color: "red", withBorder: true, autoClose: 12_000 });
}
