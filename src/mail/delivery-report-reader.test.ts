import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import { describe, test } from 'node:test';

import fc from 'fast-check';

import { readReport, readUnreadableReport } from './delivery-report-reader.ts';
import type { DeliveryReport, FailureCause, ReportReading } from './delivery-report.ts';
import { readMail } from './read-mail.ts';

const OUR_BOUNCE_ADDRESS = 'b.q7w2e5@bounce.market.example';
const GONE = 'gone@mail.example';

function bytes(text: string): Uint8Array {
  return Buffer.from(text, 'utf8');
}

function readRaw(text: string | Uint8Array): ReportReading {
  const raw = typeof text === 'string' ? bytes(text) : text;
  const read = readMail(raw);
  assert.equal(read.kind, 'mail');
  return readReport(read.mail);
}

interface Envelope {
  readonly from?: string;
  readonly subject?: string;
  readonly fields?: readonly string[];
}

const RETURNED = [
  'Received: from app.market.example by mx.market.example with ESMTPS; Tue, 5 Mar 2024 10:12:33 +0000',
  'Message-ID: <018e0c5b.delivery@market.example>',
  'From: "Lampen Maier (via Market)" <k3x9@market.example>',
  'To: q7w2@market.example',
  'Subject: Your order 302-1234567-1234567',
  'Date: Tue, 5 Mar 2024 10:12:33 +0000',
].join('\r\n');

/** A bounce without parts: prose, then the returned message. */
function prose(text: string, { from, subject, fields = [] }: Envelope = {}): string {
  return [
    `From: ${from ?? 'Mail Delivery System <MAILER-DAEMON@mx.example>'}`,
    `To: ${OUR_BOUNCE_ADDRESS}`,
    `Subject: ${subject ?? 'Undelivered Mail Returned to Sender'}`,
    'Return-Path: <>',
    'Message-ID: <report@mx.example>',
    'Date: Tue, 5 Mar 2024 10:13:00 +0000',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    ...fields,
    '',
    ...text.split('\n'),
    '',
  ].join('\r\n');
}

/** RFC 3464: prose, status part, returned header. */
function dsn(blocks: readonly (readonly string[])[], text = 'Your message was not delivered.'): string {
  return [
    'From: MAILER-DAEMON@mx.example',
    `To: ${OUR_BOUNCE_ADDRESS}`,
    'Subject: Delivery Status Notification (Failure)',
    'Message-ID: <report@mx.example>',
    'Date: Tue, 5 Mar 2024 10:13:00 +0000',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
    '',
    '--b',
    'Content-Type: text/plain; charset=utf-8',
    '',
    ...text.split('\n'),
    '--b',
    'Content-Type: message/delivery-status',
    '',
    blocks.map((block) => block.join('\r\n')).join('\r\n\r\n'),
    '',
    '--b',
    'Content-Type: text/rfc822-headers',
    '',
    RETURNED,
    '',
    '--b--',
    '',
  ].join('\r\n');
}

const MESSAGE_BLOCK = ['Reporting-MTA: dns; mx.example', 'Original-Envelope-Id: 018e0c5b-delivery'];

function recipient(address: string, action: string, status: string, diagnostic?: string): string[] {
  return [
    `Final-Recipient: rfc822; ${address}`,
    `Action: ${action}`,
    `Status: ${status}`,
    ...(diagnostic === undefined ? [] : [`Diagnostic-Code: smtp; ${diagnostic}`]),
  ];
}

function soleReport(reading: ReportReading): DeliveryReport {
  assert.equal(reading.kind, 'bounce');
  assert.equal(reading.reports.length, 1, JSON.stringify(reading.reports));
  const [report] = reading.reports;
  assert.ok(report);
  return report;
}

