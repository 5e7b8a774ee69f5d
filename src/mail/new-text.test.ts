import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import { describe, test } from 'node:test';

import fc from 'fast-check';

import { isQuoteHead } from './new-text-html.ts';
import { extractNewText } from './new-text.ts';

/** Heads of quotes as programs write them, with names and dates of our own. */
const ATTRIBUTIONS: readonly (readonly [program: string, head: string])[] = [
  ['Gmail, English', 'On Tue, Mar 5, 2024 at 10:12 AM Lampen Maier <k3x9@example.net> wrote:'],
  ['Gmail for phones, English', 'On Tue, 5 Mar 2024, 10:12 Lampen Maier, <k3x9@example.net> wrote:'],
  ['Thunderbird, English', 'On 3/5/24 10:12, Lampen Maier wrote:'],
  ['Apple Mail, English', 'On 5 Mar 2024, at 10:12, Lampen Maier <k3x9@example.net> wrote:'],
  [
    'Yahoo, English',
    'On Tuesday, March 5, 2024 at 10:12:33 AM GMT+1, Lampen Maier <k3x9@example.net> wrote:',
  ],
  ['Notes, English', 'Lampen Maier <k3x9@example.net> wrote on 03/05/2024 10:12:33 AM:'],
  ['Zoho, English', '---- On Tue, 05 Mar 2024 10:12:33 +0100 Lampen Maier <k3x9@example.net> wrote ----'],
  ['Gmail, German', 'Am Di., 5. März 2024 um 10:12 Uhr schrieb Lampen Maier <k3x9@example.net>:'],
  ['Thunderbird, German', 'Am 05.03.24 um 10:12 schrieb Lampen Maier:'],
  ['Apple Mail, German', 'Am 05.03.2024 um 10:12 schrieb Lampen Maier <k3x9@example.net>:'],
  ['K-9, German', 'Am 5. März 2024 10:12:33 MEZ schrieb Lampen Maier <k3x9@example.net>:'],
  ['Gmail, Dutch', 'Op di 5 mrt 2024 om 10:12 schreef Lampen Maier <k3x9@example.net>:'],
  [
    'Apple Mail, Dutch',
    'Op 5 mrt 2024, om 10:12 heeft Lampen Maier <k3x9@example.net> het volgende geschreven:',
  ],
  ['Gmail, French', 'Le mar. 5 mars 2024 à 10:12, Lampen Maier <k3x9@example.net> a écrit :'],
  ['Thunderbird, French', 'Le 05/03/2024 à 10:12, Lampen Maier a écrit\u00A0:'],
  ['Gmail, Spanish', 'El mar, 5 mar 2024 a las 10:12, Lampen Maier (<k3x9@example.net>) escribió:'],
  ['Thunderbird, Spanish', 'El 5/3/24 a las 10:12, Lampen Maier escribió:'],
  ['Gmail, Italian', 'Il giorno mar 5 mar 2024 alle ore 10:12 Lampen Maier <k3x9@example.net> ha scritto:'],
  ['Thunderbird, Italian', 'Il 05/03/24 10:12, Lampen Maier ha scritto:'],
  ['Gmail, Polish', 'wt., 5 mar 2024 o 10:12 Lampen Maier <k3x9@example.net> napisał(a):'],
  ['Thunderbird, Polish', 'W dniu 5.03.2024 o 10:12, Lampen Maier pisze:'],
  ['Gmail, Swedish', 'Den tis 5 mars 2024 kl 10:12 skrev Lampen Maier <k3x9@example.net>:'],
  ['Gmail, Danish', 'Den tirs. 5. mar. 2024 kl. 10.12 skrev Lampen Maier <k3x9@example.net>:'],
  ['Apple Mail, Norwegian', '5. mars 2024 kl. 10:12 skrev Lampen Maier <k3x9@example.net>:'],
  ['Gmail, Finnish', 'ti 5. maalisk. 2024 klo 10.12 Lampen Maier (k3x9@example.net) kirjoitti:'],
  ['Thunderbird, Finnish', 'Lampen Maier kirjoitti 5.3.2024 klo 10.12:'],
  ['Gmail, Portuguese', 'Em ter., 5 de mar. de 2024 às 10:12, Lampen Maier <k3x9@example.net> escreveu:'],
  ['Gmail, Portuguese (Portugal)', 'Lampen Maier <k3x9@example.net> escreveu (terça, 5/03/2024 à(s) 10:12):'],
  ['Gmail, Czech', 'út 5. 3. 2024 v 10:12 odesílatel Lampen Maier <k3x9@example.net> napsal:'],
  ['Seznam, Czech', 'Dne 5. 3. 2024 10:12:33 Lampen Maier <k3x9@example.net> napsal(a):'],
  ['Gmail, Slovak', 'ut 5. 3. 2024 o 10:12 Lampen Maier <k3x9@example.net> napísal(a):'],
  ['Gmail, Hungarian', 'Lampen Maier <k3x9@example.net> ezt írta (időpont: 2024. márc. 5., K, 10:12):'],
  ['Gmail, Romanian', 'În mar., 5 mar. 2024 la 10:12, Lampen Maier <k3x9@example.net> a scris:'],
  ['Gmail, Turkish', 'Lampen Maier <k3x9@example.net>, 5 Mar 2024 Sal, 10:12 tarihinde şunu yazdı:'],
  ['Gmail, Russian', 'вт, 5 мар. 2024 г. в 10:12, Lampen Maier <k3x9@example.net>:'],
  ['Yandex, Russian', '05.03.2024, 10:12, "Lampen Maier" <k3x9@example.net>:'],
  ['Thunderbird, Russian', '05.03.2024 10:12, Lampen Maier пишет:'],
  ['Gmail, Ukrainian', 'вт, 5 бер. 2024 р. о 10:12 Lampen Maier <k3x9@example.net> пише:'],
  ['Gmail, Bulgarian', 'На вт, 5.03.2024 г. в 10:12 Lampen Maier <k3x9@example.net> написа:'],
  ['Gmail, Greek', 'Στις Τρί 5 Μαρ 2024 στις 10:12 π.μ., ο χρήστης Lampen Maier <k3x9@example.net> έγραψε:'],
  [
    'Gmail, Hebrew',
    '\u202Bבתאריך יום ג׳, 5 במרץ 2024 ב-10:12 מאת \u202ALampen Maier\u202C\u200F <\u202Ak3x9@example.net\u202C\u200F>:\u202C',
  ],
  [
    'Gmail, Arabic',
    'في الثلاثاء، 5 مارس 2024 في 10:12 ص تمت كتابة ما يلي بواسطة Lampen Maier <k3x9@example.net>:',
  ],
  ['Gmail, Japanese', '2024年3月5日(火) 10:12 Lampen Maier <k3x9@example.net>:'],
  ['Apple Mail, Japanese', '2024/03/05 10:12、Lampen Maier <k3x9@example.net>のメール:'],
  ['Gmail, Chinese', 'Lampen Maier <k3x9@example.net> 于2024年3月5日周二 10:12写道：'],
  ['Gmail, Chinese (Taiwan)', 'Lampen Maier <k3x9@example.net> 於 2024年3月5日 週二 上午10:12寫道：'],
  ['NetEase, Chinese', '在 2024-03-05 10:12:33，"Lampen Maier" <k3x9@example.net> 写道：'],
  ['Gmail, Korean', '2024년 3월 5일 (화) 오전 10:12, Lampen Maier <k3x9@example.net>님이 작성:'],
  ['Gmail, Vietnamese', 'Vào Th 3, 5 thg 3, 2024 vào lúc 10:12 Lampen Maier <k3x9@example.net> đã viết:'],
  ['Gmail, Indonesian', 'Pada Sel, 5 Mar 2024 pukul 10.12 Lampen Maier <k3x9@example.net> menulis:'],
  ['Gmail, Catalan', 'Missatge de Lampen Maier <k3x9@example.net> del dia dt., 5 de març 2024 a les 10:12:'],
  ['Gmail, Croatian', 'uto, 5. ožu 2024. u 10:12 Lampen Maier <k3x9@example.net> napisao je:'],
  [
    'a language that is not in the table (Gmail, Latvian)',
    'otrd., 2024. g. 5. marts, plkst. 10:12 — lietotājs Lampen Maier (<k3x9@example.net>) xyzzy:',
  ],
];

