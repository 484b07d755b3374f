// CloudFormation's quotas for one template, and our own guards against hostile input.
// Source: AWS CloudFormation User Guide, "Understand CloudFormation quotas".

/** Template body in an S3 object, bytes. */
export const maxTemplateBytes = 1_048_576;
/** Resources declared in one template. */
export const maxResources = 500;
/** Parameters declared in one template. */
export const maxParameters = 200;
/** Outputs declared in one template. */
export const maxOutputs = 200;
/** Mappings declared in one template. */
export const maxMappings = 200;
/** Characters of a logical id. */
export const maxLogicalIdCharacters = 255;
/** Bytes of one parameter value. */
export const maxParameterValueBytes = 4096;

/** Our guard: levels of nesting, so that no walk exhausts the stack. */
export const maxNestingLevels = 200;
/** Our guard: values after YAML aliases are expanded. */
export const maxExpandedValues = 500_000;
/** Our guard: resources after `Fn::ForEach` is expanded, far above the quota. */
export const maxForEachItems = 5_000;
