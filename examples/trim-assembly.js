// node trim-assembly.js cdk.out: makes a synthesised CDK assembly fit for the repository. Assets of the repository
// are named by relative paths, assets of installed packages and what only tools read are left out.

import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../', import.meta.url));
const assembly = resolve(process.argv[2] ?? 'cdk.out');

const read = (name) => JSON.parse(readFileSync(join(assembly, name), 'utf8'));
const write = (name, value) => writeFileSync(join(assembly, name), `${JSON.stringify(value, null, 1)}\n`);

for (const name of readdirSync(assembly)) {
  if (name === 'tree.json' || name === 'validation-report.json' || name.endsWith('.metadata.json')) {
    rmSync(join(assembly, name));
  }
  if (name.endsWith('.template.json')) write(name, read(name));
  if (!name.endsWith('.assets.json')) continue;
  const manifest = read(name);
  for (const [hash, { source }] of Object.entries(manifest.files)) {
    const { path } = source;
    if (!isAbsolute(path)) continue;
    const isOurs = path.startsWith(repository) && !path.includes('/node_modules/');
    if (isOurs) source.path = relative(assembly, path);
    else delete manifest.files[hash];
  }
  write(name, manifest);
}

const manifest = read('manifest.json');
const needed = ['aws:cloudformation:stack', 'cdk:asset-manifest'];
manifest.artifacts = Object.fromEntries(
  Object.entries(manifest.artifacts)
    .filter(([, { type }]) => needed.includes(type))
    .map(([id, { additionalMetadataFile: _file, ...artifact }]) => [id, artifact]),
);
write('manifest.json', manifest);