const ANSWER = 'The blue one, please.\n\nThank you!';

describe('the line above the quote', () => {
  for (const [program, head] of ATTRIBUTIONS) {
    test(`${program}: top posting above quoted lines`, () => {
      const result = extractNewText(`${ANSWER}\n\n${head}\n\n> Blue or green?\n> Yours\n`);
      assert.deepEqual(result, {
        text: ANSWER,
        quoted: `${head}\n\n> Blue or green?\n> Yours`,
        signature: null,
        cut: 'exact',
      });
    });
    test(`${program}: directly below the answer, wrapped at 40 characters`, () => {
      const wrapped = wrap(head, 40);
      const { text, cut } = extractNewText(`${ANSWER}\n${wrapped}\n> Blue or green?`);
      assert.deepEqual({ text, cut }, { text: ANSWER, cut: 'exact' });
    });
    if (head.includes('@')) {
      test(`${program}: above an original without >`, () => {
        const { text, cut } = extractNewText(`${ANSWER}\n\n${head}\n\nBlue or green?\n\nYours`);
        assert.deepEqual({ text, cut }, { text: ANSWER, cut: 'exact' });
      });
    }
    test(`${program}: bottom posting`, () => {
      const { text, cut } = extractNewText(`${head}\n> Blue or green?\n\n${ANSWER}`);
      assert.deepEqual({ text, cut }, { text: ANSWER, cut: 'exact' });
    });
  }

  test('is known where HTML gives it as the text of one block', () => {
    for (const [program, head] of ATTRIBUTIONS) assert.ok(isQuoteHead(` ${wrap(head, 40)}\n`), program);
  });

  test('is found inside the quotation marks, too', () => {
    const mail =
      'Ja, bitte.\n\n> Am 05.03.2024 um 10:12 schrieb Lampen Maier <k3x9@example.net>:\n>\n> Blau?\n';
    assert.deepEqual(extractNewText(mail), {
      text: 'Ja, bitte.',
      quoted: '> Am 05.03.2024 um 10:12 schrieb Lampen Maier <k3x9@example.net>:\n>\n> Blau?',
      signature: null,
      cut: 'exact',
    });
  });

  test('in an unknown language is recognised by date and time before a quotation', () => {
    const { text } = extractNewText('Jā.\nLampen Maier 05.03.2024 10:12 xyzzy:\n> Zils?');
    assert.equal(text, 'Jā.');
  });

  test('without > below and without an address is a guess', () => {
    const { text, cut } = extractNewText(
      'Yes.\n\nOn 5 March 2024 at 10:12, Lampen Maier wrote:\n\nBlue or green?',
    );
    assert.deepEqual({ text, cut }, { text: 'Yes.', cut: 'unsure' });
  });
});

