export { createSns, type Sns, type SnsPorts, type SubscriptionDraft } from './sns.js';
