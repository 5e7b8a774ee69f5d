import { testRule } from '#test/support/rule-tester.ts';

const critical = { contactReason: 'order-problem' };

testRule('subject-important', {
  flagged: [
    { subject: '«[Important]» Your review', context: { contactReason: 'review-request' }, certainty: 'sure' },
    { subject: 'Your order «[IMPORTANT]»', context: { contactReason: 'other' }, fixed: 'Your order ' },
    { subject: 'Re: «［Wichtig］» Bestellung', context: { contactReason: 'other' } },
    { subject: '«[ belangrijk ]» Bestelling', context: { contactReason: 'invoice' } },
    {
      text: 'Would you write an honest review of the lamp?',
      subject: '[Important] Order',
      context: critical,
      messageId: 'review',
      certainty: 'likely',
    },
    {
      text: 'Ihr Paket wurde heute an DHL übergeben und trifft am Donnerstag ein.',
      subject: '[Wichtig] Bestellung',
      context: critical,
      messageId: 'confirmation',
    },
    {
      text: 'Découvrez notre nouvelle collection de coussins.',
      subject: '[Important] Commande',
      context: critical,
      messageId: 'marketing',
    },
    {
      text: 'De kast is uitverkocht.',
      subject: '[Belangrijk] Bestelling',
      context: critical,
      messageId: 'stock',
    },
    {
      text: 'Le mandamos el manual de la lámpara.',
      subject: '[Importante] Pedido',
      context: critical,
      messageId: 'manual',
    },
    {
      text: 'Czy znajdzie Pani chwilę, by ocenić lampę?',
      subject: '[Ważne] Zamówienie',
      context: critical,
      messageId: 'review',
    },
    {
      text: 'Upptäck vår nya kollektion av kuddar.',
      subject: '[Viktigt] Beställning',
      context: critical,
      messageId: 'marketing',
    },
    {
      text: 'Il suo pacco è stato affidato al corriere e arriverà giovedì.',
      subject: '[Importante] Ordine',
      context: critical,
      messageId: 'confirmation',
    },
  ],
  permitted: [
    { text: 'Which number is the house?', subject: '[Important] Your address', context: critical },
    { text: 'Brass or steel?', subject: '(Important) Order', context: { contactReason: 'other' } },
    { text: 'Brass or steel?', subject: '【重要】 Order', context: { contactReason: 'other' } },
    { text: 'Brass or steel?', subject: 'An important question', context: { contactReason: 'other' } },
    {
      text: 'The shelf is sold out. We have refunded the full amount.',
      subject: '[Important] Order',
      context: critical,
    },
    {
      text: 'The manual was missing from the box. Shall we send it by post?',
      subject: '[Important] Order',
      context: critical,
    },
    {
      text: 'Yes, it may go in the dishwasher.',
      subject: 'Re: [Important] Order',
      context: { contactReason: 'reply-to-buyer' },
    },
  ],
});
