// Buckets, objects and callers as plain data.

import type { Body } from '../http-semantics/body.js';
import type { HeaderMap } from '../http-semantics/headers.js';

/** Who asks: it decides what the bucket policy grants. */
export type S3Caller =
  /** A distribution that signs with origin access control. */
  | { readonly kind: 'distribution'; readonly sourceArn: string; readonly accountId: string }
  /** A distribution with a (legacy) origin access identity. */
  | { readonly kind: 'origin-access-identity'; readonly id: string; readonly canonicalUserId: string }
  | { readonly kind: 'anonymous' }
  /** Credentials of the own account, as every SDK call has locally. */
  | { readonly kind: 'account'; readonly accountId: string };

/** A request to a bucket's REST or website endpoint. */
export interface S3Request {
  readonly method: string;
  /** As sent, percent escapes kept, beginning with `/`, without the bucket name. */
  readonly path: string;
  /** Without `?`. */
  readonly query: string;
  readonly headers: HeaderMap;
  /** Complete body of a write. */
  readonly body?: Buffer;
  readonly caller: S3Caller;
  /** Whether the request came by TLS (`aws:SecureTransport`). */
  readonly isSecure: boolean;
}

export interface S3Response {
  readonly status: number;
  readonly headers: HeaderMap;
  readonly body: Body;
}

/** What CloudFormation says about a bucket. */
export interface BucketConfig {
  readonly name: string;
  readonly logicalId: string;
  readonly website: WebsiteConfig | undefined;
  readonly corsRules: readonly CorsRule[];
  /** Canned ACL, e.g. `PublicRead`; `Private` unless given. */
  readonly accessControl: string;
  readonly publicAccessBlock: PublicAccessBlock;
}

export interface PublicAccessBlock {
  readonly blockPublicPolicy: boolean;
  readonly restrictPublicBuckets: boolean;
  readonly ignorePublicAcls: boolean;
  /** False when the template says nothing and the values are S3's defaults. */
  readonly isExplicit: boolean;
}

export interface CorsRule {
  readonly allowedOrigins: readonly string[];
  readonly allowedMethods: readonly string[];
  readonly allowedHeaders: readonly string[];
  readonly exposedHeaders: readonly string[];
  readonly maxAgeSeconds: number | undefined;
}

/** Static website hosting. */
export type WebsiteConfig =
  | { readonly kind: 'redirect-all'; readonly hostName: string; readonly protocol: string | undefined }
  | {
      readonly kind: 'pages';
      readonly indexDocument: string;
      readonly errorDocument: string | undefined;
      readonly routingRules: readonly RoutingRule[];
    };

export interface RoutingRule {
  readonly keyPrefixEquals: string | undefined;
  readonly httpErrorCode: number | undefined;
  readonly redirect: {
    readonly hostName: string | undefined;
    readonly protocol: string | undefined;
    readonly replaceKeyPrefixWith: string | undefined;
    readonly replaceKeyWith: string | undefined;
    readonly httpRedirectCode: number;
  };
}

/** One object, wherever it lies. */
export interface StoredObject {
  readonly key: string;
  readonly sizeBytes: number;
  readonly lastModifiedMs: number;
  /** Quoted MD5 of the content. */
  readonly etag: string;
  /** `content-type` and, for written objects, the other headers that S3 stores. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly body: Body;
}
