// What the specification does not settle about templates: one named value each.

/** `Fn::Cidr` without its third argument (AWS's page marks it optional and names no default). (unverified) */
export const defaultCidrBits = 8;

/** Suffixes that `Fn::GetAZs` answers with; which zones an account sees differs on AWS. (unverified) */
export const availabilityZoneSuffixes: readonly string[] = ['a', 'b', 'c'];
