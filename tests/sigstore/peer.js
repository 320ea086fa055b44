// Another verifier of bundles: node peer.js reads lines of JSON {bundle, root, artifact, identity, issuer, key}
// (paths, and the text of a bundle), and writes "yes" or "no REASON" a line. What this verifier leaves to its
// caller is done here: the artifact as the subject of a statement, and the digest beside a message.
// Exits 77 (skipped) when the packages are not installed.
'use strict';
const fs = require('fs');
const crypto = require('crypto');
const readline = require('readline');

let verify, bundles, specs;
try {
	verify = require('@sigstore/verify');
	bundles = require('@sigstore/bundle');
	specs = require('@sigstore/protobuf-specs');
} catch (e) {
	console.log(`peer: skipped: ${e.message.split('\n')[0]}`);
	process.exit(77);
}

const materials = new Map();

function material(question) {
	const name = `${question.root} ${question.key}`;
	if (!materials.has(name)) {
		const root = specs.TrustedRoot.fromJSON(JSON.parse(fs.readFileSync(question.root, 'utf8')));
		const pem = question.key && fs.readFileSync(question.key, 'utf8');
		const find = pem && (() => ({ publicKey: crypto.createPublicKey(pem), validFor: () => true }));
		materials.set(name, verify.toTrustMaterial(root, find || undefined));
	}
	return materials.get(name);
}

function isAbout(bundle, artifact) {
	const digest = crypto.createHash('sha256').update(artifact).digest();
	if (bundle.content.$case === 'messageSignature') {
		const said = bundle.content.messageSignature.messageDigest;
		return !said || Buffer.from(said.digest).equals(digest);
	}
	const envelope = bundle.content.dsseEnvelope;
	const statement = JSON.parse(envelope.payload.toString());
	return statement.subject.some((each) => each.digest.sha256 === digest.toString('hex'));
}

function judge(question) {
	const artifact = fs.readFileSync(question.artifact);
	const bundle = bundles.bundleFromJSON(JSON.parse(question.bundle));
	const keyed = bundle.verificationMaterial.content.$case === 'publicKey';
	if (keyed !== Boolean(question.key))
		throw new Error('by a key or by a certificate');
	const entity = verify.toSignedEntity(bundle, artifact);
	const policy = keyed ? undefined
		: { subjectAlternativeName: question.identity, extensions: { issuer: question.issuer } };
	new verify.Verifier(material(question)).verify(entity, policy);
	if (!isAbout(bundle, artifact))
		throw new Error('about something else');
}

readline.createInterface({ input: process.stdin }).on('line', (line) => {
	try {
		judge(JSON.parse(line));
		console.log('yes');
	} catch (e) {
		console.log(`no ${e.code || e.name}: ${String(e.message).split('\n')[0]}`);
	}
});