describe('delivery status notifications (RFC 3464)', () => {
  test('name recipient, status, reply and what they answer', () => {
    const reading = readRaw(
      dsn([MESSAGE_BLOCK, recipient(GONE, 'failed', '5.1.1', `550 5.1.1 <${GONE}>: user unknown`)]),
    );
    assert.deepEqual(reading, {
      kind: 'bounce',
      originalEnvelopeId: '018e0c5b-delivery',
      originalMessageId: '018e0c5b.delivery@market.example',
      reports: [
        {
          kind: 'failed',
          status: '5.1.1',
          replyCode: 550,
          hard: true,
          cause: 'unknown-recipient',
          diagnostic: `550 5.1.1 <${GONE}>: user unknown`,
          finalRecipient: GONE,
        },
      ],
    });
  });

  test('speak of several recipients, each with its own fate', () => {
    const { reports } = readRaw(
      dsn([
        MESSAGE_BLOCK,
        recipient('a@one.example', 'failed', '5.2.2', '552 5.2.2 mailbox full'),
        recipient('b@two.example', 'delayed', '4.4.1', '421 connection timed out'),
        recipient('c@three.example', 'delivered', '2.1.5'),
        recipient('d@four.example', 'relayed', '2.0.0'),
        recipient('e@five.example', 'expanded', '2.0.0'),
      ]),
    );
    assert.deepEqual(
      reports.map(({ finalRecipient, kind, hard, cause }) => [finalRecipient, kind, hard, cause]),
      [
        ['a@one.example', 'failed', false, 'mailbox-full'],
        ['b@two.example', 'delayed', false, 'unreachable'],
        ['c@three.example', 'delivered', false, 'unknown'],
        ['d@four.example', 'relayed', false, 'unknown'],
        ['e@five.example', 'delivered', false, 'unknown'],
      ],
    );
  });

  test('prefer the address that we sent to, and the finer status', () => {
    const block = [
      'Original-Recipient: rfc822;ann@mail.example',
      'Final-Recipient: rfc822;ann@backend.mail.example',
      'Action: failed',
      'Status: 5.0.0 (permanent failure)',
      'Diagnostic-Code: smtp; 550 5.1.1 no such user',
    ];
    const report = soleReport(readRaw(dsn([MESSAGE_BLOCK, block])));
    assert.deepEqual(
      [report.finalRecipient, report.status, report.hard],
      ['ann@mail.example', '5.1.1', true],
    );
  });

  test('fold their fields, forget blank lines and repeat themselves', () => {
    const block = [
      `Final-Recipient: RFC822; <${GONE}>`,
      'Action: failed',
      'Status: 5.1.1',
      'Diagnostic-Code: smtp; 550 5.1.1',
      '    no such',
      '\tuser here',
    ];
    const [first, second] = [
      soleReport(readRaw(dsn([[...MESSAGE_BLOCK, ...block], block]))),
      soleReport(readRaw(dsn([[...MESSAGE_BLOCK, ...block]]).replaceAll('\r\n', '\r'))),
    ];
    assert.equal(first.diagnostic, '550 5.1.1 no such user here');
    assert.deepEqual(first, second);
  });

  test('may stand in the prose where a server forgot the parts', () => {
    const report = soleReport(
      readRaw(
        prose(
          `Your message could not be delivered.\n\nFinal-Recipient: rfc822; ${GONE}\nAction: failed\nStatus: 5.1.1`,
        ),
      ),
    );
    assert.deepEqual([report.finalRecipient, report.status, report.hard], [GONE, '5.1.1', true]);
  });

  test('leave the words to the prose', () => {
    const text = `<${GONE}>: host mx.mail.example[192.0.2.1] said: 550 <${GONE}>: Recipient\n    rejected, no such user (in reply to RCPT TO command)`;
    const report = soleReport(readRaw(dsn([MESSAGE_BLOCK, recipient(GONE, 'failed', '5.0.0')], text)));
    assert.deepEqual([report.replyCode, report.cause, report.hard], [550, 'unknown-recipient', true]);
  });

  test('a failure without action is one; the class of the status says which', () => {
    const block = [`Final-Recipient: rfc822;${GONE}`, 'Status: 5.1.1'];
    assert.equal(soleReport(readRaw(dsn([MESSAGE_BLOCK, block]))).kind, 'failed');
    const delivered = [`Final-Recipient: rfc822;${GONE}`, 'Status: 2.0.0'];
    assert.equal(soleReport(readRaw(dsn([MESSAGE_BLOCK, delivered]))).kind, 'delivered');
  });
});

