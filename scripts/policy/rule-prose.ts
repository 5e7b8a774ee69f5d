/** What a rule's page says beside what is generated: why, how it reads the guideline, and examples that are run. */
export interface RuleProse {
  readonly title: string;
  readonly why: string;
  readonly notes: string;
  /** Judged with the buyer's language English, order 302-1234567-7654321; `<` at the start means HTML. */
  readonly flagged: readonly string[];
  readonly permitted: readonly string[];
}

const none: readonly string[] = [];

export const RULE_PROSE: Readonly<Record<string, RuleProse>> = {
  'order-confirmation': {
    title: 'Order and shipping confirmations',
    why: 'The marketplace tells the buyer itself that an order was received, packed and shipped. A second message says nothing new.',
    notes:
      'A replacement, a changed date, a split delivery, a question or a problem is news that the buyer needs: then the message passes.',
    flagged: ['Your order has been shipped and will arrive on Friday.'],
    permitted: ['The replacement lid has been shipped and will arrive on Friday.'],
  },
  'thank-you-only': {
    title: 'Only thanks',
    why: 'A message that only thanks, or only says that help is at hand, takes the buyer’s time and gives nothing.',
    notes: 'Thanks beside a question or needed information pass, and so do answers to the buyer.',
    flagged: [
      'Dear Ms Hall,\nthank you for your purchase. If you need anything, we are always here for you.\nBest regards',
    ],
    permitted: ['Dear Ms Hall,\nthank you for your purchase. Which shade would you like, linen or wool?'],
  },
  marketing: {
    title: 'Marketing',
    why: 'Messages are for the order that was placed, not for the next one.',
    notes: 'A voucher that was already used and a price that was already paid are no promotion.',
    flagged: ['Our winter range has landed: discover the new lamps, 20 % off this week.'],
    permitted: ['The voucher you used is already taken off: the invoice shows 12.50.'],
  },
  'review-incentive': {
    title: 'Rewards for reviews',
    why: 'A review that was paid for misleads other buyers, whether the benefit comes before or after it.',
    notes: 'Saying that nothing is given passes; so does a refund for damage that is tied to no review.',
    flagged: ['Write a review and receive a gift card.'],
    permitted: ['We offer nothing for reviews; write what you think.'],
  },
  'review-removal': {
    title: 'Having a review changed or removed',
    why: 'Pressure on a buyer to take back what was written falsifies the picture that others get.',
    notes: 'Thanking for criticism and telling how it was dealt with passes.',
    flagged: ['Could you please delete your negative review?'],
    permitted: ['Thank you for your critical review; the pump has been replaced.'],
  },
  'review-gating': {
    title: 'Asking the contented alone',
    why: 'Who asks only happy buyers for reviews, or sends the others elsewhere first, filters what is published.',
    notes: 'A neutral request, and apart from it the offer to replace a missing part, passes.',
    flagged: ['If you are happy with the lamp, please leave a review.'],
    permitted: ['Please leave an honest review, good or bad.'],
  },
  'review-repeat': {
    title: 'Asking for a review again',
    why: 'One request for an order is enough.',
    notes: 'Judged by the order’s history and by the message’s own words.',
    flagged: ['A reminder: please leave your review.'],
    permitted: ['Would you leave a review of the lamp?'],
  },
  'cancel-request': {
    title: 'Asking the buyer to cancel',
    why: 'When goods are missing, the seller cancels and refunds; a cancellation by the buyer hides whose fault it was.',
    notes: 'Showing the way to a buyer who asked to cancel passes.',
    flagged: ['The kettle is sold out. Please cancel the order in your account.'],
    permitted: ['The kettle is sold out. We have cancelled the order and refunded you.'],
  },
  'off-platform': {
    title: 'Leading away from the marketplace',
    why: 'Outside the marketplace neither side is protected: no masked address, no refund, no record.',
    notes:
      'Any own address, number or visible link counts, and so do invitations to a messenger, a transfer or an own shop. Refusing a transfer passes, and so do a carrier’s, maker’s or warranty contact.',
    flagged: ['Contact us on WhatsApp for a quick answer.'],
    permitted: ['We cannot accept a bank transfer; the marketplace handles payments.'],
  },
  'link-external': {
    title: 'External links',
    why: 'A link may lead anywhere, and what stands there may change after the message was judged.',
    notes:
      'The marketplace’s hosts, carriers’ tracking pages, customs and a maker’s warranty page over https pass.',
    flagged: ['See lamps-direct.com for more.'],
    permitted: ['Track it at https://www.ups.com/track?tracknum=1Z999AA10123456784.'],
  },
  'link-insecure': {
    title: 'Links without encryption',
    why: 'Over plain http anybody between can read and change what the buyer sees.',
    notes: 'The safe fix writes https where the host is the marketplace’s own.',
    flagged: ['See http://www.marketplace.example/help.'],
    permitted: ['See https://www.marketplace.example/help.'],
  },
  'attachment-disallowed': {
    title: 'Files',
    why: 'Archives and programs carry malware, cards carry contacts, catalogues advertise.',
    notes:
      'Labels, invoices, designs, warranty papers and instructions pass. With facts about the content the rule also sees a file that isn’t what its name says, and one that advertises: a third of its sentences do, or its name says catalogue, flyer, voucher. What can’t be read (damaged, locked, too large, of an unknown kind) waits for a person.',
    flagged: none,
    permitted: none,
  },
  'logo-link': {
    title: 'Logos that lead away',
    why: 'A linked logo is a link to the seller’s site in another form.',
    notes: 'A plain logo passes; one in whose letters or code an address is read doesn’t.',
    flagged: ['<a href="https://lamps-direct.com"><img src="cid:logo.png" alt="Lamps"></a>'],
    permitted: ['<img src="cid:logo.png" alt="Lamps">'],
  },
  unsubscribe: {
    title: 'Unsubscribe links',
    why: 'Messages about an order are no mailing list; whoever offers to leave one has made one.',
    notes: 'Words and links count, whatever the host.',
    flagged: ['You can unsubscribe at any time.'],
    permitted: ['The subscription box holds three lamps.'],
  },
  'sensitive-content': {
    title: 'Offensive words, insults, threats, nudity',
    why: 'Nobody has to read or see them to get an order settled.',
    notes:
      'Words are looked up in the message’s own language alone, whole, in two tiers: always, and only as an insult. Pictures are for a person to decide.',
    flagged: ['You are an idiot.'],
    permitted: ['The nude-coloured lipstick and the shiitake kit were swapped.'],
  },
  'tracking-pixel': {
    title: 'Tracking pixels',
    why: 'An unseen remote picture tells the sender when and where the buyer reads.',
    notes: 'Size and visibility count after the cascade. The safe fix takes the picture out.',
    flagged: ['<img src="https://m.lamps.net/x.png" width="1" height="1" alt="">'],
    permitted: ['<img src="cid:line.png" width="300" height="1" alt="">'],
  },
  'email-address': {
    title: 'E-mail addresses',
    why: 'Buyer and seller know each other by alias; an address undoes that.',
    notes:
      'Words for @ and dot in ten languages, spaced and full-width letters, invisible characters and look-alikes are read as the address itself.',
    flagged: ['Write to jan (at) lamps [dot] com.'],
    permitted: ['Two lamps @ 12 euro each.'],
  },
  'phone-number': {
    title: 'Telephone numbers',
    why: 'A call leaves no record and shows who is calling.',
    notes:
      'Order, tracking, article, tax and account numbers are recognised and left alone, and so are numbers of carriers, makers and warranties.',
    flagged: ['Call us on 020 7946 0018.'],
    permitted: ['Your tracking number is 1Z999AA10123456784.'],
  },
  'image-disallowed': {
    title: 'Pictures of the product',
    why: 'The marketplace shows the product itself; another picture is advertising or a mistake.',
    notes:
      'Needs the pictures’ hashes: up to one distance it is the listing’s picture, up to a second a person looks. A picture that can’t be read waits for a person.',
    flagged: none,
    permitted: none,
  },
  'link-text': {
    title: 'Link texts',
    why: 'Who hears a page instead of seeing it jumps from link to link: “here” says nothing.',
    notes: 'The accessible name counts: text, alternative texts of pictures, label.',
    flagged: ['<a href="https://www.marketplace.example/h">click here</a>'],
    permitted: ['<a href="https://www.marketplace.example/h">Colour chart for benches</a>'],
  },
  'img-alt': {
    title: 'Alternative texts',
    why: 'Who can’t see a picture needs words for it.',
    notes: 'An empty alternative text says that the picture is decoration, and passes.',
    flagged: ['<img src="cid:a" alt="IMG_2034.png">'],
    permitted: ['<img src="cid:a" alt="Lamp from above">'],
  },
  emoji: {
    title: 'Emoji and emoticons',
    why: 'They look different everywhere and read badly aloud.',
    notes: '™ © ® and list marks such as 8) pass. The safe fix takes them out.',
    flagged: ['Which one would you like? :-)'],
    permitted: ['Lamp™ © 2026: a) black b) white (fig. 8)'],
  },
  'animated-gif': {
    title: 'Moving pictures',
    why: 'They distract, and some readers can’t bear flicker.',
    notes: 'Needs facts about the file: more than one frame in GIF, WebP or APNG.',
    flagged: none,
    permitted: none,
  },
  'margin-width': {
    title: 'Margins',
    why: 'On a telephone wide margins leave a column of single words.',
    notes: 'Margins and paddings of all boxes around a text add up, on each side.',
    flagged: ['<div style="padding-left:150px">Which one?</div>'],
    permitted: ['<div style="padding-left:20%">Which one?</div>'],
  },
  'image-width': {
    title: 'Width of pictures',
    why: 'A picture wider than the message pushes the text out of sight.',
    notes: 'The width after the cascade counts, without one the picture’s own.',
    flagged: ['<img src="cid:a" alt="Plan" width="500">'],
    permitted: ['<img src="cid:a" alt="Plan" width="480">'],
  },
  spelling: {
    title: 'Spelling and grammar',
    why: 'A message full of slips reads like a fraud, and the buyer has to guess what is meant.',
    notes:
      'One slip passes. Two different words that no dictionary has, each a slip of a frequent word, are conspicuous, and so are words that grammar lets not stand together. Names, numbers, abbreviations, compounds of known words, English among other languages and words of the order’s products are left alone. A language without an installed dictionary is judged by its frequent slips alone; `parley lint --explain` says which. Japanese isn’t judged.',
    flagged: [
      'We could of sent the lid with the kettle. Which colour would you like?',
      'We are sory about the dealy: the lid left our wharehouse on Monday.',
    ],
    permitted: [
      'We are sorry about the dealy: the lid left our warehouse on Monday.',
      'The colour of the Brumolux lid is grey; the color card of 302-1234567-7654321 says so too.',
    ],
  },
  'style-override': {
    title: 'Colours, fonts and line heights',
    why: 'Readers choose their own, some because they can’t read otherwise; coloured text can also hide.',
    notes:
      'Only declarations that apply to something count; unused selectors and print styles pass. HTML that is nested ' +
      'deeper than 400 elements, has more than 5,000 of them, or styles too many to be matched waits for a person.',
    flagged: ['<p style="color:red">Which one?</p>'],
    permitted: ['<style>@media print{p{color:black}}</style><p>Which one?</p>'],
  },
  'font-sizes': {
    title: 'Sizes of letters',
    why: 'Many sizes make a message look like an advertisement.',
    notes: 'Sizes are compared after the cascade: 12pt, 1em and 16px are one.',
    flagged: ['<h1>a</h1><h2>b</h2><p>c <small>d</small></p>'],
    permitted: ['<h1>a</h1><p style="font-size:12pt">b</p><p>c</p>'],
  },
  'text-align': {
    title: 'Alignment',
    why: 'Centred and justified text is harder to read.',
    notes: 'Attributes, `<center>` and CSS count where they apply.',
    flagged: ['<p style="text-align:center">Which one?</p>'],
    permitted: ['<p style="text-align:left">Which one?</p>'],
  },
  'line-breaks': {
    title: 'Line breaks',
    why: 'Long gaps hide what comes after them.',
    notes: 'Empty blocks and `&nbsp;` paragraphs count. In plain text the safe fix shortens the gap.',
    flagged: ['Hello,\n\n\n\nwhich one?'],
    permitted: ['Hello,\n\nwhich one?'],
  },
  'image-insecure': {
    title: 'Pictures without encryption',
    why: 'Over plain http anybody between can see and change them.',
    notes: 'CSS backgrounds count.',
    flagged: ['<img src="http://i.example.net/a.png" alt="Plan">'],
    permitted: ['<img src="https://i.example.net/a.png" alt="Plan">'],
  },
  'order-id': {
    title: 'The order’s number',
    why: 'A buyer with several orders has to know which one is meant.',
    notes: 'The safe fix adds the number to the subject. Another order’s number is a finding without a fix.',
    flagged: none,
    permitted: ['About order 302-1234567-7654321: oak or ash?'],
  },
  language: {
    title: 'Language',
    why: 'The buyer has to be able to read the message.',
    notes: 'The body decides; greetings, quotes, names and numbers don’t. Short texts are not judged.',
    flagged: ['Welche Farbe wünschen Sie für die Bank, Eiche oder Anthrazit?'],
    permitted: ['Which colour would you like for the bench?'],
  },
  'late-contact': {
    title: 'Late messages',
    why: 'Long after an order there is nothing left to settle that the buyer didn’t ask for.',
    notes:
      'Answers are always possible. Days are those of the marketplace’s calendar: what was completed on 1 March can be ' +
      'written about until midnight after 31 March, whatever summer time does to the hours between.',
    flagged: none,
    permitted: none,
  },
  'subject-important': {
    title: 'The critical word',
    why: 'It passes an opt-out; it is for messages without which the order can’t be completed.',
    notes:
      'The pack’s word counts in square brackets alone, anywhere in the subject and in any case, as does the pack’s fixed ' +
      'subject; in other brackets or without any the word passes nothing and is no misuse. The claim is judged twice: by the contact reason, which the pack lists, and ' +
      'by what the message says. Requests for reviews, promotion, mere confirmations, manuals, and missing stock without ' +
      'an adjustment are not critical whatever the reason is. The safe fix takes the word out.',
    flagged: none,
    permitted: none,
  },
};
