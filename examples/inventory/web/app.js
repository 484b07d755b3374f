// The page: state in, elements out, buttons back to the shop.

import { openShopSocket } from './shop-socket.js';
import { addPending, applyMessage, initialState } from './shop-state.js';

const LOG_LINES = 60;
const stateNames = { connecting: 'connecting', open: 'connected', waiting: 'disconnected' };

const find = (id) => {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`The page has no element "${id}"`);
  return element;
};
const shelf = find('shelf');
const template = /** @type {HTMLTemplateElement} */ (find('item'));
const rows = new Map();
let state = initialState;

const socket = openShopSocket({
  onState(name, detail) {
    const connection = find('connection');
    connection.dataset.state = name;
    connection.textContent = detail === '' ? stateNames[name] : `${stateNames[name]}: ${detail}`;
    render();
  },
  onOpen() {
    // The greeting may get lost; orders without an answer are sent again and, by their ids, booked once.
    socket.send({ action: 'stock' });
    for (const { orderId, item } of state.pending)
      socket.send({ action: 'order', orderId, item, quantity: 1 });
  },
  onMessage(message) {
    const result = applyMessage(state, message);
    state = result.state;
    render();
    for (const line of result.log) log(line);
  },
});

function buy(item) {
  const orderId = Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
  state = addPending(state, { orderId, item });
  socket.send({ action: 'order', orderId, item, quantity: 1 });
  render();
}

function render() {
  find('empty').hidden = state.stock.length > 0;
  const isOpen = find('connection').dataset.state === 'open';
  for (const { item, name, level } of state.stock) {
    const row = rows.get(item) ?? addRow(item);
    const isPending = state.pending.some((order) => order.item === item);
    row.element.dataset.level = level === 0 ? 'none' : level <= 1 ? 'last' : 'some';
    row.name.textContent = name;
    if (row.level.textContent !== String(level)) {
      row.level.textContent = String(level);
      row.level.animate?.([{ opacity: 0.2 }, { opacity: 1 }], 350);
    }
    row.buy.disabled = !isOpen || level === 0 || isPending;
    row.buy.textContent = isPending ? 'Ordering…' : level === 0 ? 'Sold out' : 'Buy one';
    row.restock.disabled = !isOpen;
  }
}

function addRow(item) {
  const fragment = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
  const part = (selector) => fragment.querySelector(selector);
  const row = {
    element: part('.item'),
    name: part('[data-name]'),
    level: part('[data-level]'),
    buy: part('[data-buy]'),
    restock: part('[data-restock]'),
  };
  row.element.dataset.item = String(item);
  row.buy.addEventListener('click', () => buy(item));
  row.restock.addEventListener('click', () => socket.send({ action: 'restock', item, quantity: 1 }));
  shelf.append(fragment);
  rows.set(item, row);
  return row;
}

function log({ kind, text }) {
  const line = document.createElement('li');
  const time = document.createElement('time');
  const now = new Date();
  time.dateTime = now.toISOString();
  time.textContent = now.toLocaleTimeString();
  line.dataset.kind = kind;
  line.append(time, ` ${text}`);
  const list = find('log');
  list.prepend(line);
  while (list.children.length > LOG_LINES) list.lastElementChild?.remove();
}
