/** What buyers and sellers of the demo say to each other. `{product}` and `{order}` are put in. */

export type TalkLanguage = 'de' | 'en' | 'nl';

type InThree = Readonly<Record<TalkLanguage, string>>;

export interface SampleTopic {
  readonly subject: InThree;
  readonly question: InThree;
  readonly answer: InThree;
  /** What the buyer asks when the answer left something open. */
  readonly followUp: InThree;
  /** Fits orders that went out, or those that didn't yet. */
  readonly when: 'before-shipping' | 'after-shipping' | 'any';
}

export const THANKS: InThree = {
  de: 'Vielen Dank, das hilft mir weiter!',
  en: 'Thank you, that helps a lot!',
  nl: 'Hartelijk dank, daar ben ik mee geholpen!',
};

export const ABSENCE: InThree = {
  de: 'Unser Büro ist heute geschlossen. Wir melden uns am nächsten Werktag.',
  en: 'Our office is closed today. We will be back on the next working day.',
  nl: 'Ons kantoor is vandaag gesloten. Op de volgende werkdag reageren wij.',
};

export const TOPICS: readonly SampleTopic[] = [
  {
    when: 'before-shipping',
    subject: {
      de: 'Liefertermin für {product}',
      en: 'Delivery date of {product}',
      nl: 'Leverdatum van {product}',
    },
    question: {
      de: 'Guten Tag,\n\nwann wird „{product}“ voraussichtlich geliefert? Am Freitag bin ich nicht zu Hause.',
      en: 'Hello,\n\nwhen will “{product}” be delivered, please? I am not at home on Friday.',
      nl: 'Goedendag,\n\nwanneer wordt ‘{product}’ bezorgd? Op vrijdag ben ik niet thuis.',
    },
    answer: {
      de: 'Guten Tag,\n\ndie Lieferung zu {order} ist für Donnerstag zwischen 9 und 13 Uhr geplant. Passt Ihnen das?',
      en: 'Hello,\n\nthe delivery of {order} is planned for Thursday between 9 and 13. Does that suit you?',
      nl: 'Goedendag,\n\nde bezorging van {order} staat gepland voor donderdag tussen 9 en 13 uur. Komt dat uit?',
    },
    followUp: {
      de: 'Donnerstag passt leider auch nicht. Ginge es am Samstag?',
      en: 'Thursday does not work either, I am afraid. Could it be Saturday?',
      nl: 'Donderdag komt helaas ook niet uit. Kan het op zaterdag?',
    },
  },
  {
    when: 'before-shipping',
    subject: { de: 'Andere Hausnummer', en: 'Another house number', nl: 'Ander huisnummer' },
    question: {
      de: 'Hallo,\n\nich habe mich bei der Hausnummer vertippt: richtig ist 12 b. Können Sie das noch ändern?',
      en: 'Hello,\n\nI mistyped the house number: it should be 12 b. Can you still change that?',
      nl: 'Hallo,\n\nik heb me vergist in het huisnummer: het moet 12 b zijn. Kunt u dat nog wijzigen?',
    },
    answer: {
      de: 'Guten Tag,\n\ndie Hausnummer 12 b steht jetzt auf dem Versandetikett von {order}.',
      en: 'Hello,\n\nhouse number 12 b is on the shipping label of {order} now.',
      nl: 'Goedendag,\n\nhuisnummer 12 b staat nu op het verzendlabel van {order}.',
    },
    followUp: {
      de: 'Und der Name am Klingelschild ist Schuster, falls das hilft.',
      en: 'And the name on the bell is Shoemaker, should that help.',
      nl: 'En de naam bij de bel is Schoenmaker, mocht dat helpen.',
    },
  },
  {
    when: 'before-shipping',
    subject: { de: 'Bestellung stornieren', en: 'Cancel the order', nl: 'Bestelling annuleren' },
    question: {
      de: 'Guten Tag,\n\nich möchte {order} stornieren, ich habe das falsche Modell bestellt.',
      en: 'Hello,\n\nI would like to cancel {order}: I ordered the wrong model.',
      nl: 'Goedendag,\n\nik wil {order} annuleren, ik heb het verkeerde model besteld.',
    },
    answer: {
      de: 'Guten Tag,\n\nIhre Bestellung {order} ist storniert, der Betrag geht in den nächsten Tagen zurück.',
      en: 'Hello,\n\nyour order {order} is cancelled; the amount goes back to you in the next days.',
      nl: 'Goedendag,\n\nuw bestelling {order} is geannuleerd; het bedrag wordt de komende dagen teruggestort.',
    },
    followUp: {
      de: 'Danke. Wie lange dauert die Erstattung ungefähr?',
      en: 'Thanks. Roughly how long does the refund take?',
      nl: 'Dank u. Hoe lang duurt de terugbetaling ongeveer?',
    },
  },
  {
    when: 'after-shipping',
    subject: { de: 'Wo ist mein Paket?', en: 'Where is my parcel?', nl: 'Waar is mijn pakket?' },
    question: {
      de: 'Guten Tag,\n\ndie Sendungsverfolgung von {order} bewegt sich seit drei Tagen nicht. Wissen Sie mehr?',
      en: 'Hello,\n\nthe tracking of {order} has not moved for three days. Do you know more?',
      nl: 'Goedendag,\n\nde track-and-trace van {order} staat al drie dagen stil. Weet u meer?',
    },
    answer: {
      de: 'Guten Tag,\n\nwir haben beim Zusteller nachgefragt: Das Paket liegt im Depot und kommt morgen.',
      en: 'Hello,\n\nwe asked the carrier: the parcel is at the depot and comes tomorrow.',
      nl: 'Goedendag,\n\nwe hebben het nagevraagd bij de bezorger: het pakket ligt in het depot en komt morgen.',
    },
    followUp: {
      de: 'Es kam heute wieder nichts. Was machen wir jetzt?',
      en: 'Nothing came today either. What do we do now?',
      nl: 'Ook vandaag is er niets gekomen. Wat doen we nu?',
    },
  },
  {
    when: 'after-shipping',
    subject: {
      de: '{product} ist beschädigt',
      en: '{product} arrived damaged',
      nl: '{product} is beschadigd',
    },
    question: {
      de: 'Guten Tag,\n\n„{product}“ ist heute mit einem Riss angekommen. Bekomme ich Ersatz?',
      en: 'Hello,\n\n“{product}” arrived today with a crack. Can I have a replacement?',
      nl: 'Goedendag,\n\n‘{product}’ is vandaag met een barst aangekomen. Kan ik een vervangend exemplaar krijgen?',
    },
    answer: {
      de: 'Guten Tag,\n\ndas tut uns leid. Der Ersatz zu {order} geht heute hinaus, das beschädigte Stück können Sie behalten.',
      en: 'Hello,\n\nwe are sorry. The replacement for {order} leaves today; you may keep the damaged piece.',
      nl: 'Goedendag,\n\nwat vervelend. De vervanging voor {order} gaat vandaag de deur uit; het beschadigde exemplaar mag u houden.',
    },
    followUp: {
      de: 'Brauchen Sie noch ein Foto vom Riss?',
      en: 'Do you need a photo of the crack?',
      nl: 'Hebt u nog een foto van de barst nodig?',
    },
  },
  {
    when: 'after-shipping',
    subject: { de: 'Es fehlt etwas', en: 'Something is missing', nl: 'Er ontbreekt iets' },
    question: {
      de: 'Hallo,\n\nin der Sendung zu {order} fehlten die Schrauben. Können Sie sie nachsenden?',
      en: 'Hello,\n\nthe screws were missing from {order}. Can you send them on?',
      nl: 'Hallo,\n\nin de zending van {order} ontbraken de schroeven. Kunt u die nasturen?',
    },
    answer: {
      de: 'Guten Tag,\n\ndie Schrauben sind heute als Brief unterwegs, Sie müssen nichts weiter tun.',
      en: 'Hello,\n\nthe screws are on their way by letter today; there is nothing else you have to do.',
      nl: 'Goedendag,\n\nde schroeven zijn vandaag per brief onderweg; u hoeft verder niets te doen.',
    },
    followUp: {
      de: 'Die Schrauben sind da, aber es sind nur drei statt vier.',
      en: 'The screws are here, but there are three instead of four.',
      nl: 'De schroeven zijn er, maar het zijn er drie in plaats van vier.',
    },
  },
  {
    when: 'after-shipping',
    subject: {
      de: 'Rechnung zu {order}',
      en: 'Invoice for {order}',
      nl: 'Factuur voor {order}',
    },
    question: {
      de: 'Guten Tag,\n\nkönnten Sie mir die Rechnung zu {order} mit ausgewiesener Mehrwertsteuer schicken?',
      en: 'Hello,\n\ncould you send me the invoice for {order} with the VAT shown?',
      nl: 'Goedendag,\n\nkunt u mij de factuur van {order} met btw-vermelding sturen?',
    },
    answer: {
      de: 'Guten Tag,\n\ndie Rechnung zu {order} liegt jetzt in Ihrem Konto bei der Bestellung.',
      en: 'Hello,\n\nthe invoice for {order} is in your account now, with the order.',
      nl: 'Goedendag,\n\nde factuur van {order} staat nu in uw account bij de bestelling.',
    },
    followUp: {
      de: 'Der Firmenname fehlt auf der Rechnung. Lässt sich das ergänzen?',
      en: 'The company name is missing on the invoice. Can it be added?',
      nl: 'De bedrijfsnaam ontbreekt op de factuur. Kan die worden toegevoegd?',
    },
  },
  {
    when: 'after-shipping',
    subject: { de: 'Rückgabe', en: 'Returning it', nl: 'Retour' },
    question: {
      de: 'Guten Tag,\n\n„{product}“ passt doch nicht. Wohin schicke ich es zurück?',
      en: 'Hello,\n\n“{product}” does not fit after all. Where do I send it back to?',
      nl: 'Goedendag,\n\n‘{product}’ past toch niet. Waar stuur ik het naartoe terug?',
    },
    answer: {
      de: 'Guten Tag,\n\ndas Rücksendeetikett zu {order} finden Sie bei der Bestellung; legen Sie bitte den Lieferschein bei.',
      en: 'Hello,\n\nthe return label of {order} is with the order in your account; please put the delivery note in.',
      nl: 'Goedendag,\n\nhet retourlabel van {order} vindt u bij de bestelling; doe de pakbon er alstublieft bij.',
    },
    followUp: {
      de: 'Das Paket ist gestern bei Ihnen angekommen. Wann kommt das Geld zurück?',
      en: 'The parcel reached you yesterday. When does the money come back?',
      nl: 'Het pakket is gisteren bij u aangekomen. Wanneer krijg ik het geld terug?',
    },
  },
  {
    when: 'any',
    subject: { de: 'Frage zu {product}', en: 'About {product}', nl: 'Vraag over {product}' },
    question: {
      de: 'Guten Tag,\n\npasst „{product}“ auch in eine Nische von 60 cm Breite?',
      en: 'Hello,\n\ndoes “{product}” fit into a niche 60 cm wide?',
      nl: 'Goedendag,\n\npast ‘{product}’ ook in een nis van 60 cm breed?',
    },
    answer: {
      de: 'Guten Tag,\n\nja, mit 58 cm passt es gerade hinein. Lassen Sie an beiden Seiten einen Zentimeter Luft.',
      en: 'Hello,\n\nyes: at 58 cm it just fits. Leave a centimetre of air on both sides.',
      nl: 'Goedendag,\n\nja, met 58 cm past het net. Laat aan beide kanten een centimeter ruimte.',
    },
    followUp: {
      de: 'Und wie schwer ist es?',
      en: 'And how heavy is it?',
      nl: 'En hoe zwaar is het?',
    },
  },
];
