// Expressions of a request -> trees. Names and values are substituted while parsing, so a tree stands by itself.

import { ConditionParser } from './condition-parser.js';
import { invalid } from './errors.js';
import { ExpressionReader, pathText } from './expression-reader.js';
import type { Condition, DocumentPath, UpdateAction } from './expression-tree.js';
import type { Substitutions } from './substitutions.js';
import { UpdateParser } from './update-parser.js';

/** @param label - `ConditionExpression` and so on, for messages. @throws ValidationException with AWS's words */
export function parseCondition(expression: string, substitutions: Substitutions, label: string): Condition {
  const parser = new ConditionParser(expression, substitutions, label);
  const condition = parser.condition();
  parser.end();
  parser.checkTypes();
  return condition;
}

/** @throws ValidationException with AWS's words */
export function parseProjection(expression: string, substitutions: Substitutions): DocumentPath[] {
  const parser = new ProjectionParser(expression, substitutions, 'ProjectionExpression');
  const paths = parser.projection();
  parser.end();
  checkOverlap(paths, 'ProjectionExpression');
  return paths;
}

/** @throws ValidationException with AWS's words */
export function parseUpdate(expression: string, substitutions: Substitutions): UpdateAction[] {
  const parser = new UpdateParser(expression, substitutions, 'UpdateExpression');
  const actions = parser.update();
  parser.end();
  checkOverlap(
    actions.map(({ path }) => path),
    'UpdateExpression',
  );
  parser.checkTypes();
  return actions;
}

class ProjectionParser extends ExpressionReader {
  projection(): DocumentPath[] {
    return this.list(() => this.path());
  }
}

// One path inside another, or one that wants a map where another wants a list.
function checkOverlap(paths: readonly DocumentPath[], label: string): void {
  for (const [index, path] of paths.entries()) {
    for (const other of paths.slice(index + 1)) {
      const parting = path.findIndex((step, at) => step !== other[at]);
      const isOverlap = parting === -1 || other[parting] === undefined;
      const isConflict = !isOverlap && typeof path[parting] !== typeof other[parting];
      if (!isOverlap && !isConflict) continue;
      throw invalid(
        `Invalid ${label}: Two document paths ${isOverlap ? 'overlap' : 'conflict'} with each other; must remove or rewrite one of these paths; path one: ${pathText(path)}, path two: ${pathText(other)}`,
      );
    }
  }
}
