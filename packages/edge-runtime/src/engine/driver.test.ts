import { describe } from 'node:test';
import { driverContract } from './driver.contract.js';
import { createDriverEngine, createEdgeEngine } from './edge-engine.js';
import { createNjsDriver, njsVersion } from './njs-driver.js';
import { createVmDriver } from './vm-driver.js';

driverContract('quickjs', createEdgeEngine, {
  hasFrozenClock: true,
  hasPositions: true,
  hasFirstRuntime: true,
  hasCwt: true,
});
driverContract('vm', () => createDriverEngine(createVmDriver()), {
  hasFrozenClock: true,
  hasPositions: true,
  hasFirstRuntime: true,
  hasCwt: true,
});
const version = await njsVersion();
if (version === undefined) {
  describe('driver njs', { skip: 'njs is not installed: apt-get install njs' }, () => undefined);
} else {
  // The command line program has the system's clock, no columns, one release, and no CWT of CloudFront's.
  driverContract('njs', () => createDriverEngine(createNjsDriver()), {
    hasFrozenClock: false,
    hasPositions: false,
    hasFirstRuntime: false,
    hasCwt: false,
  });
}
