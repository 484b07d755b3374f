// Captures what a handler prints: console lines in Lambda's format, raw writes as they are.

import { format } from 'node:util';

/** Takes one piece of output. */
export type WriteLog = (stream: 'stdout' | 'stderr', text: string) => void;

const levels = {
  log: 'INFO',
  info: 'INFO',
  warn: 'WARN',
  error: 'ERROR',
  debug: 'DEBUG',
  trace: 'TRACE',
} as const;

/**
 * Replaces the console methods and the standard streams of this thread.
 *
 * @param requestId - Asked at every line.
 * @source spec/websocket-api.md 9.5; Lambda's text format `{ISO time}\t{request id}\t{level}\t{message}`
 */
export function captureOutput(write: WriteLog, requestId: () => string): void {
  for (const [method, level] of Object.entries(levels)) {
    const stream = level === 'ERROR' || level === 'WARN' || level === 'TRACE' ? 'stderr' : 'stdout';
    console[method as keyof typeof levels] = (...args: unknown[]) =>
      write(stream, formatLine(requestId(), level, format(...args)));
  }
  for (const stream of ['stdout', 'stderr'] as const) {
    const capture = (chunk: string | Uint8Array, ...rest: unknown[]) => {
      write(stream, typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'));
      const done = rest.find((argument) => typeof argument === 'function') as (() => void) | undefined;
      done?.();
      return true;
    };
    process[stream].write = capture as typeof process.stdout.write;
  }
}

/** One console line. */
export function formatLine(requestId: string, level: string, message: string): string {
  return `${new Date().toISOString()}\t${requestId}\t${level}\t${message}\n`;
}
