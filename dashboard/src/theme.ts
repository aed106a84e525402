/** Mantine as it looks here; colours are in styles/tokens.css. */
import { createTheme, type MantineColorsTuple } from "@mantine/core";

const blue: MantineColorsTuple = [
  "#eef2ff", "#dfe6ff", "#bccafc", "#97acf8", "#7791f4",
  "#5f7cf0", "#4b6aeb", "#3b5fe6", "#2f50cc", "#2744b3",
];

// Neutral, and a little blue: Mantine's own dark greys are warm.
const dark: MantineColorsTuple = [
  "#e6e9ef", "#c3cad6", "#98a2b3", "#6b7686", "#3a4656",
  "#2b3544", "#222b38", "#10161f", "#0c1219", "#0a0e14",
];

export const theme = createTheme({
  primaryColor: "blue",
  primaryShade: 7,
  colors: { blue, dark },
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: "'JetBrains Mono Variable', ui-monospace, monospace",
  defaultRadius: 8,
  cursorType: "pointer",
  respectReducedMotion: true,
  fontSizes: { xs: "12px", sm: "13px", md: "13.5px", lg: "16px", xl: "20px" },
  headings: { fontWeight: "640" },
  components: {
    Button: { defaultProps: { size: "sm" } },
    Switch: { defaultProps: { withThumbIndicator: false } },
    Modal: {
      // Its header would count as a second banner of the page.
      defaultProps: { attributes: { header: { role: "presentation" } }, radius: 14, overlayProps: { backgroundOpacity: 0.5 } },
    },
    Tooltip: { defaultProps: { withArrow: true, openDelay: 300 } },
  },
});
