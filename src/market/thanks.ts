// Thanks without a question need no answer (INBOX 4). Who is taken for thankful wrongly waits in vain, while thanks that
// aren't recognised cost the seller a click: so a message is thanks only if each of its words is one of these.

interface Vocabulary {
  /** One of these has to be there. */
  readonly thanks: string;
  /** Polite words, and words that say that all is well. */
  readonly kind: string;
  /** Before a name. */
  readonly greeting: string;
  /** What a letter closes with; a name may follow. */
  readonly closing: string;
}

// Written without accents and in small letters, as `plainWords` writes them.
const VOCABULARIES: readonly Vocabulary[] = [
  {
    // English
    thanks: 'thanks thank thx ty cheers',
    kind: 'you so very much again a an lot for the your this that is was all and i we it my our everything great perfect perfectly super excellent wonderful lovely nice good fine well ok okay quick fast prompt kind friendly helpful help reply replies response answer service support assistance information info understanding effort trouble me us have got received arrived works working now solved sorted really appreciate appreciated appreciation many indeed brilliant awesome happy day weekend evening too helps helped',
    greeting: 'hi hello hey dear good morning afternoon evening',
    closing: 'best kind kindest warm regards wishes sincerely yours cheers greetings',
  },
  {
    // German
    thanks: 'danke dank dankeschon bedanke bedanken merci dankend',
    kind: 'vielen herzlichen besten lieben ganz schonen sehr schon recht fur die das den der ihre ihren ihr eure euren deine deinen schnelle schnellen rasche raschen nette netten freundliche freundlichen gute guten tolle tollen super prima perfekt toll klasse wunderbar bestens hervorragend antwort ruckmeldung hilfe nachricht info infos information informationen auskunft unterstutzung bearbeitung muhe service geduld verstandnis und alles ist war hat hab habe ich wir mich mir uns es gut geklappt angekommen erhalten bekommen passt funktioniert jetzt nun wieder nochmal nochmals tag wochenende abend ok okay auch hilft geholfen weiter weitergeholfen',
    greeting:
      'hallo hi guten tag morgen abend moin servus sehr geehrte geehrter liebe lieber frau herr damen herren und',
    closing:
      'mit freundlichen freundlichem lieben liebe besten viele schone herzliche herzlichen gruss grusse grussen mfg lg vg gruezi hochachtungsvoll',
  },
  {
    // Dutch
    thanks: 'bedankt dank dankjewel dankuwel dankje thanks thx',
    kind: 'heel hartelijk erg veel alvast je jullie u uw jouw wel zeer nogmaals voor de het een deze dit snelle vlotte goede prettige fijne reactie antwoord hulp bericht informatie info service moeite uitleg begrip en alles is was heb hebben ik wij we mij ons goed prima perfect super top geweldig fantastisch mooi netjes ontvangen gekregen aangekomen werkt nu weer opgelost duidelijk oke ok okay dag weekend avond ook daar ben ik mee geholpen helpt',
    greeting: 'hallo hoi dag beste geachte goedemorgen goedemiddag goedenavond mevrouw heer meneer',
    closing: 'met vriendelijke hartelijke groet groeten groetjes mvg gr hoogachtend',
  },
  {
    // French
    thanks: 'merci remercie remercions remerciements',
    kind: 'beaucoup bien infiniment mille grand encore je nous vous te pour de du des la le les l votre vos ta ton tes cette ce reponse retour aide message information informations service rapidite gentillesse patience comprehension efficacite rapide et tout toute tous est c etait parfait parfaite super genial excellent impeccable nickel bon bonne bons recu recue arrive fonctionne maintenant j ai avons a ok d accord journee soiree weekend week end aussi m aide',
    greeting: 'bonjour bonsoir salut cher chere madame monsieur messieurs mesdames',
    closing: 'cordialement bien amicalement sinceres salutations respectueusement bonne journee soiree',
  },
  {
    // Spanish
    thanks: 'gracias agradezco agradecemos agradecido agradecida',
    kind: 'muchas mil muchisimas por la el los las su sus tu vuestra de lo le les te os muy mucho respuesta ayuda mensaje informacion servicio atencion rapidez amabilidad paciencia comprension rapida todo toda y esta ha es fue perfecto perfecta genial estupendo excelente bien bueno buena recibido llegado funciona ahora ya me nos ok vale de nuevo otra vez dia tarde fin semana tambien',
    greeting: 'hola buenos buenas dias tardes noches estimado estimada estimados senor senora',
    closing: 'un saludo saludos cordial cordiales atentamente abrazo',
  },
  {
    // Italian
    thanks: 'grazie ringrazio ringraziamo',
    kind: 'mille tante molte molto per la il lo l le i gli sua suo vostra vostro tua tuo di del della dell vi ti ancora risposta aiuto messaggio informazione informazioni servizio disponibilita gentilezza pazienza comprensione cortesia rapida veloce celere tutto tutta e ok va bene perfetto perfetta ottimo ottima benissimo eccellente ricevuto ricevuta arrivato arrivata funziona ora adesso mi ci ho abbiamo giornata serata fine settimana buona buon anche',
    greeting: 'ciao buongiorno buonasera salve gentile gentili spettabile signora signor',
    closing: 'cordiali saluti distinti un saluto cordialmente buona giornata serata',
  },
  {
    // Polish
    thanks: 'dziekuje dziekujemy dzieki podziekowania',
    kind: 'bardzo serdecznie pieknie slicznie za szybka szybkie mila mile odpowiedz pomoc wiadomosc informacje informacja obsluge wyrozumialosc cierpliwosc kontakt i wszystko jest bylo super swietnie doskonale dobrze dobra w porzadku otrzymalem otrzymalam doszlo dotarlo dziala juz teraz jeszcze raz panu pani panstwu ok milego dnia weekendu wieczoru tez',
    greeting: 'dzien dobry witam czesc szanowni szanowna szanowny panstwo pani panie hej',
    closing: 'pozdrawiam pozdrawiamy pozdrowienia z powazaniem serdecznie serdeczne',
  },
  {
    // Swedish
    thanks: 'tack tackar',
    kind: 'sa stort jatte mycket manga hjartligt for det den er ert era din ditt dina snabba snabbt fina bra svar svaret hjalp hjalpen meddelandet informationen servicen bemotandet talamodet forstaelsen och allt ar var har jag vi perfekt toppen super utmarkt jattebra kanon fatt mottagit kommit fungerar nu igen ok okej ha en fin dag helg kvall ocksa',
    greeting: 'hej hejsan god morgon kvall basta',
    closing: 'med vanliga vanlig halsning halsningar mvh hej da',
  },
];

