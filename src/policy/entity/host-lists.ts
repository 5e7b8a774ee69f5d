/** Carriers' own hosts: tracking and delivery pages that an order may need. Registrable domains. */
export const CARRIER_HOSTS: readonly string[] = (
  'dhl.com dhl.de dhl.nl dhl.fr dhl.es dhl.it deutschepost.de ups.com fedex.com tnt.com usps.com dpd.com dpd.de dpd.co.uk ' +
  'dpd.fr dpd.nl dpdgroup.com gls-group.eu gls-group.com gls-pakete.de gls-italy.com gls-spain.es hermesworld.com ' +
  'myhermes.de evri.com royalmail.com parcelforce.com yodel.co.uk postnl.nl postnl.com bpost.be post.at post.ch laposte.fr ' +
  'colissimo.fr chronopost.fr mondialrelay.fr mondialrelay.com relaiscolis.com correos.es correosexpress.com seur.com ' +
  'mrw.es nacex.es ctt.pt poste.it brt.it sda.it inpost.pl inpost.it poczta-polska.pl postnord.com postnord.se ' +
  'postnord.dk bring.com bring.se bring.no schenker.se dbschenker.com budbee.com instabox.se early-bird.se posti.fi ' +
  'anpost.com dachser.com kuehne-nagel.com hellmann.com gel-express.de trans-o-flex.com japanpost.jp ' +
  'kuronekoyamato.co.jp sagawa-exp.co.jp yurticikargo.com araskargo.com.tr mngkargo.com.tr ptt.gov.tr suratkargo.com.tr'
).split(' ');

/** Customs and tax offices, where a parcel from abroad may need the buyer. */
export const CUSTOMS_HOSTS: readonly string[] = (
  'zoll.de gov.uk douane.gouv.fr belastingdienst.nl europa.eu tullverket.se agenziadoganemonopoli.gov.it ' +
  'adm.gov.it podatki.gov.pl agenciatributaria.gob.es'
).split(' ');

/** Providers of mailboxes: nobody names one about an order unless mail is to go there. */
export const MAILBOX_PROVIDERS: ReadonlySet<string> = new Set(
  (
    'gmail googlemail hotmail outlook yahoo ymail gmx protonmail proton icloud aol mailbox tutanota zoho libero virgilio ' +
    'tiscali orange wanadoo laposte onet interia o2 wp ziggo kpnmail telia qq yandex'
  ).split(' '),
);
