import { crc32, deflateSync } from 'node:zlib';

import { writeZip } from '#mail/files/zip.ts';

// Files as programs write them, with a private string in every place where such programs put one.

const JPEG = Buffer.from(
  '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNSMj5aYVpQYEpRUk//2wBDAQ4ODhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT0//wAARCAAIAAgDASIAAhEBAxEB/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEBAQEBAQAAAAAAAAECAwQFBgcICQoL/8QAtREAAgECBAQDBAcFBAQAAQJ3AAECAxEEBSExBhJBUQdhcRMiMoEIFEKRobHBCSMzUvAVYnLRChYkNOEl8RcYGRomJygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6goOEhYaHiImKkpOUlZaXmJmaoqOkpaanqKmqsrO0tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4uPk5ebn6Onq8vP09fb3+Pn6/9oADAMBAAIRAxEAPwCSiiivBPbP/9k=',
  'base64',
);
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAFElEQVR4nGM8UaHBgA0wYRUdtBIAHicBeAYWg8oAAAAASUVORK5CYII=',
  'base64',
);
const GIF = Buffer.from('R0lGODdhCAAIAIEAAMh4KAAAAAAAAAAAACwAAAAACAAIAAAIDwABCBxIsKDBgwgTKkwYEAA7', 'base64');
const WEBP = Buffer.from(
  'UklGRjYAAABXRUJQVlA4ICoAAACwAQCdASoIAAgAAsBMJaACdLoABdQAAP3HH/hWuYfmHtb/3BmfV1/gAAA=',
  'base64',
);

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
const utf8 = (text: string): Buffer => Buffer.from(text, 'utf8');

const bigEndian = (text: string): Buffer =>
  Buffer.from(Array.from(text).flatMap((c) => [c.charCodeAt(0) >> 8, c.charCodeAt(0) & 255]));

/** An EXIF block: Orientation, Artist, XPAuthor (UTF-16) and a GPS directory with a text. */
export function exifBlock(secret: string, orientation: number): Buffer {
  const artist = Buffer.concat([utf8(secret), Buffer.alloc(1)]);
  const xp = Buffer.from(`${secret}\0`, 'utf16le');
  const block = Buffer.alloc(8 + 2 + 4 * 12 + 4);
  block.write('II*\0', 0, 'latin1');
  block.writeUInt32LE(8, 4);
  block.writeUInt16LE(4, 8);
  const entry = (at: number, tag: number, type: number, count: number, value: number): void => {
    block.writeUInt16LE(tag, at);
    block.writeUInt16LE(type, at + 2);
    block.writeUInt32LE(count, at + 4);
    block.writeUInt32LE(value, at + 8);
  };
  const dataAt = block.length;
  entry(10, 0x01_12, 3, 1, orientation);
  entry(22, 0x01_3b, 2, artist.length, dataAt);
  entry(34, 0x88_25, 4, 1, dataAt + artist.length + xp.length);
  entry(46, 0x9c_9d, 1, xp.length, dataAt + artist.length);
  const gps = Buffer.alloc(2 + 12 + 4);
  gps.writeUInt16LE(1, 0);
  gps.writeUInt16LE(0x00_1b, 2);
  gps.writeUInt16LE(2, 4);
  gps.writeUInt32LE(artist.length, 6);
  gps.writeUInt32LE(dataAt, 10);
  return Buffer.concat([block, artist, xp, gps]);
}

export function xmpPacket(secret: string): Buffer {
  return utf8(
    `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator><rdf:Seq><rdf:li>${secret}</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`,
  );
}

/** A colour profile of a display that somebody named. */
export function displayProfile(secret: string): Buffer {
  const text = Buffer.concat([latin1('mluc\0\0\0\0'), Buffer.alloc(8 + 12), bigEndian(secret)]);
  text.writeUInt32BE(1, 8);
  text.writeUInt32BE(12, 12);
  text.write('enUS', 16, 'latin1');
  text.writeUInt32BE(secret.length * 2, 20);
  text.writeUInt32BE(28, 24);
  const model = Buffer.concat([latin1('mmod\0\0\0\0'), utf8(secret)]);
  const table = Buffer.alloc(4 + 24);
  const at = 128 + table.length;
  table.writeUInt32BE(2, 0);
  table.write('desc', 4, 'latin1');
  table.writeUInt32BE(at, 8);
  table.writeUInt32BE(text.length, 12);
  table.write('mmod', 16, 'latin1');
  table.writeUInt32BE(at + text.length, 20);
  table.writeUInt32BE(model.length, 24);
  const head = Buffer.alloc(128);
  head.write('RGB XYZ ', 16, 'latin1');
  head.write('acsp', 36, 'latin1');
  const profile = Buffer.concat([head, table, text, model]);
  profile.writeUInt32BE(profile.length, 0);
  return profile;
}

