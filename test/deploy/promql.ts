import { parser } from '@prometheus-io/lezer-promql';

/** A metric that a query reads, with every label that the query expects it to have. */
export interface QueriedMetric {
  name: string;
  labels: string[];
}

type SyntaxNode = ReturnType<typeof parser.parse>['topNode'];

/** Expressions whose `by (...)` or `on (...)` names labels of all metrics in them. */
const GROUPED = new Set(['AggregateExpr', 'BinaryExpr']);

/** @throws when the query is not PromQL */
export function queriedMetrics(query: string): QueriedMetric[] {
  const metrics: QueriedMetric[] = [];
  const text = (node: SyntaxNode): string => query.slice(node.from, node.to);
  const visit = (node: SyntaxNode, grouping: string[]): void => {
    if (node.type.isError) throw new Error(`PromQL error at "${query.slice(node.from)}" in: ${query}`);
    if (node.name === 'VectorSelector') {
      const name = node.getChild('Identifier');
      if (!name) throw new Error(`A selector names no metric in: ${query}`);
      metrics.push({ name: text(name), labels: [...grouping, ...descendants(node, 'LabelName').map(text)] });
      return;
    }
    const own = GROUPED.has(node.name) ? children(node).filter(isGrouping).flatMap(labelsOf) : [];
    for (const child of children(node)) visit(child, [...grouping, ...own]);
  };
  const labelsOf = (node: SyntaxNode): string[] => descendants(node, 'LabelName').map(text);
  visit(parser.parse(query).topNode, []);
  return metrics;
}

function isGrouping(node: SyntaxNode): boolean {
  return node.name === 'AggregateModifier' || node.name === 'MatchingModifierClause';
}

function children(node: SyntaxNode): SyntaxNode[] {
  const all: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) all.push(child);
  return all;
}

function descendants(node: SyntaxNode, name: string): SyntaxNode[] {
  return children(node).flatMap((child) => [...(child.name === name ? [child] : []), ...descendants(child, name)]);
}
