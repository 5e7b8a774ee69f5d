/** A file beside the words of a mail, or in them. */
export interface FilePart {
  readonly name: string;
  readonly type: string;
  readonly bytes: Buffer;
  /** Shown in the HTML under this Content-ID. */
  readonly contentId?: string;
}

export interface MailOfFiles {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** In place of the text. */
  readonly html?: string;
  readonly files: readonly FilePart[];
}

function filePart({ name, type, bytes, contentId }: FilePart): string {
  return [
    '--mark',
    `Content-Type: ${type}; name="${name}"`,
    'Content-Transfer-Encoding: base64',
    contentId === undefined
      ? `Content-Disposition: attachment; filename="${name}"`
      : `Content-Disposition: inline; filename="${name}"\r\nContent-ID: <${contentId}>`,
    '',
    (bytes.toString('base64').match(/.{1,76}/gu) ?? []).join('\r\n'),
  ].join('\r\n');
}

/** A mail as programs make it, whose Message-ID is the first word of its subject. */
export function mailWithFiles({ from, to, subject, text, html, files }: MailOfFiles): Buffer {
  const [first = 'mail'] = subject.split(' ');
  return Buffer.from(
    [
      `From: ${from}`,
      `To: ${to}`,
      `Subject: ${subject}`,
      `Message-ID: <${first}@lampen-huber.example>`,
      'Date: Sun, 01 Mar 2026 12:00:00 +0100',
      'MIME-Version: 1.0',
      `Content-Type: multipart/${html === undefined ? 'mixed' : 'related'}; boundary=mark`,
      '',
      '--mark',
      `Content-Type: text/${html === undefined ? 'plain' : 'html'}; charset=utf-8`,
      '',
      html ?? text,
      ...files.map(filePart),
      '--mark--',
      '',
    ].join('\r\n'),
  );
}
