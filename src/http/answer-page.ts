import { html } from 'hono/html';

import { say } from '#locales/catalogue.ts';
import type { AnswerTarget } from '#store/answer-link.ts';

import { layout } from './page.ts';

/**
 * Where the link in a mail leads: a button that posts to its own address. It names whom the conversation is with and no
 * more, since whatever opens links ahead of people reads it too.
 */
export function answerLinkPage(
  language: string,
  link: string,
  { seller, marketplace }: AnswerTarget,
): string {
  const title = say(language, 'answer.title', { seller });
  return layout(
    language,
    title,
    html`<h1>${title}</h1>
      <p>${say(language, 'answer.intro', { seller, marketplace })}</p>
      <form method="post" action="/answer/${link}">
        <p class="choices"><button autofocus>${say(language, 'answer.button')}</button></p>
      </form>
      <p>${say(language, 'answer.how-long')}</p>`,
  );
}
