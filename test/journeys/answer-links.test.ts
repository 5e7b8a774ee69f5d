import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { findLeaks, holdsLeak } from '#test/support/leaks.ts';
import type { Arrived } from '#test/support/test-relay.ts';
import { PUBLIC_URL, startTestRelay } from '#test/support/test-relay.ts';

// The link in a buyer's mail, by which they answer on the web: it works, and never comes to the seller.

const relay = await startTestRelay({ guidelines: 'lenient' });
after(() => relay.stop());
const { pool } = relay.database;

const BUYER = 'anna.schmidt@briefkasten.example';
const STRANGER = 'jan@devries.example';
const SHOP = 'service@lampen-huber.example';
const trade = await relay.trade(BUYER, SHOP);
const LINK = /https:\/\/messages\.linde\.example(\/answer\/[\w-]{43})/u;

/** The next mail whose subject has these words. */
async function next(address: string, subject: string): Promise<Arrived> {
  for (;;) {
    const arrived = await relay.provider.next(address);
    if (arrived.mail.subject.includes(subject)) return arrived;
  }
}

async function mailToBuyer(subject: string): Promise<{ readonly mail: Arrived; readonly path: string }> {
  const html = `<html><body><p>Guten Tag, welche <b>Gravur</b>?</p></body></html>`;
  const raw = [
    `From: ${SHOP}`,
    `To: ${trade.buyerAlias}`,
    `Subject: ${subject}`,
    `Message-ID: <${subject.replaceAll(' ', '.')}@lampen-huber.example>`,
    'MIME-Version: 1.0',
    'Content-Type: text/html; charset=utf-8',
    '',
    html,
    '',
  ].join('\r\n');
  assert.match(await relay.send({ from: SHOP, to: trade.buyerAlias, raw }), /^250/u);
  const mail = await next(BUYER, subject);
  const [, path = ''] = LINK.exec(mail.mail.text ?? '') ?? [];
  return { mail, path };
}

const quoted = (text: string): string =>
  text
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n');

/** Cut into lines as short as some programs make them. */
const narrow = (text: string): string => text.replaceAll(/(\S{40})(?=\S)/gu, '$1\n');

interface Answer {
  readonly type: string;
  readonly body: (mail: Arrived) => string;
}

const ANSWERS: Readonly<Record<string, Answer>> = {
  'quoted below': {
    type: 'text/plain',
    body: ({ mail }) => `Mein Name.\n\nAm 1. März 2026 schrieb Lampen Huber:\n${quoted(mail.text ?? '')}`,
  },
  'between the lines': {
    type: 'text/plain',
    body: ({ mail }) => `${quoted(mail.text ?? '')}\nMein Name, bitte.\n> Danke`,
  },
  'quoted without a sign': { type: 'text/plain', body: ({ mail }) => `Mein Name.\n\n${mail.text ?? ''}` },
  'quoted in short lines': {
    type: 'text/plain',
    body: ({ mail }) => `Mein Name.\n${quoted(narrow(mail.text ?? ''))}\nDanke`,
  },
  forwarded: {
    type: 'text/plain',
    body: ({ mail }) =>
      `---------- Forwarded message ---------\nFrom: Lampen\nSubject: x\n\n${mail.text ?? ''}`,
  },
  'quoted in HTML': {
    type: 'text/html',
    body: ({ mail }) =>
      `<div>Mein Name.</div><div class="gmail_quote"><blockquote>${mail.html ?? ''}</blockquote></div>`,
  },
  'pasted in HTML': { type: 'text/html', body: ({ mail }) => `<p>Mein Name.</p>${mail.html ?? ''}` },
  'in HTML, wrapped by a scanner': {
    type: 'text/html',
    body: ({ mail }) =>
      `<p>Mein Name.</p>${(mail.html ?? '').replaceAll(/href="([^"]+)"/gu, (_, url: string) => `href="https://eur.safelinks.protection.outlook.com/?url=${encodeURIComponent(url)}&data=x"`)}`,
  },
  'in HTML, in a tracking link': {
    type: 'text/html',
    body: ({ mail }) =>
      `<p>Mein Name.</p>${(mail.html ?? '').replaceAll(/href="([^"]+)"/gu, (_, url: string) => `href="https://track.example/c/${Buffer.from(url).toString('base64url')}"`)}`,
  },
};

