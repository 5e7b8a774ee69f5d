import { factsOf } from '#test/support/file-facts.ts';
import { testRule } from '#test/support/rule-tester.ts';

testRule('sensitive-content', {
  flagged: [
    { text: '«Bist du wirklich so ein Vollpfosten»?', language: 'de' },
    { text: 'You must be a real «muppet» to cut it in half.', language: 'en' },
    { text: 'Quit taking the «piss», will you.', language: 'en' },
    { text: 'Hur kan du vara en sådan «idiot»?', language: 'sv' },
    { text: 'What «shit» packaging.', language: 'en' },
    { text: 'What «sh*t» packaging.', language: 'en' },
    { text: 'So ein «A.r.s.c.h.l.o.c.h» war das.', language: 'de' },
    { text: 'Wat een «klootzak» is die koerier.', language: 'nl' },
    { text: 'Quel «connard», ce livreur.', language: 'fr' },
    { text: 'Es una «mierda» de embalaje.', language: 'es' },
    { text: 'Il corriere è uno «stronzo», mi scusi.', language: 'it' },
    { text: 'Ten kurier to «chuj», przepraszamy.', language: 'pl' },
    { text: 'Vilket «jävla» paket.', language: 'sv' },
    { text: 'この«クソ»箱め。', language: 'ja' },
    { text: 'Bu kutu tam bir «bok» gibi.', language: 'tr' },
    { text: 'You are an «idiot».', language: 'en', messageId: 'insult' },
    { text: 'Pay, or «we know where you live».', language: 'en', messageId: 'threat' },
    {
      text: 'x',
      message: { images: [{ cid: 'a', contentType: 'image/png', width: 1, height: 1 }] },
      files: [
        factsOf({ part: 'image', index: 0, sniffedType: 'image/png', frames: 1, width: 1, nudity: 0.95 }),
      ],
      certainty: 'review',
    },
  ],
  permitted: [
    // A proverb insults nobody.
    { text: 'El que tonto nace, tonto muere.', language: 'es' },
    { text: 'A fool and his money are soon parted.', language: 'en' },
    { text: 'Ein Esel nennt den anderen Langohr.', language: 'de' },
    { text: 'Die Uhr kann auch schlagen, wenn das Pendel steht.', language: 'de' },
    { text: 'Var god och höra av dig om locket.', language: 'sv' },
    { text: 'Press until it clicks, or else the lid leaks.', language: 'en' },
    { text: 'La zorra bordada va a la izquierda.', language: 'es' },
    {
      text: 'The nude-coloured lipstick, the shiitake kit and the breast pump were swapped.',
      language: 'en',
    },
    { text: 'Slut på problemen, hoppas vi; allt är klart till på fredag.', language: 'sv' },
    { text: 'Le lit est en solde et la housse est sale, nous la remplaçons.', language: 'fr' },
    { text: 'Die Straße heißt Am Dicken Turm.', language: 'de' },
    { text: 'It would be an idiotic amount of glue.', language: 'en' },
  ],
});