/** Wraps as mail programs do: at blanks, never longer than the width where that is possible. */
function wrap(text: string, width: number): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last !== '' && last.length + 1 + word.length > width && lines.length < 6) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines.join('\n');
}

describe('what an author writes is no head of a quote', () => {
  const cases = [
    'On 5 March 2024 at 10:12 I wrote to you about the following:\n- the lamp\n- the shade',
    'Am 5. März 2024 um 10:12 Uhr schrieb ich Ihnen:\nDie Lampe ist defekt.',
    'Op 5 maart 2024 om 10:12 schreef ik jullie het volgende:\nDe lamp is stuk.',
    'Le 5 mars 2024 à 10:12 nous avons constaté ceci :\nLa lampe est cassée.',
    'On your page it says:\nfree returns within 30 days',
    'From: Berlin\nTo: Hamburg\nDate: Monday\nWeight: 3 kg',
    'Von: Lager Berlin\nAn: Frau Maier\nDatum: 05.03.2024',
    'Subject: refund\nPlease see above.',
    'Please write to me before 5 March 2024 10:12 with this in the subject:\nORDER 1',
    'I have two questions:\n-----\n1. When?\n-----\n2. How?',
    'Prices:\n| size | price |\n| S | 3 |',
    'a -- b is not a rule\n--> this is an arrow',
    'The message was wrote:\nfoo',
    'My husband wrote:\nplease call',
    'The parcel went to the wrong address. The driver wrote on 05.03.2024 10:12 that:\nnobody was in',
    'Die Originalnachricht\nhabe ich gelöscht.',
    '2024/03/05 sent the lamp again to Ann <ann@example.net>\n2024/03/08 it arrived',
    'Sent by Samsung yesterday',
    'The lamp was\nsent from our warehouse on Monday.',
    'Which one?\nSent by mail, I think.',
    'Here is my answer\nSent from my desk, is much easier than my phone.',
    'I am writing\nfrom my phone, so I will be short.',
    '5.3. 10:12: it rang, nobody came.\n6.3. 11:00: again.',
  ];
  for (const mail of cases) {
    test(JSON.stringify(mail).slice(0, 70), () => {
      assert.deepEqual(extractNewText(mail), { text: mail, quoted: null, signature: null, cut: 'none' });
      for (const line of mail.split('\n'))
        if (!line.endsWith('wrote:') && !line.startsWith('2024'))
          assert.equal(isQuoteHead(line), false, line);
    });
  }
});

