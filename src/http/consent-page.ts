import { html } from 'hono/html';

import { say } from '#locales/catalogue.ts';
import type { ApplicationRole } from '#market/application.ts';

import { layout } from './page.ts';

/** What each role lets an application do, as a key of the catalogue. */
const ROLE_TEXTS = {
  'Buyer Communication': 'consent.role.messages',
  'Buyer Solicitation': 'consent.role.reviews',
  'Product Listing': 'consent.role.listing',
  'Inventory and Order Tracking': 'consent.role.orders',
  'Direct-to-Consumer Delivery': 'consent.role.delivery',
  'Selling Partner Insights': 'consent.role.insights',
} as const satisfies Readonly<Record<ApplicationRole, string>>;

export interface ConsentView {
  readonly seller: string;
  readonly application: string;
  readonly roles: readonly ApplicationRole[];
  /** What the form carries on. */
  readonly fields: Readonly<Record<string, string>>;
}

/** What an application asks for, with a button to agree and one not to. */
export function consentPage(language: string, { seller, application, roles, fields }: ConsentView): string {
  const title = say(language, 'consent.title', { application });
  return layout(
    language,
    title,
    html`<h1>${title}</h1>
      <p>${say(language, 'consent.intro', { application, seller })}</p>
      <ul>
        ${roles.map((role) => html`<li>${say(language, ROLE_TEXTS[role])}</li>`)}
      </ul>
      <p>${say(language, 'consent.bounds', { application })}</p>
      <form method="post" action="/apps/authorize/consent">
        ${Object.entries(fields).map(
          ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
        )}
        <p class="choices">
          <button name="answer" value="agree">${say(language, 'consent.agree')}</button>
          <button name="answer" value="decline">${say(language, 'consent.decline')}</button>
        </p>
      </form>`,
  );
}
