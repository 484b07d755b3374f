// What the page knows, as plain data: every message makes a new state and perhaps a line for the log.

/**
 * @typedef {{ item: number, name: string, level: number, version: number }} StockLevel
 * @typedef {{ stock: readonly StockLevel[], pending: readonly { orderId: string, item: number }[] }} ShopState
 * @typedef {{ kind: 'good' | 'bad' | 'plain', text: string }} LogLine
 */

/** @type {ShopState} */
export const initialState = { stock: [], pending: [] };

/**
 * Applies a message of the shop.
 *
 * @param {ShopState} state
 * @param {any} message - A parsed frame; frames of the gateway itself have no `type`.
 * @returns {{ state: ShopState, log: readonly LogLine[] }}
 */
export function applyMessage(state, message) {
  switch (message.type) {
    case 'hello':
      return change(state, message, [plain('The shop says hello')]);
    case 'stock':
      return change(state, message, []);
    case 'sold': {
      const isMine = state.pending.some(({ orderId }) => orderId === message.orderId);
      const text = `Bought ${message.quantity} × ${nameOf(state, message.item)}`;
      return change(settle(state, message.orderId), message, isMine ? [{ kind: 'good', text }] : []);
    }
    case 'refused':
      return change(settle(state, message.orderId), message, [{ kind: 'bad', text: message.detail }]);
    case 'help':
      return { state, log: [plain(message.text)] };
    default:
      return {
        state,
        log: [{ kind: 'bad', text: `The gateway says: ${message.message ?? 'something unknown'}` }],
      };
  }
}

/**
 * Notes an order that was sent and has no answer yet.
 *
 * @param {ShopState} state
 * @param {{ orderId: string, item: number }} order
 * @returns {ShopState}
 */
export function addPending(state, order) {
  return { ...state, pending: [...state.pending, order] };
}

// Every message may carry levels. Those that the page has not known before are no news for the log.
function change(state, message, log) {
  const next = merge(state, message.stock);
  const news = next.stock.filter(({ item, level }) => (levelOf(state, item) ?? level) !== level);
  return { state: next, log: [...news.map(({ name, level }) => plain(`${name}: ${level} left`)), ...log] };
}

// Pushes may overtake each other: the greater version is right.
function merge(state, levels) {
  const known = new Map(state.stock.map((level) => [level.item, level]));
  for (const level of levels) {
    const old = known.get(level.item);
    if (old === undefined || level.version >= old.version) known.set(level.item, level);
  }
  return { ...state, stock: [...known.values()].sort((left, right) => left.item - right.item) };
}

function levelOf(state, item) {
  return state.stock.find((level) => level.item === item)?.level;
}

function settle(state, orderId) {
  return { ...state, pending: state.pending.filter((order) => order.orderId !== orderId) };
}

function nameOf(state, item) {
  return state.stock.find((level) => level.item === item)?.name ?? `item ${item}`;
}

function plain(text) {
  return { kind: 'plain', text };
}
