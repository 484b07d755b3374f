import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nearestName } from './nearest.js';

describe('nearestName', () => {
  it('suggests a name that is two edits away', () => {
    assert.equal(nearestName('ConnectFn', ['Other', 'ConnectFnx', 'Disconnect']), 'ConnectFnx');
  });
  it('ignores letter case', () => {
    assert.equal(nearestName('stockapi', ['StockApi']), 'StockApi');
  });
  it('stays silent when nothing is close', () => {
    assert.equal(nearestName('Orders', ['WebsocketsApi', 'Table']), undefined);
  });
});
