// A mapping as the Lambda API and CloudFormation name its members.

import type { EventSourceMapping } from './mapping.js';

/** Members that both a description and a change of a mapping have. */
export function mappingMembers(mapping: EventSourceMapping): Record<string, unknown> {
  const { filterTexts } = mapping;
  return {
    EventSourceArn: mapping.sourceArn,
    BatchSize: mapping.batchSize,
    MaximumBatchingWindowInSeconds: mapping.batchWindowSeconds,
    FunctionResponseTypes: mapping.reportsItemFailures ? ['ReportBatchItemFailures'] : [],
    ...(filterTexts.length === 0
      ? {}
      : { FilterCriteria: { Filters: filterTexts.map((Pattern) => ({ Pattern })) } }),
    ...(mapping.source === 'sqs'
      ? { ScalingConfig: { MaximumConcurrency: mapping.maximumConcurrency } }
      : {
          StartingPosition: mapping.startingPosition,
          MaximumRetryAttempts: mapping.maximumRetryAttempts,
          MaximumRecordAgeInSeconds: mapping.maximumRecordAgeSeconds,
          BisectBatchOnFunctionError: mapping.bisectsOnError,
          ParallelizationFactor: mapping.parallelizationFactor,
          TumblingWindowInSeconds: 0,
          DestinationConfig: {
            OnFailure: mapping.onFailureArn === undefined ? {} : { Destination: mapping.onFailureArn },
          },
        }),
  };
}