/** The remote's reply, and what it says of the address. */
const REPLIES: readonly (readonly [reply: string, cause: FailureCause, hard: boolean])[] = [
  ['550 5.1.1 <gone@mail.example>: Recipient address rejected: User unknown', 'unknown-recipient', true],
  ['550 5.1.1 mailbox does not exist', 'unknown-recipient', true],
  ['550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found', 'unknown-recipient', true],
  ['550 5.4.1 Recipient address rejected: Access denied. [XYZ.prod.example]', 'unknown-recipient', true],
  ['550 No such user here (in reply to RCPT TO command)', 'unknown-recipient', true],
  ['550 Adresse inconnue (in reply to RCPT TO command)', 'unknown-recipient', true],
  ['550 Benutzer unbekannt (in reply to RCPT TO command)', 'unknown-recipient', true],
  ['554 this address does not exist', 'unknown-recipient', true],
  ['550 user unknown (in reply to end of DATA command)', 'unknown-recipient', false],
  ['550 user unknown', 'unknown-recipient', false],
  ['450 4.1.1 user unknown', 'unknown-recipient', false],
  ['451 4.1.8 Sender address lookup failed', 'sender', false],
  ['550 5.1.2 Host or domain name not found', 'unknown-host', true],
  ['554 5.4.4 unable to resolve mail.example', 'unknown-host', true],
  ['550 5.1.6 mailbox has moved', 'moved', true],
  ['556 5.1.10 domain has a null MX', 'takes-no-mail', true],
  ['521 5.3.2 system not accepting network messages', 'takes-no-mail', true],
  ['552 5.2.2 mailbox full', 'mailbox-full', false],
  ['552 5.1.1 quota exceeded for this user', 'mailbox-full', false],
  ['550 Postfach ist voll', 'mailbox-full', false],
  ['550 La boîte de réception est pleine', 'mailbox-full', false],
  ['550 El buzón está lleno', 'mailbox-full', false],
  ['550 5.2.1 the account is disabled', 'mailbox-closed', false],
  ['552 5.3.4 message size exceeds fixed limit', 'too-large', false],
  ['554 5.7.1 blocked using dnsbl.example; 192.0.2.7 listed', 'sender', false],
  ['550 5.7.26 unauthenticated mail is prohibited', 'sender', false],
  ['550 5.7.1 reverse DNS lookup failed', 'sender', false],
  ['554 5.7.1 relay access denied', 'sender', false],
  ['550 5.7.1 message contains spam', 'content', false],
  ['554 5.6.0 virus found', 'content', false],
  ['421 4.7.0 too many connections from your host', 'rate', false],
  ['450 4.2.0 greylisted, try again later', 'rate', false],
  ['550 5.1.1 user has received too many messages this hour: rate limit exceeded', 'rate', false],
  ['451 4.3.0 internal server error', 'system', false],
  ['550 5.5.4 unmöglich', 'system', false],
  ['599 what', 'unknown', false],
];

describe('causes, and whether the address is no good', () => {
  for (const [reply, cause, hard] of REPLIES) {
    test(reply, () => {
      const status = /[245]\.\d+\.\d+/u.exec(reply)?.[0] ?? '5.0.0';
      const report = soleReport(readRaw(dsn([MESSAGE_BLOCK, recipient(GONE, 'failed', status, reply)])));
      assert.deepEqual([report.cause, report.hard], [cause, hard]);
    });
  }

  test('what was refused at MAIL FROM is the sender', () => {
    const reply = '550 domain market.example does not exist (in reply to MAIL FROM command)';
    const report = soleReport(readRaw(dsn([MESSAGE_BLOCK, recipient(GONE, 'failed', '5.0.0', reply)])));
    assert.deepEqual([report.cause, report.hard], ['sender', false]);
  });

  test('a delay is never hard', () => {
    const block = recipient(GONE, 'delayed', '4.1.2', '450 4.1.2 domain not found');
    const report = soleReport(readRaw(dsn([MESSAGE_BLOCK, block])));
    assert.deepEqual([report.kind, report.hard], ['delayed', false]);
  });
});

interface Prose extends Envelope {
  readonly name: string;
  readonly text: string;
  readonly expected: readonly (readonly [
    address: string | null,
    kind: DeliveryReport['kind'],
    cause: FailureCause,
    hard: boolean,
  ])[];
}