interface WordSets {
  readonly thanks: ReadonlySet<string>;
  readonly greeting: ReadonlySet<string>;
  readonly closing: ReadonlySet<string>;
  readonly all: ReadonlySet<string>;
}

const SETS: readonly WordSets[] = VOCABULARIES.map((vocabulary) => {
  const words = (text: string): string[] => text.split(' ');
  const { thanks, kind, greeting, closing } = vocabulary;
  return {
    thanks: new Set(words(thanks)),
    greeting: new Set(words(greeting)),
    closing: new Set(words(closing)),
    all: new Set([thanks, kind, greeting, closing].flatMap(words)),
  };
});

/** Longer ones say more than thanks. */
const LONGEST = 400;
const MOST_WORDS = 40;
/** "Dear Ms van der Berg", "Best regards, Jan de Vries". */
const LONGEST_NAME = 4;

const plain = (word: string): string =>
  word
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll('ß', 'ss')
    .replaceAll('ł', 'l')
    .replaceAll('ø', 'o');

const wordsOf = (line: string): string[] => line.match(/[\p{L}\p{M}]+/gu) ?? [];
const PARTICLES = new Set('de der den van von zu di da del della la le af'.split(' '));
const isName = (words: readonly string[]): boolean =>
  words.some((word) => /^\p{Lu}/u.test(word)) &&
  words.every((word) => /^\p{Lu}/u.test(word) || PARTICLES.has(word));

/** The words of a line without the name that its greeting speaks to, or that stands under its closing. */
function withoutNames(lines: readonly (readonly string[])[], sets: WordSets): string[] {
  const isIn = (set: ReadonlySet<string>) => (word: string) => set.has(plain(word));
  let closes = false;
  return lines.flatMap((line, index) => {
    const first = line.findIndex((word) => !sets.all.has(plain(word)));
    const names = first === -1 ? [] : line.slice(first);
    const before = first === -1 ? line : line.slice(0, first);
    const mayBeNamed =
      (index === 0 && before.some(isIn(sets.greeting))) || closes || before.some(isIn(sets.closing));
    closes ||= line.some(isIn(sets.closing));
    const named = mayBeNamed && names.length <= LONGEST_NAME && isName(names);
    return named ? before : line;
  });
}

function isThanksIn(lines: readonly (readonly string[])[], sets: WordSets): boolean {
  const words = withoutNames(lines, sets).map(plain);
  return words.every((word) => sets.all.has(word)) && words.some((word) => sets.thanks.has(word));
}

/**
 * True for thanks and nothing else, in English, German, Dutch, French, Spanish, Italian, Polish or Swedish. Whatever
 * isn't certain is no thanks: a number, a question mark, a word that isn't on the list, an unusual sign.
 */
export function isThanksOnly(text: string): boolean {
  if (text.length > LONGEST) return false;
  const said = text.normalize('NFKC').trim();
  // A number may be an order's, an address or a link a request; U+061F and U+037E are question marks of their own.
  if (/[\p{N}?¿؟;@/\\<>=+*%€$£]|https?:/u.test(said.replaceAll(/\p{Extended_Pictographic}|[:;]-?[)D]/gu, '')))
    return false;
  const lines = said
    .split(/[\n.!]+/u)
    .map(wordsOf)
    .filter((words) => words.length > 0);
  const count = lines.reduce((sum, words) => sum + words.length, 0);
  return count > 0 && count <= MOST_WORDS && SETS.some((sets) => isThanksIn(lines, sets));
}
