/*
 * Names that Python 2 wrote and where Python 3 finds them: IMPORT_MAPPING and NAME_MAPPING of
 * CPython's Lib/_compat_pickle.py (3.6 to 3.13), which its unpicklers apply below protocol 3.
 */
#include "format/pickle/machine.h"

struct mapping {
	struct span module, name;	  /* an empty name: any other name of the module */
	struct span new_module, new_name; /* an empty name: the same */
};

/* Sorted by (module, name), bytewise. */
static const struct mapping mappings[] = {
	/* clang-format off */
	{ SPAN("BaseHTTPServer"), SPAN(""), SPAN("http.server"), SPAN("") },
	{ SPAN("CGIHTTPServer"), SPAN(""), SPAN("http.server"), SPAN("") },
	{ SPAN("ConfigParser"), SPAN(""), SPAN("configparser"), SPAN("") },
	{ SPAN("Cookie"), SPAN(""), SPAN("http.cookies"), SPAN("") },
	{ SPAN("Dialog"), SPAN(""), SPAN("tkinter.dialog"), SPAN("") },
	{ SPAN("DocXMLRPCServer"), SPAN(""), SPAN("xmlrpc.server"), SPAN("") },
	{ SPAN("FileDialog"), SPAN(""), SPAN("tkinter.filedialog"), SPAN("") },
	{ SPAN("HTMLParser"), SPAN(""), SPAN("html.parser"), SPAN("") },
	{ SPAN("Queue"), SPAN(""), SPAN("queue"), SPAN("") },
	{ SPAN("ScrolledText"), SPAN(""), SPAN("tkinter.scrolledtext"), SPAN("") },
	{ SPAN("SimpleDialog"), SPAN(""), SPAN("tkinter.simpledialog"), SPAN("") },
	{ SPAN("SimpleHTTPServer"), SPAN(""), SPAN("http.server"), SPAN("") },
	{ SPAN("SimpleXMLRPCServer"), SPAN(""), SPAN("xmlrpc.server"), SPAN("") },
	{ SPAN("SocketServer"), SPAN(""), SPAN("socketserver"), SPAN("") },
	{ SPAN("StringIO"), SPAN(""), SPAN("io"), SPAN("") },
	{ SPAN("Tix"), SPAN(""), SPAN("tkinter.tix"), SPAN("") },
	{ SPAN("Tkconstants"), SPAN(""), SPAN("tkinter.constants"), SPAN("") },
	{ SPAN("Tkdnd"), SPAN(""), SPAN("tkinter.dnd"), SPAN("") },
	{ SPAN("Tkinter"), SPAN(""), SPAN("tkinter"), SPAN("") },
	{ SPAN("UserDict"), SPAN(""), SPAN("collections"), SPAN("") },
	{ SPAN("UserDict"), SPAN("IterableUserDict"), SPAN("collections"), SPAN("UserDict") },
	{ SPAN("UserDict"), SPAN("UserDict"), SPAN("collections"), SPAN("UserDict") },
	{ SPAN("UserList"), SPAN(""), SPAN("collections"), SPAN("") },
	{ SPAN("UserList"), SPAN("UserList"), SPAN("collections"), SPAN("UserList") },
	{ SPAN("UserString"), SPAN(""), SPAN("collections"), SPAN("") },
	{ SPAN("UserString"), SPAN("UserString"), SPAN("collections"), SPAN("UserString") },
	{ SPAN("__builtin__"), SPAN(""), SPAN("builtins"), SPAN("") },
	{ SPAN("__builtin__"), SPAN("basestring"), SPAN("builtins"), SPAN("str") },
	{ SPAN("__builtin__"), SPAN("intern"), SPAN("sys"), SPAN("intern") },
	{ SPAN("__builtin__"), SPAN("long"), SPAN("builtins"), SPAN("int") },
	{ SPAN("__builtin__"), SPAN("reduce"), SPAN("functools"), SPAN("reduce") },
	{ SPAN("__builtin__"), SPAN("unichr"), SPAN("builtins"), SPAN("chr") },
	{ SPAN("__builtin__"), SPAN("unicode"), SPAN("builtins"), SPAN("str") },
	{ SPAN("__builtin__"), SPAN("xrange"), SPAN("builtins"), SPAN("range") },
	{ SPAN("_abcoll"), SPAN(""), SPAN("collections.abc"), SPAN("") },
	{ SPAN("_elementtree"), SPAN(""), SPAN("xml.etree.ElementTree"), SPAN("") },
	{ SPAN("_multiprocessing"), SPAN("Connection"), SPAN("multiprocessing.connection"), SPAN("Connection") },
	{ SPAN("_socket"), SPAN("fromfd"), SPAN("socket"), SPAN("fromfd") },
	{ SPAN("_winreg"), SPAN(""), SPAN("winreg"), SPAN("") },
	{ SPAN("anydbm"), SPAN(""), SPAN("dbm"), SPAN("") },
	{ SPAN("cPickle"), SPAN(""), SPAN("pickle"), SPAN("") },
	{ SPAN("cStringIO"), SPAN(""), SPAN("io"), SPAN("") },
	{ SPAN("commands"), SPAN(""), SPAN("subprocess"), SPAN("") },
	{ SPAN("cookielib"), SPAN(""), SPAN("http.cookiejar"), SPAN("") },
	{ SPAN("copy_reg"), SPAN(""), SPAN("copyreg"), SPAN("") },
	{ SPAN("dbhash"), SPAN(""), SPAN("dbm.bsd"), SPAN("") },
	{ SPAN("dbm"), SPAN(""), SPAN("dbm.ndbm"), SPAN("") },
	{ SPAN("dumbdbm"), SPAN(""), SPAN("dbm.dumb"), SPAN("") },
	{ SPAN("dummy_thread"), SPAN(""), SPAN("_dummy_thread"), SPAN("") },
	{ SPAN("exceptions"), SPAN("ArithmeticError"), SPAN("builtins"), SPAN("ArithmeticError") },
	{ SPAN("exceptions"), SPAN("AssertionError"), SPAN("builtins"), SPAN("AssertionError") },
	{ SPAN("exceptions"), SPAN("AttributeError"), SPAN("builtins"), SPAN("AttributeError") },
	{ SPAN("exceptions"), SPAN("BaseException"), SPAN("builtins"), SPAN("BaseException") },
	{ SPAN("exceptions"), SPAN("BufferError"), SPAN("builtins"), SPAN("BufferError") },
	{ SPAN("exceptions"), SPAN("BytesWarning"), SPAN("builtins"), SPAN("BytesWarning") },
	{ SPAN("exceptions"), SPAN("DeprecationWarning"), SPAN("builtins"), SPAN("DeprecationWarning") },
	{ SPAN("exceptions"), SPAN("EOFError"), SPAN("builtins"), SPAN("EOFError") },
	{ SPAN("exceptions"), SPAN("EnvironmentError"), SPAN("builtins"), SPAN("EnvironmentError") },
	{ SPAN("exceptions"), SPAN("Exception"), SPAN("builtins"), SPAN("Exception") },
	{ SPAN("exceptions"), SPAN("FloatingPointError"), SPAN("builtins"), SPAN("FloatingPointError") },
	{ SPAN("exceptions"), SPAN("FutureWarning"), SPAN("builtins"), SPAN("FutureWarning") },
	{ SPAN("exceptions"), SPAN("GeneratorExit"), SPAN("builtins"), SPAN("GeneratorExit") },
	{ SPAN("exceptions"), SPAN("IOError"), SPAN("builtins"), SPAN("IOError") },
	{ SPAN("exceptions"), SPAN("ImportError"), SPAN("builtins"), SPAN("ImportError") },
	{ SPAN("exceptions"), SPAN("ImportWarning"), SPAN("builtins"), SPAN("ImportWarning") },
	{ SPAN("exceptions"), SPAN("IndentationError"), SPAN("builtins"), SPAN("IndentationError") },
	{ SPAN("exceptions"), SPAN("IndexError"), SPAN("builtins"), SPAN("IndexError") },
	{ SPAN("exceptions"), SPAN("KeyError"), SPAN("builtins"), SPAN("KeyError") },
	{ SPAN("exceptions"), SPAN("KeyboardInterrupt"), SPAN("builtins"), SPAN("KeyboardInterrupt") },
	{ SPAN("exceptions"), SPAN("LookupError"), SPAN("builtins"), SPAN("LookupError") },
	{ SPAN("exceptions"), SPAN("MemoryError"), SPAN("builtins"), SPAN("MemoryError") },
	{ SPAN("exceptions"), SPAN("NameError"), SPAN("builtins"), SPAN("NameError") },
	{ SPAN("exceptions"), SPAN("NotImplementedError"), SPAN("builtins"), SPAN("NotImplementedError") },
	{ SPAN("exceptions"), SPAN("OSError"), SPAN("builtins"), SPAN("OSError") },
	{ SPAN("exceptions"), SPAN("OverflowError"), SPAN("builtins"), SPAN("OverflowError") },
	{ SPAN("exceptions"), SPAN("PendingDeprecationWarning"), SPAN("builtins"), SPAN("PendingDeprecationWarning") },
	{ SPAN("exceptions"), SPAN("ReferenceError"), SPAN("builtins"), SPAN("ReferenceError") },
	{ SPAN("exceptions"), SPAN("RuntimeError"), SPAN("builtins"), SPAN("RuntimeError") },
	{ SPAN("exceptions"), SPAN("RuntimeWarning"), SPAN("builtins"), SPAN("RuntimeWarning") },
	{ SPAN("exceptions"), SPAN("StandardError"), SPAN("builtins"), SPAN("Exception") },
	{ SPAN("exceptions"), SPAN("StopIteration"), SPAN("builtins"), SPAN("StopIteration") },
	{ SPAN("exceptions"), SPAN("SyntaxError"), SPAN("builtins"), SPAN("SyntaxError") },
	{ SPAN("exceptions"), SPAN("SyntaxWarning"), SPAN("builtins"), SPAN("SyntaxWarning") },
	{ SPAN("exceptions"), SPAN("SystemError"), SPAN("builtins"), SPAN("SystemError") },
	{ SPAN("exceptions"), SPAN("SystemExit"), SPAN("builtins"), SPAN("SystemExit") },
	{ SPAN("exceptions"), SPAN("TabError"), SPAN("builtins"), SPAN("TabError") },
	{ SPAN("exceptions"), SPAN("TypeError"), SPAN("builtins"), SPAN("TypeError") },
	{ SPAN("exceptions"), SPAN("UnboundLocalError"), SPAN("builtins"), SPAN("UnboundLocalError") },
	{ SPAN("exceptions"), SPAN("UnicodeDecodeError"), SPAN("builtins"), SPAN("UnicodeDecodeError") },
	{ SPAN("exceptions"), SPAN("UnicodeEncodeError"), SPAN("builtins"), SPAN("UnicodeEncodeError") },
	{ SPAN("exceptions"), SPAN("UnicodeError"), SPAN("builtins"), SPAN("UnicodeError") },
	{ SPAN("exceptions"), SPAN("UnicodeTranslateError"), SPAN("builtins"), SPAN("UnicodeTranslateError") },
	{ SPAN("exceptions"), SPAN("UnicodeWarning"), SPAN("builtins"), SPAN("UnicodeWarning") },
	{ SPAN("exceptions"), SPAN("UserWarning"), SPAN("builtins"), SPAN("UserWarning") },
	{ SPAN("exceptions"), SPAN("ValueError"), SPAN("builtins"), SPAN("ValueError") },
	{ SPAN("exceptions"), SPAN("Warning"), SPAN("builtins"), SPAN("Warning") },
	{ SPAN("exceptions"), SPAN("ZeroDivisionError"), SPAN("builtins"), SPAN("ZeroDivisionError") },
	{ SPAN("gdbm"), SPAN(""), SPAN("dbm.gnu"), SPAN("") },
	{ SPAN("htmlentitydefs"), SPAN(""), SPAN("html.entities"), SPAN("") },
	{ SPAN("httplib"), SPAN(""), SPAN("http.client"), SPAN("") },
	{ SPAN("itertools"), SPAN("ifilter"), SPAN("builtins"), SPAN("filter") },
	{ SPAN("itertools"), SPAN("ifilterfalse"), SPAN("itertools"), SPAN("filterfalse") },
	{ SPAN("itertools"), SPAN("imap"), SPAN("builtins"), SPAN("map") },
	{ SPAN("itertools"), SPAN("izip"), SPAN("builtins"), SPAN("zip") },
	{ SPAN("itertools"), SPAN("izip_longest"), SPAN("itertools"), SPAN("zip_longest") },
	{ SPAN("markupbase"), SPAN(""), SPAN("_markupbase"), SPAN("") },
	{ SPAN("multiprocessing"), SPAN("AuthenticationError"), SPAN("multiprocessing.context"), SPAN("AuthenticationError") },
	{ SPAN("multiprocessing"), SPAN("BufferTooShort"), SPAN("multiprocessing.context"), SPAN("BufferTooShort") },
	{ SPAN("multiprocessing"), SPAN("ProcessError"), SPAN("multiprocessing.context"), SPAN("ProcessError") },
	{ SPAN("multiprocessing"), SPAN("TimeoutError"), SPAN("multiprocessing.context"), SPAN("TimeoutError") },
	{ SPAN("multiprocessing.forking"), SPAN("Popen"), SPAN("multiprocessing.popen_fork"), SPAN("Popen") },
	{ SPAN("multiprocessing.process"), SPAN("Process"), SPAN("multiprocessing.context"), SPAN("Process") },
	{ SPAN("repr"), SPAN(""), SPAN("reprlib"), SPAN("") },
	{ SPAN("robotparser"), SPAN(""), SPAN("urllib.robotparser"), SPAN("") },
	{ SPAN("socket"), SPAN("_socketobject"), SPAN("socket"), SPAN("SocketType") },
	{ SPAN("test.test_support"), SPAN(""), SPAN("test.support"), SPAN("") },
	{ SPAN("thread"), SPAN(""), SPAN("_thread"), SPAN("") },
	{ SPAN("tkColorChooser"), SPAN(""), SPAN("tkinter.colorchooser"), SPAN("") },
	{ SPAN("tkCommonDialog"), SPAN(""), SPAN("tkinter.commondialog"), SPAN("") },
	{ SPAN("tkFileDialog"), SPAN(""), SPAN("tkinter.filedialog"), SPAN("") },
	{ SPAN("tkFont"), SPAN(""), SPAN("tkinter.font"), SPAN("") },
	{ SPAN("tkMessageBox"), SPAN(""), SPAN("tkinter.messagebox"), SPAN("") },
	{ SPAN("tkSimpleDialog"), SPAN(""), SPAN("tkinter.simpledialog"), SPAN("") },
	{ SPAN("ttk"), SPAN(""), SPAN("tkinter.ttk"), SPAN("") },
	{ SPAN("urllib"), SPAN("ContentTooShortError"), SPAN("urllib.error"), SPAN("ContentTooShortError") },
	{ SPAN("urllib"), SPAN("getproxies"), SPAN("urllib.request"), SPAN("getproxies") },
	{ SPAN("urllib"), SPAN("pathname2url"), SPAN("urllib.request"), SPAN("pathname2url") },
	{ SPAN("urllib"), SPAN("quote"), SPAN("urllib.parse"), SPAN("quote") },
	{ SPAN("urllib"), SPAN("quote_plus"), SPAN("urllib.parse"), SPAN("quote_plus") },
	{ SPAN("urllib"), SPAN("unquote"), SPAN("urllib.parse"), SPAN("unquote") },
	{ SPAN("urllib"), SPAN("unquote_plus"), SPAN("urllib.parse"), SPAN("unquote_plus") },
	{ SPAN("urllib"), SPAN("url2pathname"), SPAN("urllib.request"), SPAN("url2pathname") },
	{ SPAN("urllib"), SPAN("urlcleanup"), SPAN("urllib.request"), SPAN("urlcleanup") },
	{ SPAN("urllib"), SPAN("urlencode"), SPAN("urllib.parse"), SPAN("urlencode") },
	{ SPAN("urllib"), SPAN("urlopen"), SPAN("urllib.request"), SPAN("urlopen") },
	{ SPAN("urllib"), SPAN("urlretrieve"), SPAN("urllib.request"), SPAN("urlretrieve") },
	{ SPAN("urllib2"), SPAN(""), SPAN("urllib.request"), SPAN("") },
	{ SPAN("urllib2"), SPAN("HTTPError"), SPAN("urllib.error"), SPAN("HTTPError") },
	{ SPAN("urllib2"), SPAN("URLError"), SPAN("urllib.error"), SPAN("URLError") },
	{ SPAN("urlparse"), SPAN(""), SPAN("urllib.parse"), SPAN("") },
	{ SPAN("whichdb"), SPAN(""), SPAN("dbm"), SPAN("") },
	{ SPAN("whichdb"), SPAN("whichdb"), SPAN("dbm"), SPAN("whichdb") },
	{ SPAN("xmlrpclib"), SPAN(""), SPAN("xmlrpc.client"), SPAN("") },
	/* clang-format on */
};

static const struct mapping *find(struct span module, struct span name)
{
	size_t low = 0, high = sizeof(mappings) / sizeof(mappings[0]);

	while (low < high) {
		size_t middle = (low + high) / 2;
		const struct mapping *row = &mappings[middle];
		int order = span_cmp(module, row->module);

		if (order == 0)
			order = span_cmp(name, row->name);
		if (order == 0)
			return row;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

bool name_map(struct span *module, struct span *name)
{
	const struct mapping *row = find(*module, *name);

	if (!row)
		row = find(*module, (struct span){ 0 });
	if (!row)
		return false;
	*module = row->new_module;
	if (row->new_name.n)
		*name = row->new_name;
	return true;
}
