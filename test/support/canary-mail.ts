import {
  docxWith,
  gifWith,
  heifWith,
  jpegWith,
  odtWith,
  pdfWith,
  pngWith,
  tiffWith,
  tnefWith,
  webpWith,
  xlsxWith,
} from './files-with-canaries.ts';
import type { Person } from './canary-people.ts';

// Mail as programs write it, with its author's private strings in every place where such programs put some
// (threats, section 4).

export const QUOTE_STYLES = [
  'none',
  'gmail',
  'gmail-wrapped',
  'outlook',
  'outlook-long',
  'apple',
  'thunderbird',
  'interleaved',
  'forward',
  'yahoo',
] as const;
export type QuoteStyle = (typeof QUOTE_STYLES)[number];
export const LANGUAGES = ['en', 'de', 'nl', 'fr'] as const;
export type Language = (typeof LANGUAGES)[number];

export const ATTACHMENTS = [
  'vcard',
  'calendar',
  'message',
  'message-twice',
  'tnef',
  'jpeg',
  'png',
  'gif',
  'webp',
  'tiff',
  'heif',
  'pdf',
  'docx',
  'xlsx',
  'odt',
  'text',
  'csv',
  'signature',
  'key',
] as const;
export type Attachment = (typeof ATTACHMENTS)[number];

export const TYPED = [
  'address',
  'upper-case',
  'sub-address',
  'full-width',
  'zero-width',
  'percent-link',
  'references',
  'mailto',
  'safelink',
  'tracking-link',
  'quoted-name',
  'at-in-brackets',
  'broken',
] as const;
export type Typed = (typeof TYPED)[number];

export interface MailPlan {
  readonly style: QuoteStyle;
  readonly language: Language;
  readonly body: 'text' | 'html' | 'both';
  readonly transfer: '8bit' | 'quoted-printable' | 'base64';
  readonly charset: 'utf-8' | 'utf-16le' | 'utf-7';
  readonly typed: readonly Typed[];
  readonly attachments: readonly Attachment[];
  readonly signature: boolean;
  readonly subject: 'plain' | 'address' | 'encoded' | 'empty';
}

export interface MailContext {
  readonly plan: MailPlan;
  readonly author: Person;
  /** The alias that the author knows the other side by, and its own. */
  readonly to: string;
  readonly own: string;
  readonly serial: number;
  /** The mail that is answered: its id and text, as the author has it. */
  readonly answered: { readonly id: string; readonly text: string } | null;
}

const CRLF = '\r\n';

