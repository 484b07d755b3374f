// What the specification leaves open about WebSocket APIs: one named value each.

/** Behaviours that a stack may switch; every field has a default in `defaultBehavior`. */
export interface GatewayBehavior {
  /** Whether pings count as traffic for the idle limit. spec/websocket-api.md 6.2, 13 (disputed) */
  readonly pingResetsIdle: boolean;
  /** Whether route selection reads JSON with unquoted keys. spec/websocket-api.md 2.2 (one capture) */
  readonly readsJsonLeniently: boolean;
  /** What a two-way route sends for an answer that is not 2xx. spec/websocket-api.md 3.7, 13 */
  readonly twoWayNon2xx: 'body' | 'error';
  /** Whether unknown members make a proxy response malformed. spec/websocket-api.md 3.7, 13 (one report) */
  readonly isProxyResponseStrict: boolean;
  /** AWS promises no order; `serial` is for deterministic tests. spec/websocket-api.md 6.5 */
  readonly perConnectionOrdering: 'concurrent' | 'serial';
  /**
   * Whether `@connections` refuses calls that are unsigned or signed with a key that is not known here. AWS does;
   * local tools rarely sign. A wrong signature of a known key is refused in any case. spec/websocket-api.md 5.3, 13
   */
  readonly requiresSignatures: boolean;
  /** Refusal of a plain request to the stage URL. spec/websocket-api.md 1.2 (unverified: 426 or 403) */
  readonly plainRequestStatus: 403 | 426;
  /**
   * Whether handshakes, messages and posts count against the account's 10,000 a second and 500 connects.
   * Off: a laptop's burst is no production load; stage, route and usage-plan throttles always apply.
   * spec/websocket-api.md 6.1, 6.4
   */
  readonly countsAccountRate: boolean;
}

export const defaultBehavior: GatewayBehavior = {
  pingResetsIdle: true,
  readsJsonLeniently: true,
  twoWayNon2xx: 'body',
  isProxyResponseStrict: true,
  perConnectionOrdering: 'concurrent',
  requiresSignatures: false,
  plainRequestStatus: 426,
  countsAccountRate: false,
};

// A stage with a DeploymentId serves the present configuration, not the snapshot that the deployment took: a
// local edit should show at once. spec/websocket-api.md 1.1 describes AWS's two steps.

/** `disconnectReason` where no capture exists. spec/websocket-api.md 3.4, 13 (unverified) */
export const abnormalCloseReason = 'Connection closed abnormally';

/** Handshake status when the integration takes too long. spec/websocket-api.md 1.2 (unverified) */
export const handshakeTimeoutStatus = 504;

/** Status and text of a handshake whose URL is too long; only the limit is documented. spec/websocket-api.md 1.1 */
export const urlTooLongStatus = 414;

/** Text of an authorizer's refusal. spec/websocket-api.md 1.2 (unverified: REST wording) */
export const notAuthorizedMessage = 'User is not authorized to access this resource with an explicit deny';

/** Message of a 413. spec/websocket-api.md 5.2 (text unverified) */
export const payloadTooLargeMessage = 'Payload too large';

/** Beginning of the frame for a message that a model needs as JSON and that is none. spec 2.5 (unverified) */
export const unparsableBodyMessage = 'Could not parse request body into json: ';

/**
 * Bytes waiting for a slow client beyond which a post is refused with LimitExceededException, and its messages
 * are no longer read. spec/websocket-api.md 5.2 names the refusal, not the size. (unverified)
 */
export const maxBufferedBytes = 1_048_576;

/** Messages of one connection under way at once; reading pauses above. AWS's number is unknown. */
export const maxMessagesInFlight = 1_000;

/**
 * Throttled messages of one connection in a row that end it with 1008. Up to there each gets the frame "Too Many
 * Requests". spec/websocket-api.md 6.3, 13 name both and no number. (unverified)
 */
export const maxThrottledInARow = 100;

/** How long a client may take to answer a close frame before its socket is cut, in machine time. */
export const closeHandshakeMs = 2_000;

/** Bytes that a client may send before its 101 came; a compliant one sends none. */
export const maxEarlyBytes = 65_536;

/** What a code of `$connect` that is no HTTP status becomes. spec/websocket-api.md 1.4 (unverified) */
export const unusableStatus = 502;

/** Default of `TemplateSelectionExpression`. spec/websocket-api.md 3.8 (unverified) */
export const defaultTemplateKey = '$default';

/** `Enabled` of an API key that does not say. AWS::ApiGateway::ApiKey, API default. (unverified) */
export const isApiKeyEnabledByDefault = false;

/** How far a signature's time may be from ours. AWS General Reference, Signature Version 4. */
export const maxClockSkewMs = 300_000;

/** Life of a presigned URL at the most: a week. AWS IAM User Guide, "Elements of an AWS API request signature". */
export const maxPresignedSeconds = 604_800;

/** Bytes of text that one template may produce; templates are bounded to 300 KB, their output is not. */
export const maxRenderedCharacters = 10_485_760;
