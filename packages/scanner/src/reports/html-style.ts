/** The style of the HTML report. Colours keep a contrast of at least 4.5 to 1 in both schemes. */
export const STYLE = `
:root { color-scheme: light dark; --ground: #fff; --panel: #f5f6f8; --text: #1c2430; --quiet: #566070; --line: #d9dde3;
  --link: #1551b5; --fail: #b3261e; --fail-ground: #fde9e7; --warning: #7a4d00; --warning-ground: #fdf1d6;
  --pass: #1a6b3c; --pass-ground: #e2f4e8; --none: #4b5563; --none-ground: #eceff3; }
@media (prefers-color-scheme: dark) { :root { --ground: #14181f; --panel: #1c222c; --text: #e6e9ee; --quiet: #a3adbb;
  --line: #333c49; --link: #8ab4ff; --fail: #ffb4ab; --fail-ground: #4a1613; --warning: #ffd48a; --warning-ground: #432d05;
  --pass: #8fdcae; --pass-ground: #10351f; --none: #c3cad4; --none-ground: #2b323d; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 2.5rem 1.5rem 4rem; background: var(--ground); color: var(--text);
  font: 1rem/1.55 system-ui, sans-serif; }
a { color: var(--link); }
.kind { margin: 0; color: var(--quiet); font-size: .875rem; }
h1 { margin: .1rem 0 1rem; font-size: 2rem; line-height: 1.2; }
h2 { margin: 2.75rem 0 .75rem; font-size: 1.25rem; }
h3 { margin: 0; font-size: 1rem; }
.headline { margin: 0 0 1.25rem; padding: .85rem 1.1rem; border-radius: .5rem; font-size: 1.125rem; font-weight: 600; }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: .75rem 1.5rem; margin: 0 0 1.5rem; }
dt { color: var(--quiet); font-size: .8125rem; }
dd { margin: 0; overflow-wrap: anywhere; }
.counts { display: flex; flex-wrap: wrap; gap: .75rem; margin: 0; padding: 0; list-style: none; }
.counts li { flex: 1 1 7rem; padding: .6rem .9rem; border: 1px solid var(--line); border-radius: .5rem; color: var(--quiet); }
.counts b { display: block; font-size: 1.5rem; line-height: 1.2; color: var(--text); }
.counts .fail b { color: var(--fail); } .counts .warning b { color: var(--warning); } .counts .pass b { color: var(--pass); }
.badge { display: inline-block; padding: .05rem .55rem; border-radius: 1rem; font-size: .8125rem; font-weight: 600; white-space: nowrap; }
.fail.badge, .fail.headline { color: var(--fail); background: var(--fail-ground); }
.warning.badge, .warning.headline { color: var(--warning); background: var(--warning-ground); }
.pass.badge, .pass.headline { color: var(--pass); background: var(--pass-ground); }
.not-judged.badge, .not-judged.headline { color: var(--none); background: var(--none-ground); }
.attention { margin: 0; padding: 0; list-style: none; }
.attention > li { margin: 0 0 .75rem; padding: .9rem 1.1rem; border: 1px solid var(--line); border-radius: .5rem; }
.attention p, .findings p { margin: .15rem 0; }
.where, .note, .label, footer { color: var(--quiet); font-size: .875rem; }
.url { overflow-wrap: anywhere; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: .45rem .75rem .45rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
th { color: var(--quiet); font-size: .8125rem; font-weight: 600; }
article { margin: 0 0 1rem; padding: 1rem 1.1rem; border: 1px solid var(--line); border-radius: .5rem; }
.findings { margin: .5rem 0 0; padding: 0; list-style: none; }
.findings > li { padding: .5rem 0; border-top: 1px solid var(--line); }
.findings strong { font-weight: 500; }
summary { cursor: pointer; color: var(--link); font-size: .875rem; }
pre { margin: .35rem 0; padding: .65rem .8rem; background: var(--panel); border-radius: .375rem; font-size: .8125rem;
  white-space: pre-wrap; overflow-wrap: anywhere; }
footer { margin-top: 3rem; border-top: 1px solid var(--line); }
@media (max-width: 36rem) { body { padding: 1.5rem 1rem; } }
@media print { body { max-width: none; padding: 0; font-size: 10pt; } details:not([open]) { display: none; }
  article, .attention > li, tr { break-inside: avoid; } a { color: inherit; text-decoration: none; }
  .badge, .headline { -webkit-print-color-adjust: exact; print-color-adjust: exact; } }
`;
