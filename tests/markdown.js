// Markdown on standard input as HTML on standard output, read by the most generous rules: HTML is
// let through and addresses become links. Exits 77 (skipped) when the package is not installed.
'use strict';
const fs = require('fs');

let MarkdownIt;
try {
	MarkdownIt = require('markdown-it');
	MarkdownIt = MarkdownIt.default || MarkdownIt;
} catch {
	process.exit(77);
}
const reader = new MarkdownIt({html: true, linkify: true});
process.stdout.write(reader.render(fs.readFileSync(0, 'utf8')));
