// The log of one invocation in Lambda's words: START, the lines, END and REPORT.

/** Facts of the REPORT line. */
export interface InvocationReport {
  readonly requestId: string;
  readonly durationMs: number;
  readonly initDurationMs: number | undefined;
  readonly memoryMb: number;
  readonly usedMb: number | undefined;
  /** `timeout`, or the error type of a runtime that ended. */
  readonly status: string | undefined;
}

export function startLine(requestId: string): string {
  return `START RequestId: ${requestId} Version: $LATEST\n`;
}

export function endLine(requestId: string): string {
  return `END RequestId: ${requestId}\n`;
}

/** @source AWS, "Using Lambda function logs": the fields are separated by tabs, billed time is a whole millisecond */
export function reportLine(report: InvocationReport): string {
  const fields = [
    `REPORT RequestId: ${report.requestId}`,
    `Duration: ${report.durationMs.toFixed(2)} ms`,
    `Billed Duration: ${Math.ceil(report.durationMs)} ms`,
    `Memory Size: ${report.memoryMb} MB`,
    ...(report.usedMb === undefined ? [] : [`Max Memory Used: ${report.usedMb} MB`]),
    ...(report.initDurationMs === undefined ? [] : [`Init Duration: ${report.initDurationMs.toFixed(2)} ms`]),
    ...(report.status === undefined ? [] : [`Status: ${report.status}`]),
  ];
  return `${fields.join('\t')}\n`;
}
