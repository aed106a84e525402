/** What is told in passing, at the edge of the page. */
import { notifications } from "@mantine/notifications";
import type { ReactNode } from "react";
import { messageOf, Refused } from "../api/client";

export function tell(message: ReactNode): void {
  notifications.show({ message, withBorder: true, autoClose: 7_000, color: "teal" });
}

/** What went wrong, in the server's words. */
export function complain(error: unknown, what = "That did not work"): void {
  const title = error instanceof Refused ? error.problem.title : what;
  notifications.show({ title, message: messageOf(error), color: "red", withBorder: true, autoClose: 12_000 });
}
