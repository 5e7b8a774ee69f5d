import fc from 'fast-check';

import type { PrivateValues } from '#mail/authored-content.ts';

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
import type { LeakSearch } from './leaks.ts';

/** What must not be found of one person (relay paper, section 12). */
export interface Canaries {
  readonly localPart: string;
  /** The person's own, no public provider's. */
  readonly domain: string;
  readonly address: string;
  /** The host that hands the mail on, in the person's domain. */
  readonly host: string;
  readonly ip: string;
  readonly phone: string;
  /** Written by programs beside the address, never typed. */
  readonly name: string;
  readonly alias: string;
}

const letters = 'abcdefghijkmnpqrstuvwxyz'.split('');
const word = (length: number): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...letters), { minLength: length, maxLength: length }).map((all) => all.join(''));
const digits = (length: number): fc.Arbitrary<string> =>
  fc
    .array(fc.integer({ min: 1, max: 9 }), { minLength: length, maxLength: length })
    .map((all) => all.join(''));

/** Random strings of one person that occur nowhere by chance. */
export const canaries: fc.Arbitrary<Canaries> = fc
  .record({
    first: word(6),
    last: word(7),
    number: digits(2),
    domain: fc.tuple(word(7), digits(2), fc.constantFrom('example', 'nl', 'de', 'co.uk', 'com')),
    phone: digits(8),
    ip: fc.array(fc.integer({ min: 11, max: 250 }), { minLength: 4, maxLength: 4 }),
    alias: word(28),
  })
  .map(({ first, last, number, domain: [label, count, suffix], phone, ip, alias }) => {
    const localPart = `${first}.${last}${number}`;
    const domain = `${label}-${count}.${suffix}`;
    return {
      localPart,
      domain,
      address: `${localPart}@${domain}`,
      host: `mx7.${domain}`,
      ip: ip.join('.'),
      phone: `+31 6 ${phone}`,
      name: `${first[0]!.toUpperCase()}${first.slice(1)} Q${last}`,
      alias: `${alias}@relay.example`,
    };
  });

/** The private values that the flow would hand over for these persons. */
export function privateValuesOf(...persons: readonly Canaries[]): PrivateValues {
  return {
    addresses: persons.map(({ address, alias }) => ({ address, alias })),
    phones: persons.map(({ phone }) => phone),
    names: persons.map(({ name }) => name),
  };
}

/** What to look for in all that leaves. */
export function leakSearchOf(...persons: readonly Canaries[]): LeakSearch {
  return {
    texts: persons.flatMap(({ localPart, domain, name, ip }) => [localPart, domain, name, ip]),
    phones: persons.map(({ phone }) => phone),
  };
}

type Write = (person: Canaries) => string;

const percent = (text: string): string =>
  Array.from(Buffer.from(text), (octet) => `%${octet.toString(16).padStart(2, '0')}`).join('');
const references = (text: string): string =>
  Array.from(text, (c) => `&#x${c.charCodeAt(0).toString(16)};`).join('');
const fullWidth = (text: string): string =>
  text.replaceAll(/[!-~]/gu, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfe_e0));

/** Ways to write an address that a person or a program reads as that address. */
const addressForms: readonly Write[] = [
  ({ address }) => address,
  ({ address }) => address.toUpperCase(),
  ({ localPart, domain }) => `${localPart}+shop@${domain}`,
  ({ address }) => fullWidth(address),
  ({ address }) => Array.from(address).join('\u200B'),
  ({ address }) => address.replace('@', '\u00AD@'),
  ({ address }) => address.replace('@', '%40'),
  ({ address }) => address.replace('@', '%2540'),
  ({ address }) => percent(address),
  ({ address }) => address.replace('@', '&#64;'),
  ({ address }) => address.replace('@', '=40'),
  ({ address }) => address.replace('@', ' @ '),
  ({ localPart, domain }) => `${localPart} [at] ${domain}`,
  ({ localPart, domain }) => `bounce-${localPart}=${domain}@mailer.example`,
  ({ localPart, domain }) => `${localPart}_${domain}#EXT#@tenant.onmicrosoft.com`,
  ({ address }) => Buffer.from(address).toString('base64'),
  ({ address }) => Buffer.from(`id:${address};x`).toString('base64url'),
  ({ address }) => Buffer.from(address).toString('hex'),
  ({ address }) => address.replace('@', '@\n> '),
  ({ localPart }) => `account ${localPart}`,
  ({ domain }) => `www.${domain}`,
  ({ host }) => `Received by ${host}`,
  ({ domain }) => `${domain.replaceAll('.', '-')}.mail.protection.outlook.com`,
  ({ phone }) => phone,
  ({ phone }) => phone.replaceAll(' ', ''),
  ({ phone }) => `0${phone.slice(4).replaceAll(/(\d\d)(?=\d)/gu, '$1-')}`,
  ({ phone }) => fullWidth(phone),
  ({ name, address }) => `On Mon, 2 Mar 2026 at 10:00, ${name} <${address}> wrote:`,
  ({ name, address }) => `Van: "${name}" <${address}>`,
  ({ name }) => `Von: ${name}`,
  ({ name, address }) => `${name} [mailto:${address}]`,
  ({ address }) =>
    `-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n${Buffer.from(`\x99\x01 ${address} \x01`).toString('base64')}\n-----END PGP PUBLIC KEY BLOCK-----`,
];

