import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDictionaries } from '#dictionaries/open-dictionaries.ts';
import { testRule } from '#test/support/rule-tester.ts';
import { NO_DICTIONARIES } from '../spelling/dictionary.ts';
import { spellerOf } from '../spelling/speller.ts';

const dictionaries = await openDictionaries();

testRule('spelling', {
  dictionaries,
  flagged: [
    'We «recieved» your «mesage» and will answer today. The lamp is back on Friday.',
    'The «delivry» of your chair is on Wednesday, we «appologise» for that.',
    { text: 'You «should of» told us about the door before the visit.', messageId: 'grammar' },
    { text: 'Wir haben Ihre «Bestelung» gestern «verschikt», sie kommt am Montag an.', language: 'de' },
    { text: 'Die «Liferung» kommt leider erst «nächtse» Woche an. Wir bitten um Geduld.', language: 'de' },
    { text: 'De «levring» van uw stoel is helaas «vertraagdt» tot volgende week.', language: 'nl' },
    { text: 'Uw «bestelling word» vandaag nog ingepakt door ons magazijn.', language: 'nl' },
    { text: 'Votre «livraizon» arrivera demain avec la «factture» dans le carton.', language: 'fr' },
    { text: 'Su «paqete» llegará mañana con la «factrua» dentro de la caja.', language: 'es' },
    { text: 'La «consgna» del tavolo avverrà domani con il nostro «corierre» di fiducia.', language: 'it' },
    { text: "Per il tavolo abbiamo spedito «un'altro» cassetto, arriva domani.", language: 'it' },
    {
      text: 'Pańska «przesyka» dotrze jutro, przepraszamy za «opoznienie» i prosimy o cierpliwość.',
      language: 'pl',
    },
    { text: 'Er «leverasn» är tyvärr «försnad» till nästa vecka på grund av snön.', language: 'sv' },
    { text: 'Siparişiniz yarın «kargoyya» verilecek, «gecikmme» için özür dileriz.', language: 'tr' },
    { html: '<p>We «recieved» your <b>«mesage»</b> and will answer today.</p>' },
  ],
  permitted: [
    'We recieved your message and will answer today. The lamp is back on Friday.',
    'The grey colour and the gray color are both in stock; we apologise and apologize.',
    'Your Brumolux Quandel from Zimbor & Co. has part no. AB-12x and file lamp_v2.pdf.',
    'Please write zimbor quandel into the field and press the key.',
    { text: 'Please use the brumolux and quandle caps.', context: { names: ['Brumolux Quandle'] } },
    { text: 'Der Wasserkocherdeckel und das Versandetikett liegen im Ersatzteilpaket bei.', language: 'de' },
    {
      text: 'Ich und meine Frau haben die Masse der Strasse bei Frau Schmidtke und Herrn Brandl geprüft.',
      language: 'de',
    },
    { text: 'Het retourlabel en de bezorgdienstcode staan op de achterkant van de doos.', language: 'nl' },
    { text: 'Wij hebben het tracking label per e-mail verstuurd naar uw pick-up point.', language: 'nl' },
    { text: "L'étiquette qu'il vous faut se trouve aujourd'hui dans l'emballage d'origine.", language: 'fr' },
    {
      text: 'La dirección que nos dio es correcta y el paquete saldrá mañana por la mañana.',
      language: 'es',
    },
    {
      text: "Dell'ordine manca un altro pezzo; qual è il colore che preferirebbe riceverlo?",
      language: 'it',
    },
    {
      text: 'Czy mamy wysłać nową pokrywkę na ten sam adres, czy woli pani zwrot pieniędzy?',
      language: 'pl',
    },
    { text: 'Vi skickar en ny kaffebryggare och ett returfraktsedelskuvert i morgon.', language: 'sv' },
    { text: '蓋の色はどちらがよろしいですか。', language: 'ja' },
  ],
});

test('without dictionaries frequent slips and grammar are still found, and nothing else', () => {
  const speller = spellerOf('en', NO_DICTIONARIES);
  assert.equal(speller.hasDictionary, false);
  assert.equal(speller.read('recieve').kind, 'slip');
  assert.equal(speller.read('brumolux').kind, 'right');
});
