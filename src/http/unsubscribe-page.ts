import { html } from 'hono/html';

import { say } from '#locales/catalogue.ts';
import type { UnsubscribeTarget } from '#store/find-unsubscribe.ts';

import { layout } from './page.ts';

/** What a buyer declines already, and a button for the rest; it posts to its own address, and needs no script. */
export function unsubscribePage(
  language: string,
  { seller, marketplace, preference }: UnsubscribeTarget,
): string {
  const { declines, mutesSeller } = preference;
  const title = say(language, 'unsubscribe.title', { seller });
  const done = declines ? 'unsubscribe.done-all' : mutesSeller ? 'unsubscribe.done-seller' : null;
  const fromSeller = html`<button name="List-Unsubscribe" value="One-Click">
    ${say(language, 'unsubscribe.seller', { seller })}
  </button>`;
  const fromAll = html`<button name="from" value="all-sellers">
    ${say(language, 'unsubscribe.all', { marketplace })}
  </button>`;
  return layout(
    language,
    title,
    html`<h1>${title}</h1>
      ${
        done === null
          ? html`<p>${say(language, 'unsubscribe.question', { marketplace })}</p>`
          : html`<p role="status"><strong>${say(language, done, { seller, marketplace })}</strong></p>`
      }
      <p>${say(language, 'unsubscribe.still')}</p>
      ${
        declines
          ? ''
          : html`<form method="post">
              <p class="choices">${mutesSeller ? '' : fromSeller} ${fromAll}</p>
            </form>`
      }
      <p>${say(language, 'unsubscribe.back', { marketplace })}</p>`,
  );
}
