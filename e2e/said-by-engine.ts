/** What the engine's source says in sentences, read from the source itself. */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const source = path.join(import.meta.dirname, '../src');

/** Stands in a text for what is only known when it is said. */
export const unknownPart = '7';

/** A text of the source, with every choice that it leaves made. */
export interface SourceText {
  /** `engine/datasets/scan.ts` */
  readonly file: string;
  /** The property that it is given to; null: none. */
  readonly property: string | null;
  readonly text: string;
}

/** All texts of the engine and what it is built on, without those of tests. */
export function textsOfEngine(): SourceText[] {
  const files = globSync('{core,contract,engine,server,main}/**/*.ts', { cwd: source });
  return files
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => !/\.test\.ts$|\.fixture\.ts$|\/test-[^/]*\.ts$/.test(file))
    .sort()
    .flatMap((file) => {
      const texts: SourceText[] = [];
      const parsed = ts.createSourceFile(
        file,
        readFileSync(path.join(source, file), 'utf8'),
        ts.ScriptTarget.Latest,
        true,
      );
      collect(parsed, null, (property, text) => texts.push({ file, property, text }));
      return texts;
    });
}

function collect(
  node: ts.Node,
  property: string | null,
  take: (property: string | null, text: string) => void,
): void {
  if (ts.isImportDeclaration(node) || ts.isTypeNode(node)) return;
  if (ts.isPropertyAssignment(node)) {
    collect(node.initializer, node.name.getText(), take);
    return;
  }
  if (
    ts.isStringLiteralLike(node) ||
    ts.isTemplateExpression(node) ||
    ts.isConditionalExpression(node) ||
    ts.isBinaryExpression(node)
  ) {
    const choices = choicesOf(node);
    for (const text of choices) take(property, text);
    // What else is in it: arguments of a call, an assigned object.
    if (choices.some((text) => text !== unknownPart)) return;
  }
  const below = ts.isFunctionLike(node) || ts.isObjectLiteralExpression(node) ? null : property;
  ts.forEachChild(node, (child) => collect(child, below, take));
}

/** Every text that an expression can come to. */
function choicesOf(node: ts.Expression): string[] {
  if (ts.isParenthesizedExpression(node)) return choicesOf(node.expression);
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isConditionalExpression(node)) {
    return [...choicesOf(node.whenTrue), ...choicesOf(node.whenFalse)];
  }
  if (ts.isTemplateExpression(node)) {
    return node.templateSpans.reduce(
      (texts, { expression, literal }) =>
        texts.flatMap((text) =>
          choicesOf(expression).map((choice) => text + choice + literal.text),
        ),
      [node.head.text],
    );
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const ends = choicesOf(node.right);
    return choicesOf(node.left).flatMap((begin) => ends.map((end) => begin + end));
  }
  if (
    ts.isBinaryExpression(node) &&
    node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken
  ) {
    return [unknownPart, ...choicesOf(node.right)];
  }
  return [unknownPart];
}
