import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withLayersMounted } from './opt-mount.js';

const program = { command: '/task/bootstrap', args: ['one'] };
const linux = { platform: 'linux', userId: 1000, groupId: 100 };

describe('withLayersMounted', () => {
  it('lays the layers over what /opt has, and runs the program as its user', () => {
    assert.deepEqual(withLayersMounted(program, ['/later', '/first'], linux), {
      command: 'unshare',
      args: [
        '--map-root-user',
        '--mount',
        'sh',
        '-c',
        'mount -t overlay overlay -o "lowerdir=$0" /opt && exec "$@"',
        '/later:/first:/opt',
        'unshare',
        '--map-user=1000',
        '--map-group=100',
        '--',
        '/task/bootstrap',
        'one',
      ],
    });
  });

  it('leaves root as it is', () => {
    const mounted = withLayersMounted(program, ['/layer'], { ...linux, userId: 0 });
    assert.deepEqual(mounted?.args.slice(-3), ['/layer:/opt', '/task/bootstrap', 'one']);
  });

  it('does without on another system, and with a path that the options cannot hold', () => {
    assert.equal(withLayersMounted(program, ['/layer'], { ...linux, platform: 'darwin' }), undefined);
    assert.equal(withLayersMounted(program, ['/a:b'], linux), undefined);
  });
});
