// Figures of a run, and the ratios that matter.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { bench, root } from './processes.mjs';

/** The middle of several rounds, with the lowest and highest. */
export function summary(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return { median: sorted[Math.floor(sorted.length / 2)], low: sorted[0], high: sorted.at(-1) };
}

/** Machine and versions, without which no figure means anything. */
export function circumstances() {
  const versionOf = (name) =>
    JSON.parse(readFileSync(join(bench, 'node_modules', name, 'package.json'), 'utf8')).version;
  const peers = Object.fromEntries(
    ['miniflare', 'serverless-offline', 'osls', 'ws', 'autocannon'].map((name) => [name, versionOf(name)]),
  );
  return {
    date: new Date().toISOString().slice(0, 10),
    commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root }).toString().trim(),
    node: process.version,
    cpu: `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}`,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    ...peers,
  };
}

/** One table per measurement: a row a server, each beside the baseline of its run. */
export function renderMarkdown(results, facts) {
  const lines = ['# Measurements', '', 'Written by `node bench/run.mjs`; do not edit.', ''];
  lines.push(
    Object.entries(facts)
      .map(([name, value]) => `${name} ${value}`)
      .join(' · '),
    '',
  );
  for (const { title, unit, isLessBetter, baseline, rows } of results) {
    lines.push(
      `## ${title}`,
      '',
      `Unit: ${unit}; ${isLessBetter ? 'less' : 'more'} is better. Median (lowest to highest) of the rounds.`,
      '',
    );
    lines.push(`| | ${unit} | beside ${baseline} |`, '| --- | --- | --- |');
    const base = rows.find(({ name }) => name === baseline)?.value.median;
    for (const { name, value, note } of rows) {
      if (value === undefined) lines.push(`| ${name} | ${note} | |`);
      else {
        const ratio = base === undefined ? '' : (value.median / base).toFixed(2);
        lines.push(
          `| ${name} | ${number(value.median)} (${number(value.low)} to ${number(value.high)}) | ${ratio} |`,
        );
      }
    }
    lines.push('');
  }
  return lines.join('\n');
}

function number(value) {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
}