/** One of every field that programs write or that hosts on the way add, each with something of the author's. */
export function tellingHeaders(person: Person, serial: number): string[] {
  const { name, address, host, ipv4, ipv6, client, device, domain } = person;
  const mailbox = `"${name}" <${address}>`;
  const encoded = `=?utf-8?B?${Buffer.from(name).toString('base64')}?= <${address}>`;
  return [
    `Return-Path: <${address}>`,
    `Delivered-To: ${address}`,
    `X-Original-To: ${address}`,
    `Envelope-To: ${address}`,
    `X-Forwarded-To: ${address}`,
    `X-Forwarded-For: ${address} other@${host}`,
    `Received: from ${device}.local (${host} [${ipv4}])`,
    `\t(Authenticated sender: ${address})`,
    `\tby ${host} (Postfix) with ESMTPSA id 4Dxyz${serial}`,
    `\tfor <${address}>; Sun, 01 Mar 2026 12:00:00 +0100`,
    `Received: from [IPv6:${ipv6}] (helo=${device}) by ${host} with esmtpa id 1abc${serial}; Sun, 01 Mar 2026 11:59:58 +0100`,
    `X-Originating-IP: [${ipv4}]`,
    `X-Source-IP: ${ipv6}`,
    `X-Authenticated-Sender: ${address}`,
    `X-Get-Message-Sender-Via: ${host}: authenticated_id: ${address}`,
    `X-Google-Original-From: ${mailbox}`,
    `X-Google-DKIM-Signature: v=1; a=rsa-sha256; d=${host}; s=g; h=from; bh=AAAA; b=AAAA`,
    `X-Gm-Message-State: ${Buffer.from(address).toString('base64')}`,
    `X-MS-Exchange-Organization-AuthSource: ${host}`,
    `X-MS-Exchange-CrossTenant-OriginalArrivalTime: ${host}`,
    `X-Mailer: ${client} 7.2 (${device})`,
    `User-Agent: ${client}/7.2`,
    `Authentication-Results: ${host}; spf=pass smtp.mailfrom=${address}; dkim=pass header.i=@${domain}`,
    `Authentication-Results: mx.linde.example; dmarc=pass header.from=${domain}`,
    `Received-SPF: pass (${host}: domain of ${address} designates ${ipv4}) client-ip=${ipv4}`,
    `ARC-Seal: i=1; a=rsa-sha256; t=1; cv=none; d=${host}; s=arc; b=AAAA`,
    `ARC-Message-Signature: i=1; a=rsa-sha256; d=${host}; s=arc; h=from; bh=AAAA; b=AAAA`,
    `ARC-Authentication-Results: i=1; ${host}; auth=pass smtp.auth=${address} smtp.mailfrom=${address}`,
    `DKIM-Signature: v=1; a=rsa-sha256; d=${domain}; i=${address}; s=mail; h=from; bh=AAAA; b=AAAA`,
    `Sender: ${encoded}`,
    `Reply-To: ${mailbox}, <reply@${host}>`,
    `Cc: "${name}" <copy@${host}>`,
    `Errors-To: ${address}`,
    `Return-Receipt-To: ${address}`,
    `Disposition-Notification-To: ${encoded}`,
    `X-Confirm-Reading-To: ${address}`,
    `Thread-Index: ${Buffer.from(`thread of ${address}`).toString('base64')}`,
    `Thread-Topic: Mail of ${name}`,
    `List-Id: ${name} <desk.${host}>`,
    `List-Unsubscribe: <mailto:leave-${address.replace('@', '=')}@${host}>, <https://${host}/u?e=${encodeURIComponent(address)}>`,
    `Autocrypt: addr=${address}; keydata=${Buffer.from(`key of ${name} <${address}>`).toString('base64')}`,
    `OpenPGP: id=ABCDEF; url=https://${host}/${address}.asc`,
    `Face: ${Buffer.from(`${name} ${device}`).toString('base64')}`,
    `X-Face: ${name}`,
    `Organization: ${name} & Co`,
    `Comments: sent by ${name} from ${device}`,
    `Keywords: ${name}`,
    `Content-Language: de`,
    `Content-Description: note of ${name}`,
    `X-Ticket-Requester: ${address}`,
    `X-Entity-Ref-ID: ${Buffer.from(host).toString('hex')}`,
    `X-${client}: ${ipv4}`,
  ];
}

/** A way in which an author or a program writes the author's own address in running text. */
function typedText(typed: Typed, person: Person): string {
  const { address, name, localPart, domain } = person;
  switch (typed) {
    case 'address':
      return `Schreiben Sie an ${address}, bitte.`;
    case 'upper-case':
      return `MAIL: ${address.toUpperCase()}!`;
    case 'sub-address':
      return `or ${localPart}+orders@${domain} works`;
    case 'full-width':
      return `vollbreit ${Array.from(address, (c) => (/[!-~]/u.test(c) ? String.fromCharCode(c.charCodeAt(0) + 0xfe_e0) : c)).join('')}`;
    case 'zero-width':
      return `versteckt ${address.split('').join('\u200B')}`;
    case 'percent-link':
      return `siehe https://portal.example/login?user=${encodeURIComponent(address)}&next=1`;
    case 'references':
      return `encoded ${Array.from(address, (c) => `&#${c.charCodeAt(0)};`).join('')}`;
    case 'mailto':
      return `<mailto:${address}?subject=Hello>`;
    case 'safelink':
      return `https://eur02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fshop.example%2Fmanual&data=05%7C01%7C${encodeURIComponent(address)}%7C1234&sdata=abc&reserved=0`;
    case 'tracking-link':
      return `https://t.example/c/${Buffer.from(`{"to":"${address}"}`).toString('base64url')}/go`;
    case 'quoted-name':
      return `"${name}" <${address}>`;
    case 'at-in-brackets':
      return `${localPart} (at) ${domain}`;
    case 'broken':
      return `${localPart}@\n${domain} is the mailbox`;
  }
}

