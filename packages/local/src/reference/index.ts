// What reference pages are generated from.

export { renderResourceTypes } from './render-resource-types.js';
