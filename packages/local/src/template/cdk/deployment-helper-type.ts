/** Stands in a localised CDK template for what only a deployment needs; nothing is run or said about it. */
export const deploymentHelperType = 'AWS::CDK::DeploymentHelper';
