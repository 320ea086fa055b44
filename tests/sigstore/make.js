// Bundles by a private Sigstore that lives and dies in this process: node make.js FOLDER
// Each kind becomes FOLDER/KIND/{bundle.sigstore.json,trusted_root.json,artifact,identity,issuer}. No network:
// requests are answered by handlers. Exits 77 (skipped) when the packages are not installed.
'use strict';
const fs = require('fs');
const path = require('path');

const IDENTITY = 'https://example.invalid/owner/repo/.github/workflows/release.yml@refs/tags/v1';
const ISSUER = 'https://issuer.example.invalid';
const FULCIO = 'https://fulcio.example.invalid';
const REKOR = 'https://rekor.example.invalid';
const TSA = 'https://timestamp.example.invalid';

let mock, sign, bundles, nock;
try {
	mock = require('@sigstore/mock');
	sign = require('@sigstore/sign');
	bundles = require('@sigstore/bundle');
	nock = require('nock');
	nock = nock.default || nock;
} catch (e) {
	console.log(`make: skipped: ${e.message.split('\n')[0]}`);
	process.exit(77);
}
const crypto = require('crypto');

const sha256 = (bytes) => crypto.createHash('sha256').update(bytes).digest();
const b64url = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
const token = `${b64url({ alg: 'none', typ: 'JWT' })}.${b64url({ sub: IDENTITY, iss: ISSUER })}.`;

function answer(base, handler) {
	nock(base).persist().post(handler.path).reply(async (_, body) => {
		const text = typeof body === 'string' ? body : JSON.stringify(body);
		const { statusCode, response, contentType } = await handler.fn(text);
		return [statusCode, response, { 'Content-Type': contentType || 'text/plain' }];
	});
}

async function instance(curve) {
	const keys = crypto.generateKeyPairSync('ec', { namedCurve: curve });
	const ctlog = await mock.initializeCTLog(keys);
	const ca = await mock.initializeCA(keys, ctlog);
	const tlog = await mock.initializeTLog(REKOR, keys);
	const tsa = await mock.initializeTSA(keys);
	answer(FULCIO, mock.fulcioHandler(ca, { strict: true }));
	answer(REKOR, mock.rekorHandler(tlog, { strict: true }));
	answer(TSA, mock.tsaHandler(tsa, { strict: true }));
	const validFor = { start: '2020-01-01T00:00:00Z' };
	const log = (baseUrl, publicKey, details) => ({
		baseUrl, hashAlgorithm: 'SHA2_256', logId: { keyId: sha256(publicKey).toString('base64') },
		publicKey: { rawBytes: publicKey.toString('base64'), keyDetails: details, validFor },
	});
	const details = curve === 'prime256v1' ? 'PKIX_ECDSA_P256_SHA_256' : 'PKIX_ECDSA_P384_SHA_384';
	const chain = (...all) => ({ certificates: all.map((each) => ({ rawBytes: Buffer.from(each).toString('base64') })) });
	const subject = { organization: 'sigstore.mock', commonName: 'sigstore' };
	return {
		mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
		tlogs: [log(REKOR, tlog.publicKey, details)],
		ctlogs: [log('https://ctfe.example.invalid', Buffer.from(ctlog.publicKey), details)],
		certificateAuthorities: [{ subject, uri: FULCIO, certChain: chain(ca.rootCertificate), validFor }],
		timestampAuthorities: [{ subject, uri: TSA, certChain: chain(tsa.intCertificate, tsa.rootCertificate), validFor }],
	};
}

const signer = () => new sign.FulcioSigner({
	fulcioBaseURL: FULCIO, identityProvider: { getToken: async () => token }, retry: 0,
});
const rekor = (entryType) => new sign.RekorWitness({ rekorBaseURL: REKOR, entryType, fetchOnConflict: false, retry: 0 });
const tsa = () => new sign.TSAWitness({ tsaBaseURL: TSA, retry: 0 });

function statement(artifact) {
	return Buffer.from(JSON.stringify({
		_type: 'https://in-toto.io/Statement/v1',
		subject: [{ name: 'artifact', digest: { sha256: sha256(artifact).toString('hex') } }],
		predicateType: 'https://example.invalid/predicate', predicate: {},
	}));
}

// What a bundle is of, and who is there when it is signed.
const KINDS = {
	'message': { witnesses: () => [rekor('hashedrekord')] },
	'message-tsa': { witnesses: () => [rekor('hashedrekord'), tsa()] },
	'envelope': { envelope: true, witnesses: () => [rekor('intoto')] },
	'envelope-tsa': { envelope: true, witnesses: () => [rekor('intoto'), tsa()] },
};

async function make(folder, name, kind, root) {
	const artifact = Buffer.from(`the artifact of ${name}\n`);
	const builder = kind.envelope
		? new sign.DSSEBundleBuilder({ signer: signer(), witnesses: kind.witnesses() })
		: new sign.MessageSignatureBundleBuilder({ signer: signer(), witnesses: kind.witnesses() });
	const made = await builder.create(kind.envelope
		? { data: statement(artifact), type: 'application/vnd.in-toto+json' } : { data: artifact });
	const out = path.join(folder, name);
	fs.mkdirSync(out, { recursive: true });
	fs.writeFileSync(path.join(out, 'bundle.sigstore.json'), JSON.stringify(bundles.bundleToJSON(made), null, 1));
	fs.writeFileSync(path.join(out, 'trusted_root.json'), JSON.stringify(root, null, 1));
	fs.writeFileSync(path.join(out, 'artifact'), artifact);
	fs.writeFileSync(path.join(out, 'identity'), IDENTITY);
	fs.writeFileSync(path.join(out, 'issuer'), ISSUER);
}

async function main(folder) {
	nock.disableNetConnect();
	const root = await instance('prime256v1');
	for (const [name, kind] of Object.entries(KINDS))
		await make(folder, name, kind, root);
}

main(process.argv[2]).catch((e) => {
	console.error(e);
	process.exit(1);
});