const links: readonly Write[] = [
  ({ address }) =>
    `https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fshop.example%2Fx%3Fa%3D1&data=05%7C01%7C${encodeURIComponent(address)}%7Cabc&reserved=0`,
  ({ address }) =>
    `https://urldefense.com/v3/__https://shop.example/p?q=1__;!!AbC!${Buffer.from(address).toString('base64url')}$`,
  ({ address }) =>
    `https://urldefense.proofpoint.com/v2/url?u=https-3A__shop.example_p&d=x&r=${encodeURIComponent(address)}`,
  ({ address }) =>
    `https://www.google.com/url?q=https://shop.example/p&sa=D&ust=${encodeURIComponent(address)}`,
  ({ address }) =>
    `https://track.example/c?r=${Buffer.from(address).toString('base64url')}&o=302-1234567-1234567`,
  ({ address }) => `https://track.example/u/${encodeURIComponent(address)}/open#${address}`,
  ({ address, domain }) => `https://${address.split('@')[0]}:x@${domain}/path`,
  ({ address }) => `mailto:${address}`,
  ({ phone }) => `tel:${phone.replaceAll(' ', '')}`,
];

const html = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** HTML in which programs put private values where nobody sees them. */
const htmlCarriers: readonly Write[] = [
  (person) => `<p>${html(addressForms[0]!(person))}</p>`,
  ({ address }) => `<p>${references(address)}</p>`,
  ({ address }) =>
    `<p>${address.replace('@', '<b></b>@<span>').replace(/\.(\w+)$/u, '</span>.<i>$1</i>')}</p>`,
  ({ address }) => `<p>${address.replace('@', '<wbr>@<!-- x -->')}</p>`,
  ({ localPart, domain }) => `<table><tr><td>${localPart}@</td><td>${domain}</td></tr></table>`,
  ({ address }) =>
    `<!-- ${address} --><div data-mail="${address}" id="${address}" class="u-${address}">x</div>`,
  ({ address, name }) => `<meta name="author" content="${address}"><title>${name}</title>`,
  ({ address }) => `<style>.a{background:url(https://t.example/${address})}</style><p class=a>x</p>`,
  ({ address }) => `<div style="display:none">${address}</div><span style="font-size:0">${address}</span>`,
  ({ address }) => `<p style="color:#fff">${address}</p><p hidden>${address}</p>`,
  ({ address }) =>
    `<img src="https://t.example/o.gif?u=${encodeURIComponent(address)}" alt="${address}" title="${address}" width=1>`,
  ({ name, address }) =>
    `<p title="${name}">x</p><form action="mailto:${address}"><input value="${address}"></form>`,
  ({ name, address }) =>
    `<div class="gmail_quote"><div class="gmail_attr">On Mon, 2 Mar 2026, ${name} &lt;<a href="mailto:${address}">${address}</a>&gt; wrote:</div><blockquote>old ${address}</blockquote></div>`,
  ({ name, address }) =>
    `<div style="border:none;border-top:solid #E1E1E1 1.0pt"><p><b>From:</b> ${name} &lt;${address}&gt;<br><b>Sent:</b> Monday, March 2, 2026 10:00 AM<br><b>To:</b> x<br><b>Subject:</b> y</p></div><p>old</p>`,
  ({ name, address }) =>
    `<p>On Mon, 2 Mar 2026 at 10:00, ${name} &lt;${address}&gt; wrote:</p><blockquote type="cite">old</blockquote>`,
  ...links.map(
    (link): Write =>
      (person) =>
        `<p><a href="${html(link(person))}">see</a></p>`,
  ),
  ...links.map(
    (link): Write =>
      (person) =>
        `<p>${html(link(person))}</p>`,
  ),
];

interface Part {
  readonly head: string;
  readonly body: Buffer;
}

