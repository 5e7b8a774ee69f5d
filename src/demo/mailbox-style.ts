/** One quiet style sheet for the catcher's pages; light and dark by the reader's preference. */
export const MAILBOX_STYLE = `
:root { color-scheme: light dark; --line: #d4d8dd; --quiet: #55606e; --accent: #0b5cad; --panel: #f5f7f9; }
@media (prefers-color-scheme: dark) { :root { --line: #3a424c; --quiet: #a9b4c0; --accent: #7db8f5; --panel: #1d2329; } }
* { box-sizing: border-box; }
/* An alias is one long word of random letters, some wider than others. */
body { overflow-wrap: anywhere; margin: 0; background: light-dark(#fff, #14181d); color: light-dark(#1b1f24, #e6eaef); font: 15px/24px system-ui, sans-serif; }
header { display: flex; gap: 12px; padding: 12px 20px; border-bottom: 1px solid var(--line); }
header a { font-weight: 600; }
header span { color: var(--quiet); }
main { max-width: 960px; margin: 0 auto; padding: 8px 20px 40px; }
a { color: var(--accent); }
h1 { font-size: 22px; line-height: 28px; }
h2 { font-size: 17px; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: 6px 8px; text-align: left; border-bottom: 1px solid var(--line); vertical-align: top; }
th { color: var(--quiet); font-weight: 500; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
.tabs { display: flex; gap: 16px; margin: 12px 0; }
.tabs a[aria-current] { font-weight: 600; text-decoration: none; border-bottom: 2px solid; }
pre { padding: 12px; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; white-space: pre-wrap; font: 13px/20px ui-monospace, monospace; }
pre.text { font: inherit; }
iframe { width: 100%; height: 420px; border: 1px solid var(--line); border-radius: 6px; background: #fff; }
form { margin-top: 24px; display: grid; gap: 8px; }
textarea { width: 100%; font: inherit; padding: 8px; }
button { justify-self: start; font: inherit; padding: 8px 16px; }
.said { padding: 8px 12px; background: var(--panel); border-left: 3px solid var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
`;
