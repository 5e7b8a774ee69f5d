/** What a catalogue, leaflet, price list or voucher is called in the ten languages; a part of a word is enough. */
const CATALOGUE =
  /catalog|katalog|cat[aá]logo|lookbook|flyer|flugblatt|werbeblatt|reclame|folleto|volantino|d[ée]pliant|ulotka|gazetka|reklam|newsletter|nieuwsbrief|nyhetsbrev|broş[uü]r|preisliste|prijslijst|price[ _-]?list|gutschein|coupon|voucher|kortingsbon|カタログ|チラシ/iu;

/** A paper about an order may carry such a word too: the invoice for a voucher. */
const PAPER =
  /invoice|rechnung|factu|fattura|faktur|fatura|label|etikett|etiqueta|etichetta|etykiet|instru|manual|anleitung|handleiding|warrant|garant|gwaranc|receipt|quittung|returned/iu;

/** Whether a file's name says that it advertises. */
export function namesCatalogue(filename: string): boolean {
  return CATALOGUE.test(filename.normalize('NFC')) && !PAPER.test(filename);
}
