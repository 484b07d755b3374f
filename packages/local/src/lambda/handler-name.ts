// Splits a Node handler name as Lambda's runtime does.

/** Module path and export path, or the runtime's error. */
export type ParsedHandler =
  | { readonly kind: 'handler'; readonly modulePath: string; readonly exportPath: readonly string[] }
  | {
      readonly kind: 'malformed';
      readonly errorType: 'Runtime.MalformedHandlerName';
      readonly message: string;
    };

/**
 * @param name - `path/file.export[.nested]`: split at the first dot of the base name.
 * @source spec/websocket-api.md 9.2
 */
export function parseHandlerName(name: string): ParsedHandler {
  const malformed = (message: string): ParsedHandler => ({
    kind: 'malformed',
    errorType: 'Runtime.MalformedHandlerName',
    message,
  });
  if (name.includes('..')) {
    return malformed(
      `'${name}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
    );
  }
  const slash = name.lastIndexOf('/');
  const base = name.slice(slash + 1);
  const dot = base.indexOf('.');
  if (dot < 1 || dot === base.length - 1) return malformed('Bad handler');
  return {
    kind: 'handler',
    modulePath: name.slice(0, slash + 1) + base.slice(0, dot),
    exportPath: base.slice(dot + 1).split('.'),
  };
}
