"""Bills of materials as input: CycloneDX 1.4 to 1.7, SPDX 2.3 and 3.0.1."""
import json

from sample import Sample

LITELLM = "package pypi:litellm@1.82.8"


def dump(document):
    return json.dumps(document, indent=1).encode()


def cyclonedx(version, **more):
    return {"bomFormat": "CycloneDX", "specVersion": version, "version": 1, **more}


def component(name, version=None, **more):
    fields = {"type": "library", "name": name, **more}
    return {**fields, "version": version} if version else fields


MODEL = {
    "type": "machine-learning-model", "bom-ref": "model", "group": "acme", "name": "bert", "version": "3",
    "purl": "pkg:huggingface/acme/bert@3", "licenses": [{"license": {"id": "Apache-2.0"}}],
    "hashes": [{"alg": "SHA-256", "content": "ab" * 32}],
    "pedigree": {"ancestors": [{"type": "machine-learning-model", "name": "base"}]},
    "modelCard": {"modelParameters": {"task": "fill-mask", "modelArchitecture": "BertForMaskedLM",
                                      "datasets": [{"type": "dataset", "name": "squad"}]},
                  "quantitativeAnalysis": {"performanceMetrics": [{"type": "f1", "value": "0.9"}]}}}


def cyclonedx_samples():
    for version in ("1.4", "1.5", "1.6", "1.7"):
        bill = cyclonedx(version, components=[
            component("litellm", "1.82.8", purl="pkg:pypi/litellm@1.82.8"),
            component("core", "7.0.0", group="@acme", purl="pkg:npm/%40acme/core@7.0.0",
                      components=[component("inner", "1", purl="pkg:npm/inner@1")])])
        yield Sample("ok", f"cyclonedx-{version}/bom.json", dump(bill), components={
            LITELLM, "package npm:@acme/core@7.0.0", "package npm:inner@1"})
    yield Sample("ok", "model/bom.json", dump(cyclonedx("1.6", components=[MODEL])),
                 components={"model huggingface:acme/bert@3"})
    yield Sample("ok", "marked/bom.json", b"\xef\xbb\xbf" + dump(cyclonedx("1.5", components=[component("a", "1")])),
                 components={"package a@1"})
    yield Sample("ok", "requirements/bom.json", dump(cyclonedx("1.5", components=[
        component("a", ">=1.0,<2", purl="pkg:pypi/a@%3E%3D1.0,%3C2"), component("b", "^1.2", purl="pkg:npm/b"),
        component("c", "==3.0", purl="pkg:pypi/c@%3D%3D3.0"), component("d", "1.*")])), components={
            "package pypi:a >=1.0,<2", "package npm:b ^1.2", "package pypi:c@3.0", "package d 1.*"})
    services = [{"name": "chat", "endpoints": ["https://api.example.invalid/v1"], "authenticated": True}]
    yield Sample("ok", "service/any.cdx.json", dump(cyclonedx("1.6", services=services)),
                 components={"service chat"})
    yield Sample("ok", "draft/bom.json", dump({"specFormat": "CycloneDX", "specVersion": "2.0",
                                               "components": [component("a", "1")]}),
                 components={"package a@1"})
    deep = component("leaf", "1")
    for _ in range(40):
        deep = component("twig", "1", components=[deep])
    yield Sample("bad", "deep/bom.json", dump(cyclonedx("1.6", components=[deep])), {"incomplete"})
    yield Sample("bad", "cut/bom.json", dump(cyclonedx("1.6", components=[component("a", "1")]))[:-20], {"malformed"})
    twice = dump(cyclonedx("1.6", components=[component("a", "1")])).replace(
        b'"version": "1"', b'"version": "1", "version": "2"')
    yield Sample("bad", "twice/bom.json", twice, {"malformed"})


CYCLONEDX_XML = b"""<?xml version="1.0" encoding="UTF-8"?>
<bom xmlns="http://cyclonedx.org/schema/bom/1.5" serialNumber="urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79" version="1">
  <metadata><component type="application" bom-ref="app"><name>app</name><version>1</version></component></metadata>
  <components>
    <component type="library" bom-ref="l">
      <name>litellm</name><version>1.82.8</version>
      <hashes><hash alg="SHA-256">""" + b"ab" * 32 + b"""</hash></hashes>
      <licenses><license><id>MIT</id></license></licenses>
      <purl>pkg:pypi/litellm@1.82.8</purl>
      <properties><property name="assay:note">kept</property></properties>
      <components><component type="library"><name>inner</name><version>2</version><purl>pkg:npm/inner@2</purl></component></components>
    </component>
  </components>
  <dependencies><dependency ref="app"><dependency ref="l"/></dependency></dependencies>
</bom>
"""
ENTITIES = CYCLONEDX_XML.replace(b"<bom", b"<!DOCTYPE bom [<!ENTITY a 'aaaaaaaaaa'>]>\n<bom", 1)


