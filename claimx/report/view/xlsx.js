'use strict';
// A workbook of one sheet: a zip whose parts are stored as they are. Texts are inline strings, so
// that no program takes one for a formula.

const Workbook = (() => {
  const LONGEST = 32767; // characters that a cell can hold
  const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
  const SPACE = 'http://schemas.openxmlformats.org';
  const MAIN = `xmlns="${SPACE}/spreadsheetml/2006/main"`;
  const OFFICE = `${SPACE}/officeDocument/2006/relationships`;
  const PACKAGE = `${SPACE}/package/2006`;
  const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  const ESCAPES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' };

  const parts = (sheet) => ({
    '[Content_Types].xml':
      `<Types xmlns="${PACKAGE}/content-types">` +
      '<Default Extension="rels" ' +
      'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
      `<Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/>` +
      `<Override PartName="/xl/worksheets/sheet1.xml" ContentType="${TYPE}.worksheet+xml"/>` +
      '</Types>',
    '_rels/.rels':
      `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" ` +
      `Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml':
      `<workbook ${MAIN} xmlns:r="${OFFICE}"><sheets>` +
      '<sheet name="review" sheetId="1" r:id="rId1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels':
      `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" ` +
      `Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    'xl/worksheets/sheet1.xml': sheet,
  });

  /** What XML cannot hold becomes U+FFFD, and what a cell cannot hold is cut. */
  const escaped = (text) => {
    const sound = text.toWellFormed ? text.toWellFormed() : text.replace(/[\ud800-\udfff]/gu, '\ufffd');
    const short = sound.length > LONGEST ? `${sound.slice(0, LONGEST - 1)}…` : sound;
    return short
      .replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '\ufffd')
      .replace(/[\ud800-\udbff](?![\udc00-\udfff])/g, '\ufffd')
      .replace(/[&<>\r]/g, (sign) => ESCAPES[sign]);
  };

  const cell = (value) =>
    typeof value === 'number'
      ? `<c><v>${value}</v></c>`
      : `<c t="inlineStr"><is><t xml:space="preserve">${escaped(value)}</t></is></c>`;

  const sheet = (rows, widths) => {
    const columns = widths.map(
      (width, at) => `<col min="${at + 1}" max="${at + 1}" width="${width}" customWidth="1"/>`,
    );
    const lines = rows.map((row) => `<row>${row.map(cell).join('')}</row>`);
    return (
      `<worksheet ${MAIN}><cols>${columns.join('')}</cols>` +
      `<sheetData>${lines.join('')}</sheetData></worksheet>`
    );
  };

  const TABLE = Uint32Array.from({ length: 256 }, (_, start) => {
    let value = start;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    return value;
  });

  const checksum = (bytes) => {
    let value = 0xffffffff;
    for (const byte of bytes) value = TABLE[(value ^ byte) & 255] ^ (value >>> 8);
    return (value ^ 0xffffffff) >>> 0;
  };

  /** Numbers as little-endian bytes: pairs of a value and its width in bytes. */
  const packed = (...fields) =>
    Uint8Array.from(
      fields.flatMap(([value, width]) =>
        Array.from({ length: width }, (_, byte) => (value >>> (8 * byte)) & 255),
      ),
    );

  // Version 2.0, names in UTF-8, stored, and the first day that a zip can name.
  const common = (name, body) => [
    [20, 2], [0x0800, 2], [0, 2], [0, 2], [0x0021, 2],
    [checksum(body), 4], [body.length, 4], [body.length, 4], [name.length, 2], [0, 2],
  ];

  const zip = (files) => {
    const encoder = new TextEncoder();
    const bodies = [];
    const directory = [];
    let offset = 0;
    let listed = 0;
    for (const [path, text] of Object.entries(files)) {
      const name = encoder.encode(path);
      const body = encoder.encode(HEAD + text);
      const local = packed([0x04034b50, 4], ...common(name, body));
      const entry = packed(
        [0x02014b50, 4], [20, 2], ...common(name, body), [0, 2], [0, 2], [0, 2], [0, 4], [offset, 4],
      );
      bodies.push(local, name, body);
      directory.push(entry, name);
      offset += local.length + name.length + body.length;
      listed += entry.length + name.length;
    }
    const count = Object.keys(files).length;
    const end = packed(
      [0x06054b50, 4], [0, 2], [0, 2], [count, 2], [count, 2], [listed, 4], [offset, 4], [0, 2],
    );
    return new Blob([...bodies, ...directory, end], { type: `${TYPE}.sheet` });
  };

  return { make: (rows, widths) => zip(parts(sheet(rows, widths))) };
})();
