// Joins the compiled modules of each package into a few files, which the command line starts from: five hundred small
// files take Node half a second to find and read. Packages stay apart, so that each finds its own dependencies.

import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin, transform } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** A package's entries: the file under `dist/bundle`, and the compiled module that it begins with. */
const bundles: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  diagnostics: { index: 'index' },
  'edge-compiler': { index: 'index', features: 'features/index' },
  'edge-runtime': { index: 'index', test: 'testing/index', 'engine-worker': 'engine/engine-worker' },
  local: {
    index: 'index',
    'node-worker': 'lambda/node-worker',
    'worker-hooks': 'lambda/worker-hooks',
    'certificate-worker': 'intercept/certificate-worker',
  },
  cli: { edgewire: 'bin' },
};

for (const [name, entries] of Object.entries(bundles)) {
  const source = join(root, 'packages', name, 'dist', 'src');
  const outdir = join(root, 'packages', name, 'dist', 'bundle');
  rmSync(outdir, { recursive: true, force: true });
  mkdirSync(outdir, { recursive: true });
  await build({
    entryPoints: Object.fromEntries(
      Object.entries(entries).map(([entry, module]) => [entry, join(source, `${module}.js`)]),
    ),
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    outdir,
    logLevel: 'warning',
    plugins: [outside(), placed(source, outdir, Object.keys(entries))],
  });
}

/** Other packages are imported: ours from their own bundles, so that no module is loaded twice. */
function outside(): Plugin {
  return {
    name: 'outside',
    setup({ onResolve }) {
      onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
        if (kind === 'entry-point') return undefined;
        const [, name, subpath] = /^@edgewire\/([\w-]+)(?:\/([\w-]+))?$/.exec(path) ?? [];
        const entry = subpath ?? 'index';
        const isBundled = name !== undefined && bundles[name]?.[entry] !== undefined;
        return { path: isBundled ? `@edgewire/${name}/bundle/${entry}` : path, external: true };
      });
    },
  };
}

/**
 * A module that finds files beside itself finds them still; an entry of the bundle stands beside the bundle. The names
 * that are put in are ours alone; esbuild renames those of joined modules apart.
 */
function placed(source: string, outdir: string, entries: readonly string[]): Plugin {
  return {
    name: 'placed',
    setup({ onLoad }) {
      onLoad({ filter: /\.js$/ }, async ({ path }) => {
        if (!path.startsWith(source + sep)) return undefined;
        const text = readFileSync(path, 'utf8');
        if (!text.includes('import.meta.url')) return undefined;
        const marked = text.replace(/new URL\('(\.[^']*)', import\.meta\.url\)/g, (whole, target: string) =>
          target === '.' || entries.includes(basename(target, '.js'))
            ? `new URL('${target}', edgewireBundle)`
            : whole,
        );
        const { code } = await transform(marked, {
          define: { 'import.meta.url': 'edgewireModule' },
          format: 'esm',
        });
        const original = JSON.stringify(relative(outdir, path).split(sep).join('/'));
        return {
          contents: `const edgewireBundle = import.meta.url;\nconst edgewireModule = new URL(${original}, edgewireBundle).href;\n${code}`,
          loader: 'js',
        };
      });
    },
  };
}
