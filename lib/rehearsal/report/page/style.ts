/** Colours stand for states, and states are written too: nothing is told by colour alone. */
export const style = `
:root { color-scheme: light dark; --ink: #1c2430; --soft: #66707f; --paper: #fff; --rule: #d9dee6; --good: #1a7f4b; --bad: #c8322b;
  --candidate: #c2410c; --baseline: #2563eb; --unknown: #b6bdc8; --warm: #fff6e5; }
@media (prefers-color-scheme: dark) { :root { --ink: #e7ebf1; --soft: #98a2b3; --paper: #12161d; --rule: #2c3440; --good: #4ac27f;
  --bad: #ff7b72; --candidate: #fb923c; --baseline: #7aa7ff; --unknown: #4b5563; --warm: #241d10; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 1040px; margin: 0 auto; padding: 2rem 1rem 4rem; }
h1 { font-size: 1.5rem; margin: 0 0 .2rem; } h2 { font-size: 1.05rem; margin: 2rem 0 .5rem; }
section.rehearsal + section.rehearsal { border-top: 3px solid var(--rule); margin-top: 4rem; padding-top: 2rem; }
.ok { color: var(--good); } .not-ok { color: var(--bad); } .soft { color: var(--soft); }
.why { background: var(--warm); border-left: 4px solid var(--candidate); padding: .7rem 1rem; margin: 1rem 0; }
.why p { margin: .2rem 0; } code { font: .9em ui-monospace, monospace; }
.figures { display: flex; flex-wrap: wrap; gap: 2rem; margin: 1rem 0; }
.figures div { min-width: 8rem; } .figures b { display: block; font-size: 1.5rem; line-height: 1.2; }
svg { display: block; width: 100%; height: auto; font: 11px system-ui, sans-serif; }
svg .label { fill: var(--ink); } svg .composite { font-weight: bold; } svg .tick { fill: var(--soft); font-size: 10px; }
svg .zero { stroke: var(--soft); stroke-dasharray: 2 3; } svg .ground { stroke: var(--rule); }
.weight { fill: var(--candidate); opacity: .35; } .line { fill: none; stroke-width: 1.8; }
.line.baseline { stroke: var(--baseline); } .line.candidate { stroke: var(--candidate); }
circle.baseline { fill: var(--baseline); } circle.candidate { fill: var(--candidate); }
.state-OK { fill: var(--good); opacity: .55; } .state-ALARM { fill: var(--bad); } .state-INSUFFICIENT_DATA { fill: var(--unknown); }
.run-PASSED { fill: var(--good); } .run-FAILED, .run-ERROR { fill: var(--bad); }
.run-TIMEOUT { fill: none; stroke: var(--bad); stroke-width: 2; }
.legend span { white-space: nowrap; } .legend i { display: inline-block; width: .8em; height: .8em; margin: 0 .3em 0 1em; border-radius: 2px; }
table { border-collapse: collapse; width: 100%; } td, th { text-align: left; vertical-align: top; padding: .25rem .6rem .25rem 0; }
tr + tr td { border-top: 1px solid var(--rule); } td.time { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.time, td.actor { width: 1%; white-space: nowrap; } td.name { width: 34%; } .bad { color: var(--bad); } td { overflow-wrap: break-word; }
td:last-child, td.name { overflow-wrap: anywhere; } details { margin: .6rem 0; } summary { cursor: pointer; }
.shots { display: flex; flex-wrap: wrap; gap: .6rem; margin-top: .5rem; } .shots img { max-width: 49%; max-height: 24rem; border: 1px solid var(--rule); }
pre { overflow-wrap: anywhere; white-space: pre-wrap; border: 1px solid var(--rule); padding: .7rem 1rem; font: .85em ui-monospace, monospace; }
nav { margin-bottom: 2.5rem; } nav a { display: block; }
`;
