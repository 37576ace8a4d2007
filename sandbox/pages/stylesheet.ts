/** How the pages look: two panes on a wide window, one on a phone; light or dark as the reader's system is. */
export const STYLESHEET = `
:root {
  --ground: #f6f5f2; --paper: #fff; --ink: #1d2126; --soft: #636b74; --line: #e2e0da; --accent: #0b6e63; --tint: #e3f1ee;
  --email: #2f5fd0; --sms: #0b7a4b; --push: #a2440f; --good: #0b6b43; --bad: #b3261e; --radius: 10px;
  color-scheme: light dark;
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #14171a; --paper: #1c2024; --ink: #e8eaec; --soft: #9aa3ad; --line: #2e343a; --accent: #5ccfbd; --tint: #1d3431;
    --email: #8fb0ff; --sms: #6fd3a2; --push: #f3a676; --good: #6fd3a2; --bad: #ff9a91;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); min-height: 100vh; display: flex; flex-direction: column; }
a { color: var(--accent); }
h1 { font-size: 1.35rem; line-height: 1.3; margin: 0 0 .6rem; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 2rem 0 .6rem; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: .5rem; background: var(--paper); padding: .3rem .6rem; z-index: 2; }
.bar { display: flex; align-items: center; gap: 1.5rem; padding: .7rem 1.2rem; background: var(--paper); border-bottom: 1px solid var(--line); }
.brand { font-weight: 700; letter-spacing: -.01em; color: var(--ink); text-decoration: none; }
.bar nav { display: flex; gap: .3rem; }
.bar nav a { padding: .25rem .7rem; border-radius: 99px; text-decoration: none; color: var(--soft); }
.bar nav a[aria-current] { background: var(--tint); color: var(--accent); font-weight: 600; }
.dot { display: inline-block; width: .5rem; height: .5rem; border-radius: 50%; background: var(--bad); vertical-align: middle; }
.hint { margin: 0 0 0 auto; color: var(--soft); font-size: .85rem; }
main { flex: 1; }
main.inbox { display: grid; grid-template-columns: minmax(20rem, 26rem) 1fr; }
main.faults, main.groups { padding: 1.5rem; max-width: 62rem; width: 100%; margin: 0 auto; }
.list { border-right: 1px solid var(--line); background: var(--paper); }
.search { padding: .8rem .8rem 0; }
input, select, button { font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: 8px; padding: .4rem .65rem; }
.search input[type=search] { width: 100%; background: var(--ground); }
.chips { display: flex; flex-wrap: wrap; gap: .35rem; padding: .7rem .8rem; border-bottom: 1px solid var(--line); }
.chip { text-decoration: none; color: var(--soft); padding: .15rem .65rem; border-radius: 99px; border: 1px solid var(--line); font-size: .88rem; }
.chip[aria-current] { background: var(--accent); border-color: var(--accent); color: var(--paper); }
.rows { list-style: none; margin: 0; padding: 0; }
.row { display: grid; grid-template-columns: 2.2rem 1fr auto; gap: 0 .7rem; align-items: center; padding: .6rem .8rem; text-decoration: none; color: inherit; border-bottom: 1px solid var(--line); }
.row:hover { background: var(--ground); }
.row[aria-current] { background: var(--tint); }
.row .icon { grid-row: span 2; }
.who { font-weight: 600; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.what { color: var(--soft); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-size: .9rem; }
.when { color: var(--soft); font-size: .8rem; font-variant-numeric: tabular-nums; }
.icon { width: 2.2rem; height: 2.2rem; border-radius: 50%; display: grid; place-items: center; background: var(--ground); border: 1px solid var(--line); flex: none; }
.icon::before { content: "✉"; font-size: 1rem; color: var(--email); }
.icon.sms::before { content: "✆"; color: var(--sms); }
.icon.push::before { content: "◉"; color: var(--push); }
.status { font-size: .75rem; color: var(--soft); justify-self: end; }
.status.delivered, .status.opened, .status.clicked, .status.shown { color: var(--good); }
.status.bounced, .status.failed, .status.complained, .status.undeliverable, .status.rejected, .status.suppressed, .status.undecryptable { color: var(--bad); }
.pages { display: flex; justify-content: space-between; padding: .8rem; }
.empty { color: var(--soft); padding: 3rem 1.5rem; text-align: center; }
.pane { min-width: 0; padding: 1.4rem 1.6rem; }
.back { display: none; }
.sub { color: var(--soft); margin: -.3rem 0 1rem; }
.facts { display: flex; flex-wrap: wrap; gap: .3rem 1.5rem; margin: 0 0 .8rem; }
.facts div { display: flex; gap: .5rem; min-width: 0; }
.facts dt { color: var(--soft); }
.facts dd { margin: 0; overflow-wrap: anywhere; }
.events { list-style: none; display: flex; flex-wrap: wrap; gap: .35rem; margin: 0 0 1rem; padding: 0; }
.events li { background: var(--paper); border: 1px solid var(--line); border-radius: 99px; padding: .1rem .7rem; font-size: .82rem; }
.events time { color: var(--soft); margin-left: .3rem; }
.tabs { display: flex; justify-content: space-between; border-bottom: 1px solid var(--line); margin-bottom: .9rem; }
.tabs nav { display: flex; gap: .2rem; }
.tabs a { padding: .4rem .8rem; text-decoration: none; color: var(--soft); border-bottom: 2px solid transparent; }
.tabs a[aria-current] { color: var(--accent); border-color: var(--accent); font-weight: 600; }
iframe.body { width: 100%; height: 60vh; border: 1px solid var(--line); border-radius: var(--radius); background: #fff; color-scheme: light; }
iframe.phone { max-width: 390px; display: block; margin: 0 auto; }
pre.body { background: var(--paper); border: 1px solid var(--line); border-radius: var(--radius); padding: 1rem; white-space: pre-wrap; overflow-wrap: anywhere; margin: 0; }
.headers { width: 100%; border-collapse: collapse; background: var(--paper); border: 1px solid var(--line); }
.headers th { text-align: left; vertical-align: top; color: var(--soft); font-weight: 500; white-space: nowrap; }
.headers th, .headers td { padding: .4rem .8rem; border-bottom: 1px solid var(--line); }
.headers td { overflow-wrap: anywhere; font-family: ui-monospace, monospace; font-size: .85rem; }
.act { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem; margin-top: 1rem; color: var(--soft); font-size: .9rem; }
button { cursor: pointer; }
button:hover { border-color: var(--accent); }
button.primary { background: var(--accent); border-color: var(--accent); color: var(--paper); font-weight: 600; }
.bubbles { list-style: none; margin: 0; padding: 0; display: flex; flex-direction: column; gap: .6rem; max-width: 44rem; }
.bubble { max-width: 78%; align-self: flex-start; }
.bubble p { margin: 0; }
.bubble > p:first-child { background: var(--paper); border: 1px solid var(--line); border-radius: 1rem 1rem 1rem .3rem; padding: .55rem .9rem; white-space: pre-wrap; overflow-wrap: anywhere; }
.bubble.inbound { align-self: flex-end; }
.bubble.inbound > p:first-child { background: var(--tint); border-color: transparent; border-radius: 1rem 1rem .3rem 1rem; }
.meta { color: var(--soft); font-size: .78rem; padding: .15rem .4rem; overflow-wrap: anywhere; }
.inbound .meta { text-align: right; }
.reply { display: flex; flex-wrap: wrap; gap: .5rem; margin-top: 1.2rem; max-width: 44rem; }
.reply input[name=text] { flex: 1 1 14rem; }
.quick { display: flex; gap: .35rem; flex-basis: 100%; }
.quick button { font-size: .82rem; padding: .15rem .6rem; }
.device { background: linear-gradient(160deg, var(--tint), var(--ground)); border: 1px solid var(--line); border-radius: 18px; padding: 1.6rem; margin-bottom: 1rem; max-width: 34rem; }
.notification { display: flex; gap: .9rem; background: var(--paper); border-radius: 14px; padding: .9rem 1rem; box-shadow: 0 4px 16px rgb(0 0 0 / .12); overflow-wrap: anywhere; }
.notification p { margin: .1rem 0 .3rem; }
.notification a { font-size: .82rem; }
.notification img { border-radius: 8px; }
.switches { width: 100%; border-collapse: collapse; background: var(--paper); border: 1px solid var(--line); border-radius: var(--radius); }
.switches th, .switches td { padding: .4rem .7rem; text-align: left; border-bottom: 1px solid var(--line); font-weight: 400; white-space: nowrap; }
.switches tbody th { white-space: normal; }
.switches thead th { color: var(--soft); font-size: .82rem; }
.switches .on th { font-weight: 600; color: var(--bad); }
.switches input[type=number], .rates input { width: 6rem; }
input[type=checkbox] { width: 1.15rem; height: 1.15rem; accent-color: var(--accent); }
details { background: var(--paper); border: 1px solid var(--line); border-radius: var(--radius); padding: .5rem .9rem; margin-bottom: .4rem; overflow-wrap: anywhere; }
summary { cursor: pointer; }
.buttons { display: flex; gap: .6rem; }
.rates { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: .6rem 1.5rem; }
.rates label { display: flex; justify-content: space-between; align-items: center; gap: .6rem; }
@media (min-width: 861px) {
  body:has(main.inbox) { height: 100vh; }
  main.inbox { min-height: 0; }
  .list, .pane { overflow: auto; }
}
@media (max-width: 860px) {
  .switches th, .switches td { padding: .35rem .4rem; }
  .switches input[type=number] { width: 4.2rem; }
  main.inbox { grid-template-columns: 1fr; }
  .list { border-right: 0; }
  main.inbox:has(.pane.open) .list { display: none; }
  .pane:not(.open) { display: none; }
  .pane { padding: 1rem; }
  .back { display: inline-block; margin-bottom: .6rem; }
  .hint { display: none; }
  main.faults, main.groups { padding: 1rem; overflow-x: auto; }
}
`