function jpegSegment(marker: number, body: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
}

export function jpegWith(secret: string, orientation = 6): Buffer {
  const thumbnail = Buffer.concat([JPEG.subarray(0, 2), jpegSegment(0xfe, utf8(secret)), JPEG.subarray(2)]);
  return Buffer.concat([
    JPEG.subarray(0, 20),
    jpegSegment(0xe1, Buffer.concat([latin1('Exif\0\0'), exifBlock(secret, orientation)])),
    jpegSegment(0xe1, Buffer.concat([latin1('http://ns.adobe.com/xap/1.0/\0'), xmpPacket(secret)])),
    jpegSegment(0xed, Buffer.concat([latin1('Photoshop 3.0\x008BIM\x04\x04\0\0\0\0'), utf8(secret)])),
    jpegSegment(0xe2, Buffer.concat([latin1('ICC_PROFILE\0\x01\x01'), displayProfile(secret)])),
    jpegSegment(0xe2, Buffer.concat([latin1('MPF\0'), utf8(secret)])),
    jpegSegment(0xef, utf8(secret)),
    jpegSegment(0xfe, utf8(`made by ${secret}`)),
    JPEG.subarray(20),
    thumbnail,
    utf8(secret),
  ]);
}

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([latin1(type), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  out.set(body, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}

export function pngWith(secret: string, orientation = 8): Buffer {
  return Buffer.concat([
    PNG.subarray(0, 33),
    pngChunk(
      'iCCP',
      Buffer.concat([utf8(secret.slice(0, 70)), Buffer.alloc(2), deflateSync(displayProfile(secret))]),
    ),
    pngChunk('tEXt', utf8(`Author\0${secret}`)),
    pngChunk('zTXt', Buffer.concat([latin1('Comment\0\0'), deflateSync(utf8(secret))])),
    pngChunk('iTXt', Buffer.concat([latin1('XML:com.adobe.xmp\0\0\0\0\0'), xmpPacket(secret)])),
    pngChunk('eXIf', exifBlock(secret, orientation)),
    pngChunk('tIME', Buffer.from([7, 234, 11, 22, 1, 2, 3])),
    pngChunk('prVt', utf8(secret)),
    PNG.subarray(33),
    utf8(secret),
  ]);
}

export function gifWith(secret: string): Buffer {
  const block = (data: Buffer): Buffer => Buffer.concat([Buffer.from([data.length]), data]);
  const head = 13 + 3 * 2 ** ((GIF[10]! & 7) + 1);
  return Buffer.concat([
    GIF.subarray(0, head),
    Buffer.from([0x21, 0xfe]),
    block(utf8(secret)),
    Buffer.from([0]),
    Buffer.from([0x21, 0xff]),
    block(latin1('XMP DataXMP')),
    block(utf8(secret)),
    Buffer.from([0]),
    GIF.subarray(head),
    utf8(secret),
  ]);
}

export function webpWith(secret: string, orientation = 3): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const head = Buffer.alloc(8);
    head.write(type, 0, 'latin1');
    head.writeUInt32LE(data.length, 4);
    return Buffer.concat([head, data, Buffer.alloc(data.length & 1)]);
  };
  const extended = Buffer.from([0x2c, 0, 0, 0, 7, 0, 0, 7, 0, 0]);
  const body = Buffer.concat([
    latin1('WEBP'),
    chunk('VP8X', extended),
    chunk('ICCP', displayProfile(secret)),
    WEBP.subarray(12),
    chunk('EXIF', exifBlock(secret, orientation)),
    chunk('XMP ', xmpPacket(secret)),
    chunk('prVt', utf8(secret)),
  ]);
  const head = latin1('RIFF\0\0\0\0');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body, utf8(secret)]);
}

