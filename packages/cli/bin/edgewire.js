#!/usr/bin/env node
import { statSync } from 'node:fs';
import * as module from 'node:module';

// From Node 22 on, compiled code is kept between runs.
module.enableCompileCache?.();

/** When a file was written; 0 when it is not there. */
const writtenMs = (path) => statSync(new URL(path, import.meta.url), { throwIfNoEntry: false })?.mtimeMs ?? 0;

// In a checkout, modules that were compiled after the last bundle count.
const bundledMs = writtenMs('../dist/bundle/edgewire.js');
const isFresh = ['cli', 'diagnostics', 'edge-compiler', 'edge-runtime', 'local'].every(
  (name) => bundledMs > writtenMs(`../../${name}/dist/tsconfig.tsbuildinfo`),
);
await import(isFresh ? '../dist/bundle/edgewire.js' : '../dist/src/bin.js');
