// Letters of other scripts that a reader takes for a Latin letter. Drawn from Unicode TR 39's data, single letters only
// and only the ones that look the same in common fonts; both sides have the same length in UTF-16.
const PAIRS =
  'аa вB еe кk мM нH оo рp сc тT уy хx іi јj ѕs ԁd ԛq ԝw һh ӏl ьb пn гr иu чy ' +
  'АA ВB ЕE КK МM НH ОO РP СC ТT УY ХX ІI ЈJ ЅS ԌG ԚQ ԜW ЗZ ' +
  'αa βb γy εe ηn ιi κk νv οo ρp τt υu χx ωw ϲc ϳj ' +
  'ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX ' +
  'օo սu հh ոn ցg ԼL ՍU ՏS ' +
  'ᎪA ᏴB ᏟC ᎠD ᎬE ᎻH ᎫJ ᏦK ᏞL ᎷM ᏢP ᏒR ᏚS ᎢT ᏙV ᎳW ᏃZ';

/** Look-alike letter → Latin letter. */
export const CONFUSABLES: ReadonlyMap<string, string> = new Map(
  PAIRS.split(' ').map((pair) => {
    const [from = '', to = ''] = pair;
    return [from, to];
  }),
);
