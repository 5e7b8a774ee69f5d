/** The one style sheet of the plain page. */
export const STYLE = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; --accent: light-dark(#0b5cad, #8cc1f7); --line: light-dark(#c9ced6, #47505b); }
a { color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
/* An alias is one long word of random letters, some wider than others. */
body { overflow-wrap: anywhere; margin: 0; background: light-dark(#fff, #14181d); color: light-dark(#1b1f24, #e6eaef); }
main { max-width: 48rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.5rem; }
h2 { font-size: 1rem; margin: 0.75rem 0 0; }
a, button, input { font: inherit; }
label { display: block; }
input { width: 100%; box-sizing: border-box; padding: 0.5rem; margin: 0.25rem 0; }
button { padding: 0.25rem 0.75rem; min-height: 2rem; }
.session { display: flex; justify-content: space-between; align-items: center; gap: 1rem; }
.list { list-style: none; padding: 0; }
.list li { border-top: 1px solid var(--line); padding: 0.75rem 0; }
.list p { margin: 0; }
.preview { color: light-dark(#4b5563, #b3bdc9); }
.choices { display: flex; flex-wrap: wrap; gap: 0.5rem; }
.problem { border-left: 0.25rem solid currentColor; padding-left: 0.75rem; }
article { border: 1px solid var(--line); border-radius: 0.5rem; padding: 0.75rem; margin: 1rem 0; }
article.mine { margin-inline-start: 10%; background: light-dark(#eef5fc, #1b2733); }
article.theirs { margin-inline-end: 10%; }
.text { white-space: pre-wrap; font: inherit; margin: 0.5rem 0; }
iframe { width: 100%; height: 16rem; border: 0; resize: vertical; background: white; }
`;
