// DynamoDB's errors on the wire (spec/websocket-api.md 11.1, spec/sdk-wire.md 4).

/** An error answer: short name, sentence, status, and members beside the message. */
export class DynamoDbError extends Error {
  override readonly name = 'DynamoDbError';
  readonly type: string;
  readonly status: number;
  readonly members: Readonly<Record<string, unknown>>;

  constructor(type: string, message: string, members: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.type = type;
    this.status = type === 'InternalServerError' ? 500 : 400;
    this.members = members;
  }

  /** The `__type` that SDKs read. */
  get wireType(): string {
    const namespace =
      this.type === 'ValidationException' ||
      this.type === 'SerializationException' ||
      this.type === 'UnknownOperationException'
        ? 'com.amazon.coral.validate'
        : 'com.amazonaws.dynamodb.v20120810';
    return `${namespace}#${this.type}`;
  }
}

export function invalid(message: string): DynamoDbError {
  return new DynamoDbError('ValidationException', message);
}

export function tableNotFound(): DynamoDbError {
  return new DynamoDbError('ResourceNotFoundException', 'Requested resource not found');
}

export function conditionFailed(item: unknown): DynamoDbError {
  return new DynamoDbError(
    'ConditionalCheckFailedException',
    'The conditional request failed',
    item === undefined ? {} : { Item: item },
  );
}