const WROTE: Readonly<Record<Language, (who: string) => string>> = {
  en: (who) => `On Mon, Mar 2, 2026 at 10:11 AM ${who} wrote:`,
  de: (who) => `Am Mo., 2. März 2026 um 10:11 Uhr schrieb ${who}:`,
  nl: (who) => `Op ma 2 mrt 2026 om 10:11 schreef ${who}:`,
  fr: (who) => `Le lun. 2 mars 2026 à 10:11, ${who} a écrit :`,
};

const FIELDS: Readonly<Record<Language, readonly [string, string, string, string, string]>> = {
  en: ['From', 'Sent', 'To', 'Cc', 'Subject'],
  de: ['Von', 'Gesendet', 'An', 'Cc', 'Betreff'],
  nl: ['Van', 'Verzonden', 'Aan', 'CC', 'Onderwerp'],
  fr: ['De', 'Envoyé', 'À', 'Cc', 'Objet'],
};

const ORIGINAL: Readonly<Record<Language, string>> = {
  en: 'Original Message',
  de: 'Ursprüngliche Nachricht',
  nl: 'Oorspronkelijk bericht',
  fr: 'Message d’origine',
};

const FORWARDED: Readonly<Record<Language, string>> = {
  en: 'Forwarded message',
  de: 'Weitergeleitete Nachricht',
  nl: 'Doorgestuurd bericht',
  fr: 'Message transféré',
};

function headerBlock(language: Language, from: string, person: Person): string[] {
  const [fromWord, sent, to, cc, subject] = FIELDS[language];
  return [
    `${fromWord}: ${from}`,
    `${sent}: 2 March 2026 10:11`,
    `${to}: ${person.name} <${person.address}>`,
    `${cc}: ${person.name} <copy@${person.host}>`,
    `${subject}: About ${person.address}`,
  ];
}

/** The quote below (or between) what the author wrote: it names the author, as it was their mail that is quoted. */
function quoteLines({ plan: { style, language }, author, to, answered }: MailContext): string[] {
  const own = `${author.name} <${author.address}>`;
  const lines = (answered?.text ?? 'An earlier message.').split(/\r?\n/u).slice(0, 20);
  const quoted = lines.map((line) => `> ${line}`);
  const older = [`> ${WROTE[language](own)}`, '>', `>> I am ${author.name}, ${author.address}.`];
  switch (style) {
    case 'none':
    case 'interleaved':
      return [];
    case 'gmail':
      return ['', WROTE[language](`J. D. <${to}>`), '', ...quoted, ...older];
    case 'gmail-wrapped': {
      const head = WROTE[language](`${author.name}\n<${author.address.replace('@', '@\n')}>`);
      return ['', ...head.split('\n'), '', ...quoted, ...older];
    }
    case 'outlook':
      return ['', `-----${ORIGINAL[language]}-----`, ...headerBlock(language, to, author), '', ...lines];
    case 'outlook-long':
      return [
        '',
        '_'.repeat(32),
        ...headerBlock(language, `J. D. <${to}>`, author),
        '',
        ...lines,
        '',
        ...headerBlock(language, own, author),
        '',
        'Older words',
      ];
    case 'apple':
      return ['', `> ${WROTE[language](own)}`, '> ', ...quoted, ...older];
    case 'thunderbird':
      return ['', WROTE[language](own), ...quoted, ...older];
    case 'forward':
      return [
        '',
        `---------- ${FORWARDED[language]} ---------`,
        ...headerBlock(language, own, author),
        '',
        ...lines,
      ];
    case 'yahoo':
      return ['', `   ${WROTE[language](own)}  `, ' ', ...lines.map((line) => ` ${line}`)];
  }
}

