// A cloud assembly (`cdk.out`): its stacks, its assets, and the context it lacks.

import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isMap, valueAt } from '../plain-data.js';
import { readJson } from './read-json.js';

/** A stack of an assembly. */
export interface AssemblyStack {
  /** `Stage/Stack` below a stage, else the stack's name. */
  readonly displayName: string;
  readonly stackName: string;
  /** Below a stage: there may be one assembly a deployment stage, with the same resources in each. */
  readonly isStaged: boolean;
  readonly templateFile: string;
  /** `undefined` when the app leaves it to the deployment. */
  readonly region: string | undefined;
}

/** What an assembly holds. Paths are absolute. */
export interface Assembly {
  readonly stacks: readonly AssemblyStack[];
  /** Files and folders by their object key in the assets bucket. */
  readonly assets: ReadonlyMap<string, string>;
  /** Keys of the context that a lookup in an account would have to find. */
  readonly missingContext: readonly string[];
}

/**
 * @param folder - Absolute path of a folder with `manifest.json`.
 * @throws DiagnosticsError EW3210 for a damaged assembly.
 * @source AWS CDK, cloud assembly schema: `manifest.json`, `*.assets.json`
 */
export function readAssembly(folder: string, isStaged = false): Assembly {
  const manifest = readJson(join(folder, 'manifest.json'));
  const stacks: AssemblyStack[] = [];
  const assets = new Map<string, string>();
  const missingContext = listAt(manifest, 'missing').map((item) => String(valueAt(item, 'key')));
  const artifacts = valueAt(manifest, 'artifacts');
  for (const [id, artifact] of Object.entries(isMap(artifacts) ? artifacts : {})) {
    const properties = valueAt(artifact, 'properties');
    switch (valueAt(artifact, 'type')) {
      case 'aws:cloudformation:stack':
        stacks.push({
          displayName: textAt(artifact, 'displayName') ?? id,
          stackName: textAt(properties, 'stackName') ?? id,
          isStaged,
          templateFile: join(folder, String(valueAt(properties, 'templateFile'))),
          region: regionOf(textAt(artifact, 'environment')),
        });
        break;
      case 'cdk:asset-manifest':
        addAssets(folder, String(valueAt(properties, 'file')), assets);
        break;
      case 'cdk:cloud-assembly': {
        const nested = join(folder, String(valueAt(properties, 'directoryName')));
        if (!existsSync(join(nested, 'manifest.json'))) break;
        const inner = readAssembly(nested, true);
        stacks.push(...inner.stacks);
        for (const [key, path] of inner.assets) assets.set(key, path);
        missingContext.push(...inner.missingContext);
        break;
      }
      default:
        break;
    }
  }
  return { stacks, assets, missingContext };
}

function addAssets(folder: string, file: string, assets: Map<string, string>): void {
  const manifest = readJson(join(folder, file));
  const files = valueAt(manifest, 'files');
  for (const asset of Object.values(isMap(files) ? files : {})) {
    const path = textAt(valueAt(asset, 'source'), 'path');
    const destinations = valueAt(asset, 'destinations');
    if (path === undefined || !isMap(destinations)) continue;
    for (const destination of Object.values(destinations)) {
      const key = textAt(destination, 'objectKey');
      if (key !== undefined) assets.set(key, resolve(folder, path));
    }
  }
}

// aws://account/region
function regionOf(environment: string | undefined): string | undefined {
  const region = environment?.split('/').at(-1);
  return region === undefined || region === 'unknown-region' ? undefined : region;
}

function textAt(map: unknown, key: string): string | undefined {
  const value = valueAt(map, key);
  return typeof value === 'string' ? value : undefined;
}

function listAt(map: unknown, key: string): readonly unknown[] {
  const value = valueAt(map, key);
  return Array.isArray(value) ? value : [];
}
