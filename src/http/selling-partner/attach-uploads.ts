import type { AuthoredFile } from '#mail/authored-content.ts';
import type { FileType } from '#mail/files/file-type.ts';
import { typeOfBytes } from '#mail/files/file-type.ts';
import type { AnnouncedFile } from '#store/api-document.ts';
import { findUploads, md5Of, readUploads } from '#store/api-document.ts';

import type { ApiError } from './api-answer.ts';
import { refuse } from './api-answer.ts';
import type { ApiCall, CallReading } from './call.ts';
import { answer, requireSeller, value } from './call.ts';
import { messageTypeAt, messageTypeOf } from './message-types.ts';
import type { SellingPartnerPorts } from './ports.ts';
import type { NamedUpload } from './read-message.ts';

interface Kind {
  readonly mediaTypes: readonly string[];
  /** What its bytes have to be. */
  readonly isOf: FileType;
}

/** The kinds of files that messages may carry (the paper, section 2), by the ending of the name that the buyer sees. */
const KINDS: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ['txt', { mediaTypes: ['text/plain'], isOf: 'text' }],
  ['pdf', { mediaTypes: ['application/pdf'], isOf: 'pdf' }],
  ['doc', { mediaTypes: ['application/msword'], isOf: 'ole' }],
  [
    'docx',
    { mediaTypes: ['application/vnd.openxmlformats-officedocument.wordprocessingml.document'], isOf: 'zip' },
  ],
  ['jpg', { mediaTypes: ['image/jpeg'], isOf: 'jpeg' }],
  ['jpeg', { mediaTypes: ['image/jpeg'], isOf: 'jpeg' }],
  ['gif', { mediaTypes: ['image/gif'], isOf: 'gif' }],
  ['png', { mediaTypes: ['image/png'], isOf: 'png' }],
]);

/** What says nothing about a file. */
const UNSAID = 'application/octet-stream';

type Fault =
  | 'UnknownUpload'
  | 'UploadOfAnotherResource'
  | 'UploadWithoutContent'
  | 'DigestMismatch'
  | 'FileTypeNotAllowed'
  | 'ContentTypeMismatch'
  | 'AttachmentsTooLarge';

const SENTENCES: Readonly<Record<Fault, string>> = {
  UnknownUpload: 'There is no such upload destination, or it is no longer kept.',
  UploadOfAnotherResource: 'The upload destination was made for another order or message type.',
  UploadWithoutContent: 'Nothing was uploaded to this upload destination.',
  DigestMismatch: 'What was uploaded is not what the Content-MD5 announced.',
  FileTypeNotAllowed: 'Only text, PDF, Word, .jpg, .gif and .png files can be attached.',
  ContentTypeMismatch: 'The content of the file, its name and its content type do not agree.',
  AttachmentsTooLarge: 'The attachments are too large together.',
};

function fault(code: Fault, named: string): ApiError {
  return { message: SENTENCES[code], details: `${code}: ${named}` };
}

function mediaTypeOf(text: string): string {
  return text.split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

function kindOf({ fileName }: NamedUpload): Kind | null {
  return KINDS.get(/\.([^.]{1,10})$/u.exec(fileName)?.[1]?.toLowerCase() ?? '') ?? null;
}

/** Whether a file was announced for this operation, under whichever of the names that it has. */
function isFor({ parameters, operation }: ApiCall, resource: string): boolean {
  const [, orderId, name = ''] = /^messaging\/v1\/orders\/([^/]+)\/messages\/(\w+)$/u.exec(resource) ?? [];
  return orderId === parameters['amazonOrderId'] && messageTypeOf(name) === messageTypeAt(operation.path);
}

/** What stands against attaching a file, before its bytes are read; null: nothing. */
function announcementFault(
  named: NamedUpload,
  file: AnnouncedFile | undefined,
  call: ApiCall,
): ApiError | null {
  const { uploadDestinationId: id, fileName } = named;
  if (file === undefined) return fault('UnknownUpload', id);
  if (!isFor(call, file.resource)) return fault('UploadOfAnotherResource', id);
  if (file.size === null) return fault('UploadWithoutContent', id);
  const kind = kindOf(named);
  if (kind === null) return fault('FileTypeNotAllowed', fileName);
  const said = mediaTypeOf(file.mediaType);
  return said === UNSAID || kind.mediaTypes.includes(said) ? null : fault('ContentTypeMismatch', fileName);
}

/** What only the bytes tell. */
function contentFault(named: NamedUpload, file: AnnouncedFile | undefined, bytes: Buffer): ApiError | null {
  // Checked when they were put there, and again: what is sent is what was meant (the paper, section 4).
  if (file?.contentMd5 !== md5Of(bytes)) return fault('DigestMismatch', named.uploadDestinationId);
  return typeOfBytes(bytes) === kindOf(named)?.isOf ? null : fault('ContentTypeMismatch', named.fileName);
}

function refusal(faults: readonly (ApiError | null)[]): CallReading<never> | null {
  const [first, ...rest] = faults.filter((found) => found !== null);
  return first === undefined ? null : answer(refuse(400, first, ...rest));
}

/**
 * The files that a message names, or what is wrong with them. SECURITY: found only by the application and for the seller
 * that announced them; one that is another's is answered like one that isn't there.
 */
export async function attachUploads(
  named: readonly NamedUpload[],
  call: ApiCall,
  { database, clock, maxFileBytes }: SellingPartnerPorts,
): Promise<CallReading<readonly AuthoredFile[]>> {
  if (named.length === 0) return value([]);
  const { db } = database;
  const owner = { applicationId: call.caller.applicationId, sellerId: requireSeller(call) };
  const files = await findUploads(db, { ids: named.map(idOf), ...owner, now: clock.now() });
  const announced = refusal(named.map((item) => announcementFault(item, files.get(idOf(item)), call)));
  if (announced !== null) return announced;
  const size = named.reduce((sum, item) => sum + (files.get(idOf(item))?.size ?? 0), 0);
  if (size > maxFileBytes)
    return answer(refuse(400, fault('AttachmentsTooLarge', `${size} bytes of at most ${maxFileBytes}`)));
  const bytes = await readUploads(db, named.map(idOf));
  const bytesOf = (item: NamedUpload): Buffer => bytes.get(idOf(item)) ?? Buffer.alloc(0);
  const content = refusal(named.map((item) => contentFault(item, files.get(idOf(item)), bytesOf(item))));
  if (content !== null) return content;
  return value(
    named.map((item) => ({
      name: item.fileName,
      mediaType: kindOf(item)?.mediaTypes[0] ?? UNSAID,
      bytes: bytesOf(item),
    })),
  );
}

function idOf({ uploadDestinationId }: NamedUpload): string {
  return uploadDestinationId;
}