function textBody(context: MailContext): string {
  const { plan, author, serial } = context;
  const own = `${author.name} <${author.address}>`;
  const words = [
    `These are my own words, number ${serial}.`,
    ...plan.typed.map((typed) => typedText(typed, author)),
  ];
  const between =
    plan.style === 'interleaved'
      ? [
          WROTE[plan.language](own),
          '> Is it blue?',
          '',
          'Yes, blue.',
          '',
          `> ${WROTE[plan.language](own)}`,
          '>> And large?',
          '',
          'No, small.',
        ]
      : [];
  const signature = plan.signature
    ? ['', '-- ', author.name, `Tel. ${author.phone}`, author.address, `Sent from my ${author.device}`]
    : [];
  return [...words, ...between, ...signature, ...quoteLines(context)].join(CRLF).replaceAll(/\r?\n/gu, CRLF);
}

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

function htmlQuote(context: MailContext): string {
  const { plan, author, to } = context;
  const own = `${author.name} &lt;<a href="mailto:${author.address}">${author.address}</a>&gt;`;
  const inner = escapeHtml(context.answered?.text ?? 'An earlier message.').replaceAll(/\r?\n/gu, '<br>');
  switch (plan.style) {
    case 'none':
      return '';
    case 'gmail':
    case 'gmail-wrapped':
    case 'yahoo':
      return `<br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">${WROTE[plan.language](own)}<br></div><blockquote class="gmail_quote" style="margin:0 0 0 .8ex">${inner}</blockquote></div>`;
    case 'outlook':
    case 'outlook-long':
    case 'forward': {
      const block = headerBlock(plan.language, 'x', author).map((line) => line.split(': '));
      const fields = block.map(([field, value = '']) => `<b>${field}:</b> ${escapeHtml(value)}`).join('<br>');
      return `<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal">${fields}</p></div><p class="MsoNormal">${inner}</p>`;
    }
    case 'apple':
    case 'thunderbird':
      return `<div class="moz-cite-prefix">${WROTE[plan.language](own)}<br></div><blockquote type="cite" cite="mid:1@${author.host}">${inner} &lt;${to}&gt;</blockquote>`;
    case 'interleaved':
      return `<div class="moz-cite-prefix">${WROTE[plan.language](own)}<br></div><blockquote type="cite" cite="mid:1@${author.host}">Is it blue?</blockquote><p>Yes, blue.</p>`;
  }
}