/** A one-pixel TIFF with Artist, HostComputer and a private directory. */
export function tiffWith(secret: string): Buffer {
  const text = Buffer.concat([utf8(secret), Buffer.alloc(1)]);
  const tags: [number, number, number, number][] = [
    [256, 3, 1, 1],
    [257, 3, 1, 1],
    [258, 3, 1, 8],
    [259, 3, 1, 1],
    [262, 3, 1, 1],
    [273, 4, 1, 0],
    [274, 3, 1, 6],
    [277, 3, 1, 1],
    [278, 3, 1, 1],
    [279, 4, 1, 1],
    [315, 2, text.length, 0],
    [316, 2, text.length, 0],
  ];
  const dataAt = 8 + 2 + tags.length * 12 + 4;
  const directory = Buffer.alloc(dataAt);
  directory.write('II*\0', 0, 'latin1');
  directory.writeUInt32LE(8, 4);
  directory.writeUInt16LE(tags.length, 8);
  for (const [i, [tag, type, count, value]] of tags.entries()) {
    const at = 10 + i * 12;
    directory.writeUInt16LE(tag, at);
    directory.writeUInt16LE(type, at + 2);
    directory.writeUInt32LE(count, at + 4);
    directory.writeUInt32LE(tag === 273 ? dataAt + text.length : type === 2 ? dataAt : value, at + 8);
  }
  return Buffer.concat([directory, text, Buffer.from([0x80]), utf8(secret)]);
}

/** A one-pixel still with Exif and XMP items, as a phone writes it; the picture itself is a stand-in. */
export function heifWith(secret: string, brand = 'heic'): Buffer {
  const box = (type: string, ...parts: Buffer[]): Buffer => {
    const body = Buffer.concat(parts);
    const head = Buffer.alloc(8);
    head.writeUInt32BE(body.length + 8, 0);
    head.write(type, 4, 'latin1');
    return Buffer.concat([head, body]);
  };
  const full = (version: number): Buffer => Buffer.from([version, 0, 0, 0]);
  const short = (value: number): Buffer => Buffer.from([value >> 8, value & 255]);
  const long = (value: number): Buffer => {
    const out = Buffer.alloc(4);
    out.writeUInt32BE(value, 0);
    return out;
  };
  const picture = Buffer.from('picture-data');
  const exif = Buffer.concat([long(0), exifBlock(secret, 1)]);
  const xmp = xmpPacket(secret);
  const item = (id: number, type: string): Buffer =>
    box(
      'infe',
      full(2),
      short(id),
      short(0),
      latin1(`${type}${id === 1 ? secret : ''}\0`),
      latin1(type === 'mime' ? 'application/rdf+xml\0' : ''),
    );
  const fileType = box('ftyp', latin1(`${brand}\0\0\0\0mif1${brand}`));
  const sizes = [picture.length, exif.length, xmp.length];
  const meta = (dataAt: number): Buffer => {
    let at = dataAt;
    const places = sizes.map((size, index) => {
      const place = Buffer.concat([short(index + 1), short(0), short(1), long(at), long(size)]);
      at += size;
      return place;
    });
    return box(
      'meta',
      full(0),
      box('hdlr', full(0), long(0), latin1('pict'), Buffer.alloc(12), utf8(`${secret}\0`)),
      box('pitm', full(0), short(1)),
      box('iinf', full(0), short(3), item(1, 'hvc1'), item(2, 'Exif'), item(3, 'mime')),
      box('iloc', full(0), Buffer.from([0x44, 0]), short(3), ...places),
      box('iprp', box('ipco', box('ispe', full(0), long(1), long(1)), box('udes', full(0), utf8(secret)))),
      box('uuid', utf8(secret.padEnd(20, 'x'))),
    );
  };
  const size = fileType.length + meta(0).length + 8;
  return Buffer.concat([
    fileType,
    meta(size),
    box('mdat', picture, exif, xmp, utf8(secret)),
    box('sefd', utf8(secret)),
  ]);
}

