// Writes docs/reference/resource-types.md from the registry: `npm run docs:resources`.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { renderResourceTypes } from '@edgewire/local/reference';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const file = join(root, 'docs', 'reference', 'resource-types.md');
mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, renderResourceTypes());
process.stdout.write(`wrote ${file}\n`);