/** HTML as mail programs make it: names, hosts and addresses in comments, attributes, styles, links and pictures. */
function htmlBody(context: MailContext, pictureId: string | null): string {
  const { plan, author, serial } = context;
  const { address, host, client, device, name } = author;
  const typed = plan.typed.map((kind) => `<p>${escapeHtml(typedText(kind, author))}</p>`).join('');
  const entities = Array.from(address, (c) => `&#x${c.charCodeAt(0).toString(16)};`).join('');
  return [
    `<html xmlns:o="urn:${host}"><head><meta name="Generator" content="${client} 15"><meta name="author" content="${name}">`,
    `<title>${name}</title><base href="https://${host}/"><style>@import url(https://${host}/s.css); .x { background: url("https://${host}/b.png?u=${encodeURIComponent(address)}") } /* ${name} */</style>`,
    `<!-- ${address} on ${device} --><!--[if mso]><xml>${name}</xml><![endif]--></head>`,
    `<body lang="DE" data-owner="${address}" class="${client}" id="${host}">`,
    `<p title="${address}">These are my own words, number ${serial}.</p>`,
    `<p><a href="mailto:${entities}">mail me</a>, <a href="https://shop.example/manual" title="${name}" data-user="${address}" ping="https://${host}/p">the manual</a>`,
    `, <a href="https://eur02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fshop.example%2F&amp;data=05%7C${address.replace('@', '%40')}%7C1">link</a>`,
    `, ${address.replace('@', '<b>@</b>')}, ${address.replace('@', '<!-- -->&commat;')}, ${address.replace('@', '&#64;').replaceAll('.', '&period;')}</p>`,
    pictureId === null ? '' : `<img src="cid:${pictureId}" alt="${address}" title="Taken by ${name}">`,
    `<img src="https://${host}/open.gif?u=${Buffer.from(address).toString('base64url')}" width="1" height="1" alt="">`,
    `<div style="display:none">${address}</div>`,
    typed,
    plan.signature
      ? `<div class="moz-signature">-- <br>${name}<br>Tel. ${author.phone}<br>${address}</div>`
      : '',
    htmlQuote(context),
    '</body></html>',
  ].join('\n');
}

interface Entity {
  readonly headers: readonly string[];
  readonly body: Buffer;
}

const wrap = (text: string): string => text.replaceAll(/(.{76})/gu, `$1${CRLF}`);

function quotedPrintable(bytes: Buffer): string {
  return bytes
    .toString('latin1')
    .replaceAll(
      /[^\t\r\n -<>-~]|[ \t](?=\r\n|$)/gu,
      (c) => `=${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
    )
    .split(CRLF)
    .map((line) => line.replaceAll(/(.{60}(?:=..)?(?!=))(?=.)/gu, `$1=${CRLF}`))
    .join(CRLF);
}

function utf7(text: string): string {
  return text.replaceAll('+', '+-').replaceAll(/[^\r\n\t -~]+/gu, (run) => {
    const octets = Buffer.from(run, 'utf16le').swap16();
    return `+${octets.toString('base64').replace(/=+$/u, '')}-`;
  });
}

function textEntity(type: string, text: string, { charset, transfer }: MailPlan): Entity {
  const bytes =
    charset === 'utf-16le'
      ? Buffer.from(text, 'utf16le')
      : Buffer.from(charset === 'utf-7' ? utf7(text) : text);
  const encoding = charset === 'utf-16le' ? 'base64' : transfer;
  const body =
    encoding === 'base64'
      ? wrap(bytes.toString('base64'))
      : encoding === 'quoted-printable'
        ? quotedPrintable(bytes)
        : bytes;
  return {
    headers: [`Content-Type: ${type}; charset=${charset}`, `Content-Transfer-Encoding: ${encoding}`],
    body: Buffer.from(body),
  };
}

function fileEntity(
  type: string,
  name: string,
  bytes: Buffer,
  person: Person,
  id: string | null = null,
): Entity {
  return {
    headers: [
      `Content-Type: ${type}; name="${name}"`,
      'Content-Transfer-Encoding: base64',
      `Content-Description: ${name} by ${person.name}`,
      `Content-Location: https://${person.host}/${name}`,
      id === null
        ? `Content-Disposition: attachment; filename*0*=utf-8''${encodeURIComponent(name.slice(0, 9))}; filename*1*=${encodeURIComponent(name.slice(9))}; creation-date="Sun, 01 Mar 2026 12:00:00 +0100"`
        : `Content-Disposition: inline; filename="${name}"`,
      ...(id === null ? [] : [`Content-ID: <${id}>`]),
    ],
    body: Buffer.from(wrap(bytes.toString('base64'))),
  };
}

