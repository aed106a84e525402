// Before anything is painted: the theme that was chosen, else the system's.
(() => {
  const chosen = localStorage.getItem("hoist-theme");
  const isDark = matchMedia("(prefers-color-scheme: dark)").matches;
  const theme = chosen === "light" || chosen === "dark" ? chosen : isDark ? "dark" : "light";
  document.documentElement.setAttribute("data-mantine-color-scheme", theme);
})();
