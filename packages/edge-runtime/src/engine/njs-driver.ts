// The real njs, where it is installed: an oracle for what the packaged engine says. One process an event, so that
// every event has a fresh realm. Its clock is the system's, and `cf.cwt` is missing.

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { missingHandlerText, pendingText, timeLimitText } from '../assumptions.js';
import { maxLogDataBytes } from '../limits.js';
import { installCloudfront } from '../realm/install-cloudfront.js';
import { type EngineDriver, failedOutcome } from './driver.js';
import { type LoadMessage, type RunMessage, storeFacts } from './messages.js';

/** A process is slow to start beside a run. */
const processTimeLimitMs = 5_000;
const maxOutputBytes = 4 * 1_048_576;
/** Begins the line that carries the outcome; functions do not print it by accident. */
const mark = '\u0001edgewire ';

/**
 * Creates the njs driver.
 *
 * @param options.path - The command line program. @default `njs` from PATH
 */
export function createNjsDriver({ path = 'njs' }: { readonly path?: string } = {}): EngineDriver {
  return {
    load(load) {
      const folder = mkdtempSync(join(tmpdir(), 'edgewire-njs-'));
      return {
        run: (message) => runProcess({ path, folder, load, message }),
        dispose: () => rmSync(folder, { recursive: true, force: true }),
      };
    },
  };
}

/** The version that `path` reports, or `undefined` when there is no such program. */
export function njsVersion(path = 'njs'): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(path, ['-v'], (error, stdout) => resolve(error === null ? stdout.trim() : undefined));
  });
}

function runProcess(parts: {
  readonly path: string;
  readonly folder: string;
  readonly load: LoadMessage;
  readonly message: RunMessage;
}): Promise<string> {
  const { path, folder, load, message } = parts;
  const file = join(folder, `function-${message.runId}.js`);
  writeFileSync(join(folder, 'cloudfront'), cloudfrontModule(load, message));
  writeFileSync(file, prologue + load.code + epilogue(load, message));
  return new Promise((resolve) => {
    const options = {
      timeout: processTimeLimitMs,
      maxBuffer: maxOutputBytes,
      killSignal: 'SIGKILL' as const,
    };
    execFile(path, ['-p', folder, file], options, (error, stdout, stderr) => {
      rmSync(file, { force: true });
      const isKilled = error !== null && error.killed === true;
      resolve(isKilled ? failedOutcome(timeLimitText) : readOutput(stdout, stderr, file));
    });
  });
}

// Logs, then the marked line; a failure that nothing caught follows "Thrown:", on either stream.
function readOutput(stdout: string, stderr: string, file: string): string {
  const lines = stdout.split('\n');
  const at = lines.findIndex((line) => line.startsWith(mark));
  const thrownAt = lines.indexOf('Thrown:');
  const thrown = [...(thrownAt === -1 ? [] : lines.slice(thrownAt)), ...stderr.split('\n')];
  const text = thrown.find((line) => line !== '' && line !== 'Thrown:');
  const logsEnd = at !== -1 ? at : thrownAt !== -1 ? thrownAt : lines.length - 1;
  const logs = lines.slice(0, logsEnd);
  if (text !== undefined) return failedOutcome(withoutFile(text, file), { logs });
  if (at === -1) return failedOutcome(pendingText, { logs });
  // The epilogue's own JSON.
  const outcome = JSON.parse((lines[at] ?? '').slice(mark.length)) as object;
  return JSON.stringify({ ...outcome, logs });
}

// njs names the file in syntax errors, CloudFront the line alone.
function withoutFile(text: string, file: string): string {
  const name = file.slice(file.lastIndexOf('/') + 1);
  return text.replace(new RegExp(` in [^ ]*${name.replaceAll('.', '\\.')}:(\\d+)$`), ' in $1');
}

// On the first line of the function, so that lines stay where they are. What the CLI adds to the language is taken away.
const prologue =
  '(function(r){globalThis.require=function(n){if(n!=="crypto"&&n!=="querystring"&&n!=="buffer")' +
  'throw Error("Cannot find module \\""+n+"\\"");return r(n)};' +
  '["process","njs","print","crypto","setTimeout","setImmediate","clearTimeout","$262"].forEach(function(n){try{delete globalThis[n]}catch(e){}})' +
  '})(require);';

// In the part of the language that every release takes.
function epilogue(load: LoadMessage, message: RunMessage): string {
  const { rawQuery } = message.run;
  const awaits = load.version === 2 ? 'v instanceof Promise' : 'false';
  return `
;(function () {
  var s = JSON.stringify, event = JSON.parse(${JSON.stringify(message.event)}), h = globalThis.handler;
  var done = function (o) {
    var m = globalThis.$edgewire;
    if (m) { o.origin = m.origin; o.logData = m.logData; }
    console.log(${JSON.stringify(mark)} + s(o));
  };
  var text = function (e) { return String(e); };
  var ok = function (v) { try { s(v); } catch (e) { no(e); return; } done({ kind: 'success', output: v }); };
  var no = function (e) { done({ kind: 'execution-error', message: text(e) }); };
  if (event && event.request) {
    Object.defineProperty(event.request, 'rawQueryString', { value: function () { return ${rawQuery === undefined ? 'undefined' : JSON.stringify(rawQuery)}; } });
  }
  var v;
  try {
    if (typeof h !== 'function') { done({ kind: 'execution-error', message: ${JSON.stringify(missingHandlerText)} }); return; }
    v = h(event);
  } catch (e) { no(e); return; }
  if (${awaits}) v.then(ok, no); else ok(v);
})();
`;
}

function cloudfrontModule(load: LoadMessage, message: RunMessage): string {
  const values = Object.fromEntries(load.store?.entries ?? []);
  const run = { ...message.run, store: storeFacts(load.store) };
  return `const values = JSON.parse(${JSON.stringify(JSON.stringify(values))});
const realm = {
  run: ${JSON.stringify(run)},
  config: { maxLogDataBytes: ${maxLogDataBytes} },
  host: { store: function (key) { return Object.prototype.hasOwnProperty.call(values, key) ? values[key] : undefined; } },
  encodeUtf8: function (text) { return Buffer.from(text); },
  toBuffer: function (bytes) { return Buffer.from(bytes); },
  modules: {}
};
globalThis.$edgewire = realm;
(${installCloudfront.toString()})(realm);
export default realm.modules.cloudfront;
`;
}