function multipart(kind: string, entities: readonly Entity[], person: Person, level: number): Entity {
  const boundary = `=_${person.host}_${person.localPart.replaceAll(/[^\w.]/gu, '')}_${level}`;
  const parts = entities.flatMap(({ headers, body }) => [
    Buffer.from(`--${boundary}${CRLF}${headers.join(CRLF)}${CRLF}${CRLF}`),
    body,
    Buffer.from(CRLF),
  ]);
  const preamble = `This is MIME, ${person.name} <${person.address}>${CRLF}`;
  return {
    headers: [`Content-Type: multipart/${kind}; boundary="${boundary}"`],
    body: Buffer.concat([
      Buffer.from(preamble),
      ...parts,
      Buffer.from(`--${boundary}--${CRLF}${person.address}${CRLF}`),
    ]),
  };
}

function contactCard({ name, address, phone, host, device }: Person): string {
  return [
    'BEGIN:VCARD',
    'VERSION:3.0',
    `FN:${name}`,
    `N:${name.split(' ').toReversed().join(';')};;;`,
    `EMAIL;TYPE=WORK:${address}`,
    `TEL:${phone}`,
    `URL:https://${host}/`,
    `NOTE:${device}`,
    'END:VCARD',
    '',
  ].join(CRLF);
}

