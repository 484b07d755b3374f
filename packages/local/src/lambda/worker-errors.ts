// Error objects as Lambda's Node runtime reports them (spec/websocket-api.md 9.2, 9.4).

/** The runtime's error object. */
export interface NodeErrorPayload {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: readonly string[];
}

/** An error of the runtime itself, such as `Runtime.HandlerNotFound`. */
export class RuntimeError extends Error {
  override readonly name: string;

  constructor(name: string, message: string, options: { readonly stack?: string } = {}) {
    super(message);
    this.name = name;
    if (options.stack !== undefined) this.stack = `${name}: ${message}\n${options.stack}`;
    // The stack was captured when the name was still "Error".
    else this.stack = this.stack?.replace(/^[^\n]*/, `${name}: ${message}`) ?? '';
  }
}

/**
 * @param error - Whatever was thrown; an Error of another realm counts as an Error.
 * @source spec/websocket-api.md 9.4: a thrown value that is no Error has its `typeof` as type and no trace
 */
export function errorPayloadOf(error: unknown): NodeErrorPayload {
  if (isErrorLike(error)) {
    return {
      errorType: error.name,
      errorMessage: error.message,
      trace: String(error.stack ?? '').split('\n'),
    };
  }
  return { errorType: typeof error, errorMessage: String(error), trace: [] };
}

/** The error object of code that failed to load. */
export function initErrorPayloadOf(error: unknown): NodeErrorPayload {
  const payload = errorPayloadOf(error);
  const code = (error as { code?: unknown } | null | undefined)?.code;
  if (code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND') {
    return renamed(payload, 'Runtime.ImportModuleError', `Error: ${payload.errorMessage}`);
  }
  if (payload.errorType === 'SyntaxError') {
    return renamed(payload, 'Runtime.UserCodeSyntaxError', `SyntaxError: ${payload.errorMessage}`);
  }
  return payload;
}

/** A promise that nobody caught; AWS ends the environment after reporting it. */
export function unhandledRejection(reason: unknown): RuntimeError {
  const stack = isErrorLike(reason) ? String(reason.stack ?? '') : '';
  return new RuntimeError(
    'Runtime.UnhandledPromiseRejection',
    isErrorLike(reason) ? `${reason.name}: ${reason.message}` : String(reason),
    { stack },
  );
}

/**
 * The first frame in the user's own files.
 *
 * @param ownFiles - Parts of paths that belong to the runtime.
 * @returns `file:line:column`, or `undefined` when the stack names no file of the user.
 */
export function placeOf(error: unknown, ownFiles: readonly string[]): string | undefined {
  const stack = isErrorLike(error) ? String(error.stack ?? '') : '';
  const lines = stack.split('\n');
  // A syntax error of Node starts with `file:line`, before the source line.
  const syntax = /^((?:file:\/\/)?(?:\/|[A-Za-z]:\\).+:\d+)$/.exec(lines[0] ?? '')?.[1];
  const frames = lines.flatMap((line) => {
    const place = /(?:^\s*at (?:async )?|\()((?:file:\/\/)?(?:\/|[A-Za-z]:[\\/])[^()]+:\d+:\d+)\)?$/.exec(
      line,
    )?.[1];
    return place === undefined ? [] : [place];
  });
  const found = [...(syntax === undefined ? [] : [syntax]), ...frames].find(
    (place) => !/[\\/]node_modules[\\/]/.test(place) && !ownFiles.some((file) => place.includes(file)),
  );
  return found?.replace(/^file:\/\//, '');
}

function renamed(payload: NodeErrorPayload, errorType: string, errorMessage: string): NodeErrorPayload {
  return { ...payload, errorType, errorMessage };
}

function isErrorLike(value: unknown): value is Error {
  return (
    value instanceof Error ||
    (typeof value === 'object' && value !== null && 'message' in value && 'stack' in value)
  );
}
