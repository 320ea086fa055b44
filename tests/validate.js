// Validates reports against their schemas: node validate.js json|sarif|cyclonedx|spdx FILE...
// A CycloneDX document is held against the schema of the version that it names, strictly, by the
// standard's own library.
// Exits 77 (skipped) when the packages are not installed.
'use strict';
const fs = require('fs');
const path = require('path');

const schemas = {
	json: path.join(__dirname, '..', 'docs', 'report.schema.json'),
	sarif: path.join(__dirname, 'node_modules', '@microsoft', 'jest-sarif', 'lib', 'schemas',
		'sarif-2.1.0-rtm.5.json'),
	spdx: process.env.SPDX_SCHEMA, // of SPDX 3.0.1; none is here
};

function compile(kind) {
	const Ajv = kind === 'sarif' ? require('ajv-draft-04') : require('ajv/dist/2020');
	const ajv = new Ajv({ 
		strict: kind === 'json',
		allErrors: true,
		allowUnionTypes: true,
		unicodeRegExp: kind === 'json', // a pattern of the SARIF schema is none under /u
	});
	require('ajv-formats')(ajv);
	return ajv.compile(JSON.parse(fs.readFileSync(schemas[kind], 'utf8')));
}

async function cyclonedx(files) {
	const { Validation } = require('@cyclonedx/cyclonedx-library');
	let wrong = 0;
	for (const file of files) {
		const text = fs.readFileSync(file, 'utf8');
		const validator = new Validation.JsonStrictValidator(JSON.parse(text).specVersion);
		for (const e of (await validator.validate(text)) ?? []) {
			wrong = 1;
			console.log(`${file}: ${e.instancePath} ${e.message} ${JSON.stringify(e.params)}`);
		}
	}
	return wrong;
}

async function main([kind, ...files]) {
	if (!fs.existsSync(path.join(__dirname, 'node_modules', 'ajv')))
		return 77;
	if (kind === 'cyclonedx')
		return cyclonedx(files);
	const validate = compile(kind);
	let wrong = 0;
	for (const file of files) {
		if (validate(JSON.parse(fs.readFileSync(file, 'utf8'))))
			continue;
		wrong = 1;
		for (const e of validate.errors.slice(0, 20))
			console.log(`${file}: ${e.instancePath} ${e.message} ${JSON.stringify(e.params)}`);
	}
	return wrong;
}

main(process.argv.slice(2)).then((code) => { process.exitCode = code; });
