import { getDomain } from 'tldts';

/**
 * Domains whose mailboxes belong to the public at large: the domain says nothing of a person, so it may stand
 * alone. Own compilation, of providers that serve consumers in Europe and North America and the largest elsewhere.
 */
const PROVIDERS: ReadonlySet<string> = new Set(
  `gmail.com googlemail.com icloud.com me.com mac.com aol.com aim.com msn.com passport.com rocketmail.com
  ymail.com proton.me protonmail.com protonmail.ch pm.me tuta.com tuta.io tutanota.com tutanota.de tutamail.com
  keemail.me fastmail.com fastmail.fm hey.com zoho.com zohomail.eu mail.com email.com usa.com europe.com
  duck.com mozmail.com simplelogin.com anonaddy.com addy.io privaterelay.appleid.com hushmail.com runbox.com
  posteo.de posteo.net mailbox.org disroot.org riseup.net web.de freenet.de t-online.de arcor.de 1und1.de
  online.de email.de mail.de kabelmail.de vodafonemail.de vodafone.de unitybox.de versanet.de ewetel.net
  ewe.net htp-tel.de netcologne.de osnanet.de magenta.de o2mail.de o2online.de alice-dsl.net alice.de
  ziggo.nl kpnmail.nl kpnplanet.nl planet.nl hetnet.nl home.nl xs4all.nl upcmail.nl casema.nl chello.nl
  quicknet.nl telfort.nl tele2.nl online.nl solcon.nl zonnet.nl caiway.nl caiway.net zeelandnet.nl kabelfoon.nl
  versatel.nl wxs.nl multiweb.nl freeler.nl zeggis.nl delta.nl ziggomail.nl euronet.nl dds.nl freedom.nl
  telenet.be skynet.be proximus.be scarlet.be voo.be belgacom.net pandora.be edpnet.be brutele.be
  bluewin.ch hispeed.ch sunrise.ch swissonline.ch bluemail.ch vtxmail.ch a1.net aon.at chello.at inode.at
  drei.at kabsi.at utanet.at orange.fr wanadoo.fr free.fr sfr.fr neuf.fr laposte.net bbox.fr numericable.fr
  club-internet.fr cegetel.net noos.fr aliceadsl.fr libero.it virgilio.it tin.it alice.it tim.it tiscali.it
  fastwebnet.it inwind.it iol.it vodafone.it email.it poste.it telefonica.net terra.es ono.com movistar.es
  sapo.pt mail.telepac.pt netcabo.pt clix.pt btinternet.com btopenworld.com sky.com virginmedia.com ntlworld.com
  blueyonder.co.uk talktalk.net tiscali.co.uk plus.com plusnet.com eircom.net vodafone.ie comcast.net
  verizon.net att.net sbcglobal.net bellsouth.net cox.net charter.net spectrum.net earthlink.net optonline.net
  frontier.com windstream.net juno.com netzero.net roadrunner.com rr.com shaw.ca rogers.com bell.net sympatico.ca
  telus.net videotron.ca bigpond.com bigpond.net.au optusnet.com.au xtra.co.nz seznam.cz email.cz centrum.cz
  volny.cz atlas.cz azet.sk centrum.sk zoznam.sk wp.pl o2.pl onet.pl onet.eu interia.pl interia.eu op.pl poczta.fm
  gazeta.pl tlen.pl vp.pl citromail.hu freemail.hu indamail.hu t-email.hu abv.bg mail.bg yandex.ru yandex.com
  ya.ru mail.ru bk.ru inbox.ru list.ru rambler.ru ukr.net i.ua meta.ua inbox.lv inbox.lt mail.ee hot.ee online.no
  telia.com comhem.se bredband.net spray.se bahnhof.se tele2.se home.se swipnet.se jubii.dk tdcadsl.dk mail.dk
  stofanet.dk elisanet.fi kolumbus.fi luukku.com suomi24.fi welho.com simnet.is otenet.gr windowslive.com
  qq.com foxmail.com 163.com 126.com yeah.net sina.com sina.cn sohu.com aliyun.com 139.com 189.cn naver.com
  daum.net hanmail.net nate.com docomo.ne.jp ezweb.ne.jp softbank.ne.jp au.com nifty.com rediffmail.com
  uol.com.br bol.com.br terra.com.br ig.com.br globo.com mynet.com`
    .split(/\s+/u)
    .filter((domain) => domain !== ''),
);

/** Providers with one name under many countries: `hotmail.nl`, `yahoo.co.uk`, `gmx.at`. */
const PROVIDER_NAMES: ReadonlySet<string> = new Set(['hotmail', 'outlook', 'live', 'yahoo', 'gmx']);

/**
 * The part of a mail domain that names its owner (`bakker.nl` of `mail.bakker.nl`), or null where the domain is
 * a public provider's and names nobody. Domain as A-labels in lower case.
 */
export function owningDomain(domain: string): string | null {
  const registrable = getDomain(domain, { allowPrivateDomains: false, validateHostname: false }) ?? domain;
  if (PROVIDERS.has(registrable) || PROVIDERS.has(domain)) return null;
  const name = registrable.slice(0, registrable.indexOf('.'));
  return PROVIDER_NAMES.has(name) ? null : registrable;
}

/** Gmail ignores dots in local parts, so they can't tell mailboxes apart. */
export function ignoresDots(domain: string): boolean {
  return domain === 'gmail.com' || domain === 'googlemail.com';
}