function calendar({ name, address, host, client, device }: Person): string {
  return [
    'BEGIN:VCALENDAR',
    `PRODID:-//${client}//EN`,
    'METHOD:REQUEST',
    'VERSION:2.0',
    'BEGIN:VEVENT',
    `UID:1@${host}`,
    `ORGANIZER;CN="${name}":mailto:${address}`,
    `ATTENDEE;CN=${name};SENT-BY="mailto:${address}":MAILTO:${address.toUpperCase()}`,
    'DTSTART:20260301T100000Z',
    'DTEND:20260301T110000Z',
    `SUMMARY:Delivery by ${address}`,
    `LOCATION:Door of ${address}`,
    `DESCRIPTION:Ask ${name}\\, ${address}`,
    `X-DEVICE:${device}`,
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join(CRLF);
}

/** A message of the author's as it lies in their mailbox, to be attached. */
function attachedMessage(person: Person, depth: number): Buffer {
  const inner: Entity[] = [
    {
      headers: ['Content-Type: text/plain; charset=utf-8'],
      body: Buffer.from(
        `The attached words. ${person.address}${CRLF}> From: ${person.name} <${person.address}>${CRLF}`,
      ),
    },
    fileEntity('text/vcard', 'me.vcf', Buffer.from(contactCard(person)), person),
    fileEntity('image/jpeg', 'in.jpg', jpegWith(`${person.name} ${person.address}`), person),
  ];
  if (depth > 0)
    inner.push({
      headers: ['Content-Type: message/rfc822'],
      body: attachedMessage(person, depth - 1),
    });
  const { headers, body } = multipart('mixed', inner, person, 10 + depth);
  const head = [
    ...tellingHeaders(person, depth),
    `From: "${person.name}" <${person.address}>`,
    `To: <other@${person.host}>`,
    `Subject: Attached by ${person.address}`,
    `Message-ID: <inner-${depth}@${person.host}>`,
    'MIME-Version: 1.0',
    ...headers,
  ];
  return Buffer.concat([Buffer.from(`${head.join(CRLF)}${CRLF}${CRLF}`), body]);
}

function attachmentEntity(kind: Attachment, person: Person): Entity {
  const secret = `${person.name} ${person.address}`;
  const named = (extension: string): string => `${person.address} scan.${extension}`;
  const file = (type: string, name: string, bytes: Buffer): Entity => fileEntity(type, name, bytes, person);
  switch (kind) {
    case 'vcard':
      return file('text/vcard; charset=utf-8', 'card.vcf', Buffer.from(contactCard(person)));
    case 'calendar':
      return file(
        'text/calendar; charset=utf-8; method=REQUEST',
        'invite.ics',
        Buffer.from(calendar(person)),
      );
    case 'message':
      return { headers: ['Content-Type: message/rfc822'], body: attachedMessage(person, 0) };
    case 'message-twice':
      return file('application/octet-stream', 'mail.eml', attachedMessage(person, 2));
    case 'tnef':
      return file(
        'application/ms-tnef',
        'winmail.dat',
        tnefWith(secret, { name: named('jpg'), bytes: jpegWith(secret) }),
      );
    case 'jpeg':
      return file('image/jpeg', named('jpg'), jpegWith(secret));
    case 'png':
      return file('image/png', named('png'), pngWith(secret));
    case 'gif':
      return file('image/gif', named('gif'), gifWith(secret));
    case 'webp':
      return file('image/webp', named('webp'), webpWith(secret));
    case 'tiff':
      return file('image/tiff', named('tiff'), tiffWith(secret));
    case 'heif':
      return file('image/heic', named('heic'), heifWith(secret));
    case 'pdf':
      return file('application/pdf', named('pdf'), pdfWith(secret));
    case 'docx':
      return file(
        'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
        named('docx'),
        docxWith(secret),
      );
    case 'xlsx':
      return file(
        'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        named('xlsx'),
        xlsxWith(secret),
      );
    case 'odt':
      return file('application/vnd.oasis.opendocument.text', named('odt'), odtWith(secret));
    case 'text':
      return file(
        'text/plain; charset=utf-8',
        'note.txt',
        Buffer.from(`My address: ${person.address}\r\nFrom: ${person.name} <${person.address}>\r\n`),
      );
    case 'csv':
      return file(
        'text/csv',
        'people.csv',
        Buffer.from(`item,contact\r\n1,${person.address}\r\n2,${person.address.toUpperCase()}\r\n`),
      );
    case 'signature':
      return file('application/pkcs7-signature', 'smime.p7s', Buffer.from(`certificate of ${secret}`));
    case 'key':
      return file(
        'application/pgp-keys',
        `${person.address}.asc`,
        Buffer.from(
          `-----BEGIN PGP PUBLIC KEY BLOCK-----\r\nComment: ${secret}\r\n\r\n${Buffer.from(secret).toString('base64')}\r\n-----END PGP PUBLIC KEY BLOCK-----\r\n`,
        ),
      );
  }
}

function subjectLine({ subject }: MailPlan, { name, address }: Person, serial: number): string {
  switch (subject) {
    case 'plain':
      return `Subject: Re: A question, ${serial}`;
    case 'address':
      return `Subject: [${address}] Question ${serial} (${address.toUpperCase()})`;
    case 'encoded':
      return `Subject: =?utf-8?Q?Fwd:_From_${encodeURIComponent(`${name} <${address}>`).replaceAll('%', '=').replaceAll('_', '=5F').replaceAll("'", '=27')}?=`;
    case 'empty':
      return 'Subject:';
  }
}

/** The whole mail, as it leaves the author's program. */
export function canaryMail(context: MailContext): Buffer {
  const { plan, author, to, own, serial, answered } = context;
  const pictureId =
    plan.body === 'text'
      ? null
      : `image${serial}.${author.localPart.replaceAll(/[^\w.]/gu, '')}@${author.host}`;
  const text = textEntity('text/plain', textBody(context), plan);
  const html = textEntity('text/html', htmlBody(context, pictureId), plan);
  const picture =
    pictureId === null
      ? []
      : [
          fileEntity(
            'image/jpeg',
            `${author.address}.jpg`,
            jpegWith(`${author.name} ${author.address}`),
            author,
            pictureId,
          ),
        ];
  const related = multipart('related', [html, ...picture], author, 2);
  const body = { text, html: related, both: multipart('alternative', [text, related], author, 1) }[plan.body];
  const files = plan.attachments.map((kind) => attachmentEntity(kind, author));
  const whole = files.length === 0 ? body : multipart('mixed', [body, ...files], author, 0);
  const ids = answered === null ? [] : [answered.id];
  const head = [
    ...tellingHeaders(author, serial),
    `From: "${author.name}" <${author.address}>`,
    `To: "${author.name}'s shop" <${to}>, <${own}>`,
    subjectLine(plan, author, serial),
    'Date: Sun, 01 Mar 2026 12:00:00 +0100',
    `Message-ID: <${serial}.${author.localPart.replaceAll(/[^\w.]/gu, '')}@${author.host}>`,
    ...(ids.length === 0 ? [] : [`In-Reply-To: <${ids[0]}>`]),
    `References: <first.${author.localPart.replaceAll(/[^\w.]/gu, '')}@${author.host}>${ids.map((id) => ` <${id}>`).join('')}`,
    'MIME-Version: 1.0',
    ...whole.headers,
  ];
  return Buffer.concat([Buffer.from(`${head.join(CRLF)}${CRLF}${CRLF}`), whole.body, Buffer.from(CRLF)]);
}

/** A responder's note, sent to the return path of what it answers (RFC 3834 §4). */
export function absenceNote(author: Person, reversePath: string, answeredId: string, serial: number): Buffer {
  const head = [
    ...tellingHeaders(author, serial).filter((line) => !line.startsWith('Sender:')),
    `From: "${author.name}" <${author.address}>`,
    `To: <${reversePath}>`,
    `Subject: Automatic reply of ${author.address}`,
    `Message-ID: <away-${serial}@${author.host}>`,
    `In-Reply-To: <${answeredId}>`,
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
  ];
  const text = [
    'I am away. Write to',
    author.address,
    `or ${author.address.toUpperCase()}.`,
    '',
    '-- ',
    author.name,
    author.phone,
  ];
  return Buffer.from([...head, '', ...text, ''].join(CRLF));
}

/** The delivery report that the author's provider sends back, with all that such reports tell of a mailbox. */
export function deliveryReport(
  owner: Person,
  reversePath: string,
  returned: Buffer,
  action: 'failed' | 'delayed',
  serial: number,
): Buffer {
  const boundary = `report.${owner.host}`;
  const { address, host, ipv4, name } = owner;
  const status = action === 'failed' ? '5.1.1' : '4.4.1';
  return Buffer.from(
    [
      ...tellingHeaders(owner, serial).filter((line) => !/^(?:Sender|Reply-To|Cc):/u.test(line)),
      `From: Mail Delivery System <MAILER-DAEMON@${host}>`,
      `To: <${reversePath}>`,
      'Subject: Undelivered Mail Returned to Sender',
      `Message-ID: <dsn-${serial}@${host}>`,
      'Auto-Submitted: auto-replied',
      'MIME-Version: 1.0',
      `Content-Type: multipart/report; report-type=delivery-status; boundary="${boundary}"`,
      '',
      `--${boundary}`,
      'Content-Type: text/plain; charset=us-ascii',
      '',
      `<${address}> (expanded from <${address}>): host ${host}[${ipv4}] said: 550 5.1.1 <${address}>: ${name} has left`,
      '',
      `--${boundary}`,
      'Content-Type: message/delivery-status',
      '',
      `Reporting-MTA: dns; ${host}`,
      `X-Postfix-Sender: rfc822; ${address}`,
      '',
      `Original-Recipient: rfc822;${address}`,
      `Final-Recipient: rfc822; ${address}`,
      `Action: ${action}`,
      `Status: ${status}`,
      `Remote-MTA: dns; ${host}`,
      `Diagnostic-Code: smtp; 550 ${status} <${address}>: ${name} at ${ipv4}`,
      '',
      `--${boundary}`,
      'Content-Type: message/rfc822',
      '',
      `Received: by ${host} for <${address}>`,
      returned.toString('latin1').replaceAll(boundary, ''),
      `--${boundary}--`,
      '',
    ].join(CRLF),
    'latin1',
  );
}
