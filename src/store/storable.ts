/** U+0000 and lone surrogates stand in no text of PostgreSQL, and mail and remotes may say anything. */
export function storable<Text extends string | null>(text: Text): Text;
export function storable(text: string | null): string | null {
  return text === null ? null : text.replaceAll('\0', '\uFFFD').toWellFormed();
}