/** A PDF with an older revision that named its author, XMP, a comment's author, a script and an embedded file. */
export function pdfWith(secret: string): Buffer {
  const hex = Buffer.concat([Buffer.from([0xfe, 0xff]), bigEndian(secret)]).toString('hex');
  const stream = (dictionary: string, data: Buffer): Buffer =>
    Buffer.concat([latin1(`<<${dictionary}/Length ${data.length}>>\nstream\n`), data, latin1('\nendstream')]);
  const objects: (Buffer | string)[] = [
    '<</Type/Catalog/Pages 2 0 R/Metadata 5 0 R/Names<</JavaScript<</Names[(a) 7 0 R]>>/EmbeddedFiles<</Names[(f) 8 0 R]>>>>/OpenAction 7 0 R/AcroForm<</Fields[]/XFA(x)>>/AF[8 0 R]/PieceInfo<</App<</Private(' +
      secret +
      ')>>>>>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    `<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 4 0 R/Annots[10 0 R 11 0 R 12 0 R]/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>/XObject<</I 13 0 R>>>>/PTEX.FileName(/home/${secret}/a.pdf)>>`,
    stream('/Filter/FlateDecode', deflateSync(latin1('BT /F 12 Tf 20 50 Td (Invoice 17) Tj ET'))),
    stream('/Type/Metadata/Subtype/XML', xmpPacket(secret)),
    `<</Author(${secret})/Title<${hex}>/Producer(Word of ${secret})>>`,
    `<</S/JavaScript/JS(app.alert\\('${secret}'\\))>>`,
    '<</Type/Filespec/F(a.txt)/EF<</F 9 0 R>>>>',
    stream('/Type/EmbeddedFile/Filter/FlateDecode', deflateSync(utf8(secret))),
    `<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/T(${secret})/Contents(Please check)/NM(${secret})>>`,
    `<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(https://t.example/x?u=${encodeURIComponent(secret)}&o=1)>>>>`,
    `<</Type/Annot/Subtype/FileAttachment/Rect[0 0 9 9]/FS 8 0 R/Contents(${secret})>>`,
    stream(
      '/Type/XObject/Subtype/Image/Width 8/Height 8/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode',
      jpegWith(secret),
    ),
  ];
  const parts: Buffer[] = [latin1('%PDF-1.4\n%\xe2\xe3\xcf\xd3\n')];
  let at = parts[0]!.length;
  const push = (chunk: Buffer): void => {
    parts.push(chunk);
    at += chunk.length;
  };
  const offsets: number[] = [];
  for (const [index, object] of objects.entries()) {
    offsets.push(at);
    const body = typeof object === 'string' ? latin1(object) : object;
    push(Buffer.concat([latin1(`${index + 1} 0 obj\n`), body, latin1('\nendobj\n')]));
  }
  const start = at;
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  push(
    latin1(
      `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}trailer\n<</Size ${objects.length + 1}/Root 1 0 R/Info 6 0 R/ID[(${secret})(x)]>>\nstartxref\n${start}\n%%EOF\n`,
    ),
  );
  // A later revision that "removes" the author: the older one still holds the name.
  const newer = at;
  push(latin1('6 0 obj\n<</Producer(x)>>\nendobj\n'));
  const newStart = at;
  push(
    latin1(
      `xref\n6 1\n${String(newer).padStart(10, '0')} 00000 n \ntrailer\n<</Size ${objects.length + 1}/Root 1 0 R/Info 6 0 R/Prev ${start}>>\nstartxref\n${newStart}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(parts);
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006';

export function xlsxWith(secret: string): Buffer {
  return writeZip([
    {
      name: '[Content_Types].xml',
      bytes: utf8(
        `${XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`,
      ),
    },
    {
      name: '_rels/.rels',
      bytes: utf8(
        `${XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${OFFICE}/relationships/officeDocument" Target="xl/workbook.xml"/><Relationship Id="rId2" Type="core" Target="docProps/core.xml"/></Relationships>`,
      ),
    },
    { name: 'docProps/core.xml', bytes: utf8(`${XML}<c><creator>${secret}</creator></c>`) },
    {
      name: 'xl/workbook.xml',
      bytes: utf8(
        `${XML}<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:x15ac="a" xmlns:xr="b"><fileSharing userName="${secret}"/><x15ac:absPath url="C:\\Users\\${secret}\\"/><sheets><sheet name="Sheet1" sheetId="1"/></sheets></workbook>`,
      ),
    },
    {
      name: 'xl/comments1.xml',
      bytes: utf8(
        `${XML}<comments><authors><author>${secret}</author></authors><commentList><comment ref="A1" authorId="0"><text><r><t>${secret}:</t></r><r><t>count again</t></r></text></comment></commentList></comments>`,
      ),
    },
    {
      name: 'xl/persons/person.xml',
      bytes: utf8(`${XML}<personList><person displayName="${secret}" userId="${secret}"/></personList>`),
    },
    { name: 'xl/printerSettings/printerSettings1.bin', bytes: Buffer.from(secret, 'utf16le') },
    {
      name: 'xl/connections.xml',
      bytes: utf8(`${XML}<connections><connection name="${secret}"/></connections>`),
    },
  ]);
}