const RETURNED_LINES = RETURNED.replaceAll('\r\n', '\n');

const PROSE: readonly Prose[] = [
  {
    name: 'qmail, two recipients',
    from: 'MAILER-DAEMON@mx.example',
    subject: 'failure notice',
    text: `Hi. This is the qmail-send program at mx.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<${GONE}>:
192.0.2.1 does not like recipient.
Remote host said: 550 sorry, no mailbox here by that name
Giving up on 192.0.2.1.

<full@mail.example>:
192.0.2.1 failed after I sent the message.
Remote host said: 552 mailbox is over quota

--- Below this line is a copy of the message.

${RETURNED_LINES}`,
    expected: [
      [GONE, 'failed', 'unknown-recipient', true],
      ['full@mail.example', 'failed', 'mailbox-full', false],
    ],
  },
  {
    name: 'Exim with X-Failed-Recipients',
    subject: 'Mail delivery failed: returning message to sender',
    fields: [`X-Failed-Recipients: ${GONE}`, 'Auto-Submitted: auto-replied'],
    text: `This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  ${GONE}
    host mx.mail.example [192.0.2.1]
    SMTP error from remote mail server after RCPT TO:<${GONE}>:
    550 unknown user

------ This is a copy of the message, including all the headers. ------

${RETURNED_LINES}`,
    expected: [[GONE, 'failed', 'unknown-recipient', true]],
  },
  {
    name: 'Exim, warning of a delay',
    subject: 'Warning: message 1abc delayed 24 hours',
    text: `This message was created automatically by mail delivery software.
A message that you sent has not yet been delivered to one or more of its
recipients after more than 24 hours on the queue on mx.example.

The address to which the message has not yet been delivered is:

  slow@mail.example
    Delay reason: connection timed out

No action is required on your part. Delivery attempts will continue for
some time.`,
    expected: [['slow@mail.example', 'delayed', 'expired', false]],
  },
  {
    name: 'Postfix without parts',
    text: `This is the mail system at host mx.example.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients.

<${GONE}>: host mx.mail.example[192.0.2.1] said: 550
    <${GONE}>: User unknown (in reply to RCPT TO command)

${RETURNED_LINES}`,
    expected: [[GONE, 'failed', 'unknown-recipient', true]],
  },
  {
    name: 'Sendmail, a transcript for each recipient',
    from: 'Mail Delivery Subsystem <MAILER-DAEMON@mx.example>',
    subject: 'Returned mail: see transcript for details',
    text: `   ----- The following addresses had permanent fatal errors -----
<${GONE}>
<big@other.example>

   ----- Transcript of session follows -----
... while talking to mx.mail.example.:
>>> RCPT To:<${GONE}>
<<< 550 ${GONE}... User unknown
550 <${GONE}>... User unknown
... while talking to mx.other.example.:
>>> DATA
<<< 552 Message size exceeds limit
554 <big@other.example>... Service unavailable

   ----- Original message follows -----

${RETURNED_LINES}`,
    expected: [
      [GONE, 'failed', 'unknown-recipient', true],
      ['big@other.example', 'failed', 'too-large', false],
    ],
  },
  {
    name: 'Exchange, old',
    from: 'System Administrator <postmaster@mail.example>',
    subject: 'Undeliverable: Your order',
    text: `Your message

  To:      gone@mail.example
  Subject: Your order
  Sent:    Tue, 5 Mar 2024 10:12:33 -0000

did not reach the following recipient(s):

${GONE} on Tue, 5 Mar 2024 10:12:40 -0000
    The recipient name is not recognized`,
    expected: [[GONE, 'failed', 'unknown-recipient', true]],
  },
  {
    name: 'Gmail',
    from: 'Mail Delivery Subsystem <mailer-daemon@mail.example>',
    subject: 'Delivery Status Notification (Failure)',
    fields: [`X-Failed-Recipients: ${GONE}`],
    text: `Delivery to the following recipient failed permanently:

     ${GONE}

Technical details of permanent failure:
The mail system tried to deliver your message, but it was rejected by the recipient domain.
The error that the other server returned was: 550 550 5.1.1 <${GONE}>: user unknown (state 14).

----- Original message -----

${RETURNED_LINES}`,
    expected: [[GONE, 'failed', 'unknown-recipient', true]],
  },
  {
    name: 'Domino',
    from: 'Postmaster@mail.example',
    subject: 'DELIVERY FAILURE: User Ann (gone@mail.example) not listed in Domino Directory',
    text: `Your message

  Subject: Your order

was not delivered to:

  ${GONE}

because:

  User Ann (${GONE}) not listed in Domino Directory`,
    expected: [[GONE, 'failed', 'unknown-recipient', true]],
  },
  {
    name: 'IMail',
    from: '"Postmaster" <postmaster@mail.example>',
    subject: 'Undeliverable Mail',
    text: `Unknown user: ${GONE}

Original message follows.

${RETURNED_LINES}`,
    expected: [[GONE, 'failed', 'unknown-recipient', true]],
  },
  {
    name: 'Mimecast',
    from: 'Postmaster <postmaster@mail.example>',
    subject: '[Postmaster] Email Delivery Failure',
    text: `This is a delivery failure notification message indicating that
an email you addressed to email address :
-- ${GONE}

could not be delivered. The problem appears to be :
-- Recipient server is not accepting messages

Additional information follows :
-- 5.7.1 Unable to relay`,
    expected: [[GONE, 'failed', 'sender', false]],
  },
  {
    name: 'German',
    from: '"Mail Delivery System" <mailer-daemon@kunden.example>',
    subject: 'Unzustellbar: Ihre Bestellung',
    text: `Ihre Nachricht konnte folgendem Empfänger nicht zugestellt werden:

  ${GONE}

Grund: Der Empfänger existiert nicht.`,
    expected: [[GONE, 'failed', 'unknown-recipient', true]],
  },
  {
    name: 'Dutch',
    from: 'Mailsysteem <postmaster@mail.example>',
    subject: 'Niet bezorgd: uw bestelling',
    text: `Uw bericht kon niet worden afgeleverd bij:

  ${GONE}

Onbekende gebruiker.`,
    expected: [[GONE, 'failed', 'unknown-recipient', true]],
  },
  {
    name: 'French, mailbox full',
    from: 'postmaster@mail.example',
    subject: 'Échec de remise : votre commande',
    text: `Votre message n'a pas pu être remis à :

  plein@mail.example

La boîte de réception du destinataire est pleine.`,
    expected: [['plein@mail.example', 'failed', 'mailbox-full', false]],
  },
  {
    name: 'Spanish',
    from: 'postmaster@mail.example',
    subject: 'No se ha podido entregar el mensaje',
    text: `No se ha podido entregar su mensaje a:

  ${GONE}

La dirección de correo no existe. Usuario desconocido.`,
    expected: [[GONE, 'failed', 'unknown-recipient', true]],
  },
  {
    name: 'Italian',
    from: 'postmaster@mail.example',
    subject: 'Mancato recapito: il tuo ordine',
    text: `Impossibile recapitare il messaggio a:

  ${GONE}

Utente sconosciuto.`,
    expected: [[GONE, 'failed', 'unknown-recipient', true]],
  },
  {
    name: 'Portuguese, Polish and Swedish words for an unknown user',
    from: 'postmaster@mail.example',
    subject: 'Falha na entrega',
    text: `A sua mensagem não pôde ser entregue.

<a@mail.example>: destinatário desconhecido
<b@mail.example>: użytkownik nie istnieje
<c@mail.example>: okänd användare, mottagaren finns inte`,
    expected: [
      ['a@mail.example', 'failed', 'unknown-recipient', true],
      ['b@mail.example', 'failed', 'unknown-recipient', true],
      ['c@mail.example', 'failed', 'unknown-recipient', true],
    ],
  },
  {
    name: 'Russian',
    from: 'mailer-daemon@mail.example',
    subject: 'Сообщение не доставлено',
    text: `К сожалению, Ваше письмо не может быть доставлено получателю:

  ${GONE}

Пользователь не найден.`,
    expected: [[GONE, 'failed', 'unknown-recipient', true]],
  },
  {
    name: 'Japanese',
    from: 'MAILER-DAEMON@mail.example',
    subject: 'メールが配信できませんでした',
    text: `次の宛先に送信できませんでした。

${GONE}

宛先のメールアドレスが見つかりません。`,
    expected: [[GONE, 'failed', 'unknown-recipient', true]],
  },
];

