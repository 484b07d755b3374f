// Reads the files that `AWS::Include` names.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { LoadInclude } from '../includes.js';
import { parseTemplate } from '../parse-template.js';

/**
 * @param folder - Of the template: locations are relative to it.
 * @param onFile - Told each file that was looked for.
 */
export function createIncludeLoader(folder: string, onFile: (file: string) => void): LoadInclude {
  return (location) => {
    if (/^[a-z0-9]+:\/\//i.test(location)) {
      return { kind: 'failure', reason: 'it is not a file of this machine' };
    }
    const file = resolve(folder, location);
    onFile(file);
    let text: string;
    try {
      text = readFileSync(file, 'utf8');
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      return { kind: 'failure', reason: code === 'ENOENT' ? 'the file does not exist' : String(code) };
    }
    // A part of a template: that it has no resources of its own is no finding.
    const { document, diagnostics } = parseTemplate(text, file);
    const broken = diagnostics.find(({ code }) => code === 'EW3001');
    return document === undefined || broken !== undefined
      ? { kind: 'failure', reason: broken?.message ?? 'its top level is not a map' }
      : { kind: 'content', value: document.body };
  };
}
