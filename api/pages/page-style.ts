/** How every page for customers looks: one card, readable on a phone, light or dark as the reader has it, nothing fetched from anywhere. */

export const pageStyle = `
:root { color-scheme: light dark; --page: #f4f4f1; --card: #fff; --ink: #1d1d1b; --soft: #5c5c57; --line: #d9d9d3; --accent: #1f5f4a; --on-accent: #fff; --ring: #1f5f4a }
@media (prefers-color-scheme: dark) {
  :root { --page: #161715; --card: #20221f; --ink: #ecece7; --soft: #a9aba3; --line: #3a3d38; --accent: #8fd3b6; --on-accent: #10241c; --ring: #8fd3b6 }
}
* { box-sizing: border-box }
html { font: 100%/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; -webkit-text-size-adjust: 100% }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.25rem; background: var(--page); color: var(--ink) }
main { width: 100%; max-width: 30rem; background: var(--card); border: 1px solid var(--line); border-radius: 14px; padding: clamp(1.25rem, 5vw, 2.25rem) }
.store { margin: 0 0 1.25rem; color: var(--soft); font-weight: 600 }
h1 { margin: 0 0 .75rem; font-size: 1.5rem; line-height: 1.25; text-wrap: balance }
p { margin: 0 0 1rem; overflow-wrap: anywhere }
.code { font: 600 1.35rem/1.4 ui-monospace, Menlo, Consolas, monospace; letter-spacing: .06em; text-align: center; padding: .85rem; border: 2px dashed var(--line); border-radius: 10px; user-select: all }
.soft { color: var(--soft); font-size: .925rem }
form { margin: 1.5rem 0 0 }
form + p { margin-top: 1.5rem }
main > :last-child { margin-bottom: 0 }
fieldset { border: 0; margin: 0; padding: 0 }
legend { font-weight: 600; padding: 0; margin-bottom: .25rem }
.choice { display: flex; gap: .85rem; align-items: flex-start; padding: .9rem 0; border-bottom: 1px solid var(--line) }
.choice input { flex: none; width: 1.35rem; height: 1.35rem; margin: .1rem 0 0; accent-color: var(--accent) }
.choice label { flex: 1; min-width: 0; cursor: pointer }
.choice small { display: block; color: var(--soft); font-size: .9rem; overflow-wrap: anywhere }
.actions { display: flex; flex-wrap: wrap; gap: .75rem; margin-top: 1.5rem }
button { font: inherit; font-weight: 600; min-height: 2.9rem; padding: .55rem 1.3rem; border-radius: 10px; border: 1px solid var(--accent); background: var(--accent); color: var(--on-accent); cursor: pointer }
button.quiet { background: transparent; color: var(--ink); border-color: var(--line) }
button[disabled] { opacity: .55; cursor: default }
a { color: var(--accent); text-underline-offset: .2em }
:focus-visible { outline: 3px solid var(--ring); outline-offset: 3px; border-radius: 6px }
[role=status] { border-left: 4px solid var(--accent); padding: .35rem 0 .35rem .9rem; margin: 0 0 1.25rem }
[hidden] { display: none }
`
