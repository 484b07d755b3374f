export type {
  EdgeContext,
  EdgeEventType,
  EdgeHeaders,
  EdgeQuery,
  EdgeResponseCookie,
  EdgeValue,
  EventRequest,
  EventResponse,
  MaybePromise,
  ViewerRequest,
  ViewerRequestEvent,
  ViewerRequestHandler,
  ViewerResponse,
  ViewerResponseEvent,
  ViewerResponseHandler,
} from './events.js';
export {
  type Middleware,
  type PipelineHandler,
  type PlainMiddleware,
  pipeline,
  runPipeline,
} from './pipeline.js';