describe('bounces in prose', () => {
  for (const { name, text, expected, ...envelope } of PROSE) {
    test(name, () => {
      const reading = readRaw(prose(text, envelope));
      assert.equal(reading.kind, 'bounce');
      assert.deepEqual(
        reading.reports.map(({ finalRecipient, kind, cause, hard }) => [finalRecipient, kind, cause, hard]),
        expected,
      );
      const returned = text.includes(RETURNED_LINES);
      assert.equal(reading.originalMessageId, returned ? '018e0c5b.delivery@market.example' : null);
    });
    test(`${name}, line ends in CR`, () => {
      const raw = prose(text, envelope);
      assert.deepEqual(readRaw(raw.replaceAll('\r\n', '\r')), readRaw(raw));
    });
  }

  test('in HTML alone', () => {
    const raw = prose(
      `<html><head><style>p { color: red }</style></head><body><p>Your message couldn&#39;t be delivered to <b>&lt;${GONE}&gt;</b>.</p><p>550 5.1.1 user unknown</p></body></html>`,
    ).replace('text/plain', 'text/html');
    const report = soleReport(readRaw(raw));
    assert.deepEqual([report.finalRecipient, report.hard], [GONE, true]);
    assert.equal(report.diagnostic, '550 5.1.1 user unknown');
  });

  test('wrapped by a gateway', () => {
    const inner = dsn([MESSAGE_BLOCK, recipient(GONE, 'failed', '5.1.1', '550 5.1.1 unknown')]);
    const raw = [
      'From: MAILER-DAEMON@gateway.example',
      `To: ${OUR_BOUNCE_ADDRESS}`,
      'Subject: Returned mail: User unknown',
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary="g"',
      '',
      '--g',
      'Content-Type: text/plain',
      '',
      'The following addresses had permanent delivery errors',
      '',
      '--g',
      'Content-Type: message/rfc822',
      '',
      inner,
      '--g--',
      '',
    ].join('\r\n');
    assert.deepEqual(soleReport(readRaw(raw)).finalRecipient, GONE);
  });
});