export function docxWith(secret: string): Buffer {
  return writeZip([
    {
      name: '[Content_Types].xml',
      bytes: utf8(
        `${XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="jpg" ContentType="image/jpeg"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/people.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.people+xml"/></Types>`,
      ),
    },
    {
      name: '_rels/.rels',
      bytes: utf8(
        `${XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${OFFICE}/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="core" Target="docProps/core.xml"/><Relationship Id="rId3" Type="app" Target="docProps/app.xml"/></Relationships>`,
      ),
    },
    {
      name: 'docProps/core.xml',
      bytes: utf8(
        `${XML}<c><dc:creator>${secret}</dc:creator><lastModifiedBy>${secret}</lastModifiedBy></c>`,
      ),
    },
    {
      name: 'docProps/app.xml',
      bytes: utf8(`${XML}<Properties><Company>${secret}</Company><Manager>${secret}</Manager></Properties>`),
    },
    {
      name: 'docProps/custom.xml',
      bytes: utf8(`${XML}<Properties><property name="_AuthorEmail">${secret}</property></Properties>`),
    },
    { name: 'docProps/thumbnail.jpeg', bytes: jpegWith(secret) },
    {
      name: 'word/document.xml',
      bytes: utf8(
        `${XML}<!-- ${secret} --><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:wp="d"><w:body><w:p w:rsidR="00A1"><w:ins w:id="1" w:author="${secret}" w:date="2026-01-01T00:00:00Z"><w:r><w:t>Hello</w:t></w:r></w:ins><wp:docPr id="1" name="Picture 1" descr="C:\\Users\\${secret}\\photo.jpg"/></w:p></w:body></w:document>`,
      ),
    },
    {
      name: 'word/_rels/document.xml.rels',
      bytes: utf8(
        `${XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${OFFICE}/relationships/hyperlink" Target="mailto:${secret}" TargetMode="External"/><Relationship Id="rId2" Type="${OFFICE}/relationships/image" Target="file:///C:/Users/${secret}/a.png" TargetMode="External"/><Relationship Id="rId3" Type="http://schemas.microsoft.com/office/2011/relationships/people" Target="people.xml"/><Relationship Id="rId4" Type="${OFFICE}/relationships/image" Target="media/image1.jpg"/><Relationship Id="rId5" Type="${OFFICE}/relationships/hyperlink" Target="https://t.example/?m=${encodeURIComponent(secret)}" TargetMode="External"/></Relationships>`,
      ),
    },
    {
      name: 'word/settings.xml',
      bytes: utf8(
        `${XML}<w:settings xmlns:w="w" xmlns:r="r"><w:attachedTemplate r:id="rId1"/><w:rsids><w:rsid w:val="00A1"/></w:rsids><w:docVars><w:docVar w:name="m" w:val="${secret}"/></w:docVars></w:settings>`,
      ),
    },
    {
      name: 'word/_rels/settings.xml.rels',
      bytes: utf8(
        `${XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${OFFICE}/relationships/attachedTemplate" Target="file:///\\\\server\\${secret}\\t.dotx" TargetMode="External"/></Relationships>`,
      ),
    },
    {
      name: 'word/comments.xml',
      bytes: utf8(
        `${XML}<w:comments xmlns:w="w"><w:comment w:id="0" w:author="${secret}" w:initials="${secret}"><w:p><w:r><w:t>Check this</w:t></w:r></w:p></w:comment></w:comments>`,
      ),
    },
    {
      name: 'word/people.xml',
      bytes: utf8(`${XML}<w15:people><w15:person w15:author="${secret}"/></w15:people>`),
    },
    { name: 'customXml/item1.xml', bytes: utf8(`${XML}<p>${secret}</p>`) },
    { name: 'word/media/image1.jpg', bytes: jpegWith(secret) },
    { name: 'word/embeddings/sheet.xlsx', bytes: xlsxWith(secret) },
  ]);
}

