"""Streams whose events are known: an oracle that records nothing would find nothing missing."""

# The stream, and the events of the 3.x interpreters; names of classes are such as oracle.py makes one.
ANSWERS = {
    b'cm\nAg\n(S"x"\ntR.': 'im.Ag cm.Ag',
    b'\x80\x02cm\nAg\n)\x81}U\x01aNsb.': 'im.Ag nm.Ag bm.Ag()',
    b'\x80\x04\x8c\x01m\x8c\x02Ah\x93)R)bC\x01a\x86.': 'im.Ah cm.Ah bm.Ah()',
    b'(im\nAg\n.': 'im.Ag nm.Ag',
    b'(cm\nAg\nI1\no.': 'im.Ag cm.Ag',
    b'cm\nAg\n)\x81Na.': 'im.Ag nm.Ag sm.Ag()',
    b'cm\nAg\n)\x81(NNu.': 'im.Ag nm.Ag sm.Ag()',
    b'cm\nAg\nN}U\x01aNs\x86b.': 'im.Ag bm.Ag',
    b'c__builtin__\neval\n)R)R.': 'ibuiltins.eval cbuiltins.eval cbuiltins.eval()',
    b'\x80\x03c__builtin__\neval\n.': 'i__builtin__.eval',
    b'\x82\x05.': 'iext.code5',
    b'Pid\n)R.': 'pstr c<persistent>',
    b'N.cm\nAg\n.': 'im.Ag',
}


def check(shown_by):
    """The streams that an interpreter answers wrongly; shown_by(stream) gives its events."""
    return [stream for stream, events in ANSWERS.items()
            if shown_by(stream) != {e.encode() for e in events.split()}]
