import { html } from 'hono/html';

import { guidelineRules, say, sayGuideline } from '#locales/catalogue.ts';

import { layout, showPage } from './page.ts';
import { problem } from './problem.ts';
import type { Routes } from './routes.ts';

/** The marketplace's guidelines, for everybody: what the notices about a message point to. */
export function guidelineRoutes(routes: Routes): void {
  routes.add('GET /rules', (c) => showPage(c, indexPage(c.get('language'))));

  routes.add('GET /rules/:rule', (c) => {
    const page = rulePage(c.get('language'), c.req.param('rule') ?? '');
    return page === null ? problem(c, 'not-found') : showPage(c, page);
  });
}

function indexPage(language: string): string {
  const rules = guidelineRules().flatMap((rule) => {
    const said = sayGuideline(language, rule);
    return said === null ? [] : [{ rule, said }];
  });
  const list = rules
    .toSorted((a, b) => a.said.name.localeCompare(b.said.name, language))
    .map(
      ({ rule, said }) =>
        html`<li>
          <a href="/rules/${rule}">${said.name}</a>
          <p>${said.norm}</p>
        </li>`,
    );
  return layout(
    language,
    say(language, 'page.guidelines'),
    html`<h1>${say(language, 'page.guidelines')}</h1>
      <p>${say(language, 'page.guidelines-who')}</p>
      <ul>
        ${list}
      </ul>`,
  );
}

function rulePage(language: string, rule: string): string | null {
  const said = sayGuideline(language, rule);
  if (said === null) return null;
  return layout(
    language,
    said.name,
    html`<h1>${said.name}</h1>
      <p>${said.norm}</p>
      <h2>${say(language, 'page.guideline-mend')}</h2>
      <p>${said.mend}</p>
      <p><code>${rule}</code></p>
      <p><a href="/rules">${say(language, 'page.guidelines')}</a></p>`,
  );
}