/** Header blocks in the forms of Outlook; from, sent, to, subject. */
const BLOCKS: readonly (readonly [language: string, ...labels: string[]])[] = [
  ['English', 'From', 'Sent', 'To', 'Subject'],
  ['German', 'Von', 'Gesendet', 'An', 'Betreff'],
  ['Dutch', 'Van', 'Verzonden', 'Aan', 'Onderwerp'],
  ['French', 'De', 'Envoyé', 'À', 'Objet'],
  ['Spanish', 'De', 'Enviado', 'Para', 'Asunto'],
  ['Italian', 'Da', 'Inviato', 'A', 'Oggetto'],
  ['Polish', 'Od', 'Wysłano', 'Do', 'Temat'],
  ['Swedish', 'Från', 'Skickat', 'Till', 'Ämne'],
  ['Danish', 'Fra', 'Sendt', 'Til', 'Emne'],
  ['Finnish', 'Lähettäjä', 'Lähetetty', 'Vastaanottaja', 'Aihe'],
  ['Portuguese', 'De', 'Enviado', 'Para', 'Assunto'],
  ['Czech', 'Od', 'Odesláno', 'Komu', 'Předmět'],
  ['Turkish', 'Kimden', 'Gönderildi', 'Kime', 'Konu'],
  ['Hungarian', 'Feladó', 'Elküldve', 'Címzett', 'Tárgy'],
  ['Romanian', 'De la', 'Trimis', 'Către', 'Subiect'],
  ['Russian', 'От', 'Отправлено', 'Кому', 'Тема'],
  ['Greek', 'Από', 'Στάλθηκε', 'Προς', 'Θέμα'],
  ['Japanese', '差出人', '送信日時', '宛先', '件名'],
  ['Chinese', '发件人', '发送时间', '收件人', '主题'],
  ['Chinese (Taiwan)', '寄件者', '寄件日期', '收件者', '主旨'],
  ['Korean', '보낸 사람', '보낸 날짜', '받는 사람', '제목'],
];

describe('the header block of Outlook', () => {
  for (const [language, from, sent, to, subject] of BLOCKS) {
    const block = [
      `${from}: Lampen Maier <k3x9@example.net>`,
      `${sent}: 5.3.2024 10:12`,
      `${to}: q7w2@example.net`,
      `${subject}: Order 302-1234567-1234567`,
    ].join('\n');
    test(`${language}: after a rule, above an original without >`, () => {
      const { text, quoted, cut } = extractNewText(
        `${ANSWER}\n\n________________________________\n${block}\n\nBlue?`,
      );
      assert.deepEqual({ text, cut }, { text: ANSWER, cut: 'exact' });
      assert.equal(quoted, `________________________________\n${block}\n\nBlue?`);
    });
    test(`${language}: in bold, full-width colons, blank lines between`, () => {
      const bold = block.replaceAll(/^([^:]+): /gmu, '*$1：* ').replaceAll('\n', '\n\n');
      const { text, cut } = extractNewText(`${ANSWER}\n${bold}\n\nBlue?`);
      assert.deepEqual({ text, cut }, { text: ANSWER, cut: 'exact' });
    });
  }

  test('with an unknown word between dashes above it', () => {
    const block = 'From: A <a@example.net>\nDate: 5.3.2024\nTo: B\nSubject: C';
    const { text } = extractNewText(`Jā.\n\n---------- Xyzzy plugh ----------\n${block}\n\nHello`);
    assert.equal(text, 'Jā.');
  });

  test('with wrapped values', () => {
    const block =
      'Von: Lampen Maier\nGesendet: Dienstag, 5. März 2024\nAn: A; B;\n C; D\nBetreff: Bestellung\n 302';
    const { text, cut } = extractNewText(`Danke.\n\n${block}\n\nHallo`);
    assert.deepEqual({ text, cut }, { text: 'Danke.', cut: 'exact' });
  });
});

