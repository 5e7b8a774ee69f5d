import { Hono } from 'hono';
import { html, raw } from 'hono/html';
import { secureHeaders } from 'hono/secure-headers';

import { formatAddress } from '#mail/address.ts';
import type { ReceivedMail } from '#mail/received-mail.ts';

import { MAILBOX_STYLE } from './mailbox-style.ts';
import type { CaughtMail, Mailboxes } from './mailboxes.ts';

/** Sends an answer as the mailbox's owner would: an ordinary mail to Parley's mail door. Gives its reply line. */
export type WriteBack = (answer: {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly inReplyTo: string | null;
  readonly references: readonly string[];
}) => Promise<string>;

type Page = ReturnType<typeof html>;

function layout(title: string, body: Page): Page {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · Mail catcher</title>
        <link rel="stylesheet" href="/style.css" />
      </head>
      <body>
        <header><a href="/">Mail catcher</a><span>the mailboxes of the sample people</span></header>
        <main>${body}</main>
      </body>
    </html>`;
}

function headerOf(mail: ReceivedMail | null, name: string): string {
  return mail?.headers.find((field) => field.name === name)?.value ?? '';
}

function senderOf(mail: ReceivedMail | null): string {
  const [from] = mail?.from ?? [];
  if (from === undefined) return '(unreadable)';
  return from.displayName === '' ? formatAddress(from.address) : from.displayName;
}

function listPage(mailboxes: Mailboxes): Page {
  const rows = mailboxes.list().map(
    ({ address, owner, count }) =>
      html`<tr>
        <td><a href="/mailbox/${encodeURIComponent(address)}">${address}</a></td>
        <td>${owner}</td>
        <td class="number">${count}</td>
      </tr>`,
  );
  return layout(
    'Mailboxes',
    html`<h1>Mailboxes</h1>
      <p>All that Parley delivers in the demo arrives here, over SMTP, as it would at a provider.</p>
      <table>
        <thead>
          <tr>
            <th scope="col">Mailbox</th>
            <th scope="col">Whose</th>
            <th scope="col" class="number">Mails</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>`,
  );
}

async function mailboxPage(mailboxes: Mailboxes, address: string): Promise<Page> {
  const mails = await mailboxes.mailsOf(address);
  const rows = mails.map(
    ({ number, mail }) =>
      html`<tr>
        <td>
          <a href="/mailbox/${encodeURIComponent(address)}/${number}">${mail?.subject || '(no subject)'}</a>
        </td>
        <td>${senderOf(mail)}</td>
        <td>${headerOf(mail, 'date')}</td>
      </tr>`,
  );
  return layout(
    address,
    html`<nav><a href="/">← Mailboxes</a> · <a href="">Look again</a></nav>
      <h1>${address}</h1>
      ${
        mails.length === 0
          ? html`<p>No mail yet. “Look again” shows what has come since.</p>`
          : html`<table>
              <thead>
                <tr>
                  <th scope="col">Subject</th>
                  <th scope="col">From</th>
                  <th scope="col">Date</th>
                </tr>
              </thead>
              <tbody>
                ${rows}
              </tbody>
            </table>`
      }`,
  );
}

function answerForm(address: string, { number, mail }: CaughtMail, said: string | null): Page {
  const isNotice = headerOf(mail, 'auto-submitted') === 'auto-generated';
  if (mail === null || isNotice) return html``;
  return html`<form method="post" action="/mailbox/${encodeURIComponent(address)}/${number}">
    <h2>Answer as ${address}</h2>
    ${said === null ? '' : html`<p class="said" role="status">Parley's mail door said: <code>${said}</code></p>`}
    <label for="text">Your text</label>
    <textarea id="text" name="text" rows="6" required maxlength="20000"></textarea>
    <button type="submit">Send to ${senderOf(mail)}</button>
  </form>`;
}

type View = 'rendered' | 'headers' | 'raw';

/** More than a screen of base64 helps nobody. */
const LONGEST_SHOWN = 200_000;

function mailView(view: View, { raw: bytes, mail }: CaughtMail, path: string): Page {
  const text = bytes.subarray(0, LONGEST_SHOWN).toString('utf8');
  switch (view) {
    case 'raw':
      return html`<pre>${text}</pre>`;
    case 'headers':
      return html`<pre>${text.split('\r\n\r\n', 1)[0] ?? ''}</pre>`;
    case 'rendered':
      return mail !== null && mail.html !== null
        ? html`<iframe title="The mail as it is shown" sandbox src="${path}/html"></iframe>`
        : html`<pre class="text">${mail?.text ?? 'This mail can not be read; see the raw view.'}</pre>`;
  }
}

function tabs(path: string, view: View): Page {
  const tab = (name: View, label: string): Page =>
    html`<a href="${path}?view=${name}" ${view === name ? raw('aria-current="page"') : ''}>${label}</a>`;
  return html`<nav class="tabs" aria-label="Views">
    ${tab('rendered', 'Rendered')}${tab('headers', 'Headers')}${tab('raw', 'Raw')}
  </nav>`;
}

function fileList(mail: ReceivedMail | null): Page {
  if (mail === null || mail.parts.length === 0) return html``;
  const files = mail.parts.map(
    ({ fileName, bytes }) => html`<li>${fileName ?? 'unnamed'}, ${bytes.length} bytes</li>`,
  );
  return html`<h2>Files</h2>
    <ul>
      ${files}
    </ul>`;
}

function mailPage(address: string, caught: CaughtMail, view: View, said: string | null): Page {
  const { number, mail } = caught;
  const path = `/mailbox/${encodeURIComponent(address)}/${number}`;
  const subject = mail?.subject || '(no subject)';
  return layout(
    subject,
    html`<nav><a href="/mailbox/${encodeURIComponent(address)}">← ${address}</a></nav>
      <h1>${subject}</h1>
      <p>
        From <strong>${senderOf(mail)}</strong> ${headerOf(mail, 'from').replace(/^.*</u, '<')},
        ${headerOf(mail, 'date')}
      </p>
      ${tabs(path, view)} ${mailView(view, caught, path)} ${fileList(mail)}
      ${answerForm(address, caught, said)}`,
  );
}

function viewOf(query: string | undefined): View {
  return query === 'raw' || query === 'headers' ? query : 'rendered';
}

function replySubject(subject: string): string {
  return /^(?:re|aw|antw):/iu.test(subject) ? subject : `Re: ${subject}`;
}

/** What the owner's mail program would send: the text above a quote, with the thread's headers. */
function answerTo(address: string, mail: ReceivedMail, text: string): Parameters<WriteBack>[0] {
  const [from] = mail.from;
  const quote = (mail.text ?? '').split('\n').map((line) => `> ${line}`);
  return {
    from: address,
    to: from === undefined ? '' : formatAddress(from.address),
    subject: replySubject(mail.subject),
    text: `${text}\n\nOn ${headerOf(mail, 'date')}, ${senderOf(mail)} <${headerOf(mail, 'to')}> wrote:\n${quote.join('\n')}\n`,
    inReplyTo: mail.messageId,
    references: [...mail.references, ...(mail.messageId === null ? [] : [mail.messageId])],
  };
}

/** The mail catcher's pages: list, rendered, headers, raw, and a form that answers as the owner would. */
export function createMailboxPages(mailboxes: Mailboxes, writeBack: WriteBack): Hono {
  const app = new Hono();
  // Pages and caught mail run no scripts and fetch nothing; forms come from our own pages alone.
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        frameSrc: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'self'"],
      },
      xFrameOptions: 'SAMEORIGIN',
    }),
  );
  app.get('/style.css', (context) =>
    context.body(MAILBOX_STYLE, 200, { 'content-type': 'text/css; charset=utf-8' }),
  );
  app.get('/', (context) => context.html(listPage(mailboxes)));
  app.get('/mailbox/:address', async (context) => {
    const address = context.req.param('address');
    return mailboxes.has(address) ? context.html(await mailboxPage(mailboxes, address)) : context.notFound();
  });
  app.get('/mailbox/:address/:number{[0-9]+}', async (context) => {
    const { address, number } = context.req.param();
    const caught = await mailboxes.mail(address, Number(number));
    if (caught === null) return context.notFound();
    const said = context.req.query('said') ?? null;
    return context.html(mailPage(address, caught, viewOf(context.req.query('view')), said));
  });
  app.get('/mailbox/:address/:number{[0-9]+}/html', async (context) => {
    const { address, number } = context.req.param();
    const markup = (await mailboxes.mail(address, Number(number)))?.mail?.html ?? null;
    if (markup === null) return context.notFound();
    context.header(
      'Content-Security-Policy',
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox",
    );
    return context.html(markup);
  });
  app.post('/mailbox/:address/:number{[0-9]+}', async (context) => {
    const { address, number } = context.req.param();
    // SECURITY: another site's page in the same browser must not write in a sample person's name.
    if (context.req.header('sec-fetch-site') === 'cross-site')
      return context.text('Forms of other sites are not taken.', 403);
    const caught = await mailboxes.mail(address, Number(number));
    const { text } = await context.req.parseBody();
    if (caught?.mail === null || caught === null || typeof text !== 'string') return context.notFound();
    const said = await writeBack(answerTo(address, caught.mail, text));
    return context.redirect(
      `/mailbox/${encodeURIComponent(address)}/${number}?said=${encodeURIComponent(said)}`,
      303,
    );
  });
  return app;
}