function feedback(lines: readonly string[]): string {
  return [
    'From: fbl@provider.example',
    `To: ${OUR_BOUNCE_ADDRESS}`,
    'Subject: FW: Your order',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=feedback-report; boundary="f"',
    '',
    '--f',
    'Content-Type: text/plain',
    '',
    'This is an abuse report.',
    '--f',
    'Content-Type: message/feedback-report',
    '',
    'Feedback-Type: abuse',
    'User-Agent: Example/1',
    'Version: 1',
    ...lines,
    '',
    '--f',
    'Content-Type: message/rfc822',
    '',
    RETURNED,
    '',
    'Hello',
    '--f--',
    '',
  ].join('\r\n');
}

describe('complaints (RFC 5965)', () => {
  test('name the complaining recipients, every one', () => {
    const reading = readRaw(
      feedback(['Original-Rcpt-To: <a@mail.example>', 'Original-Rcpt-To: <b@mail.example>']),
    );
    assert.equal(reading.kind, 'feedback');
    assert.equal(reading.originalMessageId, '018e0c5b.delivery@market.example');
    assert.deepEqual(reading.reports, [
      {
        kind: 'complaint',
        status: null,
        replyCode: null,
        hard: false,
        cause: 'unknown',
        diagnostic: 'feedback-type: abuse',
        finalRecipient: 'a@mail.example',
      },
      {
        kind: 'complaint',
        status: null,
        replyCode: null,
        hard: false,
        cause: 'unknown',
        diagnostic: 'feedback-type: abuse',
        finalRecipient: 'b@mail.example',
      },
    ]);
  });

  test('redacted, still count', () => {
    const { kind, reports } = readRaw(feedback(['Reported-Domain: market.example']));
    assert.deepEqual([kind, reports.length, reports[0]?.finalRecipient], ['feedback', 1, null]);
  });

  test('an unsubscription by a mail program is one', () => {
    const raw = prose('Apple Mail sent this email to unsubscribe from the message “Your order”.', {
      from: 'buyer@mail.example',
      subject: 'unsubscribe',
      fields: ['Auto-Submitted: auto-replied'],
    });
    assert.equal(readRaw(raw).kind, 'feedback');
  });
});