def cyclonedx_xml():
    found = {LITELLM, "package npm:inner@2", "package app@1"}
    yield Sample("ok", "cyclonedx-xml/bom.xml", CYCLONEDX_XML, components=found)
    yield Sample("ok", "cyclonedx-xml-prefix/bom.xml", CYCLONEDX_XML.replace(b"<", b"<c:").replace(b"<c:/", b"</c:")
                 .replace(b"<c:?", b"<?").replace(b"xmlns=", b"xmlns:c="), components=found)
    yield Sample("ok", "cyclonedx-xml-utf16/bom.xml", CYCLONEDX_XML.decode().replace("UTF-8", "UTF-16").encode("utf-16"),
                 status="skipped", components=set())
    yield Sample("bad", "cyclonedx-xml-entities/bom.xml", ENTITIES, {"malformed"}, components=set())
    yield Sample("ok", "cyclonedx-xml-nameless/bom.xml", CYCLONEDX_XML.replace(b'<dependency ref="l"/>', b"<dependency/>"),
                 components=found)
    yield Sample("bad", "cyclonedx-xml-cut/bom.xml", CYCLONEDX_XML[:-30], {"malformed"}, components=found)
    deep = CYCLONEDX_XML.replace(b"<components>", b"<components>" + b"<component><components>" * 600, 1)
    yield Sample("bad", "cyclonedx-xml-deep/bom.xml", deep, {"malformed", "incomplete"}, components=None)


def spdx2():
    def package(id_, name, version, purl=None):
        refs = [{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": purl}]
        return {"SPDXID": f"SPDXRef-{id_}", "name": name, "versionInfo": version,
                "downloadLocation": "NOASSERTION", "licenseConcluded": "NOASSERTION",
                "licenseDeclared": "MIT", "supplier": "Organization: Acme",
                "externalRefs": refs if purl else []}

    return {"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "app",
            "packages": [package("app", "app", "1"),
                         package("l", "litellm", "1.82.8", "pkg:pypi/litellm@1.82.8")],
            "relationships": [
                {"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES",
                 "relatedSpdxElement": "SPDXRef-app"},
                {"spdxElementId": "SPDXRef-l", "relationshipType": "DEPENDENCY_OF",
                 "relatedSpdxElement": "SPDXRef-app"}]}


SPDX2_TAG = b"""SPDXVersion: SPDX-2.3
DataLicense: CC0-1.0
SPDXID: SPDXRef-DOCUMENT
DocumentName: app
DocumentComment: <text>PackageName: not one
PackageVersion: 9</text>

PackageName: app
SPDXID: SPDXRef-app
PackageVersion: 1
PackageDownloadLocation: NOASSERTION
PackageLicenseConcluded: NOASSERTION
PackageLicenseDeclared: Apache-2.0
# a comment
PackageName: litellm
SPDXID: SPDXRef-l
PackageVersion: 1.82.8
PackageSupplier: Organization: BerriAI (x@example.invalid)
PackageChecksum: SHA256: """ + b"ab" * 32 + b"""
ExternalRef: PACKAGE-MANAGER purl pkg:pypi/litellm@1.82.8

FileName: ./a.py
SPDXID: SPDXRef-file
PackageVersion: 7

Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-app
Relationship: SPDXRef-l DEPENDENCY_OF SPDXRef-app
"""


def spdx3():
    def element(type_, id_, **more):
        return {"type": type_, "spdxId": f"urn:spdx:{id_}", "creationInfo": "_:c", **more}

    return {"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": [
        {"type": "CreationInfo", "@id": "_:c", "specVersion": "3.0.1", "created": "2026-01-01T00:00:00Z",
         "createdBy": ["urn:spdx:me"]},
        element("Relationship", "r1", **{"from": "urn:spdx:m"}, relationshipType="trainedOn", to=["urn:spdx:d"]),
        element("software_Package", "l", name="litellm", software_packageVersion="1.82.8",
                software_packageUrl="pkg:pypi/litellm@1.82.8"),
        element("ai_AIPackage", "m", name="bert", software_packageVersion="3", ai_typeOfModel=["bert"],
                externalIdentifier=[{"type": "ExternalIdentifier", "externalIdentifierType": "packageUrl",
                                     "identifier": "pkg:huggingface/acme/bert@3"}]),
        element("dataset_DatasetPackage", "d", name="squad", dataset_datasetType=["text"])]}


def samples():
    yield from cyclonedx_samples()
    yield from cyclonedx_xml()
    yield Sample("ok", "spdx-2/app.spdx.json", dump(spdx2()), components={LITELLM, "package app@1"})
    yield Sample("ok", "spdx-2-tag/app.spdx", SPDX2_TAG, components={LITELLM, "package app@1"})
    yield Sample("ok", "spdx-2-tag-crlf/app.spdx", SPDX2_TAG.replace(b"\n", b"\r\n"),
                 components={LITELLM, "package app@1"})
    yield Sample("bad", "spdx-2-tag-open/app.spdx", SPDX2_TAG + b"PackageName: x\nPackageComment: <text>never",
                 {"malformed"}, components={LITELLM, "package app@1", "package x"})
    yield Sample("ok", "spdx-3/app.json", dump(spdx3()), components={
        LITELLM, "model huggingface:acme/bert@3", "dataset squad"})
