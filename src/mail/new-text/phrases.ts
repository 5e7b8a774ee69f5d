/**
 * The words by which mail programs mark what isn't the author's: the line above a quote, the header block of
 * Outlook, the line between the answer and the original, the advertisement of a telephone. One row per language;
 * whoever adds a language copies the words from the programs themselves. ` | ` stands between alternatives, their
 * order and case don't matter, an empty string means that the language has none.
 */
export interface QuotePhrases {
  /** BCP 47. */
  readonly language: string;
  /** How the line "On … NAME wrote:" begins. */
  readonly lead: string;
  /** Its verb: "wrote". */
  readonly wrote: string;
  /** True where the name may follow the verb ("Am … schrieb NAME:"). */
  readonly nameAfterVerb?: true;
  /** "I", "we": the author tells of their own words, no mail program does. */
  readonly self: string;
  /** Labels of the header that Outlook and others put above the original. */
  readonly from: string;
  readonly sent: string;
  readonly to: string;
  readonly copied: string;
  readonly subject: string;
  /** "Original Message", "Forwarded message" and the like, as they stand between dashes or before a colon. */
  readonly original: string;
  /** What help desks write above their mail: "please type your reply above this line". */
  readonly replyAbove: string;
  /** Advertisements of programs and telephones; `…` is the device or program. */
  readonly sentFrom: string;
}

/** Devices and programs that sign mail by themselves: what may stand in the gap of `sentFrom`. */
export const DEVICE_WORDS =
  'iphone ipad ipod ios android samsung galaxy huawei xiaomi redmi poco oneplus pixel nokia lumia blackberry htc ' +
  'sony xperia motorola moto oppo fairphone honor realme vivo windows outlook gmail yahoo aol mailbox ' +
  'airmail spark bluemail k-9 k9 fairemail thunderbird protonmail proton tuta tutanota gmx web.de yandex mail.ru ' +
  'zoho superhuman mobile phone smartphone cell cellphone tablet device handy mobilgerät mobiltelefon handheld ' +
  'telefon telefoon mobieltje gsm téléphone smartphone appareil móvil teléfono dispositivo celular telefono ' +
  'cellulare telemóvel telefone mobil puhelin puhelimesta telefonu telefonem mobilu mobila iphonu laitteesta cihaz ' +
  'смартфона телефона устройства яндекс пошты пристрою スマートフォン 携帯 手机 手機 邮箱 企业微信 휴대폰 스마트폰 갤럭시';

/** What may follow an advertisement on the same line: "please excuse typos". */
export const APOLOGY_WORDS =
  'excuse pardon sorry typo brevity entschuldig tippfehler kürze désolé fautes errores erros errori excuus ' +
  'tikfouten przepraszam literówki stavfel fejl';