describe('separators', () => {
  const phrases = [
    'Original Message',
    'Ursprüngliche Nachricht',
    'Originalnachricht',
    'Oorspronkelijk bericht',
    "Message d'origine",
    'Mensaje original',
    'Messaggio originale',
    'Mensagem original',
    'Wiadomość oryginalna',
    'Ursprungligt meddelande',
    'Oprindelig meddelelse',
    'Opprinnelig melding',
    'Alkuperäinen viesti',
    'Původní zpráva',
    'Eredeti üzenet',
    'Orijinal İleti',
    'Исходное сообщение',
    '原始邮件',
    '原始郵件',
    '元のメッセージ',
    '원본 메시지',
  ];
  for (const phrase of phrases) {
    test(`-----${phrase}-----`, () => {
      const { text, cut } = extractNewText(`${ANSWER}\n\n-----${phrase}-----\n\nBlue or green?`);
      assert.deepEqual({ text, cut }, { text: ANSWER, cut: 'exact' });
    });
  }

  test('a help desk’s marker below the answer cuts, at the top it goes alone', () => {
    const marker = '##- Please type your reply above this line -##';
    const below = extractNewText(`Blue.\n\n${marker}\n\nYour request (1) has been received.`);
    assert.deepEqual({ text: below.text, cut: below.cut }, { text: 'Blue.', cut: 'exact' });
    const atTop = extractNewText(`${marker}\n\nDear customer, which colour?`);
    assert.deepEqual(atTop, {
      text: 'Dear customer, which colour?',
      quoted: null,
      signature: null,
      cut: 'none',
    });
    const german = extractNewText('--- Bitte antworten Sie oberhalb dieser Zeile ---\n\nWelche Farbe?');
    assert.equal(german.text, 'Welche Farbe?');
  });

  test('a forwarded mail with nothing above it keeps its text and loses its header', () => {
    const mail =
      '---------- Forwarded message ---------\nFrom: Maker <info@example.org>\nDate: Tue, 5 Mar 2024\n' +
      'Subject: spare part\nTo: <a@example.net>\n\nThe part is in stock.';
    const { text, cut, quoted } = extractNewText(mail);
    assert.deepEqual({ text, cut }, { text: 'The part is in stock.', cut: 'unsure' });
    assert.match(quoted ?? '', /Maker <info@example\.org>/u);
  });
});

describe('answers between quotes', () => {
  const head = 'On Tue, 5 Mar 2024 at 10:12, Lampen Maier <k3x9@example.net> wrote:';
  test('stay with the questions they answer; the rest of the quote goes', () => {
    const mail = `Hello,\n${head}\n> Which colour?\n\nBlue.\n\n> How many?\n\nTwo.\n\n> Regards\n> Maier`;
    assert.deepEqual(extractNewText(mail), {
      text: 'Hello,\n> Which colour?\n\nBlue.\n\n> How many?\n\nTwo.',
      quoted: `${head}\n\n> Regards\n> Maier`,
      signature: null,
      cut: 'unsure',
    });
  });
  test('a quote without a head above the answer stays', () => {
    const mail = '> Which colour?\n\nBlue.';
    assert.deepEqual(extractNewText(mail), { text: mail, quoted: null, signature: null, cut: 'unsure' });
  });
  test('quotes by initials', () => {
    const { text } = extractNewText('Blue.\n\nLM> Which colour?\nLM> Regards');
    assert.equal(text, 'Blue.');
  });
  test('quotes by bars, and tables', () => {
    const { text } = extractNewText(
      'Blue.\n\n2013/7/20 LM <k3x9@example.net>\n\n| Which colour?\n|\n| Regards',
    );
    assert.equal(text, 'Blue.');
    const table = 'Sizes:\n| S | 3 |\n| M | 4 |';
    assert.equal(extractNewText(table).text, table);
  });
  test('full-width quotation marks', () => {
    const { text } = extractNewText(
      '青です。\n\n2024年3月5日(火) 10:12 店 <k3x9@example.net>:\n＞ 何色ですか。',
    );
    assert.equal(text, '青です。');
  });
  test('a gateway’s appendix below the quote is no answer', () => {
    const { text, signature } = extractNewText(
      `Blue.\n\n${head}\n> Which colour?\n\nThis e-mail is confidential and intended for the addressee.`,
    );
    assert.equal(text, 'Blue.');
    assert.match(signature ?? '', /confidential/u);
  });
});

