// The answers of node-semver: "npm TAB a TAB b" gives "P Q C", "npm-range TAB range TAB version" 1, 0 or ?.
'use strict'
const fs = require('fs')
const readline = require('readline')
const semver = require('semver')

function order (a, b) {
  const first = semver.valid(a) !== null
  const second = semver.valid(b) !== null
  return `${+first} ${+second} ${first && second ? semver.compare(a, b) : 0}`
}

function inRange (range, version) {
  if (semver.validRange(range) === null || semver.valid(version) === null) return '?'
  return semver.satisfies(version, range) ? '1' : '0'
}

const out = []
readline.createInterface({ input: fs.createReadStream(null, { fd: 0 }), crlfDelay: Infinity })
  .on('line', line => {
    const [what, a, b] = line.split('\t')
    out.push(what === 'npm' ? order(a, b) : inRange(a, b))
  })
  .on('close', () => fs.writeFileSync(1, out.join('\n') + '\n'))
