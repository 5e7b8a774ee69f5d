/**
 * Whether a decoder in WebAssembly ran into a trap: access outside its memory, an abort. Its memory is not to be
 * trusted after that. By name, because the types of `WebAssembly` belong to browsers.
 */
export function isTrap(error: unknown): boolean {
  return error instanceof Error && error.name === 'RuntimeError';
}
