/** Order ids that differ in their last digits, as `sampleMarket`'s don't. */
export function feedOrderId(number: number): string {
  return `305-${String(number).padStart(7, '0')}-7654321`;
}

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

export interface XmlFeedOptions {
  readonly messageType: 'OrderFulfillment' | 'OrderAdjustment' | 'OrderAcknowledgement';
  readonly merchant?: string;
  readonly head?: string;
}

/** A feed in the XML envelope; each body is the inside of the element that is named as the MessageType. */
export function xmlFeed(bodies: readonly string[], options: XmlFeedOptions): string {
  const { messageType, merchant, head = '<?xml version="1.0" encoding="UTF-8"?>' } = options;
  const messages = bodies.map(
    (body, index) =>
      `<Message>\n<MessageID>${index + 1}</MessageID>\n<${messageType}>${body}</${messageType}>\n</Message>\n`,
  );
  return `${head}
<AmazonEnvelope xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="amzn-envelope.xsd">
<Header><DocumentVersion>1.01</DocumentVersion>${
    merchant === undefined ? '' : `<MerchantIdentifier>${escapeXml(merchant)}</MerchantIdentifier>`
  }</Header>
<MessageType>${messageType}</MessageType>
${messages.join('')}</AmazonEnvelope>
`;
}

export interface ShipmentWords {
  readonly order: string;
  readonly shipmentId?: string;
  readonly date?: string;
  readonly carrier?: string;
  readonly method?: string;
  readonly tracking?: string;
  /** Inside of `<Item>` elements; none: all that is left. */
  readonly items?: readonly string[];
}

/** The inside of an OrderFulfillment. */
export function shipmentXml(words: ShipmentWords): string {
  const element = (name: string, text: string | undefined): string =>
    text === undefined ? '' : `<${name}>${escapeXml(text)}</${name}>`;
  return [
    element('AmazonOrderID', words.order),
    element('MerchantFulfillmentID', words.shipmentId),
    element('FulfillmentDate', words.date ?? '2026-11-01T09:00:00+01:00'),
    '<FulfillmentData>',
    element('CarrierName', words.carrier ?? 'DHL'),
    element('ShippingMethod', words.method),
    element('ShipperTrackingNumber', words.tracking),
    '</FulfillmentData>',
    ...(words.items ?? []).map((item) => `<Item>${item}</Item>`),
  ].join('');
}
