// One API as it is configured right now: routes by key, integrations, stages. Sockets outlive every change of it.

import type {
  Api,
  Authorizer,
  Integration,
  IntegrationResponse,
  Model,
  Route,
  RouteResponse,
  Stage,
} from './model.js';
import { parseExpression, type SelectionExpression } from './selection-expression.js';
import { createTokenBucket, type TakeToken } from './token-bucket.js';
import { compileModel, type ValidateValue } from './validate-model.js';

/** Everything that belongs to one API. */
export interface ApiState {
  api: Api;
  selection: SelectionExpression;
  readonly stages: Map<string, Stage>;
  readonly routes: Map<string, Route>;
  readonly routeResponses: Map<string, RouteResponse>;
  readonly integrations: Map<string, Integration>;
  readonly integrationResponses: Map<string, IntegrationResponse>;
  readonly authorizers: Map<string, Authorizer>;
  readonly models: Map<string, Model>;
  /** What messages look up, kept by `refresh`. */
  lookup: ApiLookup;
  readonly buckets: Map<string, TakeToken>;
}

/** Configuration in the form that a message needs. */
export interface ApiLookup {
  readonly routesByKey: ReadonlyMap<string, Route>;
  /** Ids of routes that answer the client. */
  readonly twoWayRoutes: ReadonlySet<string>;
  readonly responsesByIntegration: ReadonlyMap<string, readonly IntegrationResponse[]>;
  /** By model name; a model whose schema is broken validates nothing. */
  readonly validators: ReadonlyMap<string, ValidateValue | undefined>;
  /** Model selection expressions by route id. */
  readonly modelSelections: ReadonlyMap<string, SelectionExpression>;
}

export function createApiState(api: Api): ApiState {
  const state: ApiState = {
    api,
    selection: parseExpression(api.routeSelectionExpression),
    stages: new Map(),
    routes: new Map(),
    routeResponses: new Map(),
    integrations: new Map(),
    integrationResponses: new Map(),
    authorizers: new Map(),
    models: new Map(),
    lookup: {
      routesByKey: new Map(),
      twoWayRoutes: new Set(),
      responsesByIntegration: new Map(),
      validators: new Map(),
      modelSelections: new Map(),
    },
    buckets: new Map(),
  };
  return state;
}

/** Recomputes what messages look up, after any change of configuration. */
export function refresh(state: ApiState): void {
  const routes = [...state.routes.values()];
  const answered = new Set(
    [...state.routeResponses.values()].filter(({ key }) => key === '$default').map(({ routeId }) => routeId),
  );
  const responses = new Map<string, IntegrationResponse[]>();
  for (const response of state.integrationResponses.values()) {
    responses.set(response.integrationId, [...(responses.get(response.integrationId) ?? []), response]);
  }
  const known = state.lookup.validators;
  state.lookup = {
    routesByKey: new Map(routes.map((route) => [route.key, route])),
    // A route answers only with both: the selection expression and the route response (spec 2.4).
    twoWayRoutes: new Set(
      routes
        .filter(({ id, hasResponseSelection }) => hasResponseSelection && answered.has(id))
        .map(({ id }) => id),
    ),
    responsesByIntegration: responses,
    validators:
      state.models.size === 0 && known.size === 0
        ? known
        : new Map([...state.models.values()].map(({ name, schema }) => [name, compileModel(schema)])),
    modelSelections: new Map(
      routes.flatMap(({ id, modelSelectionExpression }) =>
        modelSelectionExpression === undefined ? [] : [[id, parseExpression(modelSelectionExpression)]],
      ),
    ),
  };
}

/** Takes from the throttle of a route on a stage: its own bucket, or the stage's default. */
export function takeToken(state: ApiState, stage: Stage, routeKey: string, nowMs: number): boolean {
  const own = stage.routeThrottles[routeKey];
  const throttle = own ?? stage.throttle;
  if (throttle === undefined) return true;
  const key = `${stage.name}\n${routeKey}\n${throttle.rate}\n${throttle.burst}`;
  let take = state.buckets.get(key);
  if (take === undefined) {
    take = createTokenBucket(throttle);
    state.buckets.set(key, take);
  }
  return take(nowMs);
}
