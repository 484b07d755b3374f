// API Gateway quotas for WebSocket APIs. Source: spec/websocket-api.md 3.1, 3.8, 4.1, 5.1, 6.1.

export const maxFrameBytes = 32_768;
export const maxMessageBytes = 131_072;
export const idleTimeoutMs = 600_000;
export const connectionLifetimeMs = 7_200_000;
export const minIntegrationTimeoutMs = 50;
export const maxIntegrationTimeoutMs = 29_000;
export const maxUrlCharacters = 4_096;
export const maxHandshakeHeaderBytes = 10_240;
export const maxAuthorizerResultBytes = 8_192;
export const maxTemplateBytes = 307_200;
export const maxAccessLogFormatBytes = 3_072;
export const maxTemplateIterations = 1_000;
/** Token bucket of an account: requests per second, and its size. */
export const accountRate = 10_000;
export const accountBurst = 5_000;
export const newConnectionsPerSecond = 500;