describe('signatures', () => {
  const advertisements = [
    'Sent from my iPhone',
    'Sent from my Xperia 5',
    'Sent from Yahoo Mail on Android',
    'Sent from Outlook for iOS<https://aka.ms/x>',
    'Get Outlook for Android<https://aka.ms/x>',
    'Von meinem iPhone gesendet',
    'Von meinem Samsung Galaxy Smartphone gesendet.',
    'Gesendet mit der GMX Mail App',
    'Diese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.',
    'Verzonden vanaf mijn iPad',
    'Verstuurd vanaf mijn Samsung-apparaat',
    'Envoyé de mon iPhone',
    'Envoyé depuis mon téléphone Orange',
    'Enviado desde mi iPhone',
    'Inviato da iPhone',
    'Enviado do meu iPhone',
    'Wysłane z iPhone’a',
    'Skickat från min iPhone',
    'Sendt fra min iPhone',
    'Lähetetty iPhonesta',
    'Odesláno z iPhonu',
    "iPhone'umdan gönderildi",
    'Отправлено с iPhone',
    'Надіслано з iPhone',
    'iPhoneから送信',
    '发自我的iPhone',
    '從我的 iPhone 傳送',
    '나의 iPhone에서 보냄',
    'Sent from my phone, please excuse typos.',
  ];
  for (const line of advertisements) {
    test(line, () => {
      assert.deepEqual(extractNewText(`Blue, please.\n\n${line}\n`), {
        text: 'Blue, please.',
        quoted: null,
        signature: line,
        cut: 'none',
      });
    });
  }

  test('the mark of RFC 3676 ends the text, before and after the quote', () => {
    const head = 'On 5 Mar 2024, at 10:12, Lampen Maier <k3x9@example.net> wrote:';
    const before = extractNewText(`Blue.\n\n-- \nAnn Other\nSome Street 1\n\n${head}\n> Which colour?`);
    assert.deepEqual(before, {
      text: 'Blue.',
      quoted: `${head}\n> Which colour?`,
      signature: '-- \nAnn Other\nSome Street 1',
      cut: 'exact',
    });
    const after = extractNewText(`Blue.\n\n${head}\n> Which colour?\n\n--\nAnn Other`);
    assert.equal(after.text, 'Blue.');
    assert.equal(after.signature, '--\nAnn Other');
  });

  test('a long text below two dashes is text', () => {
    const mail = `Hello\n--\n${'one more line\n'.repeat(20)}end`;
    assert.deepEqual(extractNewText(mail), { text: mail, quoted: null, signature: null, cut: 'none' });
  });

  test('alone it is better than nothing', () => {
    const { text, cut } = extractNewText(
      'Sent from my iPhone\n\nOn 5 Mar 2024, at 10:12, A <a@example.net> wrote:\n> x',
    );
    assert.deepEqual({ text, cut }, { text: 'Sent from my iPhone', cut: 'unsure' });
  });
});

describe('nothing new', () => {
  test('a marked quote alone gives an empty text', () => {
    const mail = 'On 5 Mar 2024, at 10:12, A <a@example.net> wrote:\n\n> Which colour?';
    assert.deepEqual(extractNewText(mail), { text: '', quoted: mail, signature: null, cut: 'exact' });
  });
  test('bare quotation marks may be the author’s', () => {
    const mail = '> Which colour?';
    assert.deepEqual(extractNewText(mail), { text: mail, quoted: null, signature: null, cut: 'unsure' });
  });
  test('an original without > below nothing is kept: the answer may stand in it', () => {
    const { text, cut } = extractNewText(
      'From: A <a@example.net>\nSent: Monday\nTo: B\nSubject: C\n\nBlue or green? BLUE',
    );
    assert.deepEqual({ text, cut }, { text: 'Blue or green? BLUE', cut: 'unsure' });
  });
  test('blank', () => {
    for (const mail of ['', '\n\n', ' \t\r\n', '\u200B'])
      assert.deepEqual(extractNewText(mail), { text: '', quoted: null, signature: null, cut: 'none' });
  });
  test('short answers count as words', () => {
    for (const mail of ['?', '!', ':-)', '👍', '+', '-', '…', '1', 'はい', 'ok'])
      assert.equal(extractNewText(`${mail}\n\n> Which?`).text, mail);
  });
});

