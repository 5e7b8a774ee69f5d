import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AutomaticMail } from './automatic.ts';
import { recogniseAutomatic } from './automatic.ts';
import { readMail } from './read-mail.ts';

function recognise(header: string, nullReversePath = false): AutomaticMail | null {
  const from = /^From:/mu.test(header) ? '' : 'From: Jan <jan@example.nl>\n';
  const read = readMail(Buffer.from(`${from}${header}\n\nHello\n`));
  assert.ok(read.kind === 'mail');
  return recogniseAutomatic(read.mail, { nullReversePath });
}

test('ALIAS 6: people, help desks and group addresses are not automatic', () => {
  for (const header of [
    'Subject: Where is my parcel?',
    'Auto-Submitted: no',
    'Auto-Submitted: No (really)',
    'X-Auto-Response-Suppress: All',
    'Precedence: bulk',
    'Precedence: list\nList-Id: <support.shop.example>\nList-Unsubscribe: <mailto:x@shop.example>',
    'Precedence: bulk\nList-Help: <https://shop.example>\nX-Auto-Response-Suppress: DR, OOF, AutoReply',
    'From: noreply@shop.example',
    'From: Postmaster <postmaster@shop.example>',
    'X-Failed-Recipients: x@shop.example',
    'Subject: Automatic reply: away',
    'X-Autoreply: no',
    'X-Auto-Response-Suppress: None\nFrom: noreply@shop.example',
    'Subject: Out of office supplies?',
  ])
    assert.equal(recognise(header), null, header);
});

test('one sure sign is enough (RFC 3834)', () => {
  const cases: readonly [header: string, kind: AutomaticMail][] = [
    ['Auto-Submitted: auto-generated', 'automatic'],
    ['Auto-Submitted: auto-notified; owner-email="x"', 'automatic'],
    ['Auto-Submitted: auto-replied', 'absence-note'],
    ['Auto-Submitted: auto-replied (vacation)', 'absence-note'],
    ['auto-submitted:AUTO-REPLIED', 'absence-note'],
    ['Auto-Submitted: no\nAuto-Submitted: auto-replied', 'absence-note'],
    ['Auto-Submitted: auto-generated\nSubject: Automatic reply: Where is my parcel?', 'absence-note'], // Exchange
    ['X-Autoreply: yes', 'absence-note'],
    ['X-Autorespond: Where is my parcel?', 'absence-note'],
    ['X-Autoresponse: 1', 'absence-note'],
    ['X-Mail-Autoreply: yes', 'absence-note'],
    ['Precedence: auto_reply', 'absence-note'],
    ['Auto-Submitted: auto-replied\nFrom: MAILER-DAEMON@shop.example', 'automatic'],
    ['Content-Type: multipart/report; report-type=delivery-status; boundary=b', 'automatic'],
    ['Content-Type: multipart/report; report-type=disposition-notification; boundary=b', 'automatic'],
  ];
  for (const [header, kind] of cases) assert.equal(recognise(header), kind, header);
  assert.equal(recognise('Subject: x', true), 'automatic');
  assert.equal(recognise('Subject: Abwesenheitsnotiz: Bestellung', true), 'absence-note');
});

test('weak signs need a second of another sort', () => {
  const cases: readonly [header: string, kind: AutomaticMail][] = [
    ['X-Auto-Response-Suppress: All\nSubject: Automatic reply: x', 'absence-note'],
    ['Precedence: bulk\nSubject: Re: Out of Office: x', 'absence-note'],
    ['From: noreply@shop.example\nList-Unsubscribe: <https://shop.example/u>', 'automatic'],
    ['From: mailer-daemon@shop.example\nX-Failed-Recipients: x@y.example', 'automatic'],
    ['From: no_reply@shop.example\nSubject: Autoreply', 'automatic'],
  ];
  for (const [header, kind] of cases) assert.equal(recognise(header), kind, header);
});

test('absence notes in the languages of mail programs', () => {
  for (const subject of [
    'Automatic reply: x',
    'Out of Office AutoReply: x',
    'Auto-Reply: x',
    'Automatische Antwort: x',
    'Abwesenheitsnotiz: x',
    'Automatisch antwoord: x',
    'Afwezig: x',
    'Réponse automatique : x',
    'Absence du bureau : x',
    'Respuesta automática: x',
    'Fuera de la oficina: x',
    'Risposta automatica: x',
    'Resposta automática: x',
    'Autosvar: x',
    'Automatiskt svar: x',
    'Automaattinen vastaus: x',
    'Automatyczna odpowiedź: x',
    'Automatická odpověď: x',
    'Automatikus válasz: x',
    'Răspuns automat: x',
    'Otomatik yanıt: x',
    'Автоматический ответ: x',
    'Αυτόματη απάντηση: x',
    '自動応答: x',
    '自动答复: x',
    '자동 회신: x',
  ]) {
    const encoded = `=?utf-8?b?${Buffer.from(subject).toString('base64')}?=`;
    assert.equal(recognise(`X-Auto-Response-Suppress: All\nSubject: ${encoded}`), 'absence-note', subject);
  }
});
