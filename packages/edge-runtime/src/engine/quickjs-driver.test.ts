import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import { QuickJS } from 'quickjs-wasi';

const require = createRequire(import.meta.url);

describe('what the driver relies on in quickjs-wasi', () => {
  it('is the pinned version', () => {
    // The image reset uses parts that the library does not promise: read its changes before moving this.
    assert.equal(require('quickjs-wasi/package.json').version, '3.6.2');
  });

  it('has its stack below the stack pointer, and everything else above', async () => {
    const wasm = new WebAssembly.Module(readFileSync(require.resolve('quickjs-wasi/quickjs.wasm')));
    const vm = await QuickJS.create({ wasm });
    const { memory, __stack_pointer: stackPointer } = vm._getExports();
    assert.equal(stackPointer.value, 1_048_576);
    const image = new Uint8Array(memory.buffer).slice(1_048_576);
    vm.evalCode('globalThis.leak = [1, 2, 3].map(String).join()');
    // Garbage on the dead stack must not matter.
    const current = new Uint8Array(memory.buffer);
    current.fill(0xa5, 0, 1_048_576);
    current.set(image, 1_048_576);
    stackPointer.value = 1_048_576;
    assert.equal(vm.dump(vm.evalCode('typeof leak + [1, 2].join()')), 'undefined1,2');
    vm.dispose();
  });
});