test('every form of line end', () => {
  const mail = 'Blue.\n\nOn 5 Mar 2024, at 10:12, A <a@example.net> wrote:\n> Which colour?\n';
  const expected = extractNewText(mail);
  assert.equal(expected.text, 'Blue.');
  for (const end of ['\r\n', '\r', '\u2028'])
    assert.deepEqual(extractNewText(mail.replaceAll('\n', end)), expected);
});

// ---------------------------------------------------------------- properties

const PIECES = ATTRIBUTIONS.map(([, head]) => head).concat(
  [
    '> quoted',
    '>> more',
    '>',
    '',
    '',
    '--',
    '-- ',
    '____________________',
    '-----Original Message-----',
    'ann> x',
  ],
  [
    'From: a@example.net',
    'Sent: Monday',
    'To: B',
    'Subject: C',
    'Sent from my iPhone',
    'Blue, please.',
    '<',
    ':',
  ],
  [
    '> wrote:',
    'On 5 May 2024',
    'a écrit :',
    '##- reply above this line -##',
    'confidential',
    '***',
    '\u200B',
    '|x',
  ],
);
const bodies = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }).map((lines) => lines.join('\n')),
  fc
    .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'grapheme' })), { maxLength: 30 })
    .map((lines) => lines.join('\n')),
);
const linesOf = (text: string): string[] => text.split(/\r\n|[\n\r\u2028\u2029]/u);

test('every line of every part is a line of the mail', () => {
  fc.assert(
    fc.property(bodies, (mail) => {
      const lines = new Set([...linesOf(mail), '']);
      const { text, quoted, signature } = extractNewText(mail);
      for (const line of [text, quoted ?? '', signature ?? ''].flatMap((part) => linesOf(part)))
        assert.ok(lines.has(line), JSON.stringify(line));
    }),
    { numRuns: 1000 },
  );
});

test('no word is lost: each line that is no rule is in one of the parts', () => {
  fc.assert(
    fc.property(bodies, (mail) => {
      const { text, quoted, signature } = extractNewText(mail);
      const parts = new Set([text, quoted ?? '', signature ?? ''].flatMap((part) => linesOf(part)));
      for (const line of linesOf(mail))
        if (/[\p{L}\p{N}]/u.test(line) && !line.includes('above this line'))
          assert.ok(parts.has(line), JSON.stringify(line));
    }),
    { numRuns: 1000 },
  );
});

test('never empty where a line outside quotes has words of the author', () => {
  fc.assert(
    fc.property(
      bodies,
      bodies,
      fc.stringMatching(/^[a-z]{3,9}( [a-z]{3,9}){0,4}$/u),
      (above, below, words) => {
        const { text } = extractNewText(`${above}\n\n${words}\n\n${below}`);
        assert.notEqual(text, '');
      },
    ),
    { numRuns: 1000 },
  );
});

test('words at the very top are always in the text', () => {
  fc.assert(
    fc.property(bodies, fc.stringMatching(/^[a-z]{3,9}( [a-z]{3,9}){0,4}$/u), (below, words) => {
      assert.equal(linesOf(extractNewText(`${words}\n\n${below}`).text)[0], words);
    }),
    { numRuns: 1000 },
  );
});

test('time grows with length (printed, not judged)', () => {
  const worst: readonly (readonly [string, string])[] = [
    ['> in one line', '> '],
    ['> lines', '>\n'],
    ['half heads', 'On 5 May 2024 x:\n'],
    ['weak heads', 'X wrote:\n> a\nb\n'],
    ['header labels', 'From: a@b\n'],
    ['rules', '---\n\n'],
    ['marks', '-- \n'],
    ['one long line', 'a'],
  ];
  const rows = worst.map(([name, unit]) => {
    const times = [1, 2, 4].map((factor) => {
      const mail = unit.repeat((factor * 30_000) / unit.length);
      const started = performance.now();
      const { text, quoted, signature } = extractNewText(mail);
      assert.ok(`${text}${quoted}${signature}`.length > 0);
      return `${(performance.now() - started).toFixed(1)} ms`;
    });
    return { name, '30 KB': times[0], '60 KB': times[1], '120 KB': times[2] };
  });
  console.table(rows);
});