for (const [how, { type, body }] of Object.entries(ANSWERS))
  test(`SECURITY: the link doesn't come to the seller with an answer: ${how}`, async () => {
    const subject = `Frage ${how}`;
    const { mail, path } = await mailToBuyer(subject);
    assert.match(mail.mail.html ?? '', LINK);
    const secret = path.slice('/answer/'.length);
    const search = { texts: [secret, secret.slice(0, 20), secret.slice(-20)] };
    const letter = body(mail);
    assert.ok(holdsLeak(letter, search), 'the answer holds what is to go');
    const raw = [
      `From: ${BUYER}`,
      `To: ${trade.sellerAlias}`,
      `Subject: Re: ${subject}`,
      `Message-ID: <${how.replaceAll(/\W+/gu, '.')}@briefkasten.example>`,
      'MIME-Version: 1.0',
      `Content-Type: ${type}; charset=utf-8`,
      'Content-Transfer-Encoding: base64',
      '',
      Buffer.from(letter).toString('base64').replaceAll(/.{76}/gu, '$&\r\n'),
      '',
    ].join('\r\n');
    assert.match(await relay.send({ from: BUYER, to: trade.sellerAlias, raw }), /^250/u);
    const arrived = await next(SHOP, subject);
    assert.match(`${arrived.mail.text}`, /Mein Name|Gravur/u);
    assert.deepEqual(findLeaks(arrived.raw, search), []);
    const { rows } = await pool.query('select body_text, body_html, quoted_text, notes from message');
    assert.deepEqual(findLeaks(JSON.stringify(rows), search), [], 'nor to the message centre');
  });

test('nor in a mail that hangs on an answer, nor in its file', async () => {
  const { mail, path } = await mailToBuyer('Frage mit Anhang');
  const secret = path.slice('/answer/'.length);
  const search = { texts: [secret, secret.slice(0, 20), secret.slice(-20)] };
  const raw = [
    `From: ${BUYER}`,
    `To: ${trade.sellerAlias}`,
    'Subject: Re: Frage mit Anhang',
    'Message-ID: <anhang@briefkasten.example>',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'Sehen Sie den Anhang.',
    '--b',
    'Content-Type: message/rfc822',
    '',
    mail.raw.toString('latin1'),
    '--b',
    'Content-Type: text/plain; name=mail.txt',
    'Content-Disposition: attachment; filename=mail.txt',
    '',
    mail.mail.text ?? '',
    '--b--',
    '',
  ].join('\r\n');
  assert.match(await relay.send({ from: BUYER, to: trade.sellerAlias, raw }), /^250/u);
  const arrived = await next(SHOP, 'Anhang');
  assert.deepEqual(findLeaks(arrived.raw, search), []);
});

test('the link of the mail opens its conversation to the buyer', async () => {
  const { path } = await mailToBuyer('Frage im Web');
  const page = await relay.ask(path);
  assert.match(await page.text(), /Lampen Huber/u);
  const origin = { origin: PUBLIC_URL, 'sec-fetch-site': 'same-origin' };
  const opened = await relay.ask(path, {
    method: 'POST',
    headers: { ...origin, 'content-type': 'application/x-www-form-urlencoded' },
    body: '',
  });
  assert.equal(opened.status, 303);
  const cookie = (opened.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '';
  const id = /^\/inbox\/(.+)$/u.exec(opened.headers.get('location') ?? '')?.[1] ?? '';
  const answered = await relay.ask(`/api/v1/conversations/${id}/messages`, {
    method: 'POST',
    headers: { ...origin, cookie, 'parley-request': '1', 'content-type': 'application/json' },
    body: JSON.stringify({ text: 'Aus dem Web.' }),
  });
  assert.equal(answered.status, 201, await answered.clone().text());
  for (;;) {
    const { mail } = await relay.provider.next(SHOP);
    if ((mail.text ?? '').includes('Aus dem Web.')) break;
  }
});

test('12.5: who writes from another mailbox hears which; the registered one gets a link, once a day', async () => {
  const write = (): Promise<string> =>
    relay.send({
      from: STRANGER,
      to: trade.sellerAlias,
      subject: 'Von anderswo',
      text: 'Geheim aus anderem Postfach',
    });
  for (let times = 0; times < 3; times += 1)
    assert.match(await write(), /^550 5\.7\.1 .*a\*\*\*@b\*\*\*\.example.*link/u);
  const notice = await next(BUYER, 'nicht erreicht');
  const text = notice.mail.text ?? '';
  assert.match(text, /j\*\*\*@d\*\*\*\.example/u);
  assert.doesNotMatch(text, /devries|Geheim/u, 'what a stranger writes doesn’t travel');
  const [, path = ''] = LINK.exec(text) ?? [];
  assert.equal((await relay.ask(path)).status, 200);
  const { rows } = await pool.query(
    `select count(*)::int as n from delivery where notice ->> 'kind' = 'other-mailbox'`,
  );
  assert.deepEqual(rows, [{ n: 1 }]);
  assert.equal(
    relay.provider.arrived.get(STRANGER),
    undefined,
    'SECURITY: no link goes to the mailbox that wrote',
  );
});