export function odtWith(secret: string): Buffer {
  const type = 'application/vnd.oasis.opendocument.text';
  return writeZip([
    { name: 'mimetype', bytes: latin1(type) },
    {
      name: 'META-INF/manifest.xml',
      bytes: utf8(
        `${XML}<manifest:manifest xmlns:manifest="m"><manifest:file-entry manifest:full-path="/" manifest:media-type="${type}"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/><manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/></manifest:manifest>`,
      ),
    },
    { name: 'meta.xml', bytes: utf8(`${XML}<m><meta:initial-creator>${secret}</meta:initial-creator></m>`) },
    {
      name: 'settings.xml',
      bytes: utf8(`${XML}<s><config-item name="PrinterName">${secret}</config-item></s>`),
    },
    { name: 'Thumbnails/thumbnail.png', bytes: pngWith(secret) },
    { name: 'Pictures/a.png', bytes: pngWith(secret) },
    {
      name: 'content.xml',
      bytes: utf8(
        `${XML}<office:document-content xmlns:office="o" xmlns:text="t" xmlns:dc="d" xmlns:xlink="x" xmlns:draw="r"><office:body><text:p>Hello<office:annotation><dc:creator>${secret}</dc:creator><text:p>Check</text:p></office:annotation><text:a xlink:href="mailto:${secret}">me</text:a><draw:image xlink:href="file:///home/${secret}/a.png"/></text:p></office:body></office:document-content>`,
      ),
    },
  ]);
}

/** A `winmail.dat` with the sender in every property that has one, a body and an attached picture. */
export function tnefWith(secret: string, file: { readonly name: string; readonly bytes: Buffer }): Buffer {
  const attribute = (level: number, id: number, data: Buffer): Buffer => {
    const head = Buffer.alloc(9);
    head[0] = level;
    head.writeUInt32LE(id, 1);
    head.writeUInt32LE(data.length, 5);
    const tail = Buffer.alloc(2);
    tail.writeUInt16LE(
      data.reduce((sum, octet) => (sum + octet) & 0xff_ff, 0),
      0,
    );
    return Buffer.concat([head, data, tail]);
  };
  const unicode = (id: number, text: string): Buffer => {
    const value = Buffer.from(`${text}\0`, 'utf16le');
    const head = Buffer.alloc(12);
    head.writeUInt16LE(0x1f, 0);
    head.writeUInt16LE(id, 2);
    head.writeUInt32LE(1, 4);
    head.writeUInt32LE(value.length, 8);
    return Buffer.concat([head, value, Buffer.alloc((4 - (value.length % 4)) % 4)]);
  };
  const properties = (...list: Buffer[]): Buffer => {
    const count = Buffer.alloc(4);
    count.writeUInt32LE(list.length, 0);
    return Buffer.concat([count, ...list]);
  };
  return Buffer.concat([
    Buffer.from([0x78, 0x9f, 0x3e, 0x22, 1, 0]),
    attribute(1, 0x00_00_80_00, utf8(`SMTP:${secret}\0`)),
    attribute(
      1,
      0x00_06_90_03,
      properties(unicode(0x0c_1a, secret), unicode(0x0c_1f, secret), unicode(0x10_00, 'Body of the note')),
    ),
    attribute(2, 0x00_06_90_02, Buffer.alloc(14)),
    attribute(2, 0x00_01_80_10, utf8('short.jpg\0')),
    attribute(2, 0x00_06_80_0f, file.bytes),
    attribute(2, 0x00_06_90_05, properties(unicode(0x37_07, file.name), unicode(0x3f_fa, secret))),
  ]);
}