describe('told apart', () => {
  test('receipts (RFC 8098)', () => {
    const raw = dsn([
      ['Final-Recipient: rfc822;a@mail.example', 'Disposition: manual-action/MDN-sent-manually; displayed'],
    ])
      .replace('report-type=delivery-status', 'report-type=disposition-notification')
      .replace('message/delivery-status', 'message/disposition-notification');
    assert.deepEqual([readRaw(raw).kind, readRaw(raw).reports], ['receipt', []]);
  });

  const absences: readonly (readonly [string, Envelope])[] = [
    ['by Auto-Submitted (RFC 3834)', { subject: 'Re: Your order', fields: ['Auto-Submitted: auto-replied'] }],
    ['by X-Autoreply', { subject: 'Your order', fields: ['X-Autoreply: yes'] }],
    ['by Precedence', { subject: 'Your order', fields: ['Precedence: auto_reply'] }],
    ['English', { subject: 'Out of office: Your order' }],
    ['English, automatic', { subject: 'Automatic reply: Your order' }],
    ['German', { subject: 'Abwesenheitsnotiz' }],
    ['French', { subject: 'Réponse automatique : votre commande' }],
    ['Dutch', { subject: 'Automatisch antwoord: afwezig' }],
    ['Spanish', { subject: 'Respuesta automática: pedido' }],
    ['Italian', { subject: 'Risposta automatica: ordine' }],
    ['Japanese', { subject: '自動返信: ご注文' }],
  ];
  for (const [name, envelope] of absences) {
    test(`absence notes, ${name}`, () => {
      const raw = prose('I am away until Monday.', { from: 'Ann <ann@mail.example>', ...envelope });
      assert.deepEqual([readRaw(raw).kind, readRaw(raw).reports], ['vacation', []]);
    });
  }

  const ordinary: readonly (readonly [string, string, Envelope])[] = [
    [
      'a buyer whose parcel did not arrive',
      'Hello, my parcel could not be delivered, the courier said the address was unknown. What now?',
      { from: 'Ann <ann@mail.example>', subject: 'Delivery failed' },
    ],
    [
      'a seller who quotes a bounce',
      'Hi, I got this:\n\n> <gone@mail.example>: 550 5.1.1 user unknown\n\nWhat does it mean?',
      { from: 'Shop <shop@mail.example>', subject: 'Problem' },
    ],
    [
      'a help desk with a mailbox of that name',
      'Your message has been received as ticket 17. We will answer soon.',
      { from: 'Mail System <help@mail.example>', subject: '[#17] Your order' },
    ],
    ['a short answer', 'Yes.', { from: 'Ann <ann@mail.example>', subject: 'Re: Your order' }],
  ];
  for (const [name, text, envelope] of ordinary) {
    test(`ordinary mail: ${name}`, () => {
      const raw = prose(text, envelope).replace('Return-Path: <>', 'Return-Path: <ann@mail.example>');
      assert.deepEqual([readRaw(raw).kind, readRaw(raw).reports], ['other', []]);
    });
  }

  test('a forwarded message is no bounce', () => {
    const raw = [
      'From: Ann <ann@mail.example>',
      'To: k3x9@market.example',
      'Subject: look at this',
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary="m"',
      '',
      '--m',
      'Content-Type: text/plain',
      '',
      'See the attached mail, please.',
      '--m',
      'Content-Type: message/rfc822',
      '',
      RETURNED,
      '',
      'Hello',
      '--m--',
      '',
    ].join('\r\n');
    assert.equal(readRaw(raw).kind, 'other');
  });
});

