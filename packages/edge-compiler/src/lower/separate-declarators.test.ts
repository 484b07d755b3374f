import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { separateDeclarators } from './separate-declarators.js';

const map = JSON.stringify({ version: 3, sources: [], names: [], mappings: '' });

describe('separateDeclarators', () => {
  it('takes a declaration apart behind a function with another kind of locals', () => {
    assert.equal(
      separateDeclarators({ code: 'let a=function(){var x},b=1,c=2;', map }).code,
      'let a=function(){var x};let b=1,c=2;',
    );
    assert.equal(
      separateDeclarators({ code: 'var a=[()=>{const x=1}],b=1;', map }).code,
      'var a=[()=>{const x=1}];var b=1;',
    );
  });

  it('takes a declaration inside another one apart', () => {
    assert.equal(
      separateDeclarators({ code: 'let a=function(){var p=()=>{let q},r=1},b=2;', map }).code,
      'let a=function(){var p=()=>{let q};var r=1};let b=2;',
    );
  });

  it('leaves a declaration whose functions have its own kind, or stand last', () => {
    for (const code of ['let a=()=>{let x},b=1;', 'let a=1,b=function(){var x};', 'const a=1,b=a;']) {
      assert.equal(separateDeclarators({ code, map }).code, code);
    }
  });

  it('leaves the head of a loop, which cannot be taken apart', () => {
    const code = 'for(let f=function(){var x},i=0;i<1;i++);';
    assert.equal(separateDeclarators({ code, map }).code, code);
  });
});
