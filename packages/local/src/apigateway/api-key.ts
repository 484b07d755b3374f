// API keys and usage plans at the handshake (spec/websocket-api.md 2.7).

import type { ApiKey, UsagePlan, UsagePlanKey } from './model.js';
import { createTokenBucket, type TakeToken } from './token-bucket.js';

/** What a key value came to. */
export type ApiKeyVerdict =
  | { readonly kind: 'allowed'; readonly keyId: string }
  /** Missing, unknown, disabled, or in no usage plan of the stage: 403. */
  | { readonly kind: 'forbidden' }
  /** The plan's rate or quota is used up: 429. */
  | { readonly kind: 'throttled' };

/** Keys, plans and what was used of them. */
export interface ApiKeyRing {
  putKey(key: ApiKey): void;
  removeKey(id: string): void;
  putPlan(plan: UsagePlan): void;
  removePlan(id: string): void;
  putPlanKey(key: UsagePlanKey): void;
  removePlanKey(id: string): void;
  /** Judges one handshake and counts it against the plan. */
  use(
    value: string | undefined,
    at: { readonly apiId: string; readonly stage: string; readonly nowMs: number },
  ): ApiKeyVerdict;
}

export function createApiKeyRing(): ApiKeyRing {
  const keys = new Map<string, ApiKey>();
  const plans = new Map<string, UsagePlan>();
  const planKeys = new Map<string, UsagePlanKey>();
  const buckets = new Map<string, TakeToken>();
  const used = new Map<string, { readonly period: string; count: number }>();

  const takeFrom = (plan: UsagePlan, keyId: string, nowMs: number): boolean => {
    const owner = `${plan.id} ${keyId}`;
    if (plan.throttle !== undefined) {
      const bucketKey = `${owner} ${plan.throttle.rate} ${plan.throttle.burst}`;
      const take = buckets.get(bucketKey) ?? createTokenBucket(plan.throttle);
      buckets.set(bucketKey, take);
      if (!take(nowMs)) return false;
    }
    if (plan.quota === undefined) return true;
    const period = periodOf(plan.quota.period, nowMs);
    const known = used.get(owner);
    const usage = known?.period === period ? known : { period, count: 0 };
    used.set(owner, usage);
    if (usage.count >= plan.quota.limit) return false;
    usage.count++;
    return true;
  };

  return {
    putKey: (key) => void keys.set(key.id, key),
    removeKey: (id) => void keys.delete(id),
    putPlan: (plan) => void plans.set(plan.id, plan),
    removePlan: (id) => void plans.delete(id),
    putPlanKey: (key) => void planKeys.set(key.id, key),
    removePlanKey: (id) => void planKeys.delete(id),
    use(value, at) {
      const key =
        value === undefined || value === ''
          ? undefined
          : [...keys.values()].find((candidate) => candidate.value === value);
      if (key === undefined || !key.isEnabled) return { kind: 'forbidden' };
      const plan = [...planKeys.values()]
        .filter(({ keyId }) => keyId === key.id)
        .map(({ planId }) => plans.get(planId))
        .find((candidate) =>
          candidate?.stages.some(({ apiId, stage }) => apiId === at.apiId && stage === at.stage),
        );
      if (plan === undefined) return { kind: 'forbidden' };
      return takeFrom(plan, key.id, at.nowMs) ? { kind: 'allowed', keyId: key.id } : { kind: 'throttled' };
    },
  };
}

/** Name of the UTC day, week (from Monday) or month that `nowMs` lies in. */
function periodOf(period: 'DAY' | 'WEEK' | 'MONTH', nowMs: number): string {
  const day = Math.floor(nowMs / 86_400_000);
  if (period === 'DAY') return String(day);
  // The epoch began on a Thursday.
  return period === 'WEEK' ? String(Math.floor((day + 3) / 7)) : new Date(nowMs).toISOString().slice(0, 7);
}