test('a report whose MIME structure is ambiguous is read all the same', () => {
  const raw = dsn([MESSAGE_BLOCK, recipient(GONE, 'failed', '5.1.1', '550 5.1.1 user unknown')]);
  const reading = readUnreadableReport(bytes(raw));
  assert.deepEqual(
    [reading.kind, reading.reports[0]?.finalRecipient, reading.reports[0]?.hard, reading.originalEnvelopeId],
    ['bounce', GONE, true, '018e0c5b-delivery'],
  );
  assert.equal(reading.originalMessageId, '018e0c5b.delivery@market.example');
});

test('the diagnostic is one line of at most 500 characters', () => {
  const reply = `550 5.1.1 \u0007user\u202E unknown ${'x'.repeat(900)}`;
  const { diagnostic } = soleReport(readRaw(dsn([MESSAGE_BLOCK, recipient(GONE, 'failed', '5.1.1', reply)])));
  assert.equal(diagnostic.length, 500);
  assert.match(diagnostic, /^550 5\.1\.1 user unknown x+$/u);
});

// ---------------------------------------------------------------- properties

const LINES = [
  ...PROSE.flatMap(({ text }) => text.split('\n')),
  ...RETURNED_LINES.split('\n'),
  'Final-Recipient: rfc822; a@b.example',
  'Action: failed',
  'Status: 5.1.1',
  '>>> DATA',
  '550',
];
const CAUSES = new Set<string>([...REPLIES.map(([, cause]) => cause), 'expired', 'unreachable']);

function assertSound(reading: ReportReading): void {
  for (const { status, replyCode, cause, hard, kind, diagnostic } of reading.reports) {
    assert.ok(status === null || /^[245]\.\d{1,3}\.\d{1,3}$/u.test(status), String(status));
    assert.ok(replyCode === null || (replyCode >= 400 && replyCode < 560));
    assert.ok(CAUSES.has(cause), cause);
    assert.ok(!hard || kind === 'failed');
    assert.ok(diagnostic.length <= 500 && !/[\r\n]/u.test(diagnostic));
  }
}

test('any mixture of report lines gives a sound reading', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.constantFrom(...LINES), fc.string({ unit: 'grapheme' })), { maxLength: 40 }),
      fc.constantFrom('text/plain', 'text/html'),
      (lines, type) => {
        const read = readMail(bytes(prose(lines.join('\n')).replace('text/plain', type)));
        if (read.kind === 'mail') assertSound(readReport(read.mail));
      },
    ),
    { numRuns: 300 },
  );
});

test('any octets give a sound reading', () => {
  const report = bytes(dsn([MESSAGE_BLOCK, recipient(GONE, 'failed', '5.1.1', '550 5.1.1 user unknown')]));
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(report.length - 1), fc.nat(255)), { maxLength: 30 }),
      fc.nat(report.length),
      (changes, length) => {
        const changed = Uint8Array.from(report);
        for (const [index, octet] of changes) changed[index] = octet;
        const raw = changed.subarray(0, length);
        const read = readMail(raw);
        if (read.kind === 'mail') assertSound(readReport(read.mail));
        assertSound(readUnreadableReport(raw));
      },
    ),
    { numRuns: 300 },
  );
});

test('time grows with length (printed, not judged)', () => {
  const worst: readonly (readonly [string, string])[] = [
    ['addresses', 'a@b.example\n'],
    ['letters without a blank', 'a'],
    ['almost addresses', 'a.'],
    ['replies', '550 5.1.1 x\n'],
    ['field lines', 'Received: x\n'],
    ['folded fields', 'Final-Recipient: rfc822;a@b\n x\n'],
    ['blocks', 'Final-Recipient: rfc822;a@b\nAction: failed\nStatus: 5.1.1\n\n'],
    ['words of causes', 'user mailbox account address '],
    ['open tags', '<style '],
  ];
  const rows = worst.map(([name, unit]) => {
    const times = [1, 2, 4].map((factor) => {
      const raw = prose(unit.repeat((factor * 50_000) / unit.length));
      const read = readMail(bytes(name === 'open tags' ? raw.replace('text/plain', 'text/html') : raw));
      const started = performance.now();
      if (read.kind === 'mail') assertSound(readReport(read.mail));
      return `${(performance.now() - started).toFixed(1)} ms`;
    });
    return { name, '50 KB': times[0], '100 KB': times[1], '200 KB': times[2] };
  });
  console.table(rows);
});
