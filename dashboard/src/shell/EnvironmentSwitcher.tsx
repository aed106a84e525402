import { Menu, VisuallyHidden } from "@mantine/core";
import { IconCheck, IconSelector } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { usePlace } from "./place";

export function EnvironmentSwitcher() {
  const { environment, environments } = usePlace();
  const navigate = useNavigate();
  const about = (isProtected: boolean | undefined) => (isProtected ? "protected" : "open to changes");
  return (
    <Menu width="target" position="bottom-start" offset={6}>
      <Menu.Target>
        <button type="button" className="environment">
          <i className={environment.protected ? "dot is-protected" : "dot"} aria-hidden />
          <VisuallyHidden>Environment</VisuallyHidden>
          <span className="grow clip">
            <b className="clip">{environment.key}</b>
            <small>{about(environment.protected)}</small>
          </span>
          <IconSelector size={16} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {environments.map((one) => (
          <Menu.Item
            key={one.key}
            leftSection={<i className={one.protected ? "dot is-protected" : "dot"} />}
            rightSection={one.key === environment.key ? <IconCheck size={15} aria-label="current" /> : undefined}
            onClick={() => void navigate({ to: "/flags", search: { env: one.key } })}
          >
            {one.key}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