const base64Lines = (bytes: Buffer): string => bytes.toString('base64').replaceAll(/(.{76})/gu, '$1\r\n');

function filePart(type: string, name: string, bytes: Buffer, disposition = 'attachment'): Part {
  const head = `Content-Type: ${type}; name="${name}"\r\nContent-Disposition: ${disposition}; filename="${name}"\r\nContent-Transfer-Encoding: base64\r\n`;
  return { head, body: Buffer.from(base64Lines(bytes)) };
}

const fileCarriers: readonly ((person: Canaries) => Part)[] = [
  ({ address }) => filePart('image/jpeg', 'photo.jpg', jpegWith(address)),
  ({ address }) => filePart('image/png', 'photo.png', pngWith(address)),
  ({ address }) => filePart('image/gif', 'a.gif', gifWith(address)),
  ({ address }) => filePart('image/webp', 'a.webp', webpWith(address)),
  ({ address }) => filePart('image/tiff', 'a.tif', tiffWith(address)),
  ({ address }) => filePart('image/heic', 'a.heic', heifWith(address)),
  ({ address }) => filePart('application/pdf', 'invoice.pdf', pdfWith(address)),
  ({ address }) => filePart('application/octet-stream', 'letter.docx', docxWith(address)),
  ({ address }) => filePart('application/octet-stream', 'table.xlsx', xlsxWith(address)),
  ({ address }) => filePart('application/octet-stream', 'letter.odt', odtWith(address)),
  ({ address, domain }) =>
    filePart('text/csv', `list of ${address}.csv`, Buffer.from(`a;${address}\nb;www.${domain}\n`)),
  ({ address, phone }) =>
    filePart('text/plain', 'notes.txt', Buffer.from(`Call ${phone} or write to ${address}`)),
  ({ address, name, phone }) =>
    filePart(
      'text/vcard',
      `${name}.vcf`,
      Buffer.from(
        `BEGIN:VCARD\r\nVERSION:4.0\r\nFN:${name}\r\nEMAIL:${address}\r\nTEL:${phone}\r\nEND:VCARD\r\n`,
      ),
    ),
  ({ address, name, domain }) =>
    filePart(
      'text/calendar; method=REQUEST',
      'invite.ics',
      Buffer.from(
        `BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nPRODID:-//${name}//EN\r\nBEGIN:VEVENT\r\nUID:1@${domain}\r\nORGANIZER;CN="${name}":mailto:${address}\r\nATTENDEE;CN="${name}";EMAIL=${address}:mailto:${address}\r\nSUMMARY:Delivery\r\nDTSTART;TZID=Europe/Amsterdam:20261122T100000\r\nDTEND:20261122T100000Z\r\nLOCATION:at ${address}\r\nDESCRIPTION:${address}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n`,
      ),
    ),
  ({ address }) =>
    filePart(
      'application/ms-tnef',
      'winmail.dat',
      tnefWith(address, { name: 'photo.jpg', bytes: jpegWith(address) }),
    ),
  ({ address }) =>
    filePart(
      'application/pgp-keys',
      'OpenPGP_0x1.asc',
      Buffer.from(
        `-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n${Buffer.from(address).toString('base64')}\n-----END PGP PUBLIC KEY BLOCK-----\n`,
      ),
    ),
  ({ address }) =>
    filePart(
      'application/applefile',
      'x',
      Buffer.concat([Buffer.from([0, 5, 0x16, 7]), Buffer.from(address)]),
    ),
  ({ address }) => filePart('text/rfc822-headers', 'headers.txt', Buffer.from(`From: ${address}\r\n`)),
];

function multipart(kind: string, parts: readonly Part[], boundary: string): Part {
  const body = parts.flatMap(({ head, body }) => [
    Buffer.from(`--${boundary}\r\n${head}\r\n`),
    body,
    Buffer.from('\r\n'),
  ]);
  return {
    head: `Content-Type: multipart/${kind}; boundary="${boundary}"\r\n`,
    body: Buffer.concat([...body, Buffer.from(`--${boundary}--\r\n`)]),
  };
}

