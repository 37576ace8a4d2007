/** The one visual language: calm surfaces, one accent, text that is dark enough to read (WCAG AA) in light and dark. */
import { createTheme, type CSSVariablesResolver } from '@mantine/core'

export const theme = createTheme({
  primaryColor: 'indigo',
  primaryShade: { light: 7, dark: 8 },
  defaultRadius: 'md',
  cursorType: 'pointer',
  fontFamily: 'Inter, ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.5rem', lineHeight: '1.3' },
      h2: { fontSize: '1rem', lineHeight: '1.4' },
      h3: { fontSize: '0.875rem', lineHeight: '1.4' },
    },
  },
  components: {
    Button: { defaultProps: { size: 'sm' }, styles: { root: { fontWeight: 500 } } },
    Table: {
      defaultProps: { verticalSpacing: 'sm', horizontalSpacing: 'md', borderColor: 'var(--line)' },
      styles: { th: { fontSize: 'var(--mantine-font-size-xs)', fontWeight: 500, color: 'var(--mantine-color-dimmed)' } },
    },
    // The colour is the border's: of a title in orange or yellow too little could be read.
    Alert: { styles: { label: { color: 'var(--mantine-color-text)' } } },
    Modal: { defaultProps: { centered: true, radius: 'lg', closeButtonProps: { 'aria-label': 'Close' } } },
    Progress: { defaultProps: { radius: 'xl' } },
  },
})

export const resolveColours: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#fbfbfc',
    '--mantine-color-dimmed': '#5c636a',
    '--mantine-color-placeholder': '#6c737a',
    '--mantine-color-error': '#c92a2a',
    '--surface': '#ffffff',
    '--surface-sunken': '#f4f5f7',
    '--shade': '#d3d7dc',
    '--line': '#e6e8eb',
    '--line-strong': '#d3d7dc',
    '--flow': '#a3abb3',
    '--tone-good': '#2b8a3e',
    '--tone-busy': '#3b5bdb',
    '--tone-warn': '#b35309',
    '--tone-bad': '#c92a2a',
    '--tone-quiet': '#868e96',
  },
  dark: {
    '--mantine-color-body': '#141517',
    '--mantine-color-dimmed': '#a6adb4',
    '--mantine-color-placeholder': '#8f969d',
    '--mantine-color-error': '#ff8787',
    '--surface': '#1b1c1f',
    '--surface-sunken': '#222427',
    '--shade': '#3b3e45',
    '--line': '#2c2e33',
    '--line-strong': '#3b3e45',
    '--flow': '#5f666e',
    '--tone-good': '#51cf66',
    '--tone-busy': '#91a7ff',
    '--tone-warn': '#ffa94d',
    '--tone-bad': '#ff8787',
    '--tone-quiet': '#868e96',
  },
})
