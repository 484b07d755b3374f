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
      this.type === 'ValidationException'
        ? 'com.amazon.coral.validate'
        : this.type === 'SerializationException' || this.type === 'UnknownOperationException'
          ? 'com.amazon.coral.service'
          : 'com.amazonaws.dynamodb.v20120810';
    return `${namespace}#${this.type}`;
  }
}

export function invalid(message: string): DynamoDbError {
  return new DynamoDbError('ValidationException', message);
}

/** @param reason - What does not fit, without a final period. */
export function unfit(reason: string): DynamoDbError {
  return invalid(`One or more parameter values were invalid: ${reason}`);
}

/** A member whose JSON has another type than the API's. */
export function unreadable(value: unknown, wanted: string): DynamoDbError {
  return new DynamoDbError(
    'SerializationException',
    Array.isArray(value)
      ? 'Start of list found where not expected'
      : typeof value === 'object' && value !== null
        ? 'Start of structure or map found where not expected.'
        : wanted === 'List' || wanted === 'Map' || wanted === 'AttributeValue'
          ? `Unexpected value type in payload: ${wireTypeOf(value)} is no ${wanted}`
          : `${wireTypeOf(value)} cannot be converted to ${wanted}`,
  );
}

function wireTypeOf(value: unknown): string {
  if (value === true || value === false) return value ? 'TRUE_VALUE' : 'FALSE_VALUE';
  return typeof value === 'number' ? 'NUMBER_VALUE' : 'STRING_VALUE';
}

/** Operations on items name no table in this error, those on tables do. */
export function tableNotFound(name?: string): DynamoDbError {
  return new DynamoDbError(
    'ResourceNotFoundException',
    `Requested resource not found${name === undefined ? '' : `: Table: ${name} not found`}`,
  );
}

export function conditionFailed(item: unknown): DynamoDbError {
  return new DynamoDbError(
    'ConditionalCheckFailedException',
    'The conditional request failed',
    item === undefined ? {} : { Item: item },
  );
}
