// Bounds of schedules. Source: AWS page "AWS::Scheduler::Schedule" and its property pages.

export const maxRetryAttempts = 185;
export const defaultRetryAttempts = 185;
export const minEventAgeSeconds = 60;
export const maxEventAgeSeconds = 86_400;
export const defaultEventAgeSeconds = 86_400;
export const maxFlexibleWindowMinutes = 1_440;
