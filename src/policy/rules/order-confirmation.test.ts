import { testRule } from '#test/support/rule-tester.ts';

testRule('order-confirmation', {
  flagged: [
    { text: '«Your order has been shipped and will arrive on Friday.»', language: 'en' },
    { text: '«Ihre Bestellung wurde heute versandt.»', language: 'de' },
    { text: '«Uw bestelling is verzonden en wordt morgen bezorgd.»', language: 'nl' },
    { text: '«Votre commande a été expédiée et arrivera jeudi.»', language: 'fr' },
    { text: '«Su pedido ha sido enviado y llegará el jueves.»', language: 'es' },
    { text: '«Il suo ordine è stato spedito e arriverà giovedì.»', language: 'it' },
    { text: '«Zamówienie zostało wysłane i dotrze w czwartek.»', language: 'pl' },
    { text: '«Din beställning har skickats och kommer på torsdag.»', language: 'sv' },
    { text: '«ご注文の商品を発送いたしました。»', language: 'ja' },
    { text: '«Siparişiniz kargoya verildi.»', language: 'tr' },
  ],
  permitted: [
    { text: 'The replacement lid has been shipped and will arrive on Friday.', language: 'en' },
    { text: 'Leider verspätet sich die Lieferung: Sie kommt erst am Donnerstag an.', language: 'de' },
    { text: 'Welke kleur kiest u? Daarna wordt de bestelling verzonden.', language: 'nl' },
  ],
});
