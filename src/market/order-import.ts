import { canonicalAddress, formatAddress, parseAddress } from '#mail/address.ts';

import { FieldReader } from './order-fields.ts';
import { isOrderId } from './order-id.ts';
import type {
  BuyerRecord,
  ImportRecord,
  NumberedReading,
  OrderLineRecord,
  OrderRecord,
  ProductRecord,
  RecordReading,
  ReturnRecord,
} from './order.ts';
import { FULFILMENTS, ORDER_STATUSES, RETURN_STATUSES } from './order.ts';

/** A line longer than this is no record. */
export const LONGEST_LINE = 1_000_000;
const MOST_LINES = 500;

const ID = /^[\x21-\x7e]{1,64}$/u;
const ID_SHAPE = '1 to 64 visible ASCII characters';

type RecordType = ImportRecord['type'];
const TYPES: readonly RecordType[] = ['order', 'product', 'return', 'buyer'];

/** Reads one record of an import: a value that came out of JSON or of the columns of a table. Never throws. */
export function readRecord(value: unknown): RecordReading {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { kind: 'refused', faults: [{ field: '', reason: 'must be an object' }] };
  const fields = new FieldReader(value);
  const type = fields.oneOf('type', TYPES);
  // Of a record whose kind nobody knows nothing else can be said.
  if (fields.faults.length > 0) return { kind: 'refused', faults: fields.faults };
  const record = READERS[type](fields);
  fields.refuseOthers();
  return fields.faults.length > 0 ? { kind: 'refused', faults: fields.faults } : { kind: 'record', record };
}

const READERS: Readonly<Record<RecordType, (fields: FieldReader) => ImportRecord>> = {
  order: readOrder,
  product: readProduct,
  return: readReturn,
  buyer: (fields) => ({ type: 'buyer', buyer: readBuyer(fields.object('buyer')) }),
};

/** Reads one line of a JSON Lines file; null for an empty one. `line` counts from 1. */
export function readJsonLine(text: string, line: number): NumberedReading | null {
  if (text.trim() === '') return null;
  return { line, reading: text.length > LONGEST_LINE ? TOO_LONG : readJson(text) };
}

const TOO_LONG: RecordReading = {
  kind: 'refused',
  faults: [{ field: '', reason: `must not be longer than ${LONGEST_LINE} characters` }],
};

function readJson(text: string): RecordReading {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: 'refused', faults: [{ field: '', reason: 'is not JSON' }] };
  }
  return readRecord(value);
}

function readSellerFields(fields: FieldReader): { marketplaceId: string; seller: string } {
  return {
    marketplaceId: fields.text('marketplace', 16),
    seller: fields.shaped('seller', ID, ID_SHAPE),
  };
}

function readOrderId(fields: FieldReader, field: string): string {
  const id = fields.text(field);
  if (id !== '' && !isOrderId(id)) fields.fault(field, 'must be 17 digits written 3-7-7');
  return id;
}

function readOrder(fields: FieldReader): OrderRecord {
  const order: OrderRecord = {
    type: 'order',
    ...readSellerFields(fields),
    id: readOrderId(fields, 'id'),
    status: fields.oneOf('status', ORDER_STATUSES),
    fulfilment: fields.oneOf('fulfilment', FULFILMENTS),
    placedAt: fields.instant('placedAt'),
    earliestDeliveryAt: fields.optionalInstant('earliestDeliveryAt'),
    latestDeliveryAt: fields.optionalInstant('latestDeliveryAt'),
    completedAt: fields.optionalInstant('completedAt'),
    buyer: readBuyer(fields.object('buyer')),
    lines: fields.objects('lines', MOST_LINES).map(readLine),
  };
  const { earliestDeliveryAt: earliest, latestDeliveryAt: latest } = order;
  if (earliest !== null && latest !== null && earliest > latest)
    fields.fault('latestDeliveryAt', 'must not be before earliestDeliveryAt');
  return order;
}

function readBuyer(fields: FieldReader): BuyerRecord {
  const text = fields.text('address', 400);
  const address = text === '' ? null : parseAddress(text);
  if (text !== '' && address === null) fields.fault('address', 'is not an e-mail address');
  const buyer: BuyerRecord = {
    shopId: fields.shaped('id', ID, ID_SHAPE),
    name: fields.text('name'),
    language: fields.language('language'),
    address: address === null ? '' : formatAddress(address),
    addressCanonical: address === null ? '' : canonicalAddress(address),
    addressDomain: address?.domain ?? '',
    phone: fields.optionalText('phone', 40),
  };
  fields.refuseOthers();
  return buyer;
}

function readLine(fields: FieldReader): OrderLineRecord {
  const currency = fields.currency('currency');
  const line: OrderLineRecord = {
    productId: fields.shaped('product', ID, ID_SHAPE),
    title: fields.text('title', 500),
    quantity: fields.wholeNumber('quantity', 1, 1_000_000),
    amountMinor: fields.amountMinor('amount', currency),
    currency,
  };
  fields.refuseOthers();
  return line;
}

function isHttps(text: string): string | null {
  return URL.canParse(text) && new URL(text).protocol === 'https:' ? null : 'must be an https address';
}

function readProduct(fields: FieldReader): ProductRecord {
  return {
    type: 'product',
    ...readSellerFields(fields),
    id: fields.shaped('id', ID, ID_SHAPE),
    title: fields.text('title', 500),
    categories: fields.texts('categories', 50),
    pictures: fields.texts('pictures', 50, isHttps),
  };
}

function readReturn(fields: FieldReader): ReturnRecord {
  const record: ReturnRecord = {
    type: 'return',
    ...readSellerFields(fields),
    id: fields.shaped('id', ID, ID_SHAPE),
    orderId: readOrderId(fields, 'order'),
    status: fields.oneOf('status', RETURN_STATUSES),
    reason: fields.optionalText('reason', 500),
    openedAt: fields.instant('openedAt'),
    closedAt: fields.optionalInstant('closedAt'),
  };
  if (record.closedAt !== null && record.closedAt < record.openedAt)
    fields.fault('closedAt', 'must not be before openedAt');
  return record;
}
