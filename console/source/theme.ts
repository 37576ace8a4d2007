/** The one visual language: calm surfaces, one accent, text that is dark enough to read (WCAG AA) in light and dark. */
import { Alert, createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core'

/** As cool as the surfaces, from text to what lies deepest: fields and buttons are no other grey than the cards that they stand on. */
const dark: MantineColorsTuple = [
  '#e3e5e8',
  '#c3c8ce',
  '#a6adb4',
  '#8f969d',
  '#43474f',
  '#34373d',
  '#26282c',
  '#1b1c1f',
  '#131416',
  '#0c0d0e',
]

export const theme = createTheme({
  primaryColor: 'indigo',
  primaryShade: { light: 7, dark: 8 },
  colors: { dark },
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
    // The colour is the border's: of a title in orange or yellow too little could be read. Grey has none to say.
    Alert: Alert.extend({
      styles: {
        root: { background: 'var(--surface)' },
        label: { color: 'var(--mantine-color-text)' },
        message: { color: 'var(--mantine-color-text)' },
      },
      vars: (_, { color }) => ({ root: color === 'gray' ? { '--alert-bd': '1px solid var(--line-strong)' } : {} }),
    }),
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
    '--mantine-color-disabled-color': '#6c737a',
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
    '--series-sent': '#b4bbc4',
    '--series-arrived': '#4c6ef5',
    '--series-opened': '#12b8a6',
    '--series-used': '#f08c00',
    '--series-ordered': '#9c36b5',
  },
  dark: {
    '--mantine-color-body': '#141517',
    '--mantine-color-dimmed': '#a6adb4',
    '--mantine-color-placeholder': '#8f969d',
    '--mantine-color-error': '#ff8787',
    '--mantine-color-disabled-color': '#8f969d',
    // In the light it is the accent as well.
    '--mantine-color-indigo-light-color': '#91a7ff',
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
    '--series-sent': '#7a828c',
    '--series-arrived': '#6d87f8',
    '--series-opened': '#2fc8b6',
    '--series-used': '#f5a524',
    '--series-ordered': '#c774dc',
  },
})
