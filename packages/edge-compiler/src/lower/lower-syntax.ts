// Lowers syntax with Babel's preset-env: a pinned list of what each runtime executes by itself, and the assumptions that
// prepare.ts has made true. The choice is recorded in docs/decisions.

import { fileURLToPath } from 'node:url';
import { type PluginItem, type TransformOptions, transformSync } from '@babel/core';
import type { EdgeRuntimeName } from '../features/runtime.js';
import type { MappedCode } from './mapped-code.js';

// Left alone because both runtimes execute it, or because the tool's form of it would not run there.
const keptInBoth = [
  'transform-arrow-functions',
  'transform-async-generator-functions',
  'transform-async-to-generator',
  'transform-block-scoped-functions',
  'transform-computed-properties',
  'transform-duplicate-keys',
  'transform-dynamic-import',
  'transform-exponentiation-operator',
  'transform-export-namespace-from',
  'transform-function-name',
  'transform-json-strings',
  'transform-literals',
  'transform-member-expression-literals',
  'transform-named-capturing-groups-regex',
  'transform-property-literals',
  'transform-regenerator',
  'transform-reserved-words',
  'transform-shorthand-properties',
  'transform-sticky-regex',
  'transform-template-literals',
  // Its helper tests for symbols that the runtimes handle by themselves.
  'transform-typeof-symbol',
  'transform-unicode-escapes',
  'transform-unicode-property-regex',
  'transform-unicode-regex',
];

// `let` and `const` stay in 2.0, with a variable of its own for each turn of a loop.
const kept: Readonly<Record<EdgeRuntimeName, readonly string[]>> = {
  'cloudfront-js-1.0': keptInBoth,
  'cloudfront-js-2.0': [...keptInBoth, 'transform-block-scoping'],
};

const assumptions = {
  constantSuper: true,
  ignoreFunctionLength: true,
  ignoreToPrimitiveHint: true,
  iterableIsArray: true,
  mutableTemplateObject: true,
  // Without it a class lowered to a function expression fails under `new`: evidence/engine.md 2.2.
  noClassCalls: true,
  noDocumentAll: true,
  noNewArrows: true,
  objectRestNoSymbols: true,
  privateFieldsAsProperties: true,
  pureGetters: true,
  setClassMethods: true,
  setComputedProperties: true,
  setPublicClassFields: true,
  setSpreadProperties: true,
  skipForOfIteratorClosing: true,
  superIsCallableConstructor: true,
};

/**
 * Lowers one step for a runtime.
 *
 * @param options.readsSuper - Whether a class reads a property of `super`, which may be a getter: the short form
 *   would give it the wrong `this`.
 */
export function lowerSyntax(
  source: MappedCode,
  runtime: EdgeRuntimeName,
  { readsSuper = false }: { readonly readsSuper?: boolean } = {},
): MappedCode {
  const preset: PluginItem = [
    fileURLToPath(import.meta.resolve('@babel/preset-env')),
    {
      targets: 'ie 11',
      modules: false,
      bugfixes: true,
      exclude: kept[runtime],
      ignoreBrowserslistConfig: true,
    },
  ];
  return runBabel(source, {
    presets: [preset],
    assumptions: { ...assumptions, constantSuper: !readsSuper },
  });
}

/** Runs Babel over one step with our plugins or presets only: no configuration file of the user's has a say. */
export function runBabel(
  source: MappedCode,
  options: {
    readonly presets?: readonly PluginItem[];
    readonly plugins?: readonly PluginItem[];
    readonly assumptions?: Readonly<Record<string, boolean>>;
  },
): MappedCode {
  const result = transformSync(source.code, {
    babelrc: false,
    browserslistConfigFile: false,
    configFile: false,
    compact: false,
    comments: true,
    // Our own earlier step printed the map.
    inputSourceMap: JSON.parse(source.map) as NonNullable<TransformOptions['inputSourceMap']>,
    presets: [...(options.presets ?? [])],
    plugins: [...(options.plugins ?? [])],
    ...(options.assumptions === undefined ? {} : { assumptions: { ...options.assumptions } }),
    sourceMaps: true,
    sourceType: 'unambiguous',
  });
  if (typeof result?.code !== 'string') throw new Error('the lowering tool printed nothing');
  return { code: result.code, map: JSON.stringify(result.map) };
}
