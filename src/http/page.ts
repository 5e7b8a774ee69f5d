import type { Context } from 'hono';
import { html } from 'hono/html';

import type { MessageKey } from '#locales/catalogue.ts';
import { say, sayFinding } from '#locales/catalogue.ts';
import { reasonText } from '#locales/reason.ts';
import type { ConversationView } from '#views/conversations.ts';
import type { MessageView } from '#views/messages.ts';
import type { Page } from '#views/page.ts';

import type { HttpEnvironment } from './environment.ts';

/** HTML that is safe: made by the `html` tag, which escapes every value. */
type Markup = ReturnType<typeof html>;

/** A whole page with one heading of its own in `content`. */
export function layout(language: string, title: string, content: Markup): string {
  const page = html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · Parley</title>
        <link rel="stylesheet" href="/style.css" />
      </head>
      <body>
        <main>${content}</main>
      </body>
    </html>`;
  // The tag gives a promise only where a value is one; ours are strings.
  return page as unknown as string;
}

/** SECURITY: no script, nothing from elsewhere, no page of others around it; frames only of our own. */
const PAGE_POLICY =
  "default-src 'none'; style-src 'self'; img-src 'self'; frame-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/** Answers with a page. `formTargets`: origins beside our own to which its forms may lead. */
export function showPage(
  c: Context<HttpEnvironment>,
  text: string,
  status: 200 | 401 = 200,
  formTargets: readonly string[] = [],
): Response {
  c.header('content-security-policy', `${PAGE_POLICY}; form-action ${["'self'", ...formTargets].join(' ')}`);
  c.header('content-language', c.get('language'));
  return c.html(text, status);
}

/** A problem for a person who came with a browser. */
export function problemPage(language: string, sentence: string): string {
  return layout(
    language,
    say(language, 'page.title'),
    html`<h1>${say(language, 'page.title')}</h1>
      <p class="problem" role="alert">${sentence}</p>
      <p><a href="/">${say(language, 'page.back')}</a></p>`,
  );
}

/** The form where a token is shown; `sentence` says why the last one didn't do. */
export function signInPage(language: string, sentence: string | null): string {
  return layout(
    language,
    say(language, 'page.sign-in'),
    html`<h1>${say(language, 'page.title')}</h1>
      ${sentence === null ? '' : html`<p class="problem" role="alert">${sentence}</p>`}
      <form method="post" action="/sign-in">
        <label for="token">${say(language, 'page.token')}</label>
        <input
          id="token"
          name="token"
          type="password"
          required
          autocomplete="off"
          aria-describedby="token-help"
        />
        <p id="token-help">${say(language, 'page.token-help')}</p>
        <button>${say(language, 'page.sign-in')}</button>
      </form>`,
  );
}

function signedIn(language: string, label: string): Markup {
  return html`<form class="session" method="post" action="/sign-out">
    <span>${say(language, 'page.signed-in-as', { label })}</span>
    <button>${say(language, 'page.sign-out')}</button>
  </form>`;
}

function moment(language: string, at: Date): Markup {
  const text = new Intl.DateTimeFormat(language, {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: 'UTC',
    // Whose day it is depends on the reader; this plain page says its zone.
  }).format(at);
  return html`<time datetime="${at.toISOString()}">${text} UTC</time>`;
}

function parties(language: string, { buyer, seller }: ConversationView): string {
  return say(language, 'page.between', { buyer: buyer.name, seller: seller.name });
}

function subjectOf(language: string, { subject }: { readonly subject: string }): string {
  return subject === '' ? say(language, 'page.no-subject') : subject;
}

/** The list of the reader's conversations. */
export function conversationsPage(
  language: string,
  label: string,
  { items, next }: Page<ConversationView>,
): string {
  const list = items.map(
    (conversation) =>
      html`<li>
        <a href="/conversations/${conversation.id}">${subjectOf(language, conversation)}</a>
        <p>
          ${parties(language, conversation)} ·
          ${
            conversation.orderId === null
              ? ''
              : html`${say(language, 'page.order', { orderId: conversation.orderId })} · `
          }
          ${say(language, 'page.message-count', { count: conversation.messageCount })} ·
          ${moment(language, conversation.lastMessageAt)}
        </p>
        <p class="preview">${conversation.preview}</p>
      </li>`,
  );
  return layout(
    language,
    say(language, 'page.title'),
    html`${signedIn(language, label)}
      <h1>${say(language, 'page.title')}</h1>
      ${
        items.length === 0
          ? html`<p>${say(language, 'page.no-conversations')}</p>`
          : html`<ul class="list">
              ${list}
            </ul>`
      }
      ${next === null ? '' : html`<p><a href="/?after=${next}">${say(language, 'page.older')}</a></p>`}`,
  );
}

/** The messages of one conversation. */
export function conversationPage(
  language: string,
  label: string,
  conversation: ConversationView,
  { items, next }: Page<MessageView>,
): string {
  const address = conversation.writeTo;
  return layout(
    language,
    subjectOf(language, conversation),
    html`${signedIn(language, label)}
      <p><a href="/">${say(language, 'page.back')}</a></p>
      <h1>${subjectOf(language, conversation)}</h1>
      <p>
        ${parties(language, conversation)}
        ${
          conversation.orderId === null
            ? ''
            : html` · ${say(language, 'page.order', { orderId: conversation.orderId })}`
        }
      </p>
      ${address === null ? '' : html`<p>${say(language, 'page.write-to', { address })}</p>`}
      ${items.map((message) => messageArticle(language, message))}
      ${
        next === null
          ? ''
          : html`<p>
              <a href="/conversations/${conversation.id}?after=${next}">${say(language, 'page.newer')}</a>
            </p>`
      }`,
  );
}

function messageArticle(language: string, message: MessageView): Markup {
  const { state } = message;
  return html`<article class="${message.mine ? 'mine' : 'theirs'}" id="m-${message.id}">
    <header>
      <strong>${message.authorName}</strong> · ${moment(language, message.receivedAt)}
      ${state === null ? '' : html` · <span class="state">${say(language, `page.state.${state}` satisfies MessageKey)}</span>`}
      ${message.automatic === null ? '' : html` · ${say(language, 'page.automatic')}`}
    </header>
    ${messageBody(language, message)} ${fileList(language, message)}
    ${sentenceList(say(language, 'page.reasons'), [
      ...message.reasons.map((reason) => reasonText(language, { ...reason, code: `refusal.${reason.code}` })),
      ...message.findings.map((finding) => sayFinding(language, finding) ?? finding.rule),
    ])}
    ${sentenceList(
      say(language, 'page.notes'),
      message.notes.map((note) => reasonText(language, { ...note, code: `note.${note.code}` })),
    )}
  </article>`;
}

/**
 * SECURITY: what an author formatted is shown in a frame of its own, where nothing runs and which belongs to
 * no origin (threats C6 to C8); its text stands beside it as a moderator would read it.
 */
function messageBody(language: string, { id, text, hasHtml, authorName }: MessageView): Markup {
  const plain = html`<pre class="text">${text}</pre>`;
  if (!hasHtml) return plain;
  return html`<iframe
      src="/messages/${id}/body"
      sandbox="allow-popups allow-popups-to-escape-sandbox"
      referrerpolicy="no-referrer"
      loading="lazy"
      title="${say(language, 'page.message-frame', { name: authorName })}"
    ></iframe>
    <details>
      <summary>${say(language, 'page.as-text')}</summary>
      ${plain}
    </details>`;
}

function fileList(language: string, { id, files }: MessageView): Markup | string {
  if (files.length === 0) return '';
  return html`<h2>${say(language, 'page.files')}</h2>
    <ul>
      ${files.map(
        ({ position, name, byteCount }) =>
          html`<li><a href="/messages/${id}/files/${position}">${name}</a> (${byteCount} B)</li>`,
      )}
    </ul>`;
}

function sentenceList(title: string, items: readonly string[]): Markup | string {
  if (items.length === 0) return '';
  return html`<h2>${title}</h2>
    <ul>
      ${items.map((item) => html`<li>${item}</li>`)}
    </ul>`;
}

/** The document inside the frame: the author's sanitised HTML, with its own pictures put in. */
export function messageDocument(body: string): string {
  return `<!doctype html><html><head><meta charset="utf-8"><base target="_blank"></head><body>${body}</body></html>`;
}