/** Every field in which programs name a person, a host or a program. */
function header({ address, name, host, ip, domain, localPart }: Canaries, subject: string): string {
  return [
    `Return-Path: <${address}>`,
    `Received: from ${host} (${host} [${ip}]) by mx.relay.example with ESMTPSA (Authenticated sender: ${address}) for <${address}>; Sun, 22 Nov 2026 10:00:00 +0000`,
    `DKIM-Signature: v=1; a=rsa-sha256; d=${domain}; s=x; i=${address}; h=from; bh=AAAA; b=AAAA`,
    `Authentication-Results: ${host}; smtp.auth=${address}`,
    `From: "${name}" <${address}>`,
    `Sender: ${address}`,
    `Reply-To: ${address}`,
    `To: <seller@relay.example>`,
    `Subject: ${subject}`,
    'Date: Sun, 22 Nov 2026 10:00:00 +0100',
    `Message-ID: <1.${localPart}@${host}>`,
    `Disposition-Notification-To: ${address}`,
    `X-Originating-IP: [${ip}]`,
    `Autocrypt: addr=${address}; keydata=AAAA`,
    `Organization: ${domain}`,
    'MIME-Version: 1.0',
    '',
  ].join('\r\n');
}

function textPart(text: string): Part {
  return {
    head: 'Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n',
    body: Buffer.from(base64Lines(Buffer.from(text))),
  };
}

function htmlPart(text: string): Part {
  return {
    head: 'Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n',
    body: Buffer.from(base64Lines(Buffer.from(`<html><body>${text}</body></html>`))),
  };
}

/** A mail with private values in many carriers, and words of its author that name nobody. */
export interface MailWithCanaries {
  readonly person: Canaries;
  readonly raw: Buffer;
}

const OWN_WORDS = 'The parcel arrived with a broken lid.';

interface Layout {
  readonly forms: readonly Write[];
  readonly html: readonly Write[];
  readonly files: readonly ((person: Canaries) => Part)[];
  readonly withHtml: boolean;
  readonly withText: boolean;
}

function message(person: Canaries, layout: Layout, inner: Buffer | null, boundary: string): Buffer {
  const text = `${OWN_WORDS}\n\n${layout.forms.map((form) => form(person)).join('\n\n')}\n`;
  const markup = `<p>${OWN_WORDS}</p>${layout.html.map((form) => form(person)).join('\n')}`;
  const bodies = [
    ...(layout.withText ? [textPart(text)] : []),
    ...(layout.withHtml ? [htmlPart(markup)] : []),
  ];
  const body = bodies.length === 1 ? bodies[0]! : multipart('alternative', bodies, `${boundary}a`);
  const files = layout.files.map((file) => file(person));
  if (inner !== null)
    files.push({
      head: 'Content-Type: message/rfc822\r\nContent-Disposition: attachment; filename="fwd.eml"\r\n',
      body: inner,
    });
  const whole = files.length === 0 ? body : multipart('mixed', [body, ...files], `${boundary}m`);
  return Buffer.concat([
    Buffer.from(header(person, 'Broken lid') + whole.head),
    Buffer.from('\r\n'),
    whole.body,
  ]);
}

const layouts: fc.Arbitrary<Layout> = fc
  .record({
    forms: fc.uniqueArray(fc.constantFrom(...addressForms, ...links), { maxLength: 6 }),
    html: fc.uniqueArray(fc.constantFrom(...htmlCarriers), { maxLength: 6 }),
    files: fc.uniqueArray(fc.constantFrom(...fileCarriers), { maxLength: 3 }),
    withHtml: fc.boolean(),
    withText: fc.boolean(),
  })
  .map((layout) => ({ ...layout, withText: layout.withText || !layout.withHtml }));

/** Mails of one random person; some hold a mail that holds a mail, each with carriers of its own. */
export const mailWithCanaries: fc.Arbitrary<MailWithCanaries> = fc
  .record({ person: canaries, layouts: fc.array(layouts, { minLength: 1, maxLength: 3 }) })
  .map(({ person, layouts }) => ({
    person,
    raw: layouts.reduceRight<Buffer | null>(
      (inner, layout, depth) => message(person, layout, inner, `b${depth}x${person.alias.slice(0, 8)}`),
      null,
    )!,
  }));

/** One mail for each carrier alone, so that none is missed by chance. */
export function mailOfEachCarrier(person: Canaries): { readonly carrier: string; readonly raw: Buffer }[] {
  const none: Layout = { forms: [], html: [], files: [], withHtml: false, withText: true };
  const mail = (carrier: string, layout: Layout): { carrier: string; raw: Buffer } => ({
    carrier,
    raw: message(person, layout, null, 'bound'),
  });
  return [
    mail('header', none),
    ...[...addressForms, ...links].map((form) => mail(`text: ${form(person)}`, { ...none, forms: [form] })),
    ...htmlCarriers.map((form) =>
      mail(`HTML: ${form(person)}`, { ...none, html: [form], withHtml: true, withText: false }),
    ),
    ...fileCarriers.map((file) =>
      mail(`file: ${file(person).head.slice(0, 60)}`, { ...none, files: [file] }),
    ),
  ];
}
